//! The body interpreter for sessions whose memory has addresses: what `interpretBody` in
//! src/interpreter/body_interpreter.ts does, on the same code, stacks and activations, so that the one can take over from
//! the other at any instruction. It comes back to the host for each call of a word that is not cold, and for whatever is
//! rare: then all of its state is in the record and the context, and the host goes on with the instruction behind.
//!
//! Every access is checked here as there; no memory is touched but what the record names.

const std = @import("std");
const abi = @import("abi");
const library = @import("library.zig");
const numbers = @import("numbers.zig");
const text = @import("text.zig");

const Op = abi.ColdOp;
const Stop = abi.InterpreterStop;
const Throw = abi.ThrowCode;

/// Words of one instruction: operation, two operands, position.
const instruction = 4;
/// Words of an activation's record.
const record = @sizeOf(abi.Activation) / 4;
const place_field = 0;
const start_field = 1;
const cells_field = 2;
const floats_field = 3;
/// What a call adds to a word's heat, when a turn of a loop adds 1.
const call_heat = 2;
const all = std.math.maxInt(u64);
/// In `Interpretation.functions`: the word is done by none.
const no_function = 1;
/// In the place of a depth.
const by_host = std.math.maxInt(usize);

inline fn opAt(code: [*]const i32, place: usize) Op {
    return @fromBackingInt(@as(u32, @bitCast(code[place])));
}

inline fn word(value: i32) u32 {
    return @bitCast(value);
}

/// A literal's cell or float.
inline fn literalAt(code: [*]const i32, place: usize) u64 {
    return @as(u64, word(code[place + 1])) | @as(u64, word(code[place + 2])) << 32;
}

pub fn run(state: *abi.Interpretation) Stop {
    const context: *abi.ExecutionContext = @ptrFromInt(state.context);
    const code: [*]i32 = @ptrFromInt(state.code);
    const starts: [*]const i32 = @ptrFromInt(state.starts);
    const heat: [*]i32 = @ptrFromInt(state.heat);
    const records: [*]i32 = @ptrFromInt(state.records);
    const cells: [*]u64 = @ptrFromInt(state.cell_slots);
    const floats: [*]u64 = @ptrFromInt(state.float_slots);
    const memory: [*]u8 = @ptrFromInt(state.data_space);
    const stack: [*]u64 = @ptrFromInt(state.data_stack);
    const float_stack: [*]u64 = @ptrFromInt(state.float_stack);
    const functions: [*]const u32 = @ptrFromInt(state.functions);
    const capacity: usize = state.data_capacity;
    const float_capacity: usize = state.float_capacity;
    const limit: i32 = @bitCast(state.limit);
    // Code may have the heap grow.
    var room: u64 = context.data_space_limit - abi.first_address;
    const entry: usize = state.entry;

    var sp: usize = context.data_depth;
    var fp: usize = context.float_depth;
    var at: usize = state.at;
    var place: usize = state.place;
    // Slots of cells are counted in halves by the host.
    var base: usize = word(records[at + cells_field]) >> 1;
    var float_base: usize = word(records[at + floats_field]);
    var throw: Throw = .stack_underflow;

    const stop: Stop = loop: switch (opAt(code, place)) {
        .enter => {
            place += instruction;
            continue :loop opAt(code, place);
        },
        .enter_with_locals => {
            @memset(cells[base..][0 .. word(code[place + 1]) >> 1], 0);
            @memset(floats[float_base..][0..word(code[place + 2])], 0);
            place += instruction;
            continue :loop opAt(code, place);
        },
        .literal => {
            if (sp >= capacity) {
                throw = .stack_overflow;
                break :loop .fault;
            }
            stack[sp] = literalAt(code, place);
            sp += 1;
            place += instruction;
            continue :loop opAt(code, place);
        },
        .float_literal => {
            if (fp >= float_capacity) {
                throw = .float_stack_overflow;
                break :loop .fault;
            }
            float_stack[fp] = literalAt(code, place);
            fp += 1;
            place += instruction;
            continue :loop opAt(code, place);
        },
        inline .call, .execute_token => |op| {
            var callee: usize = word(code[place + 1]);
            if (op == .execute_token) {
                if (sp < 1) break :loop .fault;
                if (stack[sp - 1] >= state.start_count) break :loop .execute;
                callee = @intCast(stack[sp - 1]);
                // The compiler stage may guess what was executed first.
                if (code[place + 2] == 0 and code[place + 1] != 0 and starts[callee] != 0) break :loop .target;
            }
            if (callee < state.start_count and starts[callee] != 0) {
                const target: usize = word(starts[callee]);
                const callee_heat = heat[callee] +% call_heat;
                const next = at + record;
                const next_cells = word(records[next + cells_field]) + word(code[target + 1]);
                const next_floats = word(records[next + floats_field]) + word(code[target + 2]);
                if (callee_heat <= limit and
                    next + 2 * record <= state.record_count and
                    next_cells <= state.cell_slot_count and
                    next_floats <= state.float_slot_count)
                {
                    heat[callee] = callee_heat;
                    if (op == .execute_token) sp -= 1;
                    records[at + place_field] = @bitCast(@as(u32, @intCast(place)));
                    at = next;
                    base = word(records[at + cells_field]) >> 1;
                    float_base = word(records[at + floats_field]);
                    records[at + start_field] = starts[callee];
                    records[at + record + cells_field] = @bitCast(next_cells);
                    records[at + record + floats_field] = @bitCast(next_floats);
                    place = target;
                    continue :loop opAt(code, place);
                }
            }
            // What a target of EXECUTE is, the host notes where there was another one.
            const is_noted = op == .call or code[place + 1] == 0 or word(code[place + 2]) == callee;
            if (is_noted) {
                const depth = if (op == .execute_token) sp - 1 else sp;
                if (callee < state.function_count and functions[callee] > no_function) {
                    const left = callFunction(context, functions[callee], stack, depth, capacity);
                    if (left != by_host) {
                        sp = left;
                        place += instruction;
                        continue :loop opAt(code, place);
                    }
                }
                if (codeOf(state, context, callee, depth)) |address| {
                    context.data_depth = @intCast(depth);
                    context.float_depth = @intCast(fp);
                    records[at + place_field] = @bitCast(@as(u32, @intCast(place)));
                    const is_finished = enterCode(state, context, address);
                    sp = context.data_depth;
                    fp = context.float_depth;
                    room = context.data_space_limit - abi.first_address;
                    if (!is_finished) break :loop .left;
                    place += instruction;
                    continue :loop opAt(code, place);
                }
            }
            state.operand = @intCast(callee);
            break :loop if (op == .execute_token) .execute else .call;
        },
        .exit => {
            if (at == entry) break :loop .finished;
            at -= record;
            base = word(records[at + cells_field]) >> 1;
            float_base = word(records[at + floats_field]);
            place = word(records[at + place_field]) + instruction;
            continue :loop opAt(code, place);
        },
        .header => {
            const owner = word(code[place + 2]);
            const owner_heat = heat[owner] +% 1;
            heat[owner] = owner_heat;
            if (owner_heat > limit) break :loop .header;
            place += instruction;
            continue :loop opAt(code, place);
        },
        .step => break :loop .instruction,
        .branch => {
            place = word(code[place + 1]);
            continue :loop opAt(code, place);
        },
        .branch_zero => {
            if (sp < 1) break :loop .fault;
            sp -= 1;
            place = if (stack[sp] == 0) word(code[place + 1]) else place + instruction;
            continue :loop opAt(code, place);
        },
        .do => {
            if (sp < 2) break :loop .fault;
            sp -= 2;
            const slot = base + (word(code[place + 1]) >> 1);
            cells[slot..][0..2].* = stack[sp..][0..2].*;
            place += instruction;
            continue :loop opAt(code, place);
        },
        inline .question_do, .plus_do, .u_plus_do, .minus_do, .u_minus_do => |op| {
            if (sp < 2) break :loop .fault;
            sp -= 2;
            const end = stack[sp];
            const index = stack[sp + 1];
            const begins = switch (op) {
                .question_do => end != index,
                .plus_do => signed(index) < signed(end),
                .u_plus_do => index < end,
                .minus_do => signed(end) < signed(index),
                .u_minus_do => end < index,
                else => comptime unreachable,
            };
            if (begins) {
                const slot = base + (word(code[place + 1]) >> 1);
                cells[slot] = end;
                cells[slot + 1] = index;
                place += instruction;
            } else {
                place = word(code[place + 2]);
            }
            continue :loop opAt(code, place);
        },
        .loop => {
            const slot = base + (word(code[place + 1]) >> 1);
            const index = cells[slot + 1] +% 1;
            cells[slot + 1] = index;
            place = if (index == cells[slot]) place + instruction else word(code[place + 2]);
            continue :loop opAt(code, place);
        },
        inline .plus_loop, .minus_loop => |op| {
            if (sp < 1) break :loop .fault;
            sp -= 1;
            const step = stack[sp];
            const slot = base + (word(code[place + 1]) >> 1);
            const index = cells[slot + 1];
            const from = index -% cells[slot];
            var ends: bool = undefined;
            if (op == .plus_loop) {
                // It has crossed the boundary between limit - 1 and limit (Forth 2012, 6.1.0140).
                cells[slot + 1] = index +% step;
                ends = signed((from ^ (from +% step)) & (from ^ step)) < 0;
            } else {
                cells[slot + 1] = index -% step;
                ends = from <= step;
            }
            place = if (ends) place + instruction else word(code[place + 2]);
            continue :loop opAt(code, place);
        },
        .get => {
            if (sp >= capacity) {
                throw = .stack_overflow;
                break :loop .fault;
            }
            stack[sp] = cells[base + (word(code[place + 1]) >> 1)];
            sp += 1;
            place += instruction;
            continue :loop opAt(code, place);
        },
        .set => {
            if (sp < 1) break :loop .fault;
            sp -= 1;
            cells[base + (word(code[place + 1]) >> 1)] = stack[sp];
            place += instruction;
            continue :loop opAt(code, place);
        },
        .float_get => {
            if (fp >= float_capacity) {
                throw = .float_stack_overflow;
                break :loop .fault;
            }
            float_stack[fp] = floats[float_base + word(code[place + 1])];
            fp += 1;
            place += instruction;
            continue :loop opAt(code, place);
        },
        .float_set => {
            if (fp < 1) {
                throw = .float_stack_underflow;
                break :loop .fault;
            }
            fp -= 1;
            floats[float_base + word(code[place + 1])] = float_stack[fp];
            place += instruction;
            continue :loop opAt(code, place);
        },
        .operation => {
            if (!operation(@fromBackingInt(word(code[place + 1])), stack, &sp, float_stack, &fp, capacity, float_capacity, memory, room))
                break :loop .instruction;
            place += instruction;
            continue :loop opAt(code, place);
        },
        .shuffle => {
            if (!shuffle(@fromBackingInt(word(code[place + 1])), stack, &sp, float_stack, &fp, capacity, float_capacity))
                break :loop .instruction;
            place += instruction;
            continue :loop opAt(code, place);
        },
        .dup => {
            if (sp < 1) break :loop .fault;
            if (sp >= capacity) {
                throw = .stack_overflow;
                break :loop .fault;
            }
            stack[sp] = stack[sp - 1];
            sp += 1;
            place += instruction;
            continue :loop opAt(code, place);
        },
        .drop => {
            if (sp < 1) break :loop .fault;
            sp -= 1;
            place += instruction;
            continue :loop opAt(code, place);
        },
        .swap => {
            if (sp < 2) break :loop .fault;
            std.mem.swap(u64, &stack[sp - 1], &stack[sp - 2]);
            place += instruction;
            continue :loop opAt(code, place);
        },
        .over => {
            if (sp < 2) break :loop .fault;
            if (sp >= capacity) {
                throw = .stack_overflow;
                break :loop .fault;
            }
            stack[sp] = stack[sp - 2];
            sp += 1;
            place += instruction;
            continue :loop opAt(code, place);
        },
        .rot => {
            if (sp < 3) break :loop .fault;
            const a, const b, const c = stack[sp - 3 ..][0..3].*;
            stack[sp - 3 ..][0..3].* = .{ b, c, a };
            place += instruction;
            continue :loop opAt(code, place);
        },
        .nrot => {
            if (sp < 3) break :loop .fault;
            const a, const b, const c = stack[sp - 3 ..][0..3].*;
            stack[sp - 3 ..][0..3].* = .{ c, a, b };
            place += instruction;
            continue :loop opAt(code, place);
        },
        .nip => {
            if (sp < 2) break :loop .fault;
            sp -= 1;
            stack[sp - 1] = stack[sp];
            place += instruction;
            continue :loop opAt(code, place);
        },
        .tuck => {
            if (sp < 2) break :loop .fault;
            if (sp >= capacity) {
                throw = .stack_overflow;
                break :loop .fault;
            }
            const a, const b = stack[sp - 2 ..][0..2].*;
            stack[sp - 2 ..][0..3].* = .{ b, a, b };
            sp += 1;
            place += instruction;
            continue :loop opAt(code, place);
        },
        inline .two_dup, .two_over => |op| {
            const depth = if (op == .two_dup) 2 else 4;
            if (sp < depth) break :loop .fault;
            if (sp + 1 >= capacity) {
                throw = .stack_overflow;
                break :loop .fault;
            }
            const copied = stack[sp - depth ..][0..2].*;
            stack[sp..][0..2].* = copied;
            sp += 2;
            place += instruction;
            continue :loop opAt(code, place);
        },
        .two_drop => {
            if (sp < 2) break :loop .fault;
            sp -= 2;
            place += instruction;
            continue :loop opAt(code, place);
        },
        .two_swap => {
            if (sp < 4) break :loop .fault;
            const a, const b, const c, const d = stack[sp - 4 ..][0..4].*;
            stack[sp - 4 ..][0..4].* = .{ c, d, a, b };
            place += instruction;
            continue :loop opAt(code, place);
        },
        .q_dup => {
            if (sp < 1) break :loop .fault;
            if (stack[sp - 1] != 0) {
                if (sp >= capacity) {
                    throw = .stack_overflow;
                    break :loop .fault;
                }
                stack[sp] = stack[sp - 1];
                sp += 1;
            }
            place += instruction;
            continue :loop opAt(code, place);
        },
        .depth => {
            if (sp >= capacity) {
                throw = .stack_overflow;
                break :loop .fault;
            }
            stack[sp] = sp;
            sp += 1;
            place += instruction;
            continue :loop opAt(code, place);
        },
        .pick => {
            if (sp < 1) break :loop .fault;
            const index = stack[sp - 1];
            if (index >= sp - 1) break :loop .fault;
            stack[sp - 1] = stack[sp - 2 - index];
            place += instruction;
            continue :loop opAt(code, place);
        },
        inline .add,
        .sub,
        .mul,
        .@"and",
        .@"or",
        .xor,
        .shl,
        .shr,
        .sar,
        .eq,
        .ne,
        .lt,
        .le,
        .ult,
        .ule,
        => |op| {
            if (sp < 2) break :loop .fault;
            sp -= 1;
            stack[sp - 1] = binary(op, stack[sp - 1], stack[sp]);
            place += instruction;
            continue :loop opAt(code, place);
        },
        .select => {
            if (sp < 3) break :loop .fault;
            sp -= 2;
            stack[sp - 1] = if (stack[sp - 1] != 0) stack[sp] else stack[sp + 1];
            place += instruction;
            continue :loop opAt(code, place);
        },
        inline .div, .mod => |op| {
            if (sp < 2) break :loop .fault;
            const a = signed(stack[sp - 2]);
            const b = signed(stack[sp - 1]);
            // What THROWs is the host's.
            if (b == 0 or b == -1) break :loop .instruction;
            const quotient = @divFloor(a, b);
            sp -= 1;
            stack[sp - 1] = @bitCast(if (op == .div) quotient else a -% quotient *% b);
            place += instruction;
            continue :loop opAt(code, place);
        },
        .load => {
            if (sp < 1) break :loop .fault;
            const address = offset(stack[sp - 1], 8, room) orelse {
                throw = .invalid_address;
                break :loop .fault;
            };
            stack[sp - 1] = std.mem.readInt(u64, memory[address..][0..8], .little);
            place += instruction;
            continue :loop opAt(code, place);
        },
        .load8 => {
            if (sp < 1) break :loop .fault;
            const address = offset(stack[sp - 1], 1, room) orelse {
                throw = .invalid_address;
                break :loop .fault;
            };
            stack[sp - 1] = memory[address];
            place += instruction;
            continue :loop opAt(code, place);
        },
        .store => {
            if (sp < 2) break :loop .fault;
            const address = offset(stack[sp - 1], 8, room) orelse {
                throw = .invalid_address;
                break :loop .fault;
            };
            sp -= 2;
            std.mem.writeInt(u64, memory[address..][0..8], stack[sp], .little);
            place += instruction;
            continue :loop opAt(code, place);
        },
        .store8 => {
            if (sp < 2) break :loop .fault;
            const address = offset(stack[sp - 1], 1, room) orelse {
                throw = .invalid_address;
                break :loop .fault;
            };
            sp -= 2;
            memory[address] = @truncate(stack[sp]);
            place += instruction;
            continue :loop opAt(code, place);
        },
        .increment => {
            const cell = memory[word(code[place + 2])..][0..8];
            const n: u64 = @bitCast(@as(i64, code[place + 1]));
            std.mem.writeInt(u64, cell, std.mem.readInt(u64, cell, .little) +% n, .little);
            place += instruction;
            continue :loop opAt(code, place);
        },
    };
    context.data_depth = @intCast(sp);
    context.float_depth = @intCast(fp);
    // For backtraces, and to go on behind it.
    if (stop != .finished) records[at + place_field] = @bitCast(@as(u32, @intCast(place)));
    state.place = @intCast(place);
    state.at = @intCast(at);
    if (stop == .fault) state.operand = @bitCast(@backingInt(throw));
    return stop;
}

inline fn signed(cell: u64) i64 {
    return @bitCast(cell);
}

inline fn flag(holds: bool) u64 {
    return if (holds) all else 0;
}

/// Where `length` bytes at an address begin, of which only the low 32 bits count; null when they are not all there.
inline fn offset(address: u64, length: u64, room: u64) ?usize {
    const start: u32 = @truncate(address);
    return if (start -% abi.first_address > room - length) null else start;
}

inline fn binary(comptime op: Op, a: u64, b: u64) u64 {
    return switch (op) {
        .add => a +% b,
        .sub => a -% b,
        .mul => a *% b,
        .@"and" => a & b,
        .@"or" => a | b,
        .xor => a ^ b,
        .shl => if (b > 63) 0 else a << @intCast(b),
        .shr => if (b > 63) 0 else a >> @intCast(b),
        .sar => @bitCast(signed(a) >> @intCast(@min(b, 63))),
        .eq => flag(a == b),
        .ne => flag(a != b),
        .lt => flag(signed(a) < signed(b)),
        .le => flag(signed(a) <= signed(b)),
        .ult => flag(a < b),
        .ule => flag(a <= b),
        else => comptime unreachable,
    };
}

/// The code of a word that takes and leaves everything in memory, when it may be entered.
inline fn codeOf(state: *const abi.Interpretation, context: *const abi.ExecutionContext, callee: usize, depth: usize) ?u64 {
    if (state.enter == 0 or callee >= context.word_count) return null;
    if (context.forth_stack_pointer < context.native_stack_limit + abi.entry_reserve) return null;
    const words: [*]const abi.WordEntry = @ptrFromInt(context.word_table);
    const address = words[callee].memory_entry;
    if (address == state.no_code) return null;
    // Of too few items it tells the host, with the word that it was called by.
    return if (address == state.catch_code and depth == 0) null else address;
}

/// Runs code as the host does (runNativeCode in src/stages/native_backend/index.ts). False when it asks for the host, which
/// then goes on with it: `operand` is a HostRequest, and the record has what the host needs for that.
noinline fn enterCode(state: *abi.Interpretation, context: *abi.ExecutionContext, address: u64) bool {
    const enter: *const fn (context: *abi.ExecutionContext, address: u64) callconv(.c) u32 = @ptrFromInt(state.enter);
    const stack_pointer = context.forth_stack_pointer;
    const handler = context.handler;
    const catch_frame = context.catch_frame;
    const handler_depth = context.handler_depth;
    // What CATCHes in code are around this entry is not seen from within.
    if (catch_frame != 0) context.handler_depth = handler_depth + 1;
    const request = enter(context, address);
    if (request == @backingInt(abi.HostRequest.finished)) {
        context.handler_depth = handler_depth;
        return true;
    }
    // Not before: the host may have interpreted meanwhile, for code within this one.
    state.forth_stack_pointer = stack_pointer;
    state.handler = handler;
    state.catch_frame = catch_frame;
    state.handler_depth = handler_depth;
    state.operand = request;
    return false;
}

/// Does an operation of ForthIR. False, with nothing changed, for what THROWs, gives a NaN, or is rare: the host does it.
noinline fn operation(
    op: abi.Op,
    stack: [*]u64,
    sp: *usize,
    float_stack: [*]u64,
    fp: *usize,
    capacity: usize,
    float_capacity: usize,
    memory: [*]u8,
    room: u64,
) bool {
    const depth = sp.*;
    const float_depth = fp.*;
    switch (op) {
        .umul, .smul => {
            if (depth < 2) return false;
            const a, const b = stack[depth - 2 ..][0..2].*;
            const product: u128 = if (op == .umul)
                @as(u128, a) * b
            else
                @bitCast(@as(i128, signed(a)) * signed(b));
            giveTwo(stack, depth - 2, product);
        },
        .udivmod => {
            if (depth < 3) return false;
            const divisor = stack[depth - 1];
            if (stack[depth - 2] >= divisor) return false;
            const dividend = twoAt(stack, depth - 3);
            stack[depth - 3] = @intCast(dividend % divisor);
            stack[depth - 2] = @intCast(dividend / divisor);
            sp.* = depth - 1;
        },
        .sdivrem, .fdivmod => {
            if (depth < 3) return false;
            const divisor: i128 = signed(stack[depth - 1]);
            if (divisor == 0) return false;
            const dividend: i128 = @bitCast(twoAt(stack, depth - 3));
            if (dividend == std.math.minInt(i128)) return false;
            const quotient = if (op == .sdivrem) @divTrunc(dividend, divisor) else @divFloor(dividend, divisor);
            const given = std.math.cast(i64, quotient) orelse return false;
            stack[depth - 3] = @bitCast(@as(i64, @intCast(dividend - quotient * divisor)));
            stack[depth - 2] = @bitCast(given);
            sp.* = depth - 1;
        },
        .dadd, .dsub => {
            if (depth < 4) return false;
            const a = twoAt(stack, depth - 4);
            const b = twoAt(stack, depth - 2);
            giveTwo(stack, depth - 4, if (op == .dadd) a +% b else a -% b);
            sp.* = depth - 2;
        },
        .load16, .load32 => {
            if (depth < 1) return false;
            const length: u64 = if (op == .load16) 2 else 4;
            const address = offset(stack[depth - 1], length, room) orelse return false;
            stack[depth - 1] = if (op == .load16)
                std.mem.readInt(u16, memory[address..][0..2], .little)
            else
                std.mem.readInt(u32, memory[address..][0..4], .little);
        },
        .store16, .store32 => {
            if (depth < 2) return false;
            const length: u64 = if (op == .store16) 2 else 4;
            const address = offset(stack[depth - 1], length, room) orelse return false;
            const value = stack[depth - 2];
            if (op == .store16)
                std.mem.writeInt(u16, memory[address..][0..2], @truncate(value), .little)
            else
                std.mem.writeInt(u32, memory[address..][0..4], @truncate(value), .little);
            sp.* = depth - 2;
        },
        .fload => {
            if (depth < 1 or float_depth >= float_capacity) return false;
            const address = offset(stack[depth - 1], 8, room) orelse return false;
            float_stack[float_depth] = std.mem.readInt(u64, memory[address..][0..8], .little);
            sp.* = depth - 1;
            fp.* = float_depth + 1;
        },
        .fstore => {
            if (depth < 1 or float_depth < 1) return false;
            const address = offset(stack[depth - 1], 8, room) orelse return false;
            std.mem.writeInt(u64, memory[address..][0..8], float_stack[float_depth - 1], .little);
            sp.* = depth - 1;
            fp.* = float_depth - 1;
        },
        .fadd, .fsub, .fmul, .fdiv => {
            if (float_depth < 2) return false;
            const a: f64 = @bitCast(float_stack[float_depth - 2]);
            const b: f64 = @bitCast(float_stack[float_depth - 1]);
            const result = switch (op) {
                .fadd => a + b,
                .fsub => a - b,
                .fmul => a * b,
                else => a / b,
            };
            if (std.math.isNan(result)) return false;
            float_stack[float_depth - 2] = @bitCast(result);
            fp.* = float_depth - 1;
        },
        .fneg, .fabs => {
            if (float_depth < 1) return false;
            const sign: u64 = 1 << 63;
            const bits = float_stack[float_depth - 1];
            float_stack[float_depth - 1] = if (op == .fneg) bits ^ sign else bits & ~sign;
        },
        .fsqrt, .ffloor, .ftrunc => {
            if (float_depth < 1) return false;
            const a: f64 = @bitCast(float_stack[float_depth - 1]);
            const result = switch (op) {
                .fsqrt => @sqrt(a),
                .ffloor => @floor(a),
                else => @trunc(a),
            };
            if (std.math.isNan(result)) return false;
            float_stack[float_depth - 1] = @bitCast(result);
        },
        .feq, .flt, .fle => {
            if (float_depth < 2 or depth >= capacity) return false;
            const a: f64 = @bitCast(float_stack[float_depth - 2]);
            const b: f64 = @bitCast(float_stack[float_depth - 1]);
            stack[depth] = flag(switch (op) {
                .feq => a == b,
                .flt => a < b,
                else => a <= b,
            });
            sp.* = depth + 1;
            fp.* = float_depth - 2;
        },
        .stof => {
            if (depth < 1 or float_depth >= float_capacity) return false;
            float_stack[float_depth] = @bitCast(@as(f64, @floatFromInt(signed(stack[depth - 1]))));
            sp.* = depth - 1;
            fp.* = float_depth + 1;
        },
        .ftos => {
            if (float_depth < 1 or depth >= capacity) return false;
            const a: f64 = @bitCast(float_stack[float_depth - 1]);
            const bound = 0x1p63;
            if (!(a >= -bound and a < bound)) return false;
            stack[depth] = @bitCast(@as(i64, @intFromFloat(a)));
            sp.* = depth + 1;
            fp.* = float_depth - 1;
        },
        else => return false,
    }
    return true;
}

/// Does a word by a function of this library. Gives the depth of the stack behind it, or `by_host`, with nothing changed.
noinline fn callFunction(context: *abi.ExecutionContext, function: u32, stack: [*]u64, sp: usize, capacity: usize) usize {
    const taken: usize = function & 0xff;
    const left: usize = function >> 8 & 0xff;
    if (sp < taken or sp - taken + left > capacity) return by_host;
    const number = (function >> 16) - 1;
    // The stack has a guard, so that there are cells behind the arguments.
    const cells = stack[sp - taken ..][0..4];
    if (number >= abi.library_functions) {
        const is_done = switch (@as(abi.TextFunction, @fromBackingInt(number - abi.library_functions))) {
            .append_character => appendCharacter(context, @truncate(cells[0])),
            .append_text => appendText(context, cells[0], cells[1]),
        };
        return if (is_done) sp - taken else by_host;
    }
    const table: [*]const u64 = @ptrFromInt(context.library);
    const results = library.call(@ptrFromInt(table[number]), context, cells.*);
    if (context.left_to_host != 0) {
        context.left_to_host = 0;
        return by_host;
    }
    if (left > 0) cells[0] = results.first;
    if (left > 1) cells[1] = results.second;
    if (left > 2) cells[2] = context.operand2;
    if (left > 3) cells[3] = context.operand3;
    return sp - taken + left;
}

fn appendCharacter(context: *abi.ExecutionContext, character: u8) bool {
    const to = numbers.room(context, 1) orelse return false;
    to[0] = character;
    return true;
}

fn appendText(context: *abi.ExecutionContext, address: u64, length: u64) bool {
    const bytes = library.range(context, address, length) orelse return false;
    if (bytes.len > context.output_capacity) return false;
    const to = numbers.room(context, bytes.len) orelse return false;
    text.moveBytes(to.ptr, bytes.ptr, bytes.len);
    return true;
}

inline fn twoAt(stack: [*]const u64, at: usize) u128 {
    return @as(u128, stack[at]) | @as(u128, stack[at + 1]) << 64;
}

inline fn giveTwo(stack: [*]u64, at: usize, double: u128) void {
    stack[at] = @truncate(double);
    stack[at + 1] = @truncate(double >> 64);
}

/// Does one of the rarer shuffles. False, with nothing changed, for what THROWs.
noinline fn shuffle(
    which: abi.Shuffle,
    stack: [*]u64,
    sp: *usize,
    float_stack: [*]u64,
    fp: *usize,
    capacity: usize,
    float_capacity: usize,
) bool {
    const depth = sp.*;
    const float_depth = fp.*;
    switch (which) {
        .roll => {
            if (depth < 1) return false;
            const index = stack[depth - 1];
            if (index >= depth - 1) return false;
            const from = depth - 2 - index;
            const moved = stack[from];
            std.mem.copyForwards(u64, stack[from .. depth - 2], stack[from + 1 .. depth - 1]);
            stack[depth - 2] = moved;
            sp.* = depth - 1;
        },
        .f_depth => {
            if (depth >= capacity) return false;
            stack[depth] = float_depth;
            sp.* = depth + 1;
        },
        .f_drop => {
            if (float_depth < 1) return false;
            fp.* = float_depth - 1;
        },
        .f_dup, .f_over => {
            const back: usize = if (which == .f_dup) 1 else 2;
            if (float_depth < back or float_depth >= float_capacity) return false;
            float_stack[float_depth] = float_stack[float_depth - back];
            fp.* = float_depth + 1;
        },
        .f_swap => {
            if (float_depth < 2) return false;
            std.mem.swap(u64, &float_stack[float_depth - 1], &float_stack[float_depth - 2]);
        },
        .f_rot => {
            if (float_depth < 3) return false;
            const a, const b, const c = float_stack[float_depth - 3 ..][0..3].*;
            float_stack[float_depth - 3 ..][0..3].* = .{ b, c, a };
        },
        else => return false,
    }
    return true;
}
