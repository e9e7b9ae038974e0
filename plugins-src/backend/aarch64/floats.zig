//! Floats: one double in the low half of each register.
//!
//! NaNs are the processor's: one that it makes has no sign, as the NaNs that the host computes on this processor. The
//! fused operations are not used; they round once where Forth rounds twice.

const abi = @import("abi");
const assembler = @import("assembler.zig");
const conditions = @import("conditions.zig");
const convention = @import("convention.zig");
const Emitter = @import("emitter.zig").Emitter;

const scratch = convention.float_scratch;
const scratch2 = convention.float_scratch2;

/// FMIN and FMAX among them: NaN when either is one, -0 below 0.
pub fn binary(e: *Emitter, number: u32, what: assembler.FloatBinary) void {
    const instruction = e.instruction(number);
    const to = e.floatTarget(instruction.result);
    const left = e.readFloat(instruction.a, scratch);
    e.a.floatBinary(what, to, left, e.readFloat(instruction.b, scratch2));
    e.commitFloat(instruction.result, to);
}

pub fn unary(e: *Emitter, number: u32, what: assembler.FloatUnary) void {
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
    const check = try e.addCold(instruction.position, .{ .least_cell = from });
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

/// A function that the host computes, by its number.
pub fn hostFunction(e: *Emitter, function: u32, position: u32, arguments: []const u32, result: u32) error{OutOfMemory}!void {
    for (arguments, convention.float_registers[0..arguments.len]) |value, register| {
        try e.moveTo(.{ .float = register }, value);
    }
    e.emitMoves();
    e.a.movImmediate(convention.word_register, function);
    e.callRuntime(.float_function, position);
    try e.moveFrom(.{ .float = convention.float_registers[0] }, result);
    e.emitMoves();
}
