//! The code of a function: entries, blocks, and which file writes which instruction.
//!
//!     register entry   frame, kept registers, parameters to their places, blocks, cold code
//!     memory entry     of a static function: takes arguments from the in-memory stacks, and leaves the results there;
//!                      before the register entry when there are neither
//!
//! A frame is taken in one step, so that the stack pointer is the same at every instruction that may fault or call.

const std = @import("std");
const abi = @import("abi");
const allocation = @import("../allocation.zig");
const calls = @import("calls.zig");
const cells = @import("cells.zig");
const conditions = @import("conditions.zig");
const convention = @import("convention.zig");
const division = @import("division.zig");
const floats = @import("floats.zig");
const memory = @import("memory.zig");
const moves = @import("moves.zig");
const registers = @import("registers.zig");
const stacks = @import("stacks.zig");
const Emitter = @import("emitter.zig").Emitter;
const Facts = @import("../facts.zig").Facts;
const gpr = registers.gpr;

/// Larger frames are declined: each must fit in the guard below the Forth stack.
const max_frame = 64 << 10;

pub const Code = struct {
    emitter: Emitter,
    /// Offsets in the code; `register_entry` is `none` for a dynamic function.
    register_entry: u32,
    memory_entry: u32,
};

/// Writes the function's code. Everything is allocated in `arena`.
pub fn emit(
    arena: std.mem.Allocator,
    facts: Facts,
    places: allocation.Allocation,
    features: u32,
    marks: bool,
) error{ OutOfMemory, Declined }!Code {
    const saved = @popCount(places.saved_cells) + @popCount(places.saved_floats);
    const frame_size = 8 * (places.slot_count + @as(u32, saved));
    if (frame_size > max_frame) return error.Declined;
    var e: Emitter = .{
        .arena = arena,
        .facts = facts,
        .places = places.places,
        .features = features,
        .marks = marks,
        .frame_size = frame_size,
        .a = .{ .allocator = arena },
        .block_labels = try arena.alloc(u32, facts.function.blocks.len),
    };
    for (e.block_labels) |*label| label.* = e.a.newLabel();
    var body: Body = .{ .e = &e, .frame = .{ .slots = places.slot_count, .cells = places.saved_cells, .floats = places.saved_floats } };
    const entry = e.a.newLabel();
    const refused = e.a.newLabel();
    const header = facts.function.header;
    // A word that takes and leaves nothing is the same for both callers, but for the check of the stack.
    const is_joined = !facts.function.isDynamic() and header.cell_in + header.cell_out + header.float_in + header.float_out == 0;
    if (is_joined) {
        calls.emitStackCheck(&e.a, refused);
        e.a.alignLoop();
    }
    e.a.bind(entry);
    const register_entry = e.a.offset();
    try body.emitPrologue();
    for (facts.order.blocks, 0..) |block, place| try body.emitBlock(block, place);
    e.mark(abi.none);
    e.emitCold();
    // A call of what never returns may come last: its return address must not lie behind the code.
    e.a.undefinedInstruction();
    if (facts.function.isDynamic()) return .{ .emitter = e, .register_entry = abi.none, .memory_entry = 0 };
    if (is_joined) {
        e.a.bind(refused);
        calls.emitRefusal(&e.a, header.word);
        return .{ .emitter = e, .register_entry = register_entry, .memory_entry = 0 };
    }
    e.a.alignTo(16, 0xCC);
    const memory_entry = e.a.offset();
    calls.emitMemoryEntry(&e.a, header, entry);
    return .{ .emitter = e, .register_entry = register_entry, .memory_entry = memory_entry };
}

/// The frame: slots, then kept registers.
const Frame = struct {
    slots: u32,
    cells: u16,
    floats: u16,

    /// Writes or reads the kept registers.
    fn transfer(frame: Frame, e: *Emitter, comptime is_save: bool) void {
        var at = 8 * frame.slots;
        for (convention.saved_cells) |register| {
            if (frame.cells & @as(u16, 1) << @backingInt(register) == 0) continue;
            const slot = moves.slotMemory(at);
            if (is_save) e.a.store(slot, register) else e.a.mov(register, .{ .memory = slot });
            at += 8;
        }
        for (convention.saved_floats) |register| {
            if (frame.floats & @as(u16, 1) << @backingInt(register) == 0) continue;
            const slot = moves.slotMemory(at);
            if (is_save) e.a.storeScalar(slot, register) else e.a.scalar(.movsd, register, .{ .memory = slot });
            at += 8;
        }
    }
};

const Body = struct {
    e: *Emitter,
    frame: Frame,

    fn emitPrologue(body: *Body) error{OutOfMemory}!void {
        const e = body.e;
        const function = e.facts.function;
        if (e.frame_size > 0) e.a.arithmeticImmediate(.sub, gpr(.rsp), @intCast(e.frame_size));
        body.frame.transfer(e, true);
        // Recursion is polled like a loop: it can run as long.
        if (mayRecur(function)) try calls.poll(e, 0);
        const parameters = function.blocks[0].first_parameter;
        for (0..function.header.cell_in) |index| {
            try e.moveFrom(.{ .cell = convention.cell_registers[index] }, @intCast(parameters + index));
        }
        for (0..function.header.float_in) |index| {
            const value = parameters + function.header.cell_in + index;
            try e.moveFrom(.{ .float = convention.float_registers[index] }, @intCast(value));
        }
        e.emitMoves();
    }

    fn emitBlock(body: *Body, number: u32, place: usize) error{ OutOfMemory, Declined }!void {
        const e = body.e;
        const block = e.facts.function.blocks[number];
        if (body.isLoopStart(number, place)) e.a.alignLoop();
        e.a.bind(e.block_labels[number]);
        const last = block.first_instruction + block.instruction_count - 1;
        for (block.first_instruction..last) |at| {
            if (!e.facts.isEmitted(@intCast(at))) continue;
            e.mark(@intCast(at));
            try emitInstruction(e, @intCast(at));
        }
        e.mark(last);
        try body.emitTerminator(last, number, place);
    }

    /// Whether a loop is entered here from the block laid out before, or repeats here.
    fn isLoopStart(body: *Body, number: u32, place: usize) bool {
        const order = body.e.facts.order;
        return place > 0 and order.depth[number] > order.depth[order.blocks[place - 1]];
    }

    fn emitTerminator(body: *Body, at: u32, block: u32, place: usize) error{OutOfMemory}!void {
        const e = body.e;
        const order = e.facts.order.blocks;
        const next = if (place + 1 < order.len) order[place + 1] else abi.none;
        switch (e.facts.op(at)) {
            .jump => try body.emitEdge(e.facts.edgesFrom(block)[0].?, next),
            .branch => try body.emitBranch(e.instruction(at).a, block, next),
            .@"return" => try body.emitReturn(e.instruction(at)),
            else => e.a.undefinedInstruction(),
        }
    }

    /// The moves of an edge, and a jump unless the target comes next.
    fn emitEdge(body: *Body, edge: abi.Function.Edge, next: u32) error{OutOfMemory}!void {
        const e = body.e;
        try body.gatherMoves(edge);
        e.emitMoves();
        if (edge.target != next) e.a.jump(e.block_labels[edge.target]);
    }

    fn gatherMoves(body: *Body, edge: abi.Function.Edge) error{OutOfMemory}!void {
        const e = body.e;
        const parameters = e.facts.function.blocks[edge.target].first_parameter;
        for (edge.arguments, 0..) |value, index| {
            const parameter: u32 = @intCast(parameters + index);
            if (e.places[parameter] != .none) try e.moveTo(e.sourceOf(parameter), value);
        }
    }

    fn needsMoves(body: *Body, edge: abi.Function.Edge) error{OutOfMemory}!bool {
        try body.gatherMoves(edge);
        defer body.e.moves.pending.clearRetainingCapacity();
        return !body.e.moves.isEmpty();
    }

    fn emitBranch(body: *Body, condition: u32, block: u32, next: u32) error{OutOfMemory}!void {
        const e = body.e;
        const edges = e.facts.edgesFrom(block);
        if (e.facts.constant(condition)) |known| return body.emitEdge(edges[if (known != 0) 0 else 1].?, next);
        const what = conditions.test_(e, condition);
        const moves_then = try body.needsMoves(edges[0].?);
        const moves_else = try body.needsMoves(edges[1].?);
        // The edge that is jumped to at once must have no moves; the other one follows, best with its target behind it.
        const jump_to_else = !moves_else and (moves_then or edges[0].?.target == next);
        const first: usize = if (jump_to_else) 1 else 0;
        const jumped = edges[first].?;
        const negated = jump_to_else;
        if (!(if (jump_to_else) moves_else else moves_then)) {
            conditions.jumpIf(e, what, negated, e.block_labels[jumped.target]);
            return body.emitEdge(edges[1 - first].?, next);
        }
        // Both have moves: the one whose target comes next is written last.
        const last: usize = if (edges[0].?.target == next) 0 else 1;
        const label = e.a.newLabel();
        conditions.jumpIf(e, what, last == 1, label);
        try body.emitEdge(edges[1 - last].?, abi.none);
        e.a.bind(label);
        try body.emitEdge(edges[last].?, next);
    }

    fn emitReturn(body: *Body, instruction: abi.Instruction) error{OutOfMemory}!void {
        const e = body.e;
        const values = e.facts.function.extra[instruction.b..][0..instruction.c];
        const cell_count = e.facts.function.header.cell_out;
        for (values, 0..) |value, index| {
            const to: moves.Source = if (index < cell_count)
                .{ .cell = convention.cell_registers[index] }
            else
                .{ .float = convention.float_registers[index - cell_count] };
            try e.moveTo(to, value);
        }
        e.emitMoves();
        body.frame.transfer(e, false);
        if (e.frame_size > 0) e.a.arithmeticImmediate(.add, gpr(.rsp), @intCast(e.frame_size));
        e.a.ret();
    }
};

fn mayRecur(function: abi.Function) bool {
    for (function.instructions) |instruction| {
        switch (@as(abi.Op, @fromBackingInt(instruction.op))) {
            .call => if (instruction.a == function.header.word) return true,
            .call_stack, .execute => return true,
            else => {},
        }
    }
    return false;
}

fn emitInstruction(e: *Emitter, number: u32) error{ OutOfMemory, Declined }!void {
    const instruction = e.instruction(number);
    switch (e.facts.op(number)) {
        .add => cells.binary(e, number, .add),
        .sub => cells.binary(e, number, .sub),
        .mul => cells.multiply(e, number),
        .@"and" => cells.binary(e, number, .@"and"),
        .@"or" => cells.binary(e, number, .@"or"),
        .xor => cells.binary(e, number, .xor),
        .shl => cells.shift(e, number, .shl),
        .shr => cells.shift(e, number, .shr),
        .sar => cells.shift(e, number, .sar),
        .eq, .ne, .lt, .le, .ult, .ule => cells.comparison(e, number),
        .select => cells.select(e, number),
        .dadd => try cells.double(e, number, .add, .adc),
        .dsub => try cells.double(e, number, .sub, .sbb),
        .div => try division.divide(e, number, .quotient),
        .mod => try division.divide(e, number, .remainder),
        .umul => try division.wideProduct(e, number, false),
        .smul => try division.wideProduct(e, number, true),
        .udivmod => try division.wideUnsigned(e, number),
        .sdivrem => try division.wideSigned(e, number, .symmetric_division),
        .fdivmod => try division.wideSigned(e, number, .floored_division),
        .load => memory.load(e, number, 8),
        .load8 => memory.load(e, number, 1),
        .load16 => memory.load(e, number, 2),
        .load32 => memory.load(e, number, 4),
        .store => memory.store(e, number, 8),
        .store8 => memory.store(e, number, 1),
        .store16 => memory.store(e, number, 2),
        .store32 => memory.store(e, number, 4),
        .fload => memory.loadFloat(e, number, false),
        .sfload => memory.loadFloat(e, number, true),
        .fstore => memory.storeFloat(e, number, false),
        .sfstore => memory.storeFloat(e, number, true),
        .fadd => floats.binary(e, number, .addsd),
        .fsub => floats.binary(e, number, .subsd),
        .fmul => floats.binary(e, number, .mulsd),
        .fdiv => floats.binary(e, number, .divsd),
        .fmin => floats.extreme(e, number, false),
        .fmax => floats.extreme(e, number, true),
        .fneg => floats.sign(e, number, false),
        .fabs => floats.sign(e, number, true),
        .fsqrt => floats.squareRoot(e, number),
        .ffloor, .fround, .ftrunc => try round(e, number),
        .feq => floats.comparison(e, number, .equal),
        .flt => floats.comparison(e, number, .less),
        .fle => floats.comparison(e, number, .less_equal),
        .stof => floats.fromCell(e, number),
        .ftos => try floats.toCell(e, number),
        .fmath1 => try floats.hostFunction(e, instruction.b, instruction.position, &.{instruction.a}, instruction.result),
        .fmath2 => {
            const function = @typeInfo(abi.ops.FloatFunction).@"enum".field_names.len + instruction.c;
            const arguments = [2]u32{ instruction.a, instruction.b };
            try floats.hostFunction(e, @intCast(function), instruction.position, &arguments, instruction.result);
        },
        .push => try stacks.push(e, stacks.data, number),
        .pop => try stacks.pop(e, stacks.data, number),
        .fpush => try stacks.pushFloat(e, number),
        .fpop => try stacks.popFloat(e, number),
        .rpush => try stacks.push(e, stacks.returns, number),
        .rpop => try stacks.pop(e, stacks.returns, number),
        .rpick => try stacks.pickReturn(e, number),
        .depth => stacks.depth(e, stacks.data, number),
        .fdepth => stacks.depth(e, stacks.floats, number),
        .pick => try stacks.pick(e, number),
        .fpick => try stacks.pickFloat(e, number),
        .roll => try stacks.roll(e, number),
        .call => try calls.call(e, number),
        .call_stack => calls.callStack(e, number),
        .execute => try calls.execute(e, number),
        .poll => try calls.poll(e, instruction.position),
        .throw => try calls.throw(e, number),
        .@"const", .fconst => {},
        .jump, .branch, .@"return", .@"unreachable" => unreachable,
    }
}

fn round(e: *Emitter, number: u32) error{Declined}!void {
    if (!e.has(.sse41)) return error.Declined;
    floats.round(e, number, switch (e.facts.op(number)) {
        .ffloor => .down,
        .fround => .to_even,
        else => .to_zero,
    });
}
