//! Places in the in-memory stacks.

const convention = @import("convention.zig");
const operands = @import("operands.zig");
const registers = @import("registers.zig");
const stacks = @import("../stacks.zig");
const Assembler = @import("assembler.zig").Assembler;
const Emitter = @import("target.zig").Emitter;
const Gpr = registers.Gpr;
const Label = @import("assembler.zig").Label;
const Memory = registers.Memory;
const Stack = stacks.Stack;
const gpr = registers.gpr;
const xmm = registers.xmm;

const scratch = convention.scratch;
const scratch2 = convention.scratch2;
const field = Emitter.field;
const fieldOperand = operands.fieldOperand;
const immediate = operands.immediate;

/// The place above the top, when there is room, in the second scratch register.
pub fn placeAbove(e: *Emitter, comptime stack: Stack, position: u32) error{OutOfMemory}!Memory {
    e.a.mov32(scratch2, fieldOperand(stack.depth));
    e.a.arithmetic32(.cmp, scratch2, fieldOperand(stack.capacity));
    try e.trapIf(.above_equal, stack.overflow, position);
    e.a.shiftImmediate(.shl, scratch2, 3);
    e.a.arithmetic(.add, scratch2, fieldOperand(stack.base));
    return .{ .base = scratch2 };
}

/// Counts what has been stored in the place above the top.
pub fn raiseDepth(e: *Emitter, comptime stack: Stack) void {
    e.a.arithmeticImmediate32(.add, fieldOperand(stack.depth), 1);
}

/// Takes one from the depth; gives the place that was on top.
pub fn takeTop(e: *Emitter, comptime stack: Stack, position: u32) error{OutOfMemory}!Memory {
    e.a.mov32(scratch2, fieldOperand(stack.depth));
    e.a.arithmeticImmediate32(.sub, gpr(scratch2), 1);
    try e.trapIf(.below, stack.underflow, position);
    e.a.storeSize(field(stack.depth), scratch2, 4);
    e.a.mov(scratch, fieldOperand(stack.base));
    return .{ .base = scratch, .index = scratch2, .scale = 3 };
}

/// The place that many below the top, an index in the second scratch register.
pub fn placeBelow(e: *Emitter, comptime stack: Stack, position: u32) error{OutOfMemory}!Memory {
    e.a.mov32(scratch, fieldOperand(stack.depth));
    e.a.arithmetic(.cmp, scratch2, gpr(scratch));
    try e.trapIf(.above_equal, stack.underflow, position);
    e.a.arithmetic(.sub, scratch, gpr(scratch2));
    e.a.mov(scratch2, fieldOperand(stack.base));
    return .{ .base = scratch2, .index = scratch, .scale = 3, .displacement = -8 };
}

/// Moves the cell at a place that `placeBelow` gave to the top, and those above it one down.
pub fn rollTo(e: *Emitter, place: Memory) void {
    // From here on the first scratch register is the place to fill, the second one that of the top.
    e.a.push(gpr(.rax));
    e.a.push(gpr(.rdx));
    e.a.lea(scratch, place);
    e.a.mov(scratch2, fieldOperand(stacks.data.base));
    e.a.mov32(.rax, fieldOperand(stacks.data.depth));
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

// ---- for entries ----

/// Loads a stack's depth; goes to `refused` when the stack is too full.
pub fn loadDepth(a: *Assembler, comptime stack: Stack, to: Gpr, refused: Label) void {
    a.mov32(to, fieldOperand(stack.depth));
    a.arithmetic32(.cmp, to, fieldOperand(stack.capacity));
    a.jumpIf(.above, refused);
}

/// Takes from a depth; the flags tell when there is too little.
pub fn subtract(a: *Assembler, depth: Gpr, count: u32) void {
    a.arithmeticImmediate32(.sub, gpr(depth), @intCast(count));
}

/// Leaves the depth as it was in the scratch register.
pub fn addToDepth(a: *Assembler, comptime stack: Stack, count: u32) void {
    a.mov32(scratch, fieldOperand(stack.depth));
    a.arithmeticImmediate32(.add, fieldOperand(stack.depth), @intCast(count));
}

/// The register with the address of a place in a stack, that of its depth.
pub fn addressOfPlace(a: *Assembler, comptime stack: Stack, depth: Gpr) Gpr {
    a.shiftImmediate(.shl, depth, 3);
    a.arithmetic(.add, depth, fieldOperand(stack.base));
    return depth;
}
