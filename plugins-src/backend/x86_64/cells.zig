//! Arithmetic on cells: sums, products, bits, shifts, comparisons and choices.

const std = @import("std");
const abi = @import("abi");
const conditions = @import("conditions.zig");
const convention = @import("convention.zig");
const memory = @import("memory.zig");
const operands = @import("operands.zig");
const registers = @import("registers.zig");
const Assembler = @import("assembler.zig");
const Emitter = @import("target.zig").Emitter;
const Rotation = @import("../widths.zig").Rotation;
const Gpr = registers.Gpr;
const gpr = registers.gpr;
const immediate = operands.immediate;
const operand = operands.operand;

const scratch = convention.scratch;
const scratch2 = convention.scratch2;

pub fn add(e: *Emitter, number: u32) void {
    binary(e, number, .add);
}

pub fn subtract(e: *Emitter, number: u32) void {
    binary(e, number, .sub);
}

pub fn bits(e: *Emitter, number: u32) void {
    const instruction = e.instruction(number);
    if (e.facts.op(number) == .@"and") if (e.facts.unchangedByMask(instruction)) |value| {
        const to = e.target(instruction.result);
        e.load(to, value);
        return e.commit(instruction.result, to);
    };
    binary(e, number, switch (e.facts.op(number)) {
        .@"and" => .@"and",
        .@"or" => .@"or",
        .xor => .xor,
        else => unreachable,
    });
}

/// a op b for the operations that x86-64 does with two operands.
fn binary(e: *Emitter, number: u32, what: Assembler.Arithmetic) void {
    const instruction = e.instruction(number);
    const result = instruction.result;
    e.a.width = widthOf(e, result);
    defer e.a.width = .whole;
    if (e.facts.rotations.get(result)) |rotation| return rotate(e, result, rotation);
    var left = instruction.a;
    var right = instruction.b;
    const commutes = what != .sub;
    if (commutes and e.facts.isConstant(left)) std.mem.swap(u32, &left, &right);
    const to = e.target(result);
    if (what == .add and sumWithLea(e, to, left, right)) return e.commit(result, to);
    if (what == .sub and differenceWithLea(e, to, left, right)) return e.commit(result, to);
    if (e.registerOf(right) == to and e.registerOf(left) != to) {
        if (!commutes) {
            // to = left - to
            e.a.unary(.neg, gpr(to));
            addTo(e, to, left);
            return e.commit(result, to);
        }
        std.mem.swap(u32, &left, &right);
    }
    if (e.facts.constant(right)) |constant| {
        e.load(to, left);
        arithmeticWithConstant(e, what, to, constant);
    } else {
        const loaded = loadEarly(e, to, right);
        e.load(to, left);
        e.a.arithmetic(what, to, loaded orelse operand(e, right, scratch2));
    }
    e.commit(result, to);
}

fn widthOf(e: *const Emitter, value: u32) Assembler.Width {
    return if (e.facts.short[value]) .half else .whole;
}

fn rotate(e: *Emitter, result: u32, rotation: Rotation) void {
    const to = e.target(result);
    if (e.has(.bmi2) and e.registerOf(rotation.value) != to) {
        const size: u7 = if (rotation.is_short) 32 else 64;
        e.a.rotateRight(to, e.read(rotation.value, scratch2), @intCast(size - rotation.count));
    } else {
        e.load(to, rotation.value);
        e.a.shiftImmediate(.rol, to, rotation.count);
    }
    e.commit(result, to);
}

/// A folded load, done before `to` is written when its address needs that register.
fn loadEarly(e: *Emitter, to: Gpr, right: u32) ?registers.Operand {
    if (!e.facts.folded[right] or !memory.foldedLoadReads(e, right, to)) return null;
    e.a.mov(scratch2, memory.foldedLoad(e, right));
    return gpr(scratch2);
}

fn addTo(e: *Emitter, to: Gpr, value: u32) void {
    if (immediate(e, value)) |small| {
        if (small != 0) e.a.arithmeticImmediate(.add, gpr(to), small);
    } else {
        e.a.arithmetic(.add, to, operand(e, value, scratch2));
    }
}

/// A sum into a third register.
fn sumWithLea(e: *Emitter, to: Gpr, left: u32, right: u32) bool {
    const base = e.registerOf(left) orelse return false;
    if (base == to) return false;
    if (immediate(e, right)) |small| {
        e.a.lea(to, .{ .base = base, .displacement = small });
        return true;
    }
    const index = e.registerOf(right) orelse return false;
    if (index == to) return false;
    e.a.lea(to, .{ .base = base, .index = index });
    return true;
}

/// A constant less than another register.
fn differenceWithLea(e: *Emitter, to: Gpr, left: u32, right: u32) bool {
    const base = e.registerOf(left) orelse return false;
    const constant = e.facts.constant(right) orelse return false;
    const negated = std.math.cast(i32, 0 -% constant) orelse return false;
    if (base == to) return false;
    e.a.lea(to, .{ .base = base, .displacement = negated });
    return true;
}

fn arithmeticWithConstant(e: *Emitter, what: Assembler.Arithmetic, to: Gpr, constant: i64) void {
    if (constant == 0 and what != .@"and") return;
    if (constant == -1 and what == .xor) return e.a.unary(.not, gpr(to));
    if (what == .@"and") {
        // A 32-bit operation clears the high half.
        if (constant == 0xFFFF_FFFF) return e.a.mov32(to, gpr(to));
        if (constant >= 0 and constant < 0xFFFF_FFFF) {
            return e.a.arithmeticImmediate32(.@"and", gpr(to), @bitCast(@as(u32, @intCast(constant))));
        }
    }
    if (std.math.cast(i32, constant)) |small| return e.a.arithmeticImmediate(what, gpr(to), small);
    e.a.movImmediate(scratch2, constant);
    e.a.arithmetic(what, to, gpr(scratch2));
}

pub fn multiply(e: *Emitter, number: u32) void {
    const instruction = e.instruction(number);
    var left = instruction.a;
    var right = instruction.b;
    if (e.facts.isConstant(left)) std.mem.swap(u32, &left, &right);
    const to = e.target(instruction.result);
    e.a.width = widthOf(e, instruction.result);
    defer e.a.width = .whole;
    if (e.facts.constant(right)) |constant| {
        multiplyByConstant(e, to, left, constant);
    } else if (e.registerOf(right) == to) {
        e.a.multiply(to, operand(e, left, scratch2));
    } else {
        const loaded = loadEarly(e, to, right);
        e.load(to, left);
        e.a.multiply(to, loaded orelse operand(e, right, scratch2));
    }
    e.commit(instruction.result, to);
}

fn multiplyByConstant(e: *Emitter, to: Gpr, left: u32, constant: i64) void {
    if (constant == 0) return e.a.movImmediate(to, 0);
    if (constant > 0 and @popCount(constant) == 1) {
        e.load(to, left);
        if (constant > 1) e.a.shiftImmediate(.shl, to, @intCast(@ctz(constant)));
        return;
    }
    if (constant == 3 or constant == 5 or constant == 9) {
        const base = e.read(left, scratch2);
        return e.a.lea(to, .{ .base = base, .index = base, .scale = @intCast(@ctz(constant - 1)) });
    }
    // Two short operations wait for the factor less long than a product.
    if (constant > 1 and (@popCount(constant - 1) == 1 or (constant < std.math.maxInt(i64) and @popCount(constant + 1) == 1))) {
        const is_sum = @popCount(constant - 1) == 1;
        const base = e.registerOf(left) orelse scratch2;
        e.load(base, left);
        const factor = if (to == base) scratch else base;
        e.a.mov(if (to == base) factor else to, gpr(base));
        e.a.shiftImmediate(.shl, to, @intCast(@ctz(if (is_sum) constant - 1 else constant + 1)));
        return e.a.arithmetic(if (is_sum) .add else .sub, to, gpr(factor));
    }
    if (std.math.cast(i32, constant)) |small| {
        return e.a.multiplyImmediate(to, operand(e, left, scratch2), small);
    }
    e.a.movImmediate(scratch2, constant);
    e.load(to, left);
    e.a.multiply(to, gpr(scratch2));
}

pub fn shift(e: *Emitter, number: u32) void {
    const instruction = e.instruction(number);
    const what: Assembler.Shift = switch (e.facts.op(number)) {
        .shl => .shl,
        .shr => .shr,
        .sar => .sar,
        else => unreachable,
    };
    const result = instruction.result;
    if (e.facts.constant(instruction.b)) |constant| {
        const to = e.target(result);
        e.a.width = widthOf(e, result);
        defer e.a.width = .whole;
        shiftByConstant(e, what, to, instruction.a, @bitCast(constant));
        return e.commit(result, to);
    }
    if (e.has(.bmi2)) shiftBySarx(e, what, instruction) else shiftByCl(e, what, instruction);
}

fn shiftByConstant(e: *Emitter, what: Assembler.Shift, to: Gpr, value: u32, count: u64) void {
    if (count > 63 and what != .sar) return e.a.movImmediate(to, 0);
    e.load(to, value);
    if (count != 0) e.a.shiftImmediate(what, to, @intCast(@min(count, 63)));
}

/// The processor takes the count modulo 64; Forth does not.
fn shiftBySarx(e: *Emitter, what: Assembler.Shift, instruction: abi.Instruction) void {
    const result = instruction.result;
    if (e.facts.isBitNumber(instruction.b)) {
        const count = e.read(instruction.b, scratch2);
        const to = e.target(result);
        e.a.shiftBy(what, to, e.read(instruction.a, scratch), count);
        return e.commit(result, to);
    }
    if (what == .sar) {
        const count = e.read(instruction.b, scratch);
        e.a.movImmediate(scratch2, 63);
        e.a.arithmetic(.cmp, count, gpr(scratch2));
        e.a.cmov(.below, scratch2, gpr(count));
        const to = e.target(result);
        e.a.shiftBy(.sar, to, e.read(instruction.a, scratch), scratch2);
        return e.commit(result, to);
    }
    const count = e.read(instruction.b, scratch2);
    e.a.shiftBy(what, scratch, e.read(instruction.a, scratch), count);
    e.a.arithmeticImmediate(.cmp, gpr(count), 64);
    // All ones when the count is below 64.
    e.a.arithmetic(.sbb, scratch2, gpr(scratch2));
    e.a.arithmetic(.@"and", scratch, gpr(scratch2));
    e.commit(result, scratch);
}

fn shiftByCl(e: *Emitter, what: Assembler.Shift, instruction: abi.Instruction) void {
    e.load(scratch, instruction.a);
    e.a.mov(scratch2, gpr(.rcx));
    e.load(.rcx, instruction.b);
    e.a.arithmeticImmediate(.cmp, gpr(.rcx), 64);
    const in_range = e.a.newLabel();
    e.a.jumpIf(.below, in_range);
    if (what == .sar) e.a.movImmediate(.rcx, 63) else e.a.movImmediate(scratch, 0);
    e.a.bind(in_range);
    e.a.shiftByCl(what, scratch);
    e.a.mov(.rcx, gpr(scratch2));
    e.commit(instruction.result, scratch);
}

/// A comparison as a flag, -1 or 0.
pub fn comparison(e: *Emitter, number: u32) void {
    const instruction = e.instruction(number);
    const to = e.target(instruction.result);
    if (!comparisonWithZero(e, number, to)) {
        const condition = conditions.compareCells(e, number);
        if (condition == .below) {
            e.a.arithmetic(.sbb, to, gpr(to));
        } else {
            e.a.set(condition, scratch);
            e.a.extendByte(scratch, scratch);
            e.a.unary(.neg, gpr(scratch));
            return e.commit(instruction.result, scratch);
        }
    }
    e.commit(instruction.result, to);
}

fn comparisonWithZero(e: *Emitter, number: u32, to: Gpr) bool {
    const instruction = e.instruction(number);
    if (!e.facts.isZero(instruction.b)) return false;
    switch (e.facts.op(number)) {
        // The carry is set for 0 alone, or for all but 0.
        .eq => e.a.arithmeticImmediate(.cmp, operand(e, instruction.a, scratch), 1),
        .ne => {
            e.load(scratch, instruction.a);
            e.a.unary(.neg, gpr(scratch));
        },
        .lt => {
            e.load(to, instruction.a);
            e.a.shiftImmediate(.sar, to, 63);
            return true;
        },
        else => return false,
    }
    e.a.arithmetic(.sbb, to, gpr(to));
    return true;
}

/// b when a is not zero, else c.
pub fn select(e: *Emitter, number: u32) void {
    const instruction = e.instruction(number);
    const result = instruction.result;
    if (e.facts.constant(instruction.a)) |known| {
        const to = e.target(result);
        e.load(to, if (known != 0) instruction.b else instruction.c);
        return e.commit(result, to);
    }
    const condition = conditions.test_(e, instruction.a).simple;
    const to = e.target(result);
    if (e.registerOf(instruction.b) == to) {
        e.a.cmov(condition.negated(), to, operand(e, instruction.c, scratch2));
    } else {
        e.load(to, instruction.c);
        e.a.cmov(condition, to, operand(e, instruction.b, scratch2));
    }
    e.commit(result, to);
}

/// D+ and D-: two cells each, low before high. The halves are computed where they are to be, unless an operand that is still
/// needed is there.
pub fn double(e: *Emitter, number: u32) error{OutOfMemory}!void {
    const is_sum = e.facts.op(number) == .dadd;
    const instruction = e.instruction(number);
    const values = e.facts.function.extra[instruction.b..][0..4];
    const low = halfTarget(e, instruction.result, values[2], &.{ values[1], values[3] }) orelse scratch;
    const high = halfTarget(e, instruction.result + 1, values[3], &.{}) orelse scratch2;
    e.load(low, values[0]);
    half(e, if (is_sum) .add else .sub, low, values[2]);
    // What comes now leaves the carry alone.
    e.load(high, values[1]);
    const wide = if (immediate(e, values[3]) == null) e.facts.constant(values[3]) else null;
    if (wide != null and high == scratch2) {
        e.a.push(gpr(.rax));
        e.a.movImmediate(.rax, wide.?);
        e.a.arithmetic(if (is_sum) .adc else .sbb, high, gpr(.rax));
        e.a.pop(gpr(.rax));
    } else {
        half(e, if (is_sum) .adc else .sbb, high, values[3]);
    }
    try e.moveFrom(.{ .cell = low }, instruction.result);
    try e.moveFrom(.{ .cell = high }, instruction.result + 1);
    e.emitMoves();
}

/// A half's own register, when no operand that is read afterwards is there.
fn halfTarget(e: *const Emitter, result: u32, right: u32, others: []const u32) ?Gpr {
    const to = e.registerOf(result) orelse return null;
    if (e.registerOf(right) == to) return null;
    for (others) |value| if (e.registerOf(value) == to) return null;
    return to;
}

fn half(e: *Emitter, what: Assembler.Arithmetic, to: Gpr, right: u32) void {
    if (immediate(e, right)) |small| {
        e.a.arithmeticImmediate(what, gpr(to), small);
    } else {
        e.a.arithmetic(what, to, operand(e, right, scratch2));
    }
}
