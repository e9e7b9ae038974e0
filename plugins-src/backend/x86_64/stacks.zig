//! The in-memory stacks: depths are counted in the context, and each stack grows upward.

const abi = @import("abi");
const convention = @import("convention.zig");
const registers = @import("registers.zig");
const Emitter = @import("emitter.zig").Emitter;
const Gpr = registers.Gpr;
const Memory = registers.Memory;
const gpr = registers.gpr;
const xmm = registers.xmm;

const scratch = convention.scratch;
const scratch2 = convention.scratch2;
const field = Emitter.field;
const fieldOperand = Emitter.fieldOperand;

/// The fields of the context and the THROWs that belong to a stack.
const Stack = struct {
    depth: []const u8,
    capacity: []const u8,
    base: []const u8,
    overflow: abi.RuntimeEntry,
    underflow: abi.RuntimeEntry,
};

pub const data: Stack = .{
    .depth = "data_depth",
    .capacity = "data_capacity",
    .base = "data_stack",
    .overflow = .data_overflow,
    .underflow = .data_underflow,
};
pub const floats: Stack = .{
    .depth = "float_depth",
    .capacity = "float_capacity",
    .base = "float_stack",
    .overflow = .float_overflow,
    .underflow = .float_underflow,
};
pub const returns: Stack = .{
    .depth = "return_depth",
    .capacity = "return_capacity",
    .base = "return_stack",
    .overflow = .return_overflow,
    .underflow = .return_underflow,
};

/// The place above the top, when there is room, in the second scratch register.
fn placeAbove(e: *Emitter, comptime stack: Stack, position: u32) error{OutOfMemory}!Memory {
    e.a.mov32(scratch2, fieldOperand(stack.depth));
    e.a.arithmetic32(.cmp, scratch2, fieldOperand(stack.capacity));
    try e.trapIf(.above_equal, stack.overflow, position);
    e.a.shiftImmediate(.shl, scratch2, 3);
    e.a.arithmetic(.add, scratch2, fieldOperand(stack.base));
    return .{ .base = scratch2 };
}

pub fn push(e: *Emitter, comptime stack: Stack, number: u32) error{OutOfMemory}!void {
    const instruction = e.instruction(number);
    const place = try placeAbove(e, stack, instruction.position);
    if (e.immediate(instruction.a)) |small| {
        e.a.storeImmediate(place, small, 8);
    } else {
        e.a.store(place, e.read(instruction.a, scratch));
    }
    e.a.arithmeticImmediate32(.add, fieldOperand(stack.depth), 1);
}

pub fn pushFloat(e: *Emitter, number: u32) error{OutOfMemory}!void {
    const instruction = e.instruction(number);
    const place = try placeAbove(e, floats, instruction.position);
    e.a.storeScalar(place, e.readFloat(instruction.a, convention.float_scratch));
    e.a.arithmeticImmediate32(.add, fieldOperand(floats.depth), 1);
}

/// Takes one from the depth; gives the place that was on top.
fn takeTop(e: *Emitter, comptime stack: Stack, position: u32) error{OutOfMemory}!Memory {
    e.a.mov32(scratch2, fieldOperand(stack.depth));
    e.a.arithmeticImmediate32(.sub, gpr(scratch2), 1);
    try e.trapIf(.below, stack.underflow, position);
    e.a.storeSize(field(stack.depth), scratch2, 4);
    e.a.mov(scratch, fieldOperand(stack.base));
    return .{ .base = scratch, .index = scratch2, .scale = 3 };
}

pub fn pop(e: *Emitter, comptime stack: Stack, number: u32) error{OutOfMemory}!void {
    const instruction = e.instruction(number);
    const place = try takeTop(e, stack, instruction.position);
    const to = e.target(instruction.result);
    e.a.mov(to, .{ .memory = place });
    e.commit(instruction.result, to);
}

pub fn popFloat(e: *Emitter, number: u32) error{OutOfMemory}!void {
    const instruction = e.instruction(number);
    const place = try takeTop(e, floats, instruction.position);
    const to = e.floatTarget(instruction.result);
    e.a.scalar(.movsd, to, .{ .memory = place });
    e.commitFloat(instruction.result, to);
}

pub fn depth(e: *Emitter, comptime stack: Stack, number: u32) void {
    const result = e.instruction(number).result;
    const to = e.target(result);
    e.a.mov32(to, fieldOperand(stack.depth));
    e.commit(result, to);
}

/// The place that many below the top, an index in the second scratch register.
fn placeBelow(e: *Emitter, comptime stack: Stack, position: u32) error{OutOfMemory}!Memory {
    e.a.mov32(scratch, fieldOperand(stack.depth));
    e.a.arithmetic(.cmp, scratch2, gpr(scratch));
    try e.trapIf(.above_equal, stack.underflow, position);
    e.a.arithmetic(.sub, scratch, gpr(scratch2));
    e.a.mov(scratch2, fieldOperand(stack.base));
    return .{ .base = scratch2, .index = scratch, .scale = 3, .displacement = -8 };
}

pub fn pick(e: *Emitter, number: u32) error{OutOfMemory}!void {
    const instruction = e.instruction(number);
    e.load(scratch2, instruction.a);
    const place = try placeBelow(e, data, instruction.position);
    const to = e.target(instruction.result);
    e.a.mov(to, .{ .memory = place });
    e.commit(instruction.result, to);
}

pub fn pickFloat(e: *Emitter, number: u32) error{OutOfMemory}!void {
    const instruction = e.instruction(number);
    e.load(scratch2, instruction.a);
    const place = try placeBelow(e, floats, instruction.position);
    const to = e.floatTarget(instruction.result);
    e.a.scalar(.movsd, to, .{ .memory = place });
    e.commitFloat(instruction.result, to);
}

pub fn pickReturn(e: *Emitter, number: u32) error{OutOfMemory}!void {
    const instruction = e.instruction(number);
    e.a.movImmediate(scratch2, instruction.a);
    const place = try placeBelow(e, returns, instruction.position);
    const to = e.target(instruction.result);
    e.a.mov(to, .{ .memory = place });
    e.commit(instruction.result, to);
}

/// Moves a cell to the top, and those above it one down.
pub fn roll(e: *Emitter, number: u32) error{OutOfMemory}!void {
    const instruction = e.instruction(number);
    e.load(scratch2, instruction.a);
    const place = try placeBelow(e, data, instruction.position);
    // From here on the first scratch register is the place to fill, the second one that of the top.
    e.a.push(gpr(.rax));
    e.a.push(gpr(.rdx));
    e.a.lea(scratch, place);
    e.a.mov(scratch2, fieldOperand(data.base));
    e.a.mov32(.rax, fieldOperand(data.depth));
    e.a.lea(scratch2, .{ .base = scratch2, .index = .rax, .scale = 3, .displacement = -8 });
    e.a.mov(.rax, .{ .memory = .{ .base = scratch } });
    const again = e.a.newLabel();
    const done = e.a.newLabel();
    e.a.bind(again);
    e.a.arithmetic(.cmp, scratch, gpr(scratch2));
    e.a.jumpIf(.above_equal, done);
    e.a.mov(.rdx, .{ .memory = .{ .base = scratch, .displacement = 8 } });
    e.a.store(.{ .base = scratch }, .rdx);
    e.a.arithmeticImmediate(.add, gpr(scratch), 8);
    e.a.jump(again);
    e.a.bind(done);
    e.a.store(.{ .base = scratch2 }, .rax);
    e.a.pop(gpr(.rdx));
    e.a.pop(gpr(.rax));
}
