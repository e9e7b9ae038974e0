//! Products of two cells and divisions.

const std = @import("std");
const abi = @import("abi");
const convention = @import("convention.zig");
const immediates = @import("immediates.zig");
const registers = @import("registers.zig");
const Assembler = @import("assembler.zig").Assembler;
const Label = @import("assembler.zig").Label;
const Emitter = @import("target.zig").Emitter;
const Reciprocal = @import("../reciprocal.zig").Reciprocal;
const Gpr = registers.Gpr;

const scratch = convention.scratch;
const scratch2 = convention.scratch2;
const scratch3 = convention.scratch3;
const scratch4 = convention.scratch4;

/// UM* and M*: low and high cell.
pub fn wideProduct(e: *Emitter, number: u32, is_signed: bool) error{OutOfMemory}!void {
    const instruction = e.instruction(number);
    const left = e.read(instruction.a, scratch);
    const right = e.read(instruction.b, scratch2);
    e.a.highProduct(if (is_signed) .smulh else .umulh, scratch3, left, right);
    e.a.multiply(.whole, scratch4, left, right);
    try e.moveFrom(.{ .cell = scratch4 }, instruction.result);
    try e.moveFrom(.{ .cell = scratch3 }, instruction.result + 1);
    e.emitMoves();
}

pub const Part = enum { quotient, remainder };

/// What divisions call behind the function.
pub const Subroutines = struct {
    /// Divides two cells by one, when a division does so.
    wide: ?Label = null,

    pub fn emit(subroutines: Subroutines, a: *Assembler) void {
        a.bind(subroutines.wide orelse return);
        emitWideDivision(a);
        a.ret();
    }
};

/// Floored division of cells (Forth 2012, 3.2.2.1). The processor gives 0 for a division by zero, and the most negative
/// cell for that over -1.
pub fn divide(e: *Emitter, number: u32, part: Part) error{OutOfMemory}!void {
    const instruction = e.instruction(number);
    if (e.facts.powerOfTwo(instruction.b)) |exponent| return divideByPower(e, instruction, exponent, part);
    if (e.facts.constant(instruction.b)) |divisor| if (divisor > 2) return divideByConstant(e, instruction, divisor, part);
    if (e.facts.isZero(instruction.b)) return e.callRuntime(.division_by_zero, instruction.position);
    const divisor = e.read(instruction.b, scratch2);
    if (!e.facts.isConstant(instruction.b)) try trapIfZero(e, divisor, .division_by_zero, instruction.position);
    const dividend = e.read(instruction.a, scratch);
    e.a.binary(.sdiv, scratch3, dividend, divisor);
    e.a.product(.whole, .msub, scratch4, scratch3, divisor, dividend);
    const to = e.target(instruction.result);
    floorResult(e, to, divisor, part);
    e.commit(instruction.result, to);
}

/// From a quotient rounded towards zero in the third scratch register, and its remainder in the fourth, to the floored
/// one: they differ when there is a remainder whose sign is not the divisor's.
fn floorResult(e: *Emitter, to: Gpr, divisor: Gpr, part: Part) void {
    const signs: Gpr = .x13;
    const floored: Gpr = .x14;
    e.a.logical(.whole, .eor, signs, scratch4, divisor);
    switch (part) {
        .quotient => e.a.sumImmediate(.whole, .sub, floored, scratch3, 1),
        .remainder => e.a.sum(.whole, .add, floored, scratch4, divisor),
    }
    e.a.sumImmediate(.whole, .subs, .zr, scratch4, 0);
    e.a.compareZeroIf(.not_equal, signs);
    e.a.choose(.csel, .less, to, floored, if (part == .quotient) scratch3 else scratch4);
}

fn divideByPower(e: *Emitter, instruction: abi.Instruction, exponent: u6, part: Part) void {
    const to = e.target(instruction.result);
    const from = e.read(instruction.a, scratch);
    if (part == .quotient) {
        e.a.shiftImmediate(.whole, .asr, to, from, exponent);
    } else if (exponent == 0) {
        e.a.movImmediate(to, 0);
    } else {
        const mask = (@as(u64, 1) << exponent) - 1;
        e.a.logicalPattern(.@"and", to, from, immediates.bitPattern(mask).?);
    }
    e.commit(instruction.result, to);
}

/// By a product with the reciprocal; of a negative dividend the complement, and of that quotient again.
fn divideByConstant(e: *Emitter, instruction: abi.Instruction, divisor: i64, part: Part) void {
    const reciprocal: Reciprocal = .init(divisor);
    const dividend = e.read(instruction.a, scratch);
    const to = e.target(instruction.result);
    e.a.shiftImmediate(.whole, .asr, scratch2, dividend, 63);
    e.a.logical(.whole, .eor, scratch3, dividend, scratch2);
    e.a.movImmediate(scratch4, @bitCast(reciprocal.multiplier));
    e.a.highProduct(.umulh, scratch3, scratch3, scratch4);
    e.a.shiftImmediate(.whole, .lsr, scratch3, scratch3, reciprocal.shift);
    if (part == .quotient) {
        e.a.logical(.whole, .eor, to, scratch3, scratch2);
    } else {
        e.a.logical(.whole, .eor, scratch3, scratch3, scratch2);
        e.a.movImmediate(scratch4, divisor);
        e.a.product(.whole, .msub, to, scratch3, scratch4, dividend);
    }
    e.commit(instruction.result, to);
}

/// UM/MOD: a subroutine behind the function, before which the two faults are looked for.
pub fn wideUnsigned(e: *Emitter, number: u32) error{OutOfMemory}!void {
    const instruction = e.instruction(number);
    loadWideOperands(e, instruction);
    try trapIfZero(e, wide_divisor, .division_by_zero, instruction.position);
    e.a.compare(wide_high, wide_divisor);
    try e.trapIf(.higher_same, .result_out_of_range, instruction.position);
    if (e.subroutines.wide == null) e.subroutines.wide = e.a.newLabel();
    e.a.callLabel(e.subroutines.wide.?);
    try wideResults(e, instruction);
}

/// SM/REM and FM/MOD: a routine of the runtime, with its operands and results where the subroutine has them.
pub fn wideSigned(e: *Emitter, number: u32, entry: abi.RuntimeEntry) error{OutOfMemory}!void {
    const instruction = e.instruction(number);
    loadWideOperands(e, instruction);
    e.callRuntime(entry, instruction.position);
    try wideResults(e, instruction);
}

/// Goes to a runtime entry when a cell is zero.
fn trapIfZero(e: *Emitter, cell: Gpr, entry: abi.RuntimeEntry, position: u32) error{OutOfMemory}!void {
    const trap = try e.addCold(position, .{ .runtime = entry });
    e.a.jumpIfZero(.whole, cell, trap.entry);
    e.a.bind(trap.back);
}

/// Operands of a division of two cells by one; it leaves the quotient in `wide_low` and the remainder in `wide_high`.
pub const wide_low = scratch;
pub const wide_high = scratch2;
pub const wide_divisor = scratch3;

fn loadWideOperands(e: *Emitter, instruction: abi.Instruction) void {
    e.load(wide_low, instruction.a);
    e.load(wide_high, instruction.b);
    e.load(wide_divisor, instruction.c);
}

/// Remainder and quotient.
fn wideResults(e: *Emitter, instruction: abi.Instruction) error{OutOfMemory}!void {
    try e.moveFrom(.{ .cell = wide_high }, instruction.result);
    try e.moveFrom(.{ .cell = wide_low }, instruction.result + 1);
    e.emitMoves();
}

/// Divides two cells by one above the high cell: long division in base 2^32 (Knuth, The Art of Computer Programming,
/// 4.3.1, algorithm D), whose digits are guessed from the divisor's high half and then corrected. All general scratch
/// registers are used.
pub fn emitWideDivision(a: *Assembler) void {
    const shift: Gpr = .x8;
    const divisor_high: Gpr = .x12;
    const digit: Gpr = .x13;
    const remainder: Gpr = .x14;
    const part: Gpr = .x15;
    const product: Gpr = .x16;
    const divisor_low: Gpr = .x17;
    const wide = a.newLabel();
    const end = a.newLabel();
    a.jumpIfNotZero(.whole, wide_high, wide);
    a.binary(.udiv, digit, wide_low, wide_divisor);
    a.product(.whole, .msub, wide_high, digit, wide_divisor, wide_low);
    a.copy(wide_low, digit);
    a.jump(end);
    a.bind(wide);
    // The divisor's highest bit becomes 1.
    a.countLeadingZeros(shift, wide_divisor);
    a.binary(.lsl, wide_divisor, wide_divisor, shift);
    a.binary(.lsl, wide_high, wide_high, shift);
    // What the low cell's upper bits add: shifted right by 64 - shift, in two steps, as the processor counts modulo 64.
    a.shiftImmediate(.whole, .lsr, part, wide_low, 1);
    a.complement(product, shift);
    a.binary(.lsr, part, part, product);
    a.logical(.whole, .orr, wide_high, wide_high, part);
    a.binary(.lsl, wide_low, wide_low, shift);
    a.shiftImmediate(.whole, .lsr, divisor_high, wide_divisor, 32);
    a.mov32(divisor_low, wide_divisor);
    for (0..2) |_| {
        const check = a.newLabel();
        const reduce = a.newLabel();
        const exact = a.newLabel();
        a.binary(.udiv, digit, wide_high, divisor_high);
        a.product(.whole, .msub, remainder, digit, divisor_high, wide_high);
        // The digit is too large while it has more than 32 bits, or times the divisor's low half it exceeds the rest.
        a.bind(check);
        a.shiftImmediate(.whole, .lsr, product, digit, 32);
        a.jumpIfNotZero(.whole, product, reduce);
        a.multiply(.whole, product, digit, divisor_low);
        a.extract(part, remainder, wide_low, 32);
        a.compare(product, part);
        a.jumpIf(.lower_same, exact);
        a.bind(reduce);
        a.sumImmediate(.whole, .sub, digit, digit, 1);
        a.sum(.whole, .add, remainder, remainder, divisor_high);
        a.shiftImmediate(.whole, .lsr, product, remainder, 32);
        a.jumpIfZero(.whole, product, check);
        a.bind(exact);
        // The rest moves up by 32 bits; the digit comes in below.
        a.extract(part, wide_high, wide_low, 32);
        a.product(.whole, .msub, wide_high, digit, wide_divisor, part);
        a.logicalShifted(.orr, wide_low, digit, wide_low, 32);
    }
    a.binary(.lsr, wide_high, wide_high, shift);
    a.bind(end);
}
