//! Doubles as decimal numbers and back, exactly: by integers of many limbs.

const std = @import("std");

/// The longest number of significant digits that any double has.
pub const most_digits = 767;

const limbs_at_most = 260;

/// A natural number in limbs of 32 bits, the lowest first.
const Natural = struct {
    limbs: [limbs_at_most]u32 = undefined,
    length: usize = 0,

    fn of(value: u64) Natural {
        var number: Natural = .{};
        number.limbs[0] = @truncate(value);
        number.limbs[1] = @truncate(value >> 32);
        number.length = 2;
        number.trim();
        return number;
    }

    fn trim(number: *Natural) void {
        while (number.length > 0 and number.limbs[number.length - 1] == 0) number.length -= 1;
    }

    fn isZero(number: *const Natural) bool {
        return number.length == 0;
    }

    /// number * factor + addend
    fn multiply(number: *Natural, factor: u32, addend: u32) void {
        var carry: u64 = addend;
        for (number.limbs[0..number.length]) |*limb| {
            carry += @as(u64, limb.*) * factor;
            limb.* = @truncate(carry);
            carry >>= 32;
        }
        if (carry != 0) {
            number.limbs[number.length] = @intCast(carry);
            number.length += 1;
        }
    }

    fn multiplyByPower(number: *Natural, base: u32, exponent: u32) void {
        // The greatest power of 5 and of 10 that fits into a limb.
        const step: u32 = if (base == 5) 13 else 9;
        const power: u32 = if (base == 5) 1220703125 else 1000000000;
        var rest = exponent;
        while (rest >= step) : (rest -= step) number.multiply(power, 0);
        while (rest > 0) : (rest -= 1) number.multiply(base, 0);
    }

    fn shiftLeft(number: *Natural, bits: u32) void {
        const whole = bits / 32;
        number.multiply(@as(u32, 1) << @intCast(bits % 32), 0);
        if (whole == 0 or number.length == 0) return;
        std.mem.copyBackwards(u32, number.limbs[whole..][0..number.length], number.limbs[0..number.length]);
        @memset(number.limbs[0..whole], 0);
        number.length += whole;
    }

    /// Divides and gives the remainder.
    fn divide(number: *Natural, divisor: u32) u32 {
        var rest: u64 = 0;
        var at = number.length;
        while (at > 0) {
            at -= 1;
            rest = rest << 32 | number.limbs[at];
            number.limbs[at] = @intCast(rest / divisor);
            rest %= divisor;
        }
        number.trim();
        return @intCast(rest);
    }

    fn order(a: *const Natural, b: *const Natural) std.math.Order {
        if (a.length != b.length) return std.math.order(a.length, b.length);
        var at = a.length;
        while (at > 0) {
            at -= 1;
            if (a.limbs[at] != b.limbs[at]) return std.math.order(a.limbs[at], b.limbs[at]);
        }
        return .eq;
    }
};

/// A number as 0.`digits` times ten to the `exponent`, without zeros at its end.
pub const Decimal = struct {
    digits: [most_digits + 9]u8,
    length: usize,
    exponent: i32,

    /// All significant digits of a positive finite double.
    pub fn of(magnitude: f64) Decimal {
        const bits: u64 = @bitCast(magnitude);
        const biased = bits >> 52;
        const fraction = bits & ((1 << 52) - 1);
        var mantissa = if (biased == 0) fraction else fraction | 1 << 52;
        var power = @as(i32, @intCast(@max(biased, 1))) - 1075;
        // Fewer digits take less time.
        const even = @ctz(mantissa);
        mantissa >>= @intCast(even);
        power += even;
        var number: Natural = .of(mantissa);
        if (power >= 0) number.shiftLeft(@intCast(power)) else number.multiplyByPower(5, @intCast(-power));
        // m / 2^k = m * 5^k / 10^k
        var decimal = fromNatural(&number);
        decimal.exponent += @min(power, 0);
        decimal.length = std.mem.trimEnd(u8, decimal.digits[0..decimal.length], "0").len;
        return decimal;
    }

    fn fromNatural(number: *Natural) Decimal {
        var decimal: Decimal = .{ .digits = undefined, .length = 0, .exponent = 0 };
        var start: usize = decimal.digits.len;
        while (!number.isZero()) {
            var group = number.divide(1000000000);
            for (0..9) |_| {
                start -= 1;
                decimal.digits[start] = '0' + @as(u8, @intCast(group % 10));
                group /= 10;
            }
        }
        while (decimal.digits[start] == '0') start += 1;
        decimal.length = decimal.digits.len - start;
        std.mem.copyForwards(u8, decimal.digits[0..decimal.length], decimal.digits[start..]);
        decimal.exponent = @intCast(decimal.length);
        return decimal;
    }

    pub const Rounded = struct { digits: []const u8, exponent: i32 };

    /// Rounds to so many digits, ties to even. There are fewer where zeros would follow.
    pub fn rounded(decimal: *const Decimal, count: usize, target: *[most_digits]u8) Rounded {
        const digits = decimal.digits[0..decimal.length];
        const kept = @min(count, digits.len);
        @memcpy(target[0..kept], digits[0..kept]);
        const result: Rounded = .{ .digits = target[0..kept], .exponent = decimal.exponent };
        if (kept == digits.len) return result;
        const next = digits[kept];
        const is_tie = next == '5' and digits.len == kept + 1;
        const is_odd = kept > 0 and target[kept - 1] & 1 != 0;
        if (if (is_tie) !is_odd else next < '5') return result;
        var at = kept;
        while (at > 0) {
            at -= 1;
            if (target[at] != '9') {
                target[at] += 1;
                return result;
            }
            target[at] = '0';
        }
        // 999 has become 1000.
        if (kept > 0) target[0] = '1';
        return .{ .digits = target[0..kept], .exponent = decimal.exponent + 1 };
    }
};

// ---- from text ----

/// More digits than any number that lies between two doubles has: what follows them only says that there is more.
pub const counted_digits = 800;

/// The double nearest to 0.`digits` times ten to the `exponent`, ties to even.
pub fn toDouble(digits: []const u8, exponent: i64) f64 {
    const behind = std.mem.trimStart(u8, digits, "0");
    const magnitude = exponent - @as(i64, @intCast(digits.len - behind.len));
    const significant = std.mem.trimEnd(u8, behind, "0");
    if (significant.len == 0 or magnitude < -330) return 0;
    if (magnitude > 310) return std.math.inf(f64);
    const counted = significant[0..@min(significant.len, counted_digits)];
    const has_more = significant.len > counted.len;
    // What counts as an integer times ten to a power.
    const power: i32 = @intCast(magnitude - @as(i64, @intCast(counted.len)));
    if (fewDigits(counted, power)) |value| return value;
    return nearest(counted, has_more, power);
}

/// Numbers and powers of ten that are doubles give the nearest double at once (Clinger, How to read floating point numbers
/// accurately, 1990).
fn fewDigits(digits: []const u8, power: i32) ?f64 {
    if (digits.len > 15 or power > 22 or power < -22) return null;
    var whole: u64 = 0;
    for (digits) |digit| whole = whole * 10 + (digit - '0');
    const value: f64 = @floatFromInt(whole);
    var ten: f64 = 1;
    for (0..@abs(power)) |_| ten *= 10;
    return if (power < 0) value / ten else value * ten;
}

/// A positive double's bits count upwards as doubles do, so the nearest one is sought by halving: of two neighbours, the
/// number lies above or below the middle.
fn nearest(digits: []const u8, has_more: bool, power: i32) f64 {
    var low: u64 = 0;
    var high: u64 = @bitCast(std.math.inf(f64));
    const guess = guessOf(digits, power);
    // A good guess takes all but a few steps away.
    const near = 64;
    const around: u64 = @bitCast(guess);
    if (around > near and isAbove(digits, has_more, power, around - near) == .gt) low = around - near;
    if (around + near < high and isAbove(digits, has_more, power, around + near) == .lt) high = around + near;
    // The nearest double is the least one that lies below the middle behind it.
    while (low < high) {
        const middle = low + (high - low) / 2;
        switch (isAbove(digits, has_more, power, middle)) {
            .lt => high = middle,
            .gt => low = middle + 1,
            .eq => return @bitCast(middle + (middle & 1)),
        }
    }
    return @bitCast(low);
}

/// How the number lies to the middle between a double, by its bits, and the next one.
fn isAbove(digits: []const u8, has_more: bool, power: i32, bits: u64) std.math.Order {
    const biased = bits >> 52;
    const fraction = bits & ((1 << 52) - 1);
    const mantissa = (if (biased == 0) fraction else fraction | 1 << 52) * 2 + 1;
    const exponent = @as(i32, @intCast(@max(biased, 1))) - 1076;
    var number: Natural = .{};
    for (digits) |digit| number.multiply(10, digit - '0');
    var middle: Natural = .of(mantissa);
    if (power >= 0) number.multiplyByPower(10, @intCast(power)) else middle.multiplyByPower(10, @intCast(-power));
    if (exponent >= 0) middle.shiftLeft(@intCast(exponent)) else number.shiftLeft(@intCast(-exponent));
    const order = number.order(&middle);
    return if (order == .eq and has_more) .gt else order;
}

/// The number to some forty bits.
fn guessOf(digits: []const u8, power: i32) f64 {
    var value: f64 = 0;
    const first = digits[0..@min(digits.len, 18)];
    for (first) |digit| value = value * 10 + @as(f64, @floatFromInt(digit - '0'));
    var rest = power + @as(i32, @intCast(digits.len - first.len));
    while (rest > 0) {
        const step = @min(rest, 15);
        for (0..@intCast(step)) |_| value *= 10;
        rest -= step;
    }
    while (rest < 0) {
        const step = @min(-rest, 15);
        var ten: f64 = 1;
        for (0..@intCast(step)) |_| ten *= 10;
        value /= ten;
        rest += step;
    }
    return @min(value, std.math.floatMax(f64));
}

test "a double's digits give the double" {
    const testing = std.testing;
    var random: std.Random.DefaultPrng = .init(1);
    for (0..3000) |_| {
        const value: f64 = @abs(@as(f64, @bitCast(random.random().int(u64))));
        if (!(value < std.math.inf(f64))) continue;
        const decimal: Decimal = .of(value);
        try testing.expectEqual(value, toDouble(decimal.digits[0..decimal.length], decimal.exponent));
        var digits: [most_digits]u8 = undefined;
        const short = decimal.rounded(17, &digits);
        try testing.expectEqual(value, toDouble(short.digits, short.exponent));
    }
}

test "the nearest double, also between two" {
    const testing = std.testing;
    try testing.expectEqual(0x1p-1074, toDouble("494065645841246544", -323));
    try testing.expectEqual(0, toDouble("247032822920623272", -323));
    try testing.expectEqual(std.math.floatMax(f64), toDouble("17976931348623158079372897140530341507993413271003782693617377898044496829276475094664901797758720709633028641669288791094655554785194040263065748867150582068190890200070838367627385484581771153176447573027006985557136695962284291481986083493647529271907416844436551070434271155969950809304288017790417449779", 309));
    try testing.expectEqual(std.math.inf(f64), toDouble("1797693134862315808", 309));
    try testing.expectEqual(9007199254740992, toDouble("9007199254740993", 16));
    try testing.expectEqual(9007199254740994, toDouble("90071992547409930000000000000000000000000000000000001", 16));
    try testing.expectEqual(0.1, toDouble("1", 0));
    try testing.expectEqual(1e23, toDouble("1", 24));
}

test "rounding, ties to even" {
    const testing = std.testing;
    var digits: [most_digits]u8 = undefined;
    const half: Decimal = .of(0.5);
    try testing.expectEqualStrings("", half.rounded(0, &digits).digits);
    try testing.expectEqual(0, half.rounded(0, &digits).exponent);
    const nines: Decimal = .of(999.5);
    try testing.expectEqualStrings("100", nines.rounded(3, &digits).digits);
    try testing.expectEqual(4, nines.rounded(3, &digits).exponent);
    const tie: Decimal = .of(2.5);
    try testing.expectEqualStrings("2", tie.rounded(1, &digits).digits);
    const least: Decimal = .of(0x1p-1074);
    try testing.expectEqual(751, least.length);
}
