//! Floats: one double in the low half of each register.
//!
//! NaNs are the processor's: one that it makes has no sign, as the NaNs that the host computes on this processor. The
//! fused operations are not used; they round once where Forth rounds twice.

const abi = @import("abi");
const assembler = @import("assembler.zig");
const conditions = @import("conditions.zig");
const convention = @import("convention.zig");
const Emitter = @import("target.zig").Emitter;
const Declined = @import("../declined.zig").Declined;

const scratch = convention.float_scratch;
const scratch2 = convention.float_scratch2;

pub fn arithmetic(e: *Emitter, number: u32) void {
    binary(e, number, switch (e.facts.op(number)) {
        .fadd => .fadd,
        .fsub => .fsub,
        .fmul => .fmul,
        .fdiv => .fdiv,
        else => unreachable,
    });
}

/// The lesser or greater: NaN when either is one, -0 below 0.
pub fn extreme(e: *Emitter, number: u32) void {
    binary(e, number, if (e.facts.op(number) == .fmax) .fmax else .fmin);
}

fn binary(e: *Emitter, number: u32, what: assembler.FloatBinary) void {
    const instruction = e.instruction(number);
    const to = e.floatTarget(instruction.result);
    const left = e.readFloat(instruction.a, scratch);
    e.a.floatBinary(what, to, left, e.readFloat(instruction.b, scratch2));
    e.commitFloat(instruction.result, to);
}

/// Changes the sign, or clears it.
pub fn sign(e: *Emitter, number: u32) void {
    unary(e, number, if (e.facts.op(number) == .fabs) .fabs else .fneg);
}

pub fn squareRoot(e: *Emitter, number: u32) void {
    unary(e, number, .fsqrt);
}

/// Never declined: every processor can.
pub fn round(e: *Emitter, number: u32) Declined!void {
    unary(e, number, switch (e.facts.op(number)) {
        .ffloor => .frintm,
        .fround => .frintn,
        .ftrunc => .frintz,
        else => unreachable,
    });
}

fn unary(e: *Emitter, number: u32, what: assembler.FloatUnary) void {
    const instruction = e.instruction(number);
    const to = e.floatTarget(instruction.result);
    e.a.floatUnary(what, to, e.readFloat(instruction.a, scratch));
    e.commitFloat(instruction.result, to);
}

/// A comparison as a flag.
pub fn comparison(e: *Emitter, number: u32) void {
    const result = e.instruction(number).result;
    const to = e.target(result);
    e.a.setFlag(conditions.compareFloats(e, number), to);
    e.commit(result, to);
}

/// S>F.
pub fn fromCell(e: *Emitter, number: u32) void {
    const instruction = e.instruction(number);
    const to = e.floatTarget(instruction.result);
    e.a.integerToFloat(to, e.read(instruction.a, convention.scratch));
    e.commitFloat(instruction.result, to);
}

/// F>S: truncates, and THROWs -11 for what does not fit. The processor's truncation says nothing about that.
pub fn toCell(e: *Emitter, number: u32) error{OutOfMemory}!void {
    const instruction = e.instruction(number);
    const from = e.readFloat(instruction.a, scratch);
    const check = try e.addCold(instruction.position, .{ .repair = .{ .least_cell = from } });
    e.a.floatUnary(.fabs, scratch2, from);
    e.a.movImmediate(convention.scratch, @bitCast(@as(f64, 0x1p63)));
    e.a.moveBitsToFloat(.v18, convention.scratch);
    e.a.compareFloats(scratch2, .v18);
    // Not below: unordered among it.
    e.a.jumpIf(.plus, check.entry);
    e.a.bind(check.back);
    const to = e.target(instruction.result);
    e.a.floatToInteger(to, from);
    e.commit(instruction.result, to);
}
