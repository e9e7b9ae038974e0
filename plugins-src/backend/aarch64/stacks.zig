//! Places in the in-memory stacks.

const convention = @import("convention.zig");
const registers = @import("registers.zig");
const stacks = @import("../stacks.zig");
const Assembler = @import("assembler.zig").Assembler;
const Emitter = @import("target.zig").Emitter;
const Gpr = registers.Gpr;
const Label = @import("assembler.zig").Label;
const Memory = registers.Memory;
const Stack = stacks.Stack;

const scratch = convention.scratch;
const scratch2 = convention.scratch2;
const scratch3 = convention.scratch3;
const scratch4 = convention.scratch4;
const field = Emitter.field;

/// The place above the top, when there is room; the depth is in the second scratch register.
pub fn placeAbove(e: *Emitter, comptime stack: Stack, position: u32) error{OutOfMemory}!Memory {
    e.a.loadSize(scratch2, field(stack.depth), 4);
    e.a.loadSize(scratch3, field(stack.capacity), 4);
    e.a.compare(scratch2, scratch3);
    try e.trapIf(.higher_same, stack.overflow, position);
    e.a.load(scratch3, field(stack.base));
    return .{ .base = scratch3, .offset = .{ .index = scratch2 } };
}

/// Counts what has been stored in the place above the top.
pub fn raiseDepth(e: *Emitter, comptime stack: Stack) void {
    e.a.sumImmediate(.half, .add, scratch2, scratch2, 1);
    e.a.storeSize(field(stack.depth), scratch2, 4);
}

/// Takes one from the depth; gives the place that was on top.
pub fn takeTop(e: *Emitter, comptime stack: Stack, position: u32) error{OutOfMemory}!Memory {
    e.a.loadSize(scratch2, field(stack.depth), 4);
    e.a.sumImmediate(.half, .subs, scratch2, scratch2, 1);
    try e.trapIf(.lower, stack.underflow, position);
    e.a.storeSize(field(stack.depth), scratch2, 4);
    e.a.load(scratch3, field(stack.base));
    return .{ .base = scratch3, .offset = .{ .index = scratch2 } };
}

/// The place that many below the top, an index in the second scratch register.
pub fn placeBelow(e: *Emitter, comptime stack: Stack, position: u32) error{OutOfMemory}!Memory {
    e.a.loadSize(scratch3, field(stack.depth), 4);
    e.a.compare(scratch2, scratch3);
    try e.trapIf(.higher_same, stack.underflow, position);
    // depth - 1 - index
    e.a.complement(scratch2, scratch2);
    e.a.sum(.whole, .add, scratch2, scratch2, scratch3);
    e.a.load(scratch3, field(stack.base));
    return .{ .base = scratch3, .offset = .{ .index = scratch2 } };
}

/// Moves the cell at a place that `placeBelow` gave to the top, and those above it one down.
pub fn rollTo(e: *Emitter, place: Memory) void {
    const top: Gpr = .x13;
    const moved: Gpr = .x14;
    e.a.load(moved, place);
    e.a.loadSize(top, field(stacks.data.depth), 4);
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
    e.a.copy(scratch2, scratch4);
    e.a.jump(again);
    e.a.bind(done);
    e.a.store(place, moved);
}

// ---- for entries ----

/// Loads a stack's depth; goes to `refused` when the stack is too full.
pub fn loadDepth(a: *Assembler, comptime stack: Stack, to: Gpr, refused: Label) void {
    a.loadSize(to, field(stack.depth), 4);
    a.loadSize(scratch3, field(stack.capacity), 4);
    a.compare(to, scratch3);
    a.jumpIf(.higher, refused);
}

/// Takes from a depth; the flags tell when there is too little.
pub fn subtract(a: *Assembler, depth: Gpr, count: u32) void {
    a.sumImmediate(.half, .subs, depth, depth, count);
}

/// Leaves the depth as it was in the scratch register.
pub fn addToDepth(a: *Assembler, comptime stack: Stack, count: u32) void {
    a.loadSize(scratch, field(stack.depth), 4);
    a.sumImmediate(.half, .add, scratch2, scratch, count);
    a.storeSize(field(stack.depth), scratch2, 4);
}

/// The register with the address of a place in a stack, the fourth scratch register.
pub fn addressOfPlace(a: *Assembler, comptime stack: Stack, depth: Gpr) Gpr {
    a.load(scratch4, field(stack.base));
    a.sumShifted(.whole, .add, scratch4, scratch4, depth, 3);
    return scratch4;
}
