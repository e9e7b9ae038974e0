//! Conditions: values that only decide a branch or a choice become processor flags.

const abi = @import("abi");
const convention = @import("convention.zig");
const operands = @import("operands.zig");
const registers = @import("registers.zig");
const Emitter = @import("target.zig").Emitter;
const Label = @import("assembler.zig").Label;
const Condition = registers.Condition;
const gpr = registers.gpr;
const floatOperand = operands.floatOperand;
const immediate = operands.immediate;
const operand = operands.operand;

const scratch = convention.scratch;
const scratch2 = convention.scratch2;

/// What the processor's flags say about a value after `test_`.
pub const Test = union(enum) {
    /// The value is not zero when the condition holds.
    simple: Condition,
    /// Two floats were compared and the value says whether they are equal, or with `negated` whether they are not.
    /// Unordered floats set the zero flag too, so that it takes two flags.
    float_equality: struct { negated: bool },

    pub fn isInFlags(_: Test) bool {
        return true;
    }

    fn not(what: Test) Test {
        return switch (what) {
            .simple => |condition| .{ .simple = condition.negated() },
            .float_equality => |equality| .{ .float_equality = .{ .negated = !equality.negated } },
        };
    }
};

/// Sets the flags by a value that is not a constant; a folded one is computed here.
pub fn test_(e: *Emitter, value: u32) Test {
    if (!e.facts.folded[value]) {
        compareWithZero(e, value);
        return .{ .simple = .not_equal };
    }
    const number = e.facts.definition[value];
    const instruction = e.instruction(number);
    switch (e.facts.op(number)) {
        .eq, .ne => if (foldedOperand(e, instruction)) |inner| {
            const result = test_(e, inner);
            return if (e.facts.op(number) == .eq) result.not() else result;
        },
        .@"and" => return testBits(e, instruction),
        .feq => {
            e.a.scalar(.ucomisd, e.readFloat(instruction.a, convention.float_scratch), floatOperand(e, instruction.b));
            return .{ .float_equality = .{ .negated = false } };
        },
        // a < b as b > a: "above" is false for unordered floats.
        .flt, .fle => {
            e.a.scalar(.ucomisd, e.readFloat(instruction.b, convention.float_scratch), floatOperand(e, instruction.a));
            return .{ .simple = if (e.facts.op(number) == .flt) .above else .above_equal };
        },
        else => {},
    }
    return .{ .simple = compareCells(e, number) };
}

/// Sets the flags by a value that is neither a constant nor folded.
fn compareWithZero(e: *Emitter, value: u32) void {
    if (e.registerOf(value)) |register| {
        e.a.testRegisters(gpr(register), register);
    } else {
        e.a.arithmeticImmediate(.cmp, operand(e, value, scratch), 0);
    }
}

/// Goes to a label when a cell that is neither a constant nor folded is not zero.
pub fn jumpIfNotZero(e: *Emitter, value: u32, to: Label) void {
    compareWithZero(e, value);
    e.a.jumpIf(.not_equal, to);
}

/// The folded operand of a comparison with zero.
fn foldedOperand(e: *Emitter, instruction: abi.Instruction) ?u32 {
    for ([2]u32{ instruction.a, instruction.b }) |value| if (e.facts.folded[value]) return value;
    return null;
}

fn testBits(e: *Emitter, instruction: abi.Instruction) Test {
    var left = instruction.a;
    var right = instruction.b;
    if (e.facts.isConstant(left)) {
        left = instruction.b;
        right = instruction.a;
    }
    if (immediate(e, right)) |mask| {
        e.a.testImmediate(operand(e, left, scratch), mask);
    } else {
        e.a.testRegisters(operand(e, left, scratch), e.read(right, scratch2));
    }
    return .{ .simple = .not_equal };
}

/// Compares the operands of a comparison of cells; gives the condition that holds when it is true.
pub fn compareCells(e: *Emitter, number: u32) Condition {
    const instruction = e.instruction(number);
    var condition: Condition = switch (e.facts.op(number)) {
        .eq => .equal,
        .ne => .not_equal,
        .lt => .less,
        .le => .less_equal,
        .ult => .below,
        .ule => .below_equal,
        else => unreachable,
    };
    var left = instruction.a;
    var right = instruction.b;
    if (e.facts.isConstant(left) and !e.facts.isConstant(right)) {
        left = instruction.b;
        right = instruction.a;
        condition = condition.swapped();
    }
    if (immediate(e, right)) |small| {
        if (small == 0 and e.registerOf(left) != null) {
            e.a.testRegisters(operand(e, left, scratch), e.registerOf(left).?);
        } else {
            e.a.arithmeticImmediate(.cmp, operand(e, left, scratch), small);
        }
    } else {
        e.a.arithmetic(.cmp, e.read(left, scratch), operand(e, right, scratch2));
    }
    return condition;
}

/// Goes to a label when the value was not zero (with `negated`: when it was zero).
pub fn jumpIf(e: *Emitter, what: Test, negated: bool, to: Label) void {
    switch (if (negated) what.not() else what) {
        .simple => |condition| e.a.jumpIf(condition, to),
        .float_equality => |equality| if (equality.negated) {
            e.a.jumpIf(.not_equal, to);
            e.a.jumpIf(.parity, to);
        } else {
            const past = e.a.newLabel();
            e.a.jumpIf(.parity, past);
            e.a.jumpIf(.equal, to);
            e.a.bind(past);
        },
    }
}
