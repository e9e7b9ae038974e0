//! Arithmetic on cells: sums, products, bits, shifts, comparisons and choices.

const std = @import("std");
const abi = @import("abi");
const assembler = @import("assembler.zig");
const conditions = @import("conditions.zig");
const convention = @import("convention.zig");
const immediates = @import("immediates.zig");
const registers = @import("registers.zig");
const Emitter = @import("target.zig").Emitter;
const Rotation = @import("../widths.zig").Rotation;
const Gpr = registers.Gpr;

const scratch = convention.scratch;
const scratch2 = convention.scratch2;
const scratch3 = convention.scratch3;
const scratch4 = convention.scratch4;

/// a + b.
pub fn add(e: *Emitter, number: u32) void {
    const instruction = e.instruction(number);
    var left = instruction.a;
    var right = instruction.b;
    if (e.facts.rotations.get(instruction.result)) |rotation| return rotate(e, instruction.result, rotation);
    if (e.facts.isConstant(left)) std.mem.swap(u32, &left, &right);
    if (e.facts.constant(right)) |constant| return addConstant(e, instruction.result, left, constant);
    sum(e, .add, instruction.result, left, right);
}

/// a - b.
pub fn subtract(e: *Emitter, number: u32) void {
    const instruction = e.instruction(number);
    if (e.facts.constant(instruction.b)) |constant| {
        return addConstant(e, instruction.result, instruction.a, 0 -% constant);
    }
    sum(e, .sub, instruction.result, instruction.a, instruction.b);
}

fn widthOf(e: *const Emitter, value: u32) assembler.Width {
    return if (e.facts.short[value]) .half else .whole;
}

fn sum(e: *Emitter, what: assembler.Sum, result: u32, left: u32, right: u32) void {
    const to = e.target(result);
    e.a.sum(widthOf(e, result), what, to, e.read(left, scratch), e.read(right, scratch2));
    e.commit(result, to);
}

fn addConstant(e: *Emitter, result: u32, left: u32, constant: i64) void {
    const to = e.target(result);
    const width = widthOf(e, result);
    // Of a short sum only the low half counts.
    const counted: u64 = if (width == .half) 0xFFFF_FFFF else std.math.maxInt(u64);
    const negated = @as(u64, @bitCast(0 -% constant)) & counted;
    const unsigned = @as(u64, @bitCast(constant)) & counted;
    // The stack pointer has the number of the zero register here.
    const base = e.readGeneral(left, scratch);
    if (immediates.isSum(unsigned)) {
        e.a.sumImmediate(width, .add, to, base, @intCast(unsigned));
    } else if (immediates.isSum(negated)) {
        e.a.sumImmediate(width, .sub, to, base, @intCast(negated));
    } else if (unsigned >= 1 << 16 and immediates.isTwoSums(unsigned)) {
        e.a.sumImmediates(width, .add, to, base, @intCast(unsigned));
    } else if (negated >= 1 << 16 and immediates.isTwoSums(negated)) {
        e.a.sumImmediates(width, .sub, to, base, @intCast(negated));
    } else {
        e.a.movImmediate(scratch2, constant);
        e.a.sum(width, .add, to, base, scratch2);
    }
    e.commit(result, to);
}

fn rotate(e: *Emitter, result: u32, rotation: Rotation) void {
    const to = e.target(result);
    const size: u7 = if (rotation.is_short) 32 else 64;
    e.a.rotateRight(if (rotation.is_short) .half else .whole, to, e.read(rotation.value, scratch), @intCast(size - rotation.count));
    e.commit(result, to);
}

pub fn bits(e: *Emitter, number: u32) void {
    const instruction = e.instruction(number);
    if (e.facts.rotations.get(instruction.result)) |rotation| return rotate(e, instruction.result, rotation);
    if (e.facts.op(number) == .@"and") if (e.facts.unchangedByMask(instruction)) |value| {
        const to = e.target(instruction.result);
        e.load(to, value);
        return e.commit(instruction.result, to);
    };
    const what: assembler.Logical = switch (e.facts.op(number)) {
        .@"and" => .@"and",
        .@"or" => .orr,
        .xor => .eor,
        else => unreachable,
    };
    var left = instruction.a;
    var right = instruction.b;
    if (e.facts.isConstant(left)) std.mem.swap(u32, &left, &right);
    const to = e.target(instruction.result);
    const from = e.read(left, scratch);
    if (e.facts.constant(right)) |constant| {
        bitsWithConstant(e, what, to, from, constant);
    } else {
        e.a.logical(.whole, what, to, from, e.read(right, scratch2));
    }
    e.commit(instruction.result, to);
}

fn bitsWithConstant(e: *Emitter, what: assembler.Logical, to: Gpr, from: Gpr, constant: i64) void {
    if (what == .eor and constant == -1) return e.a.complement(to, from);
    if (immediates.bitPattern(@bitCast(constant))) |pattern| return e.a.logicalPattern(what, to, from, pattern);
    e.a.movImmediate(scratch2, constant);
    e.a.logical(.whole, what, to, from, scratch2);
}

pub fn multiply(e: *Emitter, number: u32) void {
    const instruction = e.instruction(number);
    var left = instruction.a;
    var right = instruction.b;
    if (e.facts.isConstant(left)) std.mem.swap(u32, &left, &right);
    const to = e.target(instruction.result);
    const from = e.read(left, scratch);
    const width = widthOf(e, instruction.result);
    if (e.facts.constant(right)) |constant| {
        multiplyByConstant(e, width, to, from, constant);
    } else {
        e.a.multiply(width, to, from, e.read(right, scratch2));
    }
    e.commit(instruction.result, to);
}

/// A short product's constant fits in 32 bits with its sign.
fn multiplyByConstant(e: *Emitter, width: assembler.Width, to: Gpr, from: Gpr, constant: i64) void {
    const counted: u64 = if (width == .half) 0xFFFF_FFFF else std.math.maxInt(u64);
    const magnitude = @as(u64, @bitCast(constant)) & counted;
    if (@popCount(magnitude) == 1) return e.a.shiftImmediate(width, .lsl, to, from, @intCast(@ctz(magnitude)));
    if (@popCount(magnitude -% 1) == 1) {
        return e.a.sumShifted(width, .add, to, from, from, @intCast(@ctz(magnitude -% 1)));
    }
    // Two short operations wait for the factor less long than a product.
    if (magnitude != counted and @popCount(magnitude + 1) == 1) {
        e.a.shiftImmediate(width, .lsl, scratch2, from, @intCast(@ctz(magnitude + 1)));
        return e.a.sum(width, .sub, to, scratch2, from);
    }
    e.a.movImmediate(scratch2, constant);
    e.a.multiply(width, to, from, scratch2);
}

/// The processor takes the count modulo 64; Forth does not.
pub fn shift(e: *Emitter, number: u32) void {
    const instruction = e.instruction(number);
    const what: assembler.Shift = switch (e.facts.op(number)) {
        .shl => .lsl,
        .shr => .lsr,
        .sar => .asr,
        else => unreachable,
    };
    const to = e.target(instruction.result);
    if (e.facts.constant(instruction.b)) |constant| {
        const count: u64 = @bitCast(constant);
        if (count > 63 and what != .asr) {
            e.a.movImmediate(to, 0);
        } else {
            const width = widthOf(e, instruction.result);
            e.a.shiftImmediate(width, what, to, e.read(instruction.a, scratch), @intCast(@min(count, 63)));
        }
        return e.commit(instruction.result, to);
    }
    const from = e.read(instruction.a, scratch);
    const count = e.read(instruction.b, scratch2);
    if (e.facts.isBitNumber(instruction.b)) {
        e.a.binary(switch (what) {
            .lsl => .lsl,
            .lsr => .lsr,
            else => .asr,
        }, to, from, count);
    } else if (what == .asr) {
        e.a.movImmediate(scratch3, 63);
        e.a.compare(count, scratch3);
        e.a.choose(.csel, .lower, scratch3, count, scratch3);
        e.a.binary(.asr, to, from, scratch3);
    } else {
        e.a.binary(if (what == .lsl) .lsl else .lsr, scratch3, from, count);
        conditions.compareWithConstant(e, count, 64);
        e.a.choose(.csel, .lower, to, scratch3, .zr);
    }
    e.commit(instruction.result, to);
}

/// A comparison as a flag, -1 or 0.
pub fn comparison(e: *Emitter, number: u32) void {
    const instruction = e.instruction(number);
    const to = e.target(instruction.result);
    if (e.facts.op(number) == .lt and e.facts.isZero(instruction.b)) {
        e.a.shiftImmediate(.whole, .asr, to, e.read(instruction.a, scratch), 63);
    } else {
        e.a.setFlag(conditions.compareCells(e, number), to);
    }
    e.commit(instruction.result, to);
}

/// b when a is not zero, else c.
pub fn select(e: *Emitter, number: u32) void {
    const instruction = e.instruction(number);
    const to = e.target(instruction.result);
    if (e.facts.constant(instruction.a)) |known| {
        e.load(to, if (known != 0) instruction.b else instruction.c);
        return e.commit(instruction.result, to);
    }
    const condition = conditions.flagsOf(e, instruction.a);
    e.a.choose(.csel, condition, to, e.read(instruction.b, scratch), e.read(instruction.c, scratch2));
    e.commit(instruction.result, to);
}

/// D+ and D-: two cells each, low before high.
pub fn double(e: *Emitter, number: u32) error{OutOfMemory}!void {
    const is_sum = e.facts.op(number) == .dadd;
    const low: assembler.Sum = if (is_sum) .adds else .subs;
    const high: assembler.CarrySum = if (is_sum) .adc else .sbc;
    const instruction = e.instruction(number);
    const values = e.facts.function.extra[instruction.b..][0..4];
    e.a.sum(.whole, low, scratch, e.read(values[0], scratch), e.read(values[2], scratch2));
    e.a.carrySum(high, scratch2, e.read(values[1], scratch3), e.read(values[3], scratch4));
    try e.moveFrom(.{ .cell = scratch }, instruction.result);
    try e.moveFrom(.{ .cell = scratch2 }, instruction.result + 1);
    e.emitMoves();
}
