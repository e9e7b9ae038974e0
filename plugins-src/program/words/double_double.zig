//! Numbers of twice the precision of a double, as the sum of two: some 105 bits. What is computed with them and then
//! rounded is the double nearest to the exact result, but for one argument in a trillion or so.
//!
//! Sums and products after Dekker (A floating-point technique for extending the available precision, 1971) and Knuth
//! (The Art of Computer Programming, volume 2, 4.2.2).

const std = @import("std");
const builtin = @import("builtin");

const Double = @This();

high: f64,
/// At most half a unit in the last place of `high`.
low: f64 = 0,

const has_fused = builtin.cpu.arch == .aarch64;

pub fn of(value: f64) Double {
    return .{ .high = value };
}

/// The nearest double.
pub fn rounded(a: Double) f64 {
    return a.high + a.low;
}

/// The exact sum of two doubles.
pub inline fn sum(a: f64, b: f64) Double {
    const high = a + b;
    const part = high - a;
    return .{ .high = high, .low = (a - (high - part)) + (b - part) };
}

/// The same where |a| >= |b|.
pub inline fn ordered(a: f64, b: f64) Double {
    const high = a + b;
    return .{ .high = high, .low = b - (high - a) };
}

/// The exact product of two doubles whose exponents are far from the ends of their range.
pub inline fn product(a: f64, b: f64) Double {
    const high = a * b;
    if (has_fused) return .{ .high = high, .low = @mulAdd(f64, a, b, -high) };
    const x = halves(a);
    const y = halves(b);
    return .{ .high = high, .low = ((x.high * y.high - high) + x.high * y.low + x.low * y.high) + x.low * y.low };
}

/// Two numbers of 26 bits each.
inline fn halves(a: f64) Double {
    const wide = 134217729.0 * a;
    const high = wide - (wide - a);
    return .{ .high = high, .low = a - high };
}

pub inline fn add(a: Double, b: Double) Double {
    const s = sum(a.high, b.high);
    const t = sum(a.low, b.low);
    const u = ordered(s.high, s.low + t.high);
    return ordered(u.high, t.low + u.low);
}

pub inline fn addDouble(a: Double, b: f64) Double {
    const s = sum(a.high, b);
    return ordered(s.high, s.low + a.low);
}

pub inline fn negated(a: Double) Double {
    return .{ .high = -a.high, .low = -a.low };
}

pub inline fn subtract(a: Double, b: Double) Double {
    return a.add(b.negated());
}

pub inline fn multiply(a: Double, b: Double) Double {
    const p = product(a.high, b.high);
    return ordered(p.high, p.low + (a.high * b.low + a.low * b.high));
}

pub inline fn multiplyDouble(a: Double, b: f64) Double {
    const p = product(a.high, b);
    return ordered(p.high, p.low + a.low * b);
}

/// By a power of two.
pub fn scaled(a: Double, power: f64) Double {
    return .{ .high = a.high * power, .low = a.low * power };
}

pub fn divide(a: Double, b: Double) Double {
    const first = a.high / b.high;
    const rest = a.subtract(b.multiplyDouble(first));
    const second = rest.high / b.high;
    const last = rest.subtract(b.multiplyDouble(second));
    return ordered(first, second).addDouble(last.high / b.high);
}

pub fn squareRoot(a: Double) Double {
    if (a.high == 0) return a;
    const first = @sqrt(a.high);
    const rest = a.subtract(product(first, first));
    return ordered(first, rest.high / (2 * first));
}

pub fn isNegative(a: Double) bool {
    return a.high < 0;
}

pub fn absolute(a: Double) Double {
    return if (a.isNegative()) a.negated() else a;
}

test "products and quotients are exact to a hundred bits" {
    const testing = std.testing;
    const third = divide(of(1), of(3));
    try testing.expect(@abs(third.multiplyDouble(3).addDouble(-1).high) < 1e-31);
    const root = squareRoot(of(2));
    try testing.expect(@abs(root.multiply(root).addDouble(-2).high) < 1e-31);
}
