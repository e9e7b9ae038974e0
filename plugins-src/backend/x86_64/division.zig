//! Products of two cells and divisions, in RAX and RDX.

const std = @import("std");
const abi = @import("abi");
const convention = @import("convention.zig");
const operands = @import("operands.zig");
const registers = @import("registers.zig");
const Assembler = @import("assembler.zig").Assembler;
const Emitter = @import("target.zig").Emitter;
const Reciprocal = @import("../reciprocal.zig").Reciprocal;
const Gpr = registers.Gpr;
const gpr = registers.gpr;
const operand = operands.operand;

const scratch = convention.scratch;
const scratch2 = convention.scratch2;

/// UM* and M*: low and high cell.
pub fn wideProduct(e: *Emitter, number: u32, is_signed: bool) error{OutOfMemory}!void {
    const instruction = e.instruction(number);
    var left = instruction.a;
    var right = instruction.b;
    if (e.registerOf(right) == .rax) std.mem.swap(u32, &left, &right);
    e.load(.rax, left);
    e.a.unary(if (is_signed) .imul else .mul, operand(e, right, scratch));
    try e.moveFrom(.{ .cell = .rax }, instruction.result);
    try e.moveFrom(.{ .cell = .rdx }, instruction.result + 1);
    e.emitMoves();
}

pub const Part = enum { quotient, remainder };

/// What divisions call behind the function: nothing, the processor divides two cells by one.
pub const Subroutines = struct {
    pub fn emit(_: Subroutines, _: *Assembler) void {}
};

/// Floored division of cells (Forth 2012, 3.2.2.1).
pub fn divide(e: *Emitter, number: u32, part: Part) error{OutOfMemory}!void {
    const instruction = e.instruction(number);
    if (e.facts.powerOfTwo(instruction.b)) |exponent| return divideByPower(e, instruction, exponent, part);
    if (e.facts.constant(instruction.b)) |divisor| if (divisor > 2) return divideByConstant(e, instruction, divisor, part);
    const divisor = divisorRegister(e, instruction.b);
    if (!e.facts.isConstant(instruction.b)) {
        e.a.testRegisters(gpr(divisor), divisor);
        try e.trapIf(.equal, .division_by_zero, instruction.position);
    } else if (e.facts.isZero(instruction.b)) {
        return e.callRuntime(.division_by_zero, instruction.position);
    }
    // Of two numbers below 2^32 the shorter division is much quicker, and neither sign nor overflow is in its way.
    const done = e.a.newLabel();
    if (!e.facts.isConstant(instruction.b) or e.facts.narrow[instruction.b]) {
        const long = e.a.newLabel();
        e.load(.rax, instruction.a);
        e.a.mov(scratch2, gpr(.rax));
        e.a.arithmetic(.@"or", scratch2, gpr(divisor));
        e.a.shiftImmediate(.shr, scratch2, 32);
        e.a.jumpIf(.not_equal, long);
        e.a.movImmediate(.rdx, 0);
        e.a.width = .half;
        e.a.unary(.div, gpr(divisor));
        e.a.width = .whole;
        e.a.jump(done);
        e.a.bind(long);
    }
    // The most negative cell over -1 would be a fault of the processor.
    const minus_one = try e.addCold(instruction.position, .{ .repair = .{ .negate = instruction.a } });
    e.a.arithmeticImmediate(.cmp, gpr(divisor), -1);
    e.a.jumpIf(.equal, minus_one.entry);
    e.load(.rax, instruction.a);
    e.a.extendSign();
    e.a.unary(.idiv, gpr(divisor));
    floorResult(e, divisor, part);
    e.a.bind(minus_one.back);
    e.a.bind(done);
    e.commit(instruction.result, if (part == .quotient) .rax else .rdx);
}

/// The divisor in a register that division leaves alone.
fn divisorRegister(e: *Emitter, value: u32) Gpr {
    if (e.registerOf(value)) |register| if (register != .rax and register != .rdx) return register;
    e.load(scratch, value);
    return scratch;
}

/// From a quotient rounded towards zero in RAX, and its remainder in RDX, to the floored one: they differ when there is
/// a remainder whose sign is not the divisor's.
fn floorResult(e: *Emitter, divisor: Gpr, part: Part) void {
    const done = e.a.newLabel();
    e.a.testRegisters(gpr(.rdx), .rdx);
    e.a.jumpIf(.equal, done);
    e.a.mov(scratch2, gpr(.rdx));
    e.a.arithmetic(.xor, scratch2, gpr(divisor));
    e.a.jumpIf(.no_sign, done);
    switch (part) {
        .quotient => e.a.arithmeticImmediate(.sub, gpr(.rax), 1),
        .remainder => e.a.arithmetic(.add, .rdx, gpr(divisor)),
    }
    e.a.bind(done);
}

fn divideByPower(e: *Emitter, instruction: abi.Instruction, exponent: u6, part: Part) void {
    const to = e.target(instruction.result);
    switch (part) {
        .quotient => {
            e.load(to, instruction.a);
            if (exponent > 0) e.a.shiftImmediate(.sar, to, exponent);
        },
        .remainder => {
            if (exponent == 0) {
                e.a.movImmediate(to, 0);
            } else if (exponent < 32) {
                e.load(to, instruction.a);
                const mask = (@as(u32, 1) << @intCast(exponent)) - 1;
                e.a.arithmeticImmediate32(.@"and", gpr(to), @bitCast(mask));
            } else {
                e.load(to, instruction.a);
                e.a.movImmediate(scratch2, (@as(i64, 1) << exponent) - 1);
                e.a.arithmetic(.@"and", to, gpr(scratch2));
            }
        },
    }
    e.commit(instruction.result, to);
}

/// By a product with the reciprocal; of a negative dividend the complement, and of that quotient again.
fn divideByConstant(e: *Emitter, instruction: abi.Instruction, divisor: i64, part: Part) void {
    const reciprocal: Reciprocal = .init(divisor);
    const is_positive = e.facts.narrow[instruction.a];
    e.load(scratch, instruction.a);
    if (!is_positive) {
        e.a.mov(scratch2, gpr(scratch));
        e.a.shiftImmediate(.sar, scratch2, 63);
        e.a.arithmetic(.xor, scratch, gpr(scratch2));
    }
    e.a.movImmediate(.rax, @bitCast(reciprocal.multiplier));
    e.a.unary(.mul, gpr(scratch));
    e.a.shiftImmediate(.shr, .rdx, reciprocal.shift);
    if (!is_positive) e.a.arithmetic(.xor, .rdx, gpr(scratch2));
    if (part == .quotient) return e.commit(instruction.result, .rdx);
    if (std.math.cast(i32, divisor)) |small| {
        e.a.multiplyImmediate(.rdx, gpr(.rdx), small);
    } else {
        e.a.movImmediate(.rax, divisor);
        e.a.multiply(.rdx, gpr(.rax));
    }
    if (!is_positive) e.a.arithmetic(.xor, scratch, gpr(scratch2));
    e.a.arithmetic(.sub, scratch, gpr(.rdx));
    e.commit(instruction.result, scratch);
}

/// UM/MOD: the processor's own division, whose two faults are looked for first.
pub fn wideUnsigned(e: *Emitter, number: u32) error{OutOfMemory}!void {
    const instruction = e.instruction(number);
    try loadWideDividend(e, instruction);
    if ((e.facts.constant(instruction.c) orelse 0) == 0) {
        e.a.testRegisters(gpr(scratch), scratch);
        try e.trapIf(.equal, .division_by_zero, instruction.position);
    }
    e.a.arithmetic(.cmp, .rdx, gpr(scratch));
    try e.trapIf(.above_equal, .result_out_of_range, instruction.position);
    e.a.unary(.div, gpr(scratch));
    try wideResults(e, instruction);
}

/// SM/REM and FM/MOD: a routine of the runtime, which takes RDX:RAX and the divisor in the scratch register.
pub fn wideSigned(e: *Emitter, number: u32, entry: abi.RuntimeEntry) error{OutOfMemory}!void {
    const instruction = e.instruction(number);
    try loadWideDividend(e, instruction);
    e.callRuntime(entry, instruction.position);
    try wideResults(e, instruction);
}

fn loadWideDividend(e: *Emitter, instruction: abi.Instruction) error{OutOfMemory}!void {
    e.load(scratch, instruction.c);
    try e.moveTo(.{ .cell = .rax }, instruction.a);
    try e.moveTo(.{ .cell = .rdx }, instruction.b);
    e.emitMoves();
}

/// Remainder and quotient.
fn wideResults(e: *Emitter, instruction: abi.Instruction) error{OutOfMemory}!void {
    try e.moveFrom(.{ .cell = .rdx }, instruction.result);
    try e.moveFrom(.{ .cell = .rax }, instruction.result + 1);
    e.emitMoves();
}
