//! The functions of floats, rounded to the nearest double. The host computes them by its C library, whose results are at
//! most a unit in the last place away; powers to small whole numbers are products there, and here likewise.
//!
//! The most common ones are computed to some 63 bits first, with a bound of the error (`Quick`). That settles nearly all of
//! them; only where both ends of what is possible round to different doubles, 105 bits decide (Ziv, Fast evaluation of
//! elementary mathematical functions with correctly rounded last bit, 1991).

const std = @import("std");
const Double = @import("double_double.zig");

const infinity = std.math.inf(f64);
const not_a_number = std.math.nan(f64);

const pi: Double = .{ .high = 0x1.921fb54442d18p+1, .low = 0x1.1a62633145c07p-53 };
const half_pi: Double = .{ .high = 0x1.921fb54442d18p+0, .low = 0x1.1a62633145c07p-54 };
const ln2: Double = .{ .high = 0x1.62e42fefa39efp-1, .low = 0x1.abc9e3b39803fp-56 };
const ln10: Double = .{ .high = 0x1.26bb1bbb55516p+1, .low = -0x1.f48ad494ea3e9p-53 };
const per_ln10: Double = .{ .high = 0x1.bcb7b1526e50ep-2, .low = 0x1.95355baaafad3p-57 };

/// The sum of two doubles, of which `high` is exact, and how far it may be from the result.
const Quick = struct {
    high: f64,
    low: f64,
    bound: f64,

    /// The double nearest to the result, when there is no doubt which one that is.
    inline fn rounded(quick: Quick) ?f64 {
        const above = quick.high + (quick.low + quick.bound);
        const below = quick.high + (quick.low - quick.bound);
        return if (above == below) above else null;
    }

    inline fn value(quick: Quick) Double {
        return .ordered(quick.high, quick.low);
    }

    inline fn plus(quick: Quick, other: f64) Quick {
        const total = Double.sum(quick.high, other);
        return .{ .high = total.high, .low = total.low + quick.low, .bound = 1.1 * quick.bound };
    }

    /// The sum of it and another one times a sign; both have small low parts.
    inline fn with(quick: Quick, other: Quick, sign: f64) Quick {
        const total = Double.sum(quick.high, sign * other.high);
        return .{ .high = total.high, .low = total.low + (quick.low + sign * other.low), .bound = 1.1 * (quick.bound + other.bound) };
    }

    /// The quotient of it and one that is not zero.
    inline fn per(quick: Quick, divisor: Quick) Quick {
        const a = quick.value();
        const b = divisor.value();
        const high = a.high / b.high;
        const product = Double.product(high, b.high);
        const rest = ((a.high - product.high) - product.low + (a.low - high * b.low)) / b.high;
        return .{ .high = high, .low = rest, .bound = 1.1 * (quick.bound + @abs(high) * divisor.bound) / @abs(b.high) };
    }

    /// Of a number above zero.
    inline fn inverse(quick: Quick) Quick {
        const a = quick.value();
        const high = 1 / a.high;
        const product = Double.product(high, a.high);
        const rest = (1 - product.high) - product.low - high * a.low;
        return .{ .high = high, .low = rest * high, .bound = 1.1 * quick.bound * high * high };
    }
};

// ---- tables, computed by the compiler to 113 bits ----

fn constant(comptime value: f128) Double {
    const high: f64 = @floatCast(value);
    return .{ .high = high, .low = @floatCast(value - high) };
}

/// A power series. Its first coefficients count to twice a double's precision; what follows is small enough for a double.
fn Series(comptime count: usize, comptime values: anytype) type {
    return struct {
        const exact: [count]Double = exact: {
            var doubles: [count]Double = undefined;
            for (&doubles, values[0..count]) |*double, coefficient| double.* = constant(coefficient);
            break :exact doubles;
        };
        const rest: [values.len - count]f64 = rest: {
            var doubles: [values.len - count]f64 = undefined;
            for (&doubles, values[count..]) |*double, coefficient| double.* = @floatCast(coefficient);
            break :rest doubles;
        };

        fn at(x: Double) Double {
            return valueOf(&exact, &rest, x);
        }
    };
}

fn valueOf(exact: []const Double, rest: []const f64, x: Double) Double {
    var tail: f64 = 0;
    var n = rest.len;
    while (n > 0) {
        n -= 1;
        tail = tail * x.high + rest[n];
    }
    var total = x.multiplyDouble(tail);
    n = exact.len;
    while (true) {
        n -= 1;
        total = total.add(exact[n]);
        if (n == 0) return total;
        total = total.multiply(x);
    }
}

/// 1/first!, ±1/(first + step)!, …
fn perFactorials(comptime count: usize, comptime first: usize, comptime step: usize, comptime sign: f128) [count]f128 {
    var values: [count]f128 = undefined;
    var factorial: f128 = 1;
    var n: usize = 1;
    var factor: f128 = 1;
    for (&values, 0..) |*value, i| {
        while (n <= first + i * step) : (n += 1) factorial *= n;
        value.* = factor / factorial;
        factor *= sign;
    }
    return values;
}

/// 1, ±1/3, 1/5, …
fn perOdd(comptime count: usize, comptime sign: f128) [count]f128 {
    var values: [count]f128 = undefined;
    var factor: f128 = 1;
    for (&values, 0..) |*value, i| {
        value.* = factor / (2 * i + 1);
        factor *= sign;
    }
    return values;
}

fn sumOf(comptime coefficients: []const f128, comptime x: f128) f128 {
    var total: f128 = 0;
    var n = coefficients.len;
    while (n > 0) {
        n -= 1;
        total = total * x + coefficients[n];
    }
    return total;
}

// ---- exponentials ----

/// e to a power, as (1 + part) times 2 to the `exponent`.
const Exponential = struct {
    part: Double,
    exponent: i32,

    /// A power is taken apart into whole powers of two, of which there are so many between 1 and 2, and a rest.
    const steps = 16;
    const powers: [steps]Double = powers: {
        @setEvalBranchQuota(100_000);
        const coefficients = perFactorials(40, 0, 1, 1);
        var values: [steps]Double = undefined;
        for (&values, 0..) |*power_of_two, i| power_of_two.* = constant(sumOf(&coefficients, exact_ln2 * i / steps));
        break :powers values;
    };
    const exact_ln2: f128 = 0.693147180559945309417232121458176568075500134360255254;
    /// (eˣ - 1)/x
    const series = Series(5, perFactorials(14, 1, 1, 1));

    /// |x| is less than 800.
    fn of(x: Double) Exponential {
        const count = @round(x.high * (1.4426950408889634 * steps));
        const whole: i32 = @round(count);
        // ln 2 in three parts, the first of which has few bits: what is subtracted first is exact.
        var rest = x.addDouble(-count * (0x1.62e42fefa0000p-1 / @as(f64, steps)));
        rest = rest.subtract(Double.product(count, second_ln2.high).addDouble(count * second_ln2.low));
        const part = rest.multiply(series.at(rest));
        const step: usize = @intCast(@mod(whole, steps));
        const exponent = @divFloor(whole, steps);
        if (step == 0) return .{ .part = part, .exponent = exponent };
        const factor = powers[step];
        return .{ .part = part.multiply(factor).add(factor.addDouble(-1)), .exponent = exponent };
    }

    const second_ln2 = constant((exact_ln2 - 0x1.62e42fefa0000p-1) / steps);

    /// 1 + part to 61 bits, and the power of two.
    const Found = struct { quick: Quick, exponent: i32 };

    /// The same to 61 bits.
    /// @param doubt how far x may be from what is meant
    inline fn find(x: Double, doubt: f64) Found {
        const count = @round(x.high * (1.4426950408889634 * steps));
        const whole: i32 = @round(count);
        // The first difference is exact.
        const rest = Double.sum(x.high - count * (0x1.62e42fefa0000p-1 / @as(f64, steps)), x.low - count * second_ln2.high);
        const r = rest.high;
        const tail = r * r * (1.0 / 2.0 + r * (1.0 / 6.0 + r * (1.0 / 24.0 + r * (1.0 / 120.0 + r * (1.0 / 720.0 + r * (1.0 / 5040.0 + r * (1.0 / 40320.0)))))));
        const factor = powers[@intCast(@mod(whole, steps))];
        const product = Double.product(factor.high, r);
        const total = Double.ordered(factor.high, product.high);
        return .{
            .exponent = @divFloor(whole, steps),
            .quick = .{
                .high = total.high,
                .low = total.low + (product.low + (factor.high * (tail + rest.low) + factor.low * (1 + r))),
                .bound = factor.high * (0x1p-61 + 1.1 * doubt),
            },
        };
    }

    /// Rounded; null when that leaves a doubt, or the result has fewer bits than a double.
    inline fn quick(x: Double, doubt: f64) ?f64 {
        const found = find(x, doubt);
        if (found.exponent < -1000 or found.exponent > 1000) return null;
        return (found.quick.rounded() orelse return null) * powerOfTwo(found.exponent);
    }

    /// e to a power between -700 and 700.
    inline fn quickValue(x: f64) Quick {
        const found = find(.of(x), 0);
        const scale = powerOfTwo(found.exponent);
        return .{ .high = found.quick.high * scale, .low = found.quick.low * scale, .bound = found.quick.bound * scale };
    }

    /// Of what is neither huge nor tiny.
    fn value(e: Exponential) Double {
        return e.part.addDouble(1).scaled(powerOfTwo(e.exponent));
    }

    /// e to the power, less 1.
    fn lessOne(e: Exponential) Double {
        if (e.exponent == 0) return e.part;
        return e.value().addDouble(-1);
    }

    fn rounded(e: Exponential) f64 {
        return scaleRounded(e.part.addDouble(1), e.exponent);
    }
};

/// 2 to a power that a normal double has.
fn powerOfTwo(exponent: i32) f64 {
    return @bitCast(@as(u64, @intCast(exponent + 1023)) << 52);
}

/// a times 2 to a power, rounded once: also where the result has fewer bits than a double. a lies between 1/2 and 2.
fn scaleRounded(a: Double, exponent: i32) f64 {
    if (exponent > 1030) return infinity;
    if (exponent < -1100) return 0;
    if (exponent > 1000) return a.rounded() * powerOfTwo(1000) * powerOfTwo(exponent - 1000);
    if (exponent > -1022 or (exponent == -1022 and a.high >= 1)) return a.rounded() * powerOfTwo(exponent);
    // A number whose last bit is that of the result: what is added to it is rounded there.
    const anchor = powerOfTwo(-1022 - exponent);
    const added = Double.sum(anchor, a.high);
    const kept = (added.high + (added.low + a.low)) - anchor;
    return kept * powerOfTwo(-1000) * powerOfTwo(exponent + 1000);
}

pub fn exp(x: f64) f64 {
    if (x != x) return x;
    if (x > 710) return infinity;
    if (x < -746) return 0;
    return Exponential.quick(.of(x), 0) orelse Exponential.of(.of(x)).rounded();
}

pub fn expm1(x: f64) f64 {
    if (x != x or x == 0) return x;
    if (x > 710) return infinity;
    if (x < -60) return -1;
    if (@abs(x) < 0x1p-60) return x;
    if (@abs(x) < 60) {
        if (Exponential.quickValue(x).plus(-1).rounded()) |settled| return settled;
    }
    // The one less counts for nothing.
    if (x > 100) return Exponential.of(.of(x)).rounded();
    return Exponential.of(.of(x)).lessOne().rounded();
}

pub fn exp10(x: f64) f64 {
    return power(10, x);
}

pub fn sinh(x: f64) f64 {
    const size = @abs(x);
    if (!(size >= 0x1p-30)) {
        // x + x³/6
        if (size < 0x1p-500 or x != x) return x;
        return Double.of(x).add(Double.product(x, x).multiplyDouble(x).divide(.of(6))).rounded();
    }
    if (size > 711) return x * infinity;
    if (size < 60) {
        const e = Exponential.quickValue(size);
        if (e.with(e.inverse(), -1).rounded()) |twice| return std.math.copysign(0.5 * twice, x);
    }
    const result = if (size > 60) half(.of(.of(size))) else odd: {
        const e = Exponential.of(.of(size)).lessOne();
        break :odd e.add(e.divide(e.addDouble(1))).scaled(0.5).rounded();
    };
    return std.math.copysign(result, x);
}

fn half(e: Exponential) f64 {
    return scaleRounded(e.part.addDouble(1), e.exponent - 1);
}

pub fn cosh(x: f64) f64 {
    const size = @abs(x);
    if (x != x) return x;
    if (size > 711) return infinity;
    if (size < 60) {
        const e = Exponential.quickValue(size);
        if (e.with(e.inverse(), 1).rounded()) |twice| return 0.5 * twice;
    }
    const e: Exponential = .of(.of(size));
    if (size > 60) return half(e);
    const value = e.value();
    return value.add(Double.of(1).divide(value)).scaled(0.5).rounded();
}

pub fn tanh(x: f64) f64 {
    const size = @abs(x);
    if (!(size >= 0x1p-30)) {
        if (size < 0x1p-500 or x != x) return x;
        return Double.of(x).subtract(Double.product(x, x).multiplyDouble(x).divide(.of(3))).rounded();
    }
    if (size <= 20) {
        const e = Exponential.quickValue(2 * size);
        if (e.plus(-1).per(e.plus(1)).rounded()) |settled| return std.math.copysign(settled, x);
    }
    const result = if (size > 20) 1 else bounded: {
        const e = Exponential.of(.of(2 * size)).lessOne();
        break :bounded e.divide(e.addDouble(2)).rounded();
    };
    return std.math.copysign(result, x);
}

// ---- logarithms ----

/// The logarithm of 1 + z; z is above -1 and not huge.
fn logOfOneAnd(z: Double) Double {
    if (@abs(z.high) < 0.01) return twoArtanh(z.divide(z.addDouble(2)));
    return logOf(z.addDouble(1));
}

/// 2 artanh s for small s.
fn twoArtanh(s: Double) Double {
    return s.multiply(artanh_series.at(s.multiply(s))).scaled(2);
}

/// artanh(√x)/√x
const artanh_series = Series(4, perOdd(9, 1));

/// The logarithms of the fractions around 1 by this denominator.
const fractions = 32;
const first_fraction = 22;
const logarithms: [25]Double = logarithms: {
    @setEvalBranchQuota(100_000);
    const coefficients = perOdd(60, 1);
    var values: [25]Double = undefined;
    for (&values, first_fraction..) |*value, i| {
        const s: f128 = (@as(f128, i) - fractions) / (@as(f128, i) + fractions);
        value.* = constant(2 * s * sumOf(&coefficients, s * s));
    }
    break :logarithms values;
};

/// The logarithm of a double that is above zero and neither subnormal nor infinite, to 63 bits.
inline fn quickLog(x: f64) Quick {
    const bits: u64 = @bitCast(x);
    const fraction: f64 = @bitCast(bits & ((1 << 52) - 1) | (1023 << 52));
    const is_above = fraction > std.math.sqrt2;
    const exponent: f64 = @floatFromInt(@as(i32, @intCast(bits >> 52)) - 1023 + @intFromBool(is_above));
    const mantissa = if (is_above) fraction / 2 else fraction;
    const index: usize = @round(mantissa * fractions);
    const near = @as(f64, @floatFromInt(index)) / fractions;
    // ln m = ln c + 2 artanh((m - c)/(m + c)), with a fraction c near m: the first difference is exact.
    const difference = mantissa - near;
    const sum = Double.sum(mantissa, near);
    const s = difference / sum.high;
    const product = Double.product(s, sum.high);
    const rest = ((difference - product.high) - product.low - s * sum.low) / sum.high;
    const z = s * s;
    const tail = s * z * (2.0 / 3.0 + z * (2.0 / 5.0 + z * (2.0 / 7.0 + z * (2.0 / 9.0))));
    const is_one = index == fractions;
    const of_near: Double = if (is_one) .of(0) else logarithms[index - first_fraction];
    const first = Double.sum(exponent * 0x1.62e42fefa0000p-1, of_near.high);
    const second = Double.sum(first.high, 2 * s);
    return .{
        .high = second.high,
        .low = second.low + (first.low + (of_near.low + (exponent * rest_of_ln2 + (2 * rest + tail)))),
        .bound = if (is_one and exponent == 0) @abs(s) * 0x1p-62 else 0x1p-67,
    };
}

const rest_of_ln2: f64 = @floatCast(Exponential.exact_ln2 - 0x1.62e42fefa0000p-1);

fn isNormal(x: f64) bool {
    return x >= 0x1p-1022 and x < infinity;
}

/// The logarithm of a number above zero that is no subnormal one.
fn logOf(x: Double) Double {
    const bits: u64 = @bitCast(x.high);
    var exponent = @as(i32, @intCast(bits >> 52)) - 1023;
    const fraction: f64 = @bitCast(bits & ((1 << 52) - 1) | (1023 << 52));
    if (fraction > std.math.sqrt2) exponent += 1;
    const mantissa = if (exponent > 1000) x.scaled(0x1p-500).scaled(powerOfTwo(500 - exponent)) else x.scaled(powerOfTwo(-exponent));
    // ln m = ln c + 2 artanh((m - c)/(m + c)), with a fraction c near m.
    const index: usize = @round(mantissa.high * fractions);
    const near = @as(f64, @floatFromInt(index)) / fractions;
    var found = twoArtanh(mantissa.addDouble(-near).divide(mantissa.addDouble(near)));
    if (index != fractions) found = found.add(logarithms[index - first_fraction]);
    if (exponent == 0) return found;
    return ln2.multiplyDouble(@floatFromInt(exponent)).add(found);
}

/// The same, of any number above zero.
fn logOfAny(x: f64) Double {
    if (x >= 0x1p-1022) return logOf(.of(x));
    return logOf(.of(x * 0x1p100)).subtract(ln2.multiplyDouble(100));
}

pub fn ln(x: f64) f64 {
    if (isNormal(x)) return quickLog(x).rounded() orelse logOf(.of(x)).rounded();
    if (x > 0 and x < infinity) return logOfAny(x).rounded();
    return logarithmOfOther(x);
}

/// Of what has no logarithm that is a number.
fn logarithmOfOther(x: f64) f64 {
    if (x == 0) return -infinity;
    return if (x > 0) x else not_a_number;
}

pub fn lnp1(x: f64) f64 {
    if (x == 0) return x;
    if (!(x > -1 and x < infinity)) return logarithmOfOther(if (x == -1) 0 else x);
    if (@abs(x) < 0x1p-60) return x;
    if (x > 0x1p60) return logOf(.of(x)).rounded();
    if (@abs(x) < 0.03) return logOfOneAnd(.of(x)).rounded();
    return logOf(Double.sum(1, x)).rounded();
}

pub fn log(x: f64) f64 {
    if (isNormal(x)) {
        const natural = quickLog(x);
        const decimal = natural.value().multiply(per_ln10);
        const found: Quick = .{ .high = decimal.high, .low = decimal.low, .bound = natural.bound };
        if (found.rounded()) |settled| return settled;
    }
    if (x > 0 and x < infinity) return logOfAny(x).multiply(per_ln10).rounded();
    return logarithmOfOther(x);
}

pub fn asinh(x: f64) f64 {
    const size = @abs(x);
    if (!(size >= 0x1p-30 and size < infinity)) {
        if (!(size >= 0x1p-500 and size < infinity)) return x;
        return Double.of(x).subtract(Double.product(x, x).multiplyDouble(x).divide(.of(6))).rounded();
    }
    if (size > 0x1p60) return std.math.copysign(logOf(.of(size)).add(ln2).rounded(), x);
    const square = Double.product(size, size);
    const root = square.addDouble(1).squareRoot();
    // x + (√(x² + 1) - 1), where nothing is lost for small x.
    const above = square.divide(root.addDouble(1)).addDouble(size);
    return std.math.copysign(logOfOneAnd(above).rounded(), x);
}

pub fn acosh(x: f64) f64 {
    if (!(x >= 1)) return not_a_number;
    if (x > 0x1p60) return if (x == infinity) x else logOf(.of(x)).add(ln2).rounded();
    const above = Double.sum(x, -1);
    const root = above.multiply(Double.sum(x, 1)).squareRoot();
    return logOfOneAnd(above.add(root)).rounded();
}

pub fn atanh(x: f64) f64 {
    const size = @abs(x);
    if (!(size >= 0x1p-30)) {
        if (size < 0x1p-500 or x != x) return x;
        return Double.of(x).add(Double.product(x, x).multiplyDouble(x).divide(.of(3))).rounded();
    }
    if (size == 1) return x * infinity;
    if (size > 1) return not_a_number;
    const ratio = Double.of(2 * size).divide(Double.sum(1, -size));
    return std.math.copysign(logOfOneAnd(ratio).scaled(0.5).rounded(), x);
}

// ---- powers ----

/// Up to this whole exponent the host multiplies.
const most_factors = 1000;

pub fn pow(x: f64, y: f64) f64 {
    if (x == 1 or (x == -1 and @abs(y) == infinity)) return 1;
    return power(x, y);
}

/// Without the cases in which JavaScript differs from C.
fn power(x: f64, y: f64) f64 {
    if (y >= 0 and y <= most_factors and y == @trunc(y)) return multiplied(x, @round(y));
    if (x != x or y != y) return not_a_number;
    const size = @abs(x);
    if (@abs(y) == infinity) return if ((size > 1) == (y > 0)) infinity else 0;
    const odd = isOdd(y);
    const sign: f64 = if (odd and std.math.signbit(x)) -1 else 1;
    if (size == 0 or size == infinity) return if ((size == 0) == (y > 0)) sign * 0 else sign * infinity;
    if (x < 0 and y != @trunc(y)) return not_a_number;
    if (size == 1) return sign;
    if (isNormal(size) and @abs(y) < 0x1p60) {
        const logarithm = quickLog(size);
        const exponent = logarithm.value().multiplyDouble(y);
        const is_usual = @abs(exponent.high) < 700 and @abs(exponent.high) > 0x1p-50;
        if (is_usual) if (Exponential.quick(exponent, @abs(y) * logarithm.bound)) |settled| return sign * settled;
    }
    const logarithm = logOfAny(size);
    if (@abs(logarithm.high * y) < 0x1p-60) return sign;
    if (logarithm.high * y > 710) return sign * infinity;
    if (logarithm.high * y < -746) return sign * 0;
    // The parts of such a product would not be doubles.
    if (@abs(y) > 0x1p900) return sign * exp(logarithm.high * y);
    return sign * Exponential.of(logarithm.multiplyDouble(y)).rounded();
}

fn multiplied(x: f64, factors: u32) f64 {
    var result: f64 = 1;
    var square = x;
    var rest = factors;
    while (rest != 0) : (rest >>= 1) {
        if (rest & 1 != 0) result *= square;
        square *= square;
    }
    return result;
}

fn isOdd(y: f64) bool {
    if (@abs(y) >= 0x1p53) return false;
    const whole: i64 = @trunc(y);
    return y == @trunc(y) and whole & 1 != 0;
}

// ---- angles ----

/// An angle as quarter turns and what lies between -π/4 and π/4.
const Reduced = struct {
    rest: Double,
    quarters: u2,

    fn of(x: f64) Reduced {
        if (@abs(x) <= 0.785) return .{ .rest = .of(x), .quarters = 0 };
        const found = if (@abs(x) < 0x1p20) reduceSmall(@abs(x)) else reduce(@abs(x));
        if (x > 0) return found;
        return .{ .rest = found.rest.negated(), .quarters = 0 -% found.quarters };
    }
};

/// The same to some 100 bits behind the point.
const QuicklyReduced = struct {
    rest: Double,
    quarters: u2,
    doubt: f64,

    /// |x| is less than a million.
    inline fn of(x: f64) QuicklyReduced {
        if (@abs(x) <= 0.785) return .{ .rest = .of(x), .quarters = 0, .doubt = 0 };
        const quarters = @round(x * 0.6366197723675814);
        const whole: i32 = @round(quarters);
        const first = Double.sum(x - quarters * 0x1.921fb544p+0, -quarters * 0x1.0b4611a6p-34);
        const rest = Double.sum(first.high, first.low - quarters * third_half_pi.high);
        return .{ .rest = rest, .quarters = @truncate(@as(u32, @bitCast(whole))), .doubt = 0x1p-98 };
    }
};

/// Reduces an angle of less than a million by subtracting π/2 in parts, of which the first two have few bits.
fn reduceSmall(x: f64) Reduced {
    const quarters = @round(x * 0.6366197723675814);
    const whole: u32 = @round(quarters);
    const first = Double.sum(x - quarters * 0x1.921fb544p+0, -quarters * 0x1.0b4611a6p-34);
    const rest = first.subtract(Double.product(quarters, third_half_pi.high).addDouble(quarters * third_half_pi.low));
    return .{ .rest = rest, .quarters = @truncate(whole) };
}

const third_half_pi = constant(1.57079632679489661923132169163975144209858469968755291 - 0x1.921fb544p+0 - 0x1.0b4611a6p-34);

/// 2/π: the bits behind its point.
const two_per_pi = [_]u64{
    0xa2f9836e4e441529, 0xfc2757d1f534ddc0, 0xdb6295993c439041, 0xfe5163abdebbc561,
    0xb7246e3a424dd2e0, 0x06492eea09d1921c, 0xfe1deb1cb129a73e, 0xe88235f52ebb4484,
    0xe99c7026b45f7e41, 0x3991d639835339f4, 0x9c845f8bbdf9283b, 0x1ff897ffde05980f,
    0xef2f118b5a0a6d1f, 0x6d367ecf27cb09b7, 0x4f463f669e5fea2d, 0x7527bac7ebe5f17b,
    0x3d0739f78a5292ea, 0x6bfb5fb11f8d5d08, 0x56033046fc7b6bab, 0xf0cfbc209af4361d,
};

/// The 64 bits of 2/π from a place behind its point on.
fn bitsOfTwoPerPi(place: i32) u64 {
    const word = @divFloor(place, 64);
    const shift: u6 = @intCast(@mod(place, 64));
    const first = wordOfTwoPerPi(word) << shift;
    if (shift == 0) return first;
    return first | wordOfTwoPerPi(word + 1) >> @intCast(64 - @as(u7, shift));
}

fn wordOfTwoPerPi(index: i32) u64 {
    return if (index >= 0 and index < two_per_pi.len) two_per_pi[@intCast(index)] else 0;
}

/// Reduces an angle above 0.78 by Payne and Hanek's method: of 2/π only those bits count that make neither whole turns nor
/// less than the result shows.
fn reduce(x: f64) Reduced {
    const bits: u64 = @bitCast(x);
    const mantissa = bits & ((1 << 52) - 1) | 1 << 52;
    const exponent = @as(i32, @intCast(bits >> 52)) - 1075;
    // Bits above this place give multiples of four quarters.
    const first = exponent - 2;
    // The product of the mantissa and 256 bits, of which the upper 64 fall away. It is in units of 2^-254 quarters.
    var limbs: [4]u64 = undefined;
    var carry: u64 = 0;
    inline for (0..4) |i| {
        const part = wide(mantissa, bitsOfTwoPerPi(first + 64 * (3 - @as(i32, i))));
        const low, const over = @addWithOverflow(part.low, carry);
        limbs[i] = low;
        carry = part.high + over;
    }
    var quarters: u2 = @truncate(limbs[3] >> 62);
    // The fraction in 254 bits, moved to the top.
    var fraction: [4]u64 = undefined;
    inline for (0..4) |i| fraction[i] = limbs[i] << 2 | (if (i > 0) limbs[i - 1] >> 62 else 0);
    const is_above = fraction[3] >> 63 != 0;
    if (is_above) {
        quarters +%= 1;
        var borrow: u1 = 1;
        inline for (0..4) |i| {
            const negated, const over = @addWithOverflow(~fraction[i], borrow);
            fraction[i] = negated;
            borrow = over;
        }
    }
    var rest: Double = .of(0);
    inline for (0..4) |i| {
        const upper: f64 = @floatFromInt(fraction[i] >> 32);
        const lower: f64 = @floatFromInt(fraction[i] & 0xffff_ffff);
        const unit = powerOfTwo(64 * @as(i32, i) - 256);
        rest = rest.add(Double.sum(upper * 4294967296.0 * unit, lower * unit));
    }
    const angle = rest.multiply(half_pi);
    return .{ .rest = if (is_above) angle.negated() else angle, .quarters = quarters };
}

const Wide = struct { low: u64, high: u64 };

fn wide(a: u64, b: u64) Wide {
    const full = @as(u128, a) * b;
    return .{ .low = @truncate(full), .high = @truncate(full >> 64) };
}

/// sin(√x)/√x and cos(√x)
const sine_series = Series(6, perFactorials(14, 1, 2, -1));
const cosine_series = Series(6, perFactorials(14, 0, 2, -1));

/// Of an angle between -π/4 and π/4, or a little more.
fn sineOf(x: Double) Double {
    return x.multiply(sine_series.at(x.multiply(x)));
}

fn cosineOf(x: Double) Double {
    return cosine_series.at(x.multiply(x));
}

/// The sines and cosines of the multiples of 1/32 up to π/4 and a little more.
const turn_steps = 32;
const turns = 27;
const sines = ofTurns(1);
const cosines = ofTurns(0);

fn ofTurns(comptime first: usize) [turns]Double {
    @setEvalBranchQuota(100_000);
    const coefficients = perFactorials(16, first, 2, -1);
    var values: [turns]Double = undefined;
    for (&values, 0..) |*value, i| {
        const x: f128 = @as(f128, i) / turn_steps;
        value.* = constant(sumOf(&coefficients, x * x) * if (first == 1) x else 1);
    }
    return values;
}

/// The sine, or the cosine, of an angle between -π/4 and π/4 or a little more, to 62 bits.
/// @param doubt how far the angle may be from what is meant
inline fn quickSine(angle: Double, doubt: f64, is_cosine: bool) Quick {
    const size = angle.absolute();
    const index: usize = @round(size.high * turn_steps);
    const d = size.high - @as(f64, @floatFromInt(index)) / turn_steps;
    const z = d * d;
    const sine_tail = d * z * (-1.0 / 6.0 + z * (1.0 / 120.0 - z * (1.0 / 5040.0)));
    const cosine_tail = z * (-1.0 / 2.0 + z * (1.0 / 24.0 + z * (-1.0 / 720.0 + z * (1.0 / 40320.0))));
    const s = sines[index];
    const c = cosines[index];
    if (is_cosine) {
        const product = Double.product(s.high, d);
        const total = Double.sum(c.high, -product.high);
        const rest = (c.low - s.low * d) + (c.high * cosine_tail - s.high * sine_tail) - size.low * (s.high + c.high * d);
        return .{ .high = total.high, .low = total.low + (rest - product.low), .bound = 0x1p-62 + doubt };
    }
    const product = Double.product(c.high, d);
    const total = Double.sum(s.high, product.high);
    const rest = (s.low + c.low * d) + (s.high * cosine_tail + c.high * sine_tail) + size.low * (c.high - s.high * d);
    const low = total.low + (rest + product.low);
    const bound = doubt + (if (index == 0) @abs(d) * 0x1p-62 else 0x1p-62);
    return if (angle.isNegative()) .{ .high = -total.high, .low = -low, .bound = bound } else .{ .high = total.high, .low = low, .bound = bound };
}

/// Whether an angle is its own sine.
fn isTiny(x: f64) bool {
    return @abs(x) < 0x1p-500;
}

pub fn sin(x: f64) f64 {
    if (isTiny(x)) return x;
    return sineAfter(x, 0);
}

pub fn cos(x: f64) f64 {
    return sineAfter(x, 1);
}

/// The sine of an angle and some quarter turns.
fn sineAfter(x: f64, quarters: u2) f64 {
    if (!(@abs(x) < infinity)) return not_a_number;
    if (@abs(x) < 0x1p20) {
        const found: QuicklyReduced = .of(x);
        const turned = found.quarters +% quarters;
        if (quickSine(found.rest, found.doubt, turned & 1 != 0).rounded()) |settled| return if (turned & 2 == 0) settled else -settled;
    }
    const reduced: Reduced = .of(x);
    const turned = reduced.quarters +% quarters;
    const size = if (turned & 1 == 0) sineOf(reduced.rest) else cosineOf(reduced.rest);
    return if (turned & 2 == 0) size.rounded() else -size.rounded();
}

pub fn tan(x: f64) f64 {
    if (isTiny(x)) return x;
    if (!(@abs(x) < infinity)) return not_a_number;
    if (@abs(x) < 0x1p20) {
        const found: QuicklyReduced = .of(x);
        const is_turned = found.quarters & 1 != 0;
        const ratio = quickSine(found.rest, found.doubt, is_turned).per(quickSine(found.rest, found.doubt, !is_turned));
        if (ratio.rounded()) |settled| return if (is_turned) -settled else settled;
    }
    const reduced: Reduced = .of(x);
    const sine = sineOf(reduced.rest);
    const cosine = cosineOf(reduced.rest);
    if (reduced.quarters & 1 == 0) return sine.divide(cosine).rounded();
    return cosine.negated().divide(sine).rounded();
}

/// The angle of a point whose coordinates are neither huge nor tiny, from -π to π.
fn angleOf(y: Double, x: Double) Double {
    const tall = y.absolute().high > x.absolute().high;
    // An angle of at most π/4 from the nearest axis: that of a fraction near its tangent, and what it differs by.
    const opposite = if (tall) x.absolute() else y.absolute();
    const adjacent = if (tall) y.absolute() else x.absolute();
    const index: usize = @round(opposite.high / adjacent.high * slopes);
    const near = @as(f64, @floatFromInt(index)) / slopes;
    const tangent = opposite.subtract(adjacent.multiplyDouble(near)).divide(adjacent.add(opposite.multiplyDouble(near)));
    var angle = tangent.multiply(arctangent_series.at(tangent.multiply(tangent)));
    if (index != 0) angle = angle.add(arctangents[index]);
    if (tall) angle = half_pi.subtract(angle);
    if (x.isNegative()) angle = pi.subtract(angle);
    return if (y.isNegative()) angle.negated() else angle;
}

/// The same to 63 bits.
inline fn quickAngle(y: Double, x: Double) Quick {
    const tall = y.absolute().high > x.absolute().high;
    const opposite = if (tall) x.absolute() else y.absolute();
    const adjacent = if (tall) y.absolute() else x.absolute();
    const index: usize = @round(opposite.high / adjacent.high * slopes);
    const near = @as(f64, @floatFromInt(index)) / slopes;
    const below = Double.product(adjacent.high, near);
    const above = Double.product(opposite.high, near);
    const difference = Double.sum(opposite.high, -below.high);
    const sum = Double.sum(adjacent.high, above.high);
    const t = difference.high / sum.high;
    const product = Double.product(t, sum.high);
    const difference_rest = difference.low - below.low + (opposite.low - adjacent.low * near);
    const sum_rest = sum.low + above.low + (adjacent.low + opposite.low * near);
    const rest = ((difference.high - product.high) - product.low + (difference_rest - t * sum_rest)) / sum.high;
    const z = t * t;
    const tail = t * z * (-1.0 / 3.0 + z * (1.0 / 5.0 + z * (-1.0 / 7.0 + z * (1.0 / 9.0 - z * (1.0 / 11.0)))));
    const first = Double.sum(arctangents[index].high, t);
    var high = first.high;
    var low = first.low + (arctangents[index].low + (rest - rest * z + tail));
    if (tall) {
        const turned = Double.ordered(half_pi.high, -high);
        high = turned.high;
        low = turned.low + (half_pi.low - low);
    }
    if (x.isNegative()) {
        const turned = Double.ordered(pi.high, -high);
        high = turned.high;
        low = turned.low + (pi.low - low);
    }
    const is_small = index == 0 and !tall and !x.isNegative();
    const bound: f64 = if (is_small) @abs(t) * 0x1p-62 else 0x1p-63;
    return if (y.isNegative()) .{ .high = -high, .low = -low, .bound = bound } else .{ .high = high, .low = low, .bound = bound };
}

fn roundedAngle(y: Double, x: Double) f64 {
    return quickAngle(y, x).rounded() orelse angleOf(y, x).rounded();
}

/// The arc tangents of the fractions up to 1 by this denominator.
const slopes = 16;
const arctangents: [slopes + 1]Double = arctangents: {
    @setEvalBranchQuota(100_000);
    const coefficients = perOdd(60, -1);
    const quarter_pi: f128 = 0.785398163397448309615660845819875721049292349843776455;
    var values: [slopes + 1]Double = undefined;
    for (&values, 0..) |*value, i| {
        const t: f128 = @as(f128, i) / slopes;
        // From 1 downwards where that is nearer.
        const other = (1 - t) / (1 + t);
        value.* = constant(if (t < other) t * sumOf(&coefficients, t * t) else quarter_pi - other * sumOf(&coefficients, other * other));
    }
    break :arctangents values;
};

/// arctan(√x)/√x
const arctangent_series = Series(5, perOdd(11, -1));

pub fn atan(x: f64) f64 {
    if (!(@abs(x) >= 0x1p-30)) {
        if (!(@abs(x) >= 0x1p-500)) return x;
        return Double.of(x).subtract(Double.product(x, x).multiplyDouble(x).divide(.of(3))).rounded();
    }
    if (@abs(x) > 0x1p60) return std.math.copysign(half_pi.addDouble(-1 / @abs(x)).rounded(), x);
    return roundedAngle(.of(x), .of(1));
}

pub fn asin(x: f64) f64 {
    if (!(@abs(x) >= 0x1p-30)) {
        if (!(@abs(x) >= 0x1p-500)) return x;
        return Double.of(x).add(Double.product(x, x).multiplyDouble(x).divide(.of(6))).rounded();
    }
    if (@abs(x) > 1) return not_a_number;
    return roundedAngle(.of(x), across(x));
}

pub fn acos(x: f64) f64 {
    if (!(@abs(x) <= 1)) return not_a_number;
    return roundedAngle(across(x), .of(x));
}

/// √(1 - x²)
fn across(x: f64) Double {
    return Double.sum(1, x).multiply(Double.sum(1, -x)).squareRoot();
}

pub fn atan2(y: f64, x: f64) f64 {
    if (x != x or y != y) return not_a_number;
    const behind = std.math.signbit(x);
    if (y == 0) return if (behind) std.math.copysign(pi.high, y) else y;
    if (x == 0) return std.math.copysign(half_pi.high, y);
    if (@abs(x) == infinity) {
        const size: f64 = if (@abs(y) == infinity) (if (behind) 3 * half_pi.high / 2 else half_pi.high / 2) else (if (behind) pi.high else 0);
        return std.math.copysign(size, y);
    }
    if (@abs(y) == infinity) return std.math.copysign(half_pi.high, y);
    const difference = exponentOf(y) - exponentOf(x);
    if (difference > 80) return std.math.copysign(half_pi.high, y);
    if (difference < -80) return if (behind) std.math.copysign(pi.high, y) else std.math.copysign(@abs(y) / @abs(x), y);
    const scale = -exponentOf(x);
    return roundedAngle(.of(scaledBy(y, scale)), .of(scaledBy(x, scale)));
}

/// The power of two of a number's first bit.
fn exponentOf(x: f64) i32 {
    return std.math.ilogb(x);
}

fn scaledBy(x: f64, exponent: i32) f64 {
    const first = @divTrunc(exponent, 2);
    return x * powerOfTwo(first) * powerOfTwo(exponent - first);
}

// ---- by the names of abi.ops.FloatFunction and FloatFunction2 ----

fn Function(comptime compute: fn (f64) f64) type {
    return struct {
        fn call(a: f64, _: f64) callconv(.c) f64 {
            return compute(a);
        }
    };
}

const functions = .{
    .{ "sin", sin },   .{ "cos", cos },     .{ "tan", tan },   .{ "asin", asin },   .{ "acos", acos },   .{ "atan", atan },
    .{ "sinh", sinh }, .{ "cosh", cosh },   .{ "tanh", tanh }, .{ "asinh", asinh }, .{ "acosh", acosh }, .{ "atanh", atanh },
    .{ "exp", exp },   .{ "expm1", expm1 }, .{ "ln", ln },     .{ "lnp1", lnp1 },   .{ "log", log },     .{ "exp10", exp10 },
};

fn callAtan2(a: f64, b: f64) callconv(.c) f64 {
    return atan2(a, b);
}

fn callPow(a: f64, b: f64) callconv(.c) f64 {
    return pow(a, b);
}

comptime {
    for (functions) |function| @export(&Function(function[1]).call, .{ .name = "float " ++ function[0] });
    @export(&callAtan2, .{ .name = "float atan2" });
    @export(&callPow, .{ .name = "float pow" });
}

test {
    _ = Double;
}

test "what is exact comes out exactly" {
    const testing = std.testing;
    try testing.expectEqual(1, exp(0));
    try testing.expectEqual(0, ln(1));
    for (0..300) |n| {
        const whole: f64 = @floatFromInt(n);
        if (n < 23) try testing.expectEqual(whole, log(pow(10, whole)));
        try testing.expectEqual(whole * whole, pow(whole, 2));
    }
    try testing.expectEqual(0x1p-1074, pow(2, -1074));
    try testing.expectEqual(0, pow(2, -1075));
    try testing.expectEqual(0x1p-1073, pow(2, -1073));
    try testing.expectEqual(0.5, pow(4, -0.5));
    try testing.expectEqual(3.141592653589793, atan2(0.0, -1.0));
    try testing.expectEqual(-0.7853981633974483, atan2(-5.0, 5.0));
    try testing.expectEqual(0.7853981633974483, atan(1));
}

test "angles of any size" {
    const testing = std.testing;
    // Known results (Muller et al., Handbook of Floating-Point Arithmetic, 11.1).
    try testing.expectEqual(-0.8522008497671888, sin(1e22));
    try testing.expectEqual(0.523214785395139, cos(1e22));
    try testing.expectEqual(6.123233995736766e-17, cos(1.5707963267948966));
    try testing.expectEqual(1.2246467991473532e-16, sin(3.141592653589793));
}

test "what is found quickly is what twice the bits say" {
    const testing = std.testing;
    var random: std.Random.DefaultPrng = .init(1991);
    for (0..40_000) |round| {
        const fraction = random.random().float(f64) * 2 - 1;
        // Some near multiples of π/2.
        const turns_of_x = @trunc(fraction * 1000) * half_pi.high;
        const x = if (round % 7 == 0) turns_of_x else fraction * powerOfTwo(@as(i32, @intCast(round % 50)) - 30);
        if (Exponential.quick(.of(x * 0.6), 0)) |found| try testing.expectEqual(Exponential.of(.of(x * 0.6)).rounded(), found);
        const positive = @abs(fraction) * powerOfTwo(@as(i32, @intCast(round % 1000)) - 500);
        for ([_]f64{ positive, 1 + x * 0x1p-8, @abs(x) + 0x1p-40 }) |of_log| {
            if (of_log <= 0) continue;
            if (quickLog(of_log).rounded()) |found| try testing.expectEqual(logOf(.of(of_log)).rounded(), found);
            const tens = logOf(.of(of_log)).multiply(per_ln10).rounded();
            try testing.expectEqual(tens, log(of_log));
        }
        const of_sinh = x * 0.05;
        const size = @abs(of_sinh);
        const less: Exponential = .of(.of(size));
        const odd = less.lessOne().add(less.lessOne().divide(less.lessOne().addDouble(1))).scaled(0.5).rounded();
        if (size >= 0x1p-30 and size < 60) {
            try testing.expectEqual(odd, sinh(size));
            try testing.expectEqual(less.value().add(Double.of(1).divide(less.value())).scaled(0.5).rounded(), cosh(of_sinh));
            const twice = Exponential.of(.of(2 * size)).lessOne();
            if (size <= 20) try testing.expectEqual(twice.divide(twice.addDouble(2)).rounded(), tanh(size));
            try testing.expectEqual(Exponential.of(.of(of_sinh)).lessOne().rounded(), expm1(of_sinh));
        }
        const reduced: Reduced = .of(x);
        if (quickSine(reduced.rest, 0, false).rounded()) |found| try testing.expectEqual(sineOf(reduced.rest).rounded(), found);
        if (quickSine(reduced.rest, 0, true).rounded()) |found| try testing.expectEqual(cosineOf(reduced.rest).rounded(), found);
        const sine = sineOf(reduced.rest);
        const cosine = cosineOf(reduced.rest);
        const turned = if (reduced.quarters & 1 == 0) sine else cosine;
        try testing.expectEqual(if (reduced.quarters & 2 == 0) turned.rounded() else -turned.rounded(), sin(x));
        const tangent = if (reduced.quarters & 1 == 0) sine.divide(cosine) else cosine.negated().divide(sine);
        try testing.expectEqual(tangent.rounded(), tan(x));
        const other = random.random().float(f64) * 2 - 1;
        for ([_]Double{ .of(1), .of(other), across(other) }) |adjacent| {
            if (quickAngle(.of(x), adjacent).rounded()) |found| try testing.expectEqual(angleOf(.of(x), adjacent).rounded(), found);
        }
        const base = @abs(fraction) * 20 + 0x1p-20;
        const exponent = x * 0x1p-4;
        const whole = exponent == @trunc(exponent);
        const power_of_e = logOf(.of(base)).multiplyDouble(exponent);
        if (whole or @abs(power_of_e.high) > 700 or @abs(power_of_e.high) < 0x1p-50) continue;
        try testing.expectEqual(Exponential.of(power_of_e).rounded(), power(base, exponent));
    }
}
