//! The code of a function: entries, blocks, and which file writes which instruction.
//!
//!     register entry   frame, kept registers, parameters to their places, blocks, cold code
//!     memory entry     of a static function: takes arguments from the in-memory stacks, and leaves the results there
//!
//! A frame is taken in two steps, the return address first; from then on the stack pointer is the same at every
//! instruction that may fault or call. A function that does neither has no return address in its frame.

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
const Assembler = @import("assembler.zig").Assembler;
const Emitter = @import("emitter.zig").Emitter;
const Facts = @import("../facts.zig").Facts;
const Gpr = registers.Gpr;
const Fpr = registers.Fpr;

/// Larger frames are declined: a slot must be within reach of the stack pointer, 4095 cells.
const max_frame = 32 << 10;

pub const Code = struct {
    emitter: Emitter,
    /// Offsets in the code; `register_entry` is `none` for a dynamic function.
    register_entry: u32,
    memory_entry: u32,
    /// Bytes of stack, the return address among them.
    frame_size: u32,
};

/// Writes the function's code. Everything is allocated in `arena`.
pub fn emit(
    arena: std.mem.Allocator,
    facts: Facts,
    places: allocation.Allocation,
    marks: bool,
) error{ OutOfMemory, Declined }!Code {
    const frame: Frame = try .init(facts, places);
    var e: Emitter = .{
        .arena = arena,
        .facts = facts,
        .places = places.places,
        .frame_size = frame.size -| calls.link_offset,
        .a = .{ .allocator = arena },
        .block_labels = try arena.alloc(u32, facts.function.blocks.len),
        .marks = marks,
    };
    for (e.block_labels) |*label| label.* = e.a.newLabel();
    var body: Body = .{ .e = &e, .frame = frame };
    const entry = e.a.newLabel();
    e.a.bind(entry);
    try body.emitPrologue();
    for (facts.order.blocks, 0..) |block, place| try body.emitBlock(block, place);
    e.mark(abi.none);
    e.emitCold();
    division.emitSubroutine(&e);
    // A call of what never returns may come last: its return address must not lie behind the code.
    e.a.undefinedInstruction();
    var code: Code = .{ .emitter = e, .register_entry = abi.none, .memory_entry = 0, .frame_size = frame.size };
    if (facts.function.isDynamic()) return code;
    code.emitter.a.alignTo(16);
    code.register_entry = 0;
    code.memory_entry = code.emitter.a.offset();
    calls.emitMemoryEntry(&code.emitter.a, facts.function.header, entry);
    return code;
}

/// The frame: slots, kept registers, and on top the return address beside one kept register.
const Frame = struct {
    slots: u32,
    /// Sets of the allocator's numbers. `beside` is in neither.
    cells: u16,
    floats: u16,
    beside: Gpr,
    /// In bytes; 0 when there is no frame.
    size: u32,

    fn init(facts: Facts, places: allocation.Allocation) error{Declined}!Frame {
        var frame: Frame = .{
            .slots = places.slot_count,
            .cells = places.saved_cells,
            .floats = places.saved_floats,
            .beside = .zr,
            .size = 0,
        };
        if (frame.slots == 0 and frame.cells | frame.floats == 0 and !mayLeave(facts)) return frame;
        if (frame.cells != 0) {
            frame.beside = convention.cell(@intCast(@ctz(frame.cells)));
            frame.cells &= frame.cells - 1;
        }
        const kept = @popCount(frame.cells) + @popCount(frame.floats);
        frame.size = std.mem.alignForward(u32, 8 * (frame.slots + kept), 16) + calls.link_size;
        return if (frame.size > max_frame) error.Declined else frame;
    }

    fn take(frame: Frame, e: *Emitter) void {
        if (frame.size == 0) return;
        calls.pushLink(&e.a, frame.beside);
        changeStackPointer(&e.a, .sub, frame.size - calls.link_size);
        frame.transfer(e, true);
    }

    fn give(frame: Frame, e: *Emitter) void {
        if (frame.size == 0) return;
        frame.transfer(e, false);
        changeStackPointer(&e.a, .add, frame.size - calls.link_size);
        calls.popLink(&e.a, frame.beside);
    }

    /// Writes or reads the kept registers, two at once where that reaches.
    fn transfer(frame: Frame, e: *Emitter, comptime is_save: bool) void {
        var at = 8 * frame.slots;
        var set = frame.cells;
        while (set != 0) {
            const first = convention.cell(takeLowest(&set));
            if (set != 0 and at <= Assembler.max_pair_offset) {
                const second = convention.cell(takeLowest(&set));
                if (is_save) e.a.storePair(registers.sp, at, first, second) else e.a.loadPair(first, second, registers.sp, at);
                at += 16;
            } else {
                if (is_save) e.a.store(registers.onStack(at), first) else e.a.load(first, registers.onStack(at));
                at += 8;
            }
        }
        set = frame.floats;
        while (set != 0) {
            const first = convention.float(takeLowest(&set));
            if (set != 0 and at <= Assembler.max_pair_offset) {
                const second = convention.float(takeLowest(&set));
                if (is_save) e.a.storeFloatPair(registers.sp, at, first, second) else e.a.loadFloatPair(first, second, registers.sp, at);
                at += 16;
            } else {
                if (is_save) e.a.storeFloat(registers.onStack(at), first, 8) else e.a.loadFloat(first, registers.onStack(at), 8);
                at += 8;
            }
        }
    }
};

fn takeLowest(set: *u16) u4 {
    const lowest: u4 = @intCast(@ctz(set.*));
    set.* &= set.* - 1;
    return lowest;
}

fn changeStackPointer(a: *Assembler, what: @import("assembler.zig").Sum, bytes: u32) void {
    const low = bytes % (1 << 12);
    if (bytes != low) a.sumImmediate(.whole, what, registers.sp, registers.sp, bytes - low);
    if (low != 0) a.sumImmediate(.whole, what, registers.sp, registers.sp, low);
}

/// Whether the function calls, THROWs or may fault.
fn mayLeave(facts: Facts) bool {
    for (facts.order.blocks) |number| {
        const block = facts.function.blocks[number];
        for (block.first_instruction..block.first_instruction + block.instruction_count) |at| {
            if (!facts.isEmitted(@intCast(at))) continue;
            switch (facts.op(@intCast(at))) {
                .fmath1, .fmath2 => return true,
                else => |op| switch (abi.ops.info(op).purity) {
                    .pure, .terminator => {},
                    else => return true,
                },
            }
        }
    }
    return false;
}

const Body = struct {
    e: *Emitter,
    frame: Frame,

    fn emitPrologue(body: *Body) error{OutOfMemory}!void {
        const e = body.e;
        const function = e.facts.function;
        body.frame.take(e);
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
        body.frame.give(e);
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
        .add => cells.add(e, number),
        .sub => cells.subtract(e, number),
        .mul => cells.multiply(e, number),
        .@"and" => cells.bits(e, number, .@"and"),
        .@"or" => cells.bits(e, number, .orr),
        .xor => cells.bits(e, number, .eor),
        .shl => cells.shift(e, number, .lsl),
        .shr => cells.shift(e, number, .lsr),
        .sar => cells.shift(e, number, .asr),
        .eq, .ne, .lt, .le, .ult, .ule => cells.comparison(e, number),
        .select => cells.select(e, number),
        .dadd => try cells.double(e, number, .adds, .adc),
        .dsub => try cells.double(e, number, .subs, .sbc),
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
        .fadd => floats.binary(e, number, .fadd),
        .fsub => floats.binary(e, number, .fsub),
        .fmul => floats.binary(e, number, .fmul),
        .fdiv => floats.binary(e, number, .fdiv),
        .fmin => floats.binary(e, number, .fmin),
        .fmax => floats.binary(e, number, .fmax),
        .fneg => floats.unary(e, number, .fneg),
        .fabs => floats.unary(e, number, .fabs),
        .fsqrt => floats.unary(e, number, .fsqrt),
        .ffloor => floats.unary(e, number, .frintm),
        .fround => floats.unary(e, number, .frintn),
        .ftrunc => floats.unary(e, number, .frintz),
        .feq, .flt, .fle => floats.comparison(e, number),
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
