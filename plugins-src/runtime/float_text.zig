//! Floats as texts and texts as floats, exactly, where 128 bits suffice for it: REPRESENT (12.6.1.2143) and >FLOAT
//! (12.6.1.0558).

const std = @import("std");
const abi = @import("abi");
const library = @import("library.zig");
const Answer = library.Answer;
const Context = library.Context;
const flag = library.flag;
const range = library.range;

/// 10^19 is the last one that 64 bits hold, 5^27 the last power of five.
const powers_of_ten: [20]u64 = powers(20, 10);
const powers_of_five: [28]u64 = powers(28, 5);

fn powers(comptime count: usize, comptime base: u64) [count]u64 {
    var list: [count]u64 = undefined;
    list[0] = 1;
    for (1..count) |index| list[index] = list[index - 1] * base;
    return list;
}

/// REPRESENT ( c-addr u -- n flag1 flag2 F: r -- )
pub fn represent(context: *Context) Answer {
    const bits = context.float_operand0;
    const count = context.operand1;
    if (count == 0 or count > 17) return .by_host;
    const target = range(context, context.operand0, count) orelse return .by_host;
    const decimal = decimalOf(bits & std.math.maxInt(u63), @intCast(count)) orelse return .by_host;
    var rest = decimal.digits;
    var at = target.len;
    while (at > 0) {
        at -= 1;
        target[at] = '0' + @as(u8, @intCast(rest % 10));
        rest /= 10;
    }
    context.operand0 = @bitCast(@as(i64, decimal.exponent));
    context.operand1 = flag(bits >> 63 != 0);
    context.operand2 = flag(true);
    return .done;
}

/// `digits` times ten to the `exponent` less their count.
const Decimal = struct { digits: u64, exponent: i32 };

/// The first `count` digits of a positive float, rounded to nearest, ties to even; null for what is none, and where 128 bits
/// do not suffice.
fn decimalOf(bits: u64, count: u5) ?Decimal {
    const biased = bits >> 52;
    if (biased == 0 or biased == 0x7FF) return null;
    const mantissa = bits & ((1 << 52) - 1) | 1 << 52;
    const power = @as(i32, @intCast(biased)) - 1075;
    // floor(log10(2^(power + 52))), or one less; then the digits tell.
    var exponent = @divFloor((power + 52) * 1233, 4096) + 1;
    for (0..3) |_| {
        const digits = scaled(mantissa, power, count - exponent) orelse return null;
        if (digits >= powers_of_ten[count]) {
            exponent += 1;
        } else if (digits < powers_of_ten[count - 1]) {
            exponent -= 1;
        } else return .{ .digits = digits, .exponent = exponent };
    }
    return null;
}

/// mantissa * 2^power * 10^tens, rounded to nearest, ties to even.
fn scaled(mantissa: u64, power: i32, tens: i32) ?u64 {
    if (@abs(tens) >= powers_of_five.len) return null;
    const fives: u128 = powers_of_five[@abs(tens)];
    const twos = power + tens;
    if (tens >= 0) {
        const product = mantissa * fives;
        if (twos >= 0) return fitting(product, twos);
        if (twos <= -127) return null;
        const shift: u7 = @intCast(-twos);
        const low = product & ((@as(u128, 1) << shift) - 1);
        const half = @as(u128, 1) << (shift - 1);
        return rounded(product >> shift, std.math.order(low, half));
    }
    if (twos > 70 or twos < -63) return null;
    const numerator = if (twos >= 0) @as(u128, mantissa) << @intCast(twos) else mantissa;
    const divisor = if (twos >= 0) fives else fives << @intCast(-twos);
    const quotient = numerator / divisor;
    return rounded(quotient, std.math.order(2 * (numerator % divisor), divisor));
}

fn fitting(product: u128, twos: i32) ?u64 {
    if (twos >= @clz(product)) return null;
    return std.math.cast(u64, product << @intCast(twos));
}

fn rounded(whole: u128, rest: std.math.Order) ?u64 {
    const value = std.math.cast(u64, whole) orelse return null;
    return switch (rest) {
        .lt => value,
        .eq => value + (value & 1),
        .gt => value + 1,
    };
}

/// ( c-addr u -- flag F: -- r ): digits with a point and an exponent, few enough that the result is exact or rounded once
/// (Clinger, How to read floating point numbers accurately, 1990). The rest, and what is no number, is the host's matter.
pub fn toFloat(context: *Context) Answer {
    if (context.operand1 > 40) return .by_host;
    const text = range(context, context.operand0, context.operand1) orelse return .by_host;
    const value = floatOf(text) orelse return .by_host;
    context.float_operand0 = @bitCast(value);
    context.operand0 = flag(true);
    return .done;
}

fn floatOf(text: []const u8) ?f64 {
    var at: usize = 0;
    const is_negative = text.len > 0 and text[0] == '-';
    if (text.len > 0 and (text[0] == '-' or text[0] == '+')) at = 1;
    var mantissa: u64 = 0;
    var exponent: i32 = 0;
    var digits: u32 = 0;
    var has_point = false;
    while (at < text.len) : (at += 1) switch (text[at]) {
        '0'...'9' => |digit| {
            if (mantissa >= 1 << 49) return null;
            mantissa = mantissa * 10 + (digit - '0');
            digits += 1;
            exponent -= @intFromBool(has_point);
        },
        '.' => {
            if (has_point) return null;
            has_point = true;
        },
        else => break,
    };
    if (digits == 0) return null;
    exponent += exponentOf(text[at..]) orelse return null;
    if (mantissa > 1 << 53 or @abs(exponent) > 22) return null;
    const scale = exact_powers[@abs(exponent)];
    const whole: f64 = @floatFromInt(mantissa);
    const value = if (exponent < 0) whole / scale else whole * scale;
    return if (is_negative) -value else value;
}

/// E or D and perhaps a number, or a number with its sign; nothing is 0.
fn exponentOf(text: []const u8) ?i32 {
    var at: usize = 0;
    if (text.len == 0) return 0;
    const has_letter = std.mem.findScalar(u8, "eEdD", text[0]) != null;
    if (has_letter) at = 1;
    const has_sign = at < text.len and (text[at] == '-' or text[at] == '+');
    if (!has_letter and !has_sign) return null;
    const is_negative = has_sign and text[at] == '-';
    if (has_sign) at += 1;
    if (text.len - at > 3) return null;
    var value: i32 = 0;
    for (text[at..]) |digit| {
        if (digit < '0' or digit > '9') return null;
        value = value * 10 + (digit - '0');
    }
    return if (is_negative) -value else value;
}

const exact_powers: [23]f64 = blk: {
    var list: [23]f64 = undefined;
    list[0] = 1;
    for (1..list.len) |index| list[index] = list[index - 1] * 10;
    break :blk list;
};

fn expectDigits(value: f64, count: u5, digits: u64, exponent: i32) !void {
    const decimal = decimalOf(@bitCast(value), count).?;
    try std.testing.expectEqual(digits, decimal.digits);
    try std.testing.expectEqual(exponent, decimal.exponent);
}

test "digits are rounded once, ties to even" {
    try expectDigits(1.0 / 3.0, 15, 333333333333333, 0);
    try expectDigits(2.5, 1, 2, 1);
    try expectDigits(3.5, 1, 4, 1);
    try expectDigits(9.96, 2, 10, 2);
    try expectDigits(0.1, 17, 10000000000000001, 0);
    try expectDigits(1e22, 5, 10000, 23);
    try expectDigits(123456789.0, 3, 123, 9);
    try std.testing.expectEqual(null, decimalOf(@bitCast(@as(f64, 1e300)), 5));
}

test "texts become the nearest floats" {
    const testing = std.testing;
    try testing.expectEqual(325.0, floatOf("3.25e2").?);
    try testing.expectEqual(-0.5, floatOf("-.5").?);
    try testing.expectEqual(1000.0, floatOf("1+3").?);
    try testing.expectEqual(1.0, floatOf("1E").?);
    for ([_][]const u8{ "", ".", "e5", "1x", "1e1.5", "--1", "1e400", "123456789012345678901", " 1" }) |text| {
        try testing.expectEqual(null, floatOf(text));
    }
}
