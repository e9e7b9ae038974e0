//! Floats in SSE registers: one double in the low half of each.

const std = @import("std");
const abi = @import("abi");
const conditions = @import("conditions.zig");
const convention = @import("convention.zig");
const operands = @import("operands.zig");
const registers = @import("registers.zig");
const Assembler = @import("assembler.zig");
const Emitter = @import("target.zig").Emitter;
const Declined = @import("../declined.zig").Declined;
const gpr = registers.gpr;
const xmm = registers.xmm;
const floatOperand = operands.floatOperand;
const operand = operands.operand;

const scratch = convention.float_scratch;
const scratch2 = convention.float_scratch2;

pub fn arithmetic(e: *Emitter, number: u32) void {
    const instruction = e.instruction(number);
    const what: Assembler.Scalar = switch (e.facts.op(number)) {
        .fadd => .addsd,
        .fsub => .subsd,
        .fmul => .mulsd,
        .fdiv => .divsd,
        else => unreachable,
    };
    const to = e.floatTarget(instruction.result);
    var left = instruction.a;
    var right = instruction.b;
    // Of two NaNs the first one is the result: operands change places only where one is a number.
    if ((what == .addsd or what == .mulsd) and isNumber(e, left) and !e.facts.isConstant(right)) std.mem.swap(u32, &left, &right);
    if (e.has(.avx)) {
        const first = e.readFloat(left, scratch);
        e.a.scalarOfTwo(what, to, first, floatOperand(e, right));
    } else if (e.floatRegisterOf(right) == to and e.floatRegisterOf(left) != to) {
        e.loadFloat(scratch2, left);
        e.a.scalar(what, scratch2, xmm(to));
        return e.commitFloat(instruction.result, scratch2);
    } else {
        e.loadFloat(to, left);
        e.a.scalar(what, to, floatOperand(e, right));
    }
    e.commitFloat(instruction.result, to);
}

/// Whether a value is a constant that is not NaN.
fn isNumber(e: *const Emitter, value: u32) bool {
    return e.facts.isConstant(value) and !std.math.isNan(@as(f64, @bitCast(e.facts.constantBits(value))));
}

/// The lesser or greater: NaN when either is one, -0 below 0. MINSD and MAXSD give the second operand for these.
pub fn extreme(e: *Emitter, number: u32) void {
    const instruction = e.instruction(number);
    const is_greater = e.facts.op(number) == .fmax;
    const unordered = e.a.newLabel();
    const different = e.a.newLabel();
    const done = e.a.newLabel();
    e.loadFloat(scratch, instruction.a);
    e.loadFloat(scratch2, instruction.b);
    e.a.scalar(.ucomisd, scratch, xmm(scratch2));
    e.a.jumpIf(.parity, unordered);
    e.a.jumpIf(.not_equal, different);
    e.a.scalar(if (is_greater) .andpd else .orpd, scratch, xmm(scratch2));
    e.a.jump(done);
    e.a.bind(unordered);
    e.a.scalar(.addsd, scratch, xmm(scratch2));
    e.a.jump(done);
    e.a.bind(different);
    e.a.scalar(if (is_greater) .maxsd else .minsd, scratch, xmm(scratch2));
    e.a.bind(done);
    e.commitFloat(instruction.result, scratch);
}

/// Changes the sign bit, or clears it.
pub fn sign(e: *Emitter, number: u32) void {
    const instruction = e.instruction(number);
    const clears = e.facts.op(number) == .fabs;
    const to = e.floatTarget(instruction.result);
    e.a.scalar(.pcmpeqd, scratch2, xmm(scratch2));
    e.a.shiftBits(!clears, scratch2, if (clears) 1 else 63);
    e.loadFloat(to, instruction.a);
    e.a.scalar(if (clears) .andpd else .xorpd, to, xmm(scratch2));
    e.commitFloat(instruction.result, to);
}

pub fn squareRoot(e: *Emitter, number: u32) void {
    const instruction = e.instruction(number);
    const to = e.floatTarget(instruction.result);
    // From the target itself, so that the instruction does not wait for what was there.
    e.loadFloat(to, instruction.a);
    e.a.scalar(.sqrtsd, to, xmm(to));
    e.commitFloat(instruction.result, to);
}

/// Declined where the processor cannot round to an integer.
pub fn round(e: *Emitter, number: u32) Declined!void {
    if (!e.has(.sse41)) return error.OldProcessor;
    const instruction = e.instruction(number);
    const to = e.floatTarget(instruction.result);
    e.loadFloat(to, instruction.a);
    e.a.round(switch (e.facts.op(number)) {
        .ffloor => .down,
        .fround => .to_even,
        .ftrunc => .to_zero,
        else => unreachable,
    }, to, to);
    e.commitFloat(instruction.result, to);
}

/// A comparison as a flag: the mask that the processor makes is one.
pub fn comparison(e: *Emitter, number: u32) void {
    const instruction = e.instruction(number);
    const what: Assembler.Assembler.Comparison = switch (e.facts.op(number)) {
        .feq => .equal,
        .flt => .less,
        .fle => .less_equal,
        else => unreachable,
    };
    e.loadFloat(scratch, instruction.a);
    e.a.compareScalar(what, scratch, e.readFloat(instruction.b, scratch2));
    const to = e.target(instruction.result);
    e.a.moveBits(to, scratch);
    e.commit(instruction.result, to);
}

/// S>F.
pub fn fromCell(e: *Emitter, number: u32) void {
    const instruction = e.instruction(number);
    const to = e.floatTarget(instruction.result);
    // The conversion keeps the register's other half, so that it would wait for what was there.
    e.a.scalar(.xorpd, to, xmm(to));
    e.a.integerToFloat(to, operand(e, instruction.a, convention.scratch));
    e.commitFloat(instruction.result, to);
}

/// F>S: truncates, and THROWs -11 for what does not fit.
pub fn toCell(e: *Emitter, number: u32) error{OutOfMemory}!void {
    const instruction = e.instruction(number);
    e.loadFloat(scratch, instruction.a);
    const to = e.target(instruction.result);
    e.a.floatToInteger(to, xmm(scratch));
    // Only the most negative cell overflows here; it stands for all that does not fit, too.
    e.a.arithmeticImmediate(.cmp, gpr(to), 1);
    const check = try e.addCold(instruction.position, .{ .repair = .least_cell });
    e.a.jumpIf(.overflow, check.entry);
    e.a.bind(check.back);
    e.commit(instruction.result, to);
}
