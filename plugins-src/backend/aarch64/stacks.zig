//! The in-memory stacks: depths are counted in the context, and each stack grows upward.

const abi = @import("abi");
const convention = @import("convention.zig");
const registers = @import("registers.zig");
const Emitter = @import("emitter.zig").Emitter;
const Memory = registers.Memory;

const scratch = convention.scratch;
const scratch2 = convention.scratch2;
const scratch3 = convention.scratch3;
const scratch4 = convention.scratch4;
const field = Emitter.field;

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

/// The place above the top, when there is room; the depth is in the second scratch register.
fn placeAbove(e: *Emitter, comptime stack: Stack, position: u32) error{OutOfMemory}!Memory {
    e.a.loadSize(scratch2, field(stack.depth), 4);
    e.a.loadSize(scratch3, field(stack.capacity), 4);
    e.a.compare(scratch2, scratch3);
    try e.trapIf(.higher_same, stack.overflow, position);
    e.a.load(scratch3, field(stack.base));
    return .{ .base = scratch3, .offset = .{ .index = scratch2 } };
}

/// Counts what has been stored in the place above the top.
fn raiseDepth(e: *Emitter, comptime stack: Stack) void {
    e.a.sumImmediate(.half, .add, scratch2, scratch2, 1);
    e.a.storeSize(field(stack.depth), scratch2, 4);
}

pub fn push(e: *Emitter, comptime stack: Stack, number: u32) error{OutOfMemory}!void {
    const instruction = e.instruction(number);
    const place = try placeAbove(e, stack, instruction.position);
    e.a.store(place, e.read(instruction.a, scratch));
    raiseDepth(e, stack);
}

pub fn pushFloat(e: *Emitter, number: u32) error{OutOfMemory}!void {
    const instruction = e.instruction(number);
    const place = try placeAbove(e, floats, instruction.position);
    e.a.storeFloat(place, e.readFloat(instruction.a, convention.float_scratch), 8);
    raiseDepth(e, floats);
}

/// Takes one from the depth; gives the place that was on top.
fn takeTop(e: *Emitter, comptime stack: Stack, position: u32) error{OutOfMemory}!Memory {
    e.a.loadSize(scratch2, field(stack.depth), 4);
    e.a.sumImmediate(.half, .subs, scratch2, scratch2, 1);
    try e.trapIf(.lower, stack.underflow, position);
    e.a.storeSize(field(stack.depth), scratch2, 4);
    e.a.load(scratch3, field(stack.base));
    return .{ .base = scratch3, .offset = .{ .index = scratch2 } };
}

pub fn pop(e: *Emitter, comptime stack: Stack, number: u32) error{OutOfMemory}!void {
    const instruction = e.instruction(number);
    loadCell(e, instruction.result, try takeTop(e, stack, instruction.position));
}

pub fn popFloat(e: *Emitter, number: u32) error{OutOfMemory}!void {
    const instruction = e.instruction(number);
    loadFloat(e, instruction.result, try takeTop(e, floats, instruction.position));
}

pub fn depth(e: *Emitter, comptime stack: Stack, number: u32) void {
    const result = e.instruction(number).result;
    const to = e.target(result);
    e.a.loadSize(to, field(stack.depth), 4);
    e.commit(result, to);
}

/// The place that many below the top, an index in the second scratch register.
fn placeBelow(e: *Emitter, comptime stack: Stack, position: u32) error{OutOfMemory}!Memory {
    e.a.loadSize(scratch3, field(stack.depth), 4);
    e.a.compare(scratch2, scratch3);
    try e.trapIf(.higher_same, stack.underflow, position);
    // depth - 1 - index
    e.a.complement(scratch2, scratch2);
    e.a.sum(.whole, .add, scratch2, scratch2, scratch3);
    e.a.load(scratch3, field(stack.base));
    return .{ .base = scratch3, .offset = .{ .index = scratch2 } };
}

pub fn pick(e: *Emitter, number: u32) error{OutOfMemory}!void {
    const instruction = e.instruction(number);
    e.load(scratch2, instruction.a);
    loadCell(e, instruction.result, try placeBelow(e, data, instruction.position));
}

pub fn pickFloat(e: *Emitter, number: u32) error{OutOfMemory}!void {
    const instruction = e.instruction(number);
    e.load(scratch2, instruction.a);
    loadFloat(e, instruction.result, try placeBelow(e, floats, instruction.position));
}

pub fn pickReturn(e: *Emitter, number: u32) error{OutOfMemory}!void {
    const instruction = e.instruction(number);
    e.a.movImmediate(scratch2, instruction.a);
    loadCell(e, instruction.result, try placeBelow(e, returns, instruction.position));
}

/// Moves a cell to the top, and those above it one down.
pub fn roll(e: *Emitter, number: u32) error{OutOfMemory}!void {
    const instruction = e.instruction(number);
    e.load(scratch2, instruction.a);
    const place = try placeBelow(e, data, instruction.position);
    const top: registers.Gpr = .x13;
    const moved: registers.Gpr = .x14;
    e.a.load(moved, place);
    e.a.loadSize(top, field(data.depth), 4);
    e.a.sumImmediate(.whole, .sub, top, top, 1);
    // The index to fill goes up to that of the top.
    const again = e.a.newLabel();
    const done = e.a.newLabel();
    e.a.bind(again);
    e.a.compare(scratch2, top);
    e.a.jumpIf(.higher_same, done);
    e.a.sumImmediate(.whole, .add, scratch4, scratch2, 1);
    e.a.load(scratch, .{ .base = scratch3, .offset = .{ .index = scratch4 } });
    e.a.store(place, scratch);
    e.a.mov(scratch2, scratch4);
    e.a.jump(again);
    e.a.bind(done);
    e.a.store(place, moved);
}

fn loadCell(e: *Emitter, result: u32, from: Memory) void {
    const to = e.target(result);
    e.a.load(to, from);
    e.commit(result, to);
}

fn loadFloat(e: *Emitter, result: u32, from: Memory) void {
    const to = e.floatTarget(result);
    e.a.loadFloat(to, from, 8);
    e.commitFloat(result, to);
}
