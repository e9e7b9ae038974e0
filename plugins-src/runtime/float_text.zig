//! Floats as texts and texts as floats, exactly, where 128 bits suffice for it: REPRESENT (12.6.1.2143) and >FLOAT
//! (12.6.1.0558).

const std = @import("std");
const abi = @import("abi");
const library = @import("library.zig");
const Results = library.Results;
const Context = library.Context;
const flag = library.flag;
const numbers = @import("numbers.zig");
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
pub fn represent(context: *Context, address: u64, count: u64) ?Results {
    const bits = context.float_operand0;
    if (count == 0 or count > 17) return null;
    const target = range(context, address, count) orelse return null;
    const decimal = decimalOf(bits & std.math.maxInt(u63), @intCast(count)) orelse return null;
    var rest = decimal.digits;
    var at = target.len;
    while (at > 0) {
        at -= 1;
        target[at] = '0' + @as(u8, @intCast(rest % 10));
        rest /= 10;
    }
    context.operand2 = flag(true);
    return .two(@bitCast(@as(i64, decimal.exponent)), flag(bits >> 63 != 0));
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

/// A float as F. and its kin show it: its digits, and how many of them stand before the point.
const Shown = struct {
    digits: [17]u8,
    count: u32,
    exponent: i32,
    is_negative: bool,

    /// Null for what is no number, and where 128 bits do not suffice. Zero has its digits before the point, as in gforth.
    fn of(bits: u64, count: u64) ?Shown {
        if (count == 0 or count > 17) return null;
        const magnitude = bits & std.math.maxInt(u63);
        const decimal: Decimal = if (magnitude == 0)
            .{ .digits = 0, .exponent = 1 }
        else
            decimalOf(magnitude, @intCast(count)) orelse return null;
        var shown: Shown = .{
            .digits = undefined,
            .count = @intCast(count),
            .exponent = decimal.exponent,
            .is_negative = bits >> 63 != 0,
        };
        var rest = decimal.digits;
        var at: usize = @intCast(count);
        while (at > 0) {
            at -= 1;
            shown.digits[at] = '0' + @as(u8, @intCast(rest % 10));
            rest /= 10;
        }
        return shown;
    }
};

/// A short text that grows at its end.
const Line = struct {
    bytes: [128]u8 = undefined,
    length: usize = 0,

    inline fn add(line: *Line, byte: u8) void {
        line.bytes[line.length] = byte;
        line.length += 1;
    }

    fn addAll(line: *Line, text: []const u8) void {
        for (text) |byte| line.add(byte);
    }

    fn addZeros(line: *Line, count: usize) void {
        for (0..count) |_| line.add('0');
    }

    /// The digits before a point, with zeros behind those that there are; one zero at least.
    fn addWhole(line: *Line, shown: *const Shown, before: i32) void {
        if (shown.is_negative) line.add('-');
        if (before <= 0) return line.add('0');
        const wanted: usize = @intCast(before);
        const given = @min(wanted, shown.count);
        line.addAll(shown.digits[0..given]);
        line.addZeros(wanted - given);
    }

    fn write(line: *const Line, context: *Context) ?Results {
        const to = numbers.room(context, line.length) orelse return null;
        @memcpy(to, line.bytes[0..line.length]);
        return .{};
    }
};

/// Numbers with more digits before or behind the point than this are the host's matter.
const most_zeros = 40;

fn precisionOf(context: *Context) u64 {
    return library.variable(context, .precision).*;
}

/// F. ( F: r -- )
pub fn fixedDot(context: *Context) ?Results {
    const shown = Shown.of(context.float_operand0, precisionOf(context)) orelse return null;
    if (@abs(shown.exponent) > most_zeros) return null;
    var line: Line = .{};
    line.addWhole(&shown, shown.exponent);
    line.add('.');
    var count = shown.count;
    while (count > 0 and shown.digits[count - 1] == '0') count -= 1;
    const before: u32 = @intCast(@max(0, shown.exponent));
    if (count > before) {
        if (shown.exponent < 0) line.addZeros(@intCast(-shown.exponent));
        line.addAll(shown.digits[before..count]);
    }
    line.add(' ');
    return line.write(context);
}

/// FS. ( F: r -- )
pub fn scientificDot(context: *Context) ?Results {
    const shown = Shown.of(context.float_operand0, precisionOf(context)) orelse return null;
    return withExponent(context, &shown, 1);
}

/// FE. ( F: r -- )
pub fn engineeringDot(context: *Context) ?Results {
    const shown = Shown.of(context.float_operand0, precisionOf(context)) orelse return null;
    return withExponent(context, &shown, shown.exponent - 3 * @divFloor(shown.exponent - 1, 3));
}

fn withExponent(context: *Context, shown: *const Shown, before: i32) ?Results {
    var line: Line = .{};
    line.addWhole(shown, before);
    line.add('.');
    const given: u32 = @intCast(before);
    if (given < shown.count) line.addAll(shown.digits[given..shown.count]);
    line.add('E');
    const exponent = shown.exponent - before;
    if (exponent < 0) line.add('-');
    const magnitude = @abs(exponent);
    if (magnitude >= 100) line.add('0' + @as(u8, @intCast(magnitude / 100)));
    if (magnitude >= 10) line.add('0' + @as(u8, @intCast(magnitude / 10 % 10)));
    line.add('0' + @as(u8, @intCast(magnitude % 10)));
    line.add(' ');
    return line.write(context);
}

/// F.RDP ( n1 n2 n3 F: r -- ) (gforth)
pub fn formattedDot(context: *Context, width: u64, decimals: u64, significant: u64) ?Results {
    const line = formattedLine(context.float_operand0, width, decimals, significant) orelse return null;
    return line.write(context);
}

/// F>STR-RDP ( n1 n2 n3 F: r -- c-addr u ) (gforth)
pub fn formatted(context: *Context, width: u64, decimals: u64, significant: u64) ?Results {
    const line = formattedLine(context.float_operand0, width, decimals, significant) orelse return null;
    const to = range(context, abi.hold_area_start, line.length) orelse return null;
    @memcpy(to, line.bytes[0..line.length]);
    return .two(abi.hold_area_start, line.length);
}

/// A number without an exponent that fits into its width; the rest is the host's matter. As in gforth, whether it has one is
/// asked of the number rounded to `width` digits, and again of the number rounded to the digits that the first answer leaves
/// room for.
fn formattedLine(bits: u64, width_cell: u64, decimals_cell: u64, significant_cell: u64) ?Line {
    if (width_cell == 0 or width_cell > most_zeros or decimals_cell > most_zeros or significant_cell > most_zeros) return null;
    const width: i32 = @intCast(width_cell);
    const decimals: i32 = @intCast(decimals_cell);
    const significant: i32 = @intCast(significant_cell);
    var digits = width;
    for (0..2) |_| {
        const shown = Shown.of(bits, @intCast(digits)) orelse return null;
        const is_significant = significant == 0 or decimals + shown.exponent >= significant;
        if (!is_significant or width - decimals - 1 - @intFromBool(shown.is_negative) < @max(shown.exponent, 0)) return null;
        digits = @max(1, @min(decimals + shown.exponent, width));
    }
    const first = Shown.of(bits, 17) orelse return null;
    const count = first.exponent + decimals;
    if (count < 1) return null;
    const shown = Shown.of(bits, @intCast(count)) orelse return null;
    const length = shown.exponent + decimals;
    if (length < 1) return null;
    return fixedLine(&shown, @intCast(length), @intCast(decimals), @intCast(width));
}

/// The digits with `decimals` of them behind the point, right in a field. The zero before the point goes where there is no
/// room for it.
fn fixedLine(shown: *const Shown, length: u32, decimals: u32, width: u32) ?Line {
    const sign = @intFromBool(shown.is_negative);
    const padded = @max(length, decimals + 1);
    const has_zero = sign + padded + 1 <= width or length > decimals;
    const total = sign + padded + 1 - @intFromBool(!has_zero);
    if (total > width) return null;
    var line: Line = .{};
    for (0..width - total) |_| line.add(' ');
    if (shown.is_negative) line.add('-');
    for (0..padded) |place| {
        if (place == padded - decimals) line.add('.');
        if (place == 0 and !has_zero) continue;
        const zeros = padded - length;
        const digit = if (place < zeros or place - zeros >= shown.count) '0' else shown.digits[place - zeros];
        line.add(digit);
    }
    if (decimals == 0) line.add('.');
    return line;
}

/// ( c-addr u -- flag F: -- r ): digits with a point and an exponent, few enough that the result is exact or rounded once
/// (Clinger, How to read floating point numbers accurately, 1990). The rest, and what is no number, is the host's matter.
pub fn toFloat(context: *Context, address: u64, length: u64) ?Results {
    if (length > 40) return null;
    const text = range(context, address, length) orelse return null;
    const value = floatOf(text) orelse {
        if (!isNoFloat(text)) return null;
        context.float_operand0 = 0;
        return .one(flag(false));
    };
    context.float_operand0 = @bitCast(value);
    return .one(flag(true));
}

/// The value of a text that is a float in a program's source; null for one that others know better.
pub fn literal(text: []const u8) ?f64 {
    return if (text.len > 40) null else floatOf(text);
}

/// Whether a text begins with what no float begins with.
fn isNoFloat(text: []const u8) bool {
    return text.len > 0 and switch (text[0]) {
        '0'...'9', '+', '-', '.', ' ' => false,
        else => true,
    };
}

fn floatOf(text: []const u8) ?f64 {
    var at: usize = 0;
    const is_negative = text.len > 0 and text[0] == '-';
    if (text.len > 0 and (text[0] == '-' or text[0] == '+')) at = 1;
    var mantissa: u64 = 0;
    var exponent: i32 = 0;
    var digits: u32 = 0;
    var has_point = false;
    var is_cut = false;
    while (at < text.len) : (at += 1) switch (text[at]) {
        '0'...'9' => |digit| {
            digits += 1;
            if (mantissa >= 1 << 60) {
                is_cut = true;
                exponent += @intFromBool(!has_point);
                continue;
            }
            mantissa = mantissa * 10 + (digit - '0');
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
    const value = if (mantissa <= 1 << 53 and @abs(exponent) <= 22)
        exactFloat(mantissa, exponent)
    else
        nearestFloat(mantissa, exponent) orelse return null;
    // What more digits say is between the two: where these are one float, that is it.
    if (is_cut and nearestFloat(mantissa + 1, exponent) != value) return null;
    return if (is_negative) -value else value;
}

fn exactFloat(mantissa: u64, exponent: i32) f64 {
    const scale = exact_powers[@abs(exponent)];
    const whole: f64 = @floatFromInt(mantissa);
    return if (exponent < 0) whole / scale else whole * scale;
}

/// mantissa * 10^exponent, of which 128 bits hold what decides.
fn nearestFloat(mantissa: u64, exponent: i32) ?f64 {
    if (mantissa == 0) return 0;
    if (@abs(exponent) >= powers_of_five.len) return null;
    const fives = powers_of_five[@abs(exponent)];
    if (exponent >= 0) return std.math.ldexp(roundedFloat(@as(u128, mantissa) * fives, false), exponent);
    const shift: u7 = @intCast(64 + @clz(mantissa));
    const numerator = @as(u128, mantissa) << shift;
    // The quotient has more than 64 bits, so that what is left only tells that it is not all.
    const quotient = numerator / fives;
    const whole = roundedFloat(quotient, numerator % fives != 0);
    return std.math.ldexp(whole, exponent - @as(i32, shift));
}

/// The nearest float of a whole number, and perhaps a bit more; ties to even.
fn roundedFloat(value: u128, has_rest: bool) f64 {
    const extra: u7 = @intCast(@max(0, 75 - @as(i32, @clz(value))));
    if (extra == 0) return @floatFromInt(@as(u64, @intCast(value)));
    var kept: u64 = @intCast(value >> extra);
    const half = @as(u128, 1) << (extra - 1);
    const low = value & ((half << 1) - 1);
    if (low > half or (low == half and (has_rest or kept & 1 != 0))) kept += 1;
    return std.math.ldexp(@as(f64, @floatFromInt(kept)), extra);
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
    try testing.expectEqual(3.14159265358979312, floatOf("3.14159265358979312e").?);
    try testing.expectEqual(9007199254740993.0e10, floatOf("9007199254740993e10").?);
    try testing.expectEqual(1234567890123456789e-25, floatOf("1234567890123456789e-25").?);
    try testing.expectEqual(123456789012345678901.0, floatOf("123456789012345678901").?);
    // Halfway between two floats, but for its last digit, which is left to others.
    const beside_halfway = "9223372036854776832.1";
    for ([_][]const u8{ "", ".", "e5", "1x", "1e1.5", "--1", "1e400", beside_halfway, " 1" }) |text| {
        try testing.expectEqual(null, floatOf(text));
    }
}
