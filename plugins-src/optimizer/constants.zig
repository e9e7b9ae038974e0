//! Constant folding. Needs a settled graph. Leaves no instruction that gives a known result: pure ops on constants,
//! and ops that may THROW on constants with which they do not. What would THROW stays.
//!
//! Floats are folded to the bits that the processor would give. A NaN is left to it: which one comes out is its
//! choice. Functions such as sine are left to the runtime, so that they are computed in one place.

const std = @import("std");
const abi = @import("abi");
const graphs = @import("graph.zig");
const edit = @import("edit.zig");
const Error = graphs.Error;

pub fn run(graph: *graphs.Graph, scratch: std.mem.Allocator) Error!void {
    try edit.forEach(graph, scratch, {}, fold);
}

fn fold(editor: *edit.Editor, _: void, instruction: graphs.Instruction) Error!edit.Verdict {
    const graph = editor.graph;
    if (instruction.op == .select) {
        const condition = graph.constantOf(instruction.operands[0]) orelse return .keep;
        return editor.become(instruction, instruction.operands[if (condition != 0) 1 else 2]);
    }
    var bits: [4]u64 = @splat(0);
    if (instruction.operands.len == 0 or instruction.operands.len > bits.len) return .keep;
    for (instruction.operands, bits[0..instruction.operands.len]) |operand, *known| {
        known.* = graph.constantOf(operand) orelse return .keep;
    }
    if (instruction.op == .throw) return if (bits[0] == 0) .remove else .keep;
    const results = evaluate(instruction.op, bits) orelse return .keep;
    for (results[0..instruction.result_count], instruction.first_result..) |result, value| {
        const id: graphs.ValueId = @intCast(value);
        graph.replace(id, try graph.constant(graph.values.items[id].type, result));
    }
    return .remove;
}

/// The results of an op on these bits; null when it is not for us to know, or it THROWs.
pub fn evaluate(op: abi.Op, bits: [4]u64) ?[2]u64 {
    const a, const b, const c, const d = bits;
    const x: i64 = @bitCast(a);
    const y: i64 = @bitCast(b);
    return switch (op) {
        .add => one(a +% b),
        .sub => one(a -% b),
        .mul => one(a *% b),
        .@"and" => one(a & b),
        .@"or" => one(a | b),
        .xor => one(a ^ b),
        .shl => one(if (b > 63) 0 else a << @intCast(b)),
        .shr => one(if (b > 63) 0 else a >> @intCast(b)),
        .sar => one(@bitCast(x >> @intCast(@min(b, 63)))),
        .eq => flag(a == b),
        .ne => flag(a != b),
        .lt => flag(x < y),
        .le => flag(x <= y),
        .ult => flag(a < b),
        .ule => flag(a <= b),
        .div => if (b == 0) null else one(if (y == -1) 0 -% a else @bitCast(@divFloor(x, y))),
        .mod => if (b == 0) null else one(if (y == -1) 0 else @bitCast(flooredRemainder(i64, x, y))),
        .umul => double(@as(u128, a) * b),
        .smul => double(@bitCast(@as(i128, x) * y)),
        .dadd => double(join(a, b) +% join(c, d)),
        .dsub => double(join(a, b) -% join(c, d)),
        .udivmod => divideUnsigned(join(a, b), c),
        .sdivrem, .fdivmod => divideSigned(op, @bitCast(join(a, b)), @bitCast(c)),
        .stof => one(@bitCast(@as(f64, @floatFromInt(x)))),
        else => evaluateFloat(op, @bitCast(a), @bitCast(b)),
    };
}

fn one(result: u64) ?[2]u64 {
    return .{ result, 0 };
}

fn flag(condition: bool) ?[2]u64 {
    return one(if (condition) ~@as(u64, 0) else 0);
}

/// Low cell, then high cell.
fn double(result: u128) ?[2]u64 {
    return .{ @truncate(result), @truncate(result >> 64) };
}

fn join(low: u64, high: u64) u128 {
    return @as(u128, high) << 64 | low;
}

fn flooredRemainder(comptime Int: type, dividend: Int, divisor: Int) Int {
    const remainder = @rem(dividend, divisor);
    return if (remainder != 0 and (remainder < 0) != (divisor < 0)) remainder + divisor else remainder;
}

fn divideUnsigned(dividend: u128, divisor: u64) ?[2]u64 {
    if (divisor == 0 or dividend / divisor > std.math.maxInt(u64)) return null;
    return .{ @truncate(dividend % divisor), @truncate(dividend / divisor) };
}

fn divideSigned(op: abi.Op, dividend: i128, divisor: i64) ?[2]u64 {
    if (divisor == 0 or dividend == std.math.minInt(i128)) return null;
    const quotient = if (op == .fdivmod) @divFloor(dividend, divisor) else @divTrunc(dividend, divisor);
    const fits = std.math.cast(i64, quotient) orelse return null;
    const remainder: i64 = @intCast(dividend - quotient * divisor);
    return .{ @bitCast(remainder), @bitCast(fits) };
}

fn evaluateFloat(op: abi.Op, a: f64, b: f64) ?[2]u64 {
    const either_is_nan = std.math.isNan(a) or std.math.isNan(b);
    return switch (op) {
        .feq => flag(a == b),
        .flt => flag(a < b),
        .fle => flag(a <= b),
        .ftos => if (a >= -0x1p63 and a < 0x1p63) one(@bitCast(@as(i64, @trunc(a)))) else null,
        .fadd => float(a + b),
        .fsub => float(a - b),
        .fmul => float(a * b),
        .fdiv => float(a / b),
        .fmin => if (either_is_nan) null else float(if (a < b or (a == b and std.math.signbit(a))) a else b),
        .fmax => if (either_is_nan) null else float(if (a > b or (a == b and !std.math.signbit(a))) a else b),
        .fneg => float(-a),
        .fabs => float(@abs(a)),
        .fsqrt => float(@sqrt(a)),
        .ffloor => float(@floor(a)),
        .ftrunc => float(@trunc(a)),
        .fround => float(roundToEven(a)),
        else => null,
    };
}

fn float(result: f64) ?[2]u64 {
    return if (std.math.isNan(result)) null else one(@bitCast(result));
}

/// From 2^52 on every double is a whole number, so that adding it rounds, to even when halfway.
fn roundToEven(a: f64) f64 {
    const magnitude = @abs(a);
    if (!(magnitude < 0x1p52)) return a;
    return std.math.copysign((magnitude + 0x1p52) - 0x1p52, a);
}

const expectEqual = std.testing.expectEqual;

fn evaluateFloats(op: abi.Op, a: f64, b: f64) ?f64 {
    const results = evaluate(op, .{ @bitCast(a), @bitCast(b), 0, 0 }) orelse return null;
    return @bitCast(results[0]);
}

test "division is floored, and what would THROW is not folded" {
    const minus_seven: u64 = @bitCast(@as(i64, -7));
    const least: u64 = 1 << 63;
    try expectEqual(one(@bitCast(@as(i64, -4))), evaluate(.div, .{ minus_seven, 2, 0, 0 }));
    try expectEqual(one(1), evaluate(.mod, .{ minus_seven, 2, 0, 0 }));
    try expectEqual(one(least), evaluate(.div, .{ least, ~@as(u64, 0), 0, 0 }));
    try expectEqual(one(0), evaluate(.mod, .{ least, ~@as(u64, 0), 0, 0 }));
    try expectEqual(null, evaluate(.div, .{ 1, 0, 0, 0 }));
    try expectEqual(null, evaluate(.udivmod, .{ 0, 5, 5, 0 }));
    try expectEqual([2]u64{ 0, @bitCast(@as(i64, -1)) }, evaluate(.sdivrem, .{ 5, 0, @bitCast(@as(i64, -5)), 0 }));
    try expectEqual(null, evaluate(.fdivmod, .{ 0, least, ~@as(u64, 0), 0 }));
}

test "shifts of 64 and more" {
    try expectEqual(one(0), evaluate(.shl, .{ 1, 64, 0, 0 }));
    try expectEqual(one(0), evaluate(.shr, .{ 1, 1 << 40, 0, 0 }));
    try expectEqual(one(~@as(u64, 0)), evaluate(.sar, .{ 1 << 63, 64, 0, 0 }));
}

test "floats: zeros keep their sign, halves go to even, NaN is left alone" {
    try expectEqual(@as(?f64, 2), evaluateFloats(.fround, 2.5, 0));
    try expect(std.math.signbit(evaluateFloats(.fround, -0.5, 0).?));
    try expect(std.math.signbit(evaluateFloats(.fmin, 0.0, -0.0).?));
    try expect(!std.math.signbit(evaluateFloats(.fmax, -0.0, 0.0).?));
    try expectEqual(null, evaluateFloats(.fdiv, 0.0, 0.0));
    try expectEqual(null, evaluateFloats(.fsqrt, -1.0, 0));
    try expectEqual(null, evaluateFloats(.ftos, 0x1p63, 0));
}

const expect = std.testing.expect;
