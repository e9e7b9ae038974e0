//! Conditions: values that only decide a branch or a choice become processor flags.

const std = @import("std");
const abi = @import("abi");
const convention = @import("convention.zig");
const immediates = @import("immediates.zig");
const registers = @import("registers.zig");
const Emitter = @import("target.zig").Emitter;
const Label = @import("assembler.zig").Label;
const Condition = registers.Condition;
const Gpr = registers.Gpr;

const scratch = convention.scratch;
const scratch2 = convention.scratch2;
const scratch3 = convention.scratch3;

/// What tells about a value after `test_`.
pub const Test = union(enum) {
    /// The processor's flags: the value is not zero when the condition holds.
    flags: Condition,
    /// A register: the value is not zero when the register is not, or with `negated` when it is.
    register: struct { cell: Gpr, negated: bool },

    pub fn isInFlags(what: Test) bool {
        return what == .flags;
    }

    fn not(what: Test) Test {
        return switch (what) {
            .flags => |condition| .{ .flags = condition.negated() },
            .register => |register| .{ .register = .{ .cell = register.cell, .negated = !register.negated } },
        };
    }
};

/// Looks at a value that is not a constant; a folded one is computed here.
pub fn test_(e: *Emitter, value: u32) Test {
    if (!e.facts.folded[value]) return .{ .register = .{ .cell = e.read(value, scratch), .negated = false } };
    const number = e.facts.definition[value];
    const instruction = e.instruction(number);
    switch (e.facts.op(number)) {
        .eq, .ne => if (operandBesideZero(e, instruction)) |inner| {
            const result = test_(e, inner);
            return if (e.facts.op(number) == .eq) result.not() else result;
        },
        .@"and" => return testBits(e, instruction),
        .feq, .flt, .fle => return .{ .flags = compareFloats(e, number) },
        else => {},
    }
    return .{ .flags = compareCells(e, number) };
}

/// Goes to a label when a cell that is neither a constant nor folded is not zero.
pub fn jumpIfNotZero(e: *Emitter, value: u32, to: Label) void {
    e.a.jumpIfNotZero(.whole, e.read(value, scratch), to);
}

/// The condition that holds when a value that is not a constant is not zero.
pub fn flagsOf(e: *Emitter, value: u32) Condition {
    switch (test_(e, value)) {
        .flags => |condition| return condition,
        .register => |register| {
            e.a.sumImmediate(.whole, .subs, .zr, register.cell, 0);
            return if (register.negated) .equal else .not_equal;
        },
    }
}

/// The operand of a comparison with zero: folded, or in a register or on the stack.
fn operandBesideZero(e: *Emitter, instruction: abi.Instruction) ?u32 {
    const pairs = [2][2]u32{ .{ instruction.a, instruction.b }, .{ instruction.b, instruction.a } };
    for (pairs) |pair| if (e.facts.isZero(pair[1]) and !e.facts.isConstant(pair[0])) return pair[0];
    return null;
}

fn testBits(e: *Emitter, instruction: abi.Instruction) Test {
    var left = instruction.a;
    var right = instruction.b;
    if (e.facts.isConstant(left)) std.mem.swap(u32, &left, &right);
    const from = e.read(left, scratch);
    const mask: ?u64 = if (e.facts.constant(right)) |constant| @bitCast(constant) else null;
    if (mask != null and immediates.bitPattern(mask.?) != null) {
        e.a.logicalPattern(.ands, .zr, from, immediates.bitPattern(mask.?).?);
    } else {
        e.a.logical(.whole, .ands, .zr, from, e.read(right, scratch2));
    }
    return .{ .flags = .not_equal };
}

/// Compares the operands of a comparison of floats; gives the condition that holds when it is true, which an unordered
/// pair does not meet.
pub fn compareFloats(e: *Emitter, number: u32) Condition {
    const instruction = e.instruction(number);
    const left = e.readFloat(instruction.a, convention.float_scratch);
    e.a.compareFloats(left, e.readFloat(instruction.b, convention.float_scratch2));
    return switch (e.facts.op(number)) {
        .feq => .equal,
        .flt => .minus,
        .fle => .lower_same,
        else => unreachable,
    };
}

/// Compares the operands of a comparison of cells; gives the condition that holds when it is true.
pub fn compareCells(e: *Emitter, number: u32) Condition {
    const instruction = e.instruction(number);
    var condition: Condition = switch (e.facts.op(number)) {
        .eq => .equal,
        .ne => .not_equal,
        .lt => .less,
        .le => .less_equal,
        .ult => .lower,
        .ule => .lower_same,
        else => unreachable,
    };
    var left = instruction.a;
    var right = instruction.b;
    if (e.facts.isConstant(left) and !e.facts.isConstant(right)) {
        std.mem.swap(u32, &left, &right);
        condition = condition.swapped();
    }
    if (e.facts.constant(right)) |constant| {
        compareWithConstant(e, e.readGeneral(left, scratch), constant);
    } else {
        e.a.compare(e.read(left, scratch), e.read(right, scratch2));
    }
    return condition;
}

/// Compares a register, not that of zero, with a constant.
pub fn compareWithConstant(e: *Emitter, left: Gpr, constant: i64) void {
    const bits: u64 = @bitCast(constant);
    const negated: u64 = @bitCast(0 -% constant);
    if (immediates.isSum(bits)) return e.a.sumImmediate(.whole, .subs, .zr, left, @intCast(bits));
    // Adding differs from subtracting the negated number in the carry for 0 alone, and in the overflow for the most
    // negative one alone: neither is here.
    if (immediates.isSum(negated)) return e.a.sumImmediate(.whole, .adds, .zr, left, @intCast(negated));
    e.a.movImmediate(scratch3, constant);
    e.a.compare(left, scratch3);
}

/// Goes to a label when the value was not zero (with `negated`: when it was zero).
pub fn jumpIf(e: *Emitter, what: Test, negated: bool, to: Label) void {
    switch (if (negated) what.not() else what) {
        .flags => |condition| e.a.jumpIf(condition, to),
        .register => |register| if (register.negated)
            e.a.jumpIfZero(.whole, register.cell, to)
        else
            e.a.jumpIfNotZero(.whole, register.cell, to),
    }
}
