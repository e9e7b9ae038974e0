//! Floats from text and to text: >FLOAT, REPRESENT, and the formats of F. FE. FS. and gforth's F.RDP, digit for digit as
//! src/words/float_text.ts has them.

const std = @import("std");
const decimal = @import("decimal.zig");
const Decimal = decimal.Decimal;
const toDouble = decimal.toDouble;

/// The longest number of significant digits that any double has.
pub const most_digits = decimal.most_digits;
const counted_digits = decimal.counted_digits;
/// What is asked for to know how large a number is.
const usual_digits = 17;

/// The value of a text (>FLOAT): `1` `1.` `.5` `-1.5e3` `1d-3` `1+3` (12.6.1.0558); null when it is no float. Blanks alone,
/// or nothing, are zero.
pub fn parse(text: []const u8) ?f64 {
    if (std.mem.trimStart(u8, text, " ").len == 0) return 0;
    var rest = text;
    const is_negative = rest[0] == '-';
    if (isSign(rest[0])) rest = rest[1..];
    const whole = leadingDigits(rest);
    rest = rest[whole.len..];
    const has_point = rest.len > 0 and rest[0] == '.';
    if (has_point) rest = rest[1..];
    const fraction = if (has_point) leadingDigits(rest) else rest[0..0];
    rest = rest[fraction.len..];
    if (whole.len + fraction.len == 0) return null;
    var exponent: i64 = 0;
    if (rest.len > 0) {
        switch (rest[0]) {
            'e', 'E', 'd', 'D' => rest = rest[1..],
            '+', '-' => {},
            else => return null,
        }
        const is_below = rest.len > 0 and rest[0] == '-';
        if (rest.len > 0 and isSign(rest[0])) rest = rest[1..];
        for (rest) |byte| {
            if (!std.ascii.isDigit(byte)) return null;
            exponent = @min(exponent * 10 + (byte - '0'), most_exponent);
        }
        if (is_below) exponent = -exponent;
    }
    const magnitude = decimalToDouble(whole, fraction, exponent);
    return if (is_negative) -magnitude else magnitude;
}

/// Beyond what any text of a name's length reaches to.
const most_exponent = 1 << 40;

fn isSign(byte: u8) bool {
    return byte == '+' or byte == '-';
}

fn leadingDigits(text: []const u8) []const u8 {
    for (text, 0..) |byte, at| if (!std.ascii.isDigit(byte)) return text[0..at];
    return text;
}

fn decimalToDouble(whole: []const u8, fraction: []const u8, exponent: i64) f64 {
    // Zeros in front say nothing, and a text without a point has its digits in a row.
    const significant = std.mem.trimStart(u8, whole, "0");
    const place = @as(i64, @intCast(significant.len)) + exponent;
    if (fraction.len == 0) return toDouble(significant, place);
    if (significant.len == 0) return toDouble(fraction, place);
    var digits: [counted_digits + 1]u8 = undefined;
    const first = significant[0..@min(significant.len, counted_digits)];
    const second = fraction[0..@min(fraction.len, counted_digits - first.len)];
    @memcpy(digits[0..first.len], first);
    @memcpy(digits[first.len..][0..second.len], second);
    // What is left counts as far as it is there.
    const has_more = hasDigits(significant[first.len..]) or hasDigits(fraction[second.len..]);
    digits[first.len + second.len] = if (has_more) '1' else '0';
    return toDouble(digits[0 .. first.len + second.len + 1], place);
}

fn hasDigits(text: []const u8) bool {
    return std.mem.trimStart(u8, text, "0").len > 0;
}

/// What REPRESENT, F. and their kin give for infinities and what is no number, as gforth's do.
pub fn specialText(value: f64) ?[]const u8 {
    if (value != value) return "NaN";
    if (@abs(value) < std.math.inf(f64)) return null;
    return if (value < 0) "-infinity" else "infinity";
}

/// A text in pieces: bytes, or one byte repeated. Its digits stay where they are.
pub const Text = struct {
    pieces: [most_pieces]Piece = undefined,
    count: usize = 0,
    length: usize = 0,

    const most_pieces = 16;
    pub const Piece = struct { bytes: []const u8 = &.{}, fill: u8 = 0, repeated: usize = 0 };

    pub fn add(text: *Text, bytes: []const u8) void {
        if (bytes.len > 0) text.addPiece(.{ .bytes = bytes }, bytes.len);
    }

    pub fn fill(text: *Text, byte: u8, repeated: usize) void {
        if (repeated > 0) text.addPiece(.{ .fill = byte, .repeated = repeated }, repeated);
    }

    fn addPiece(text: *Text, piece: Piece, length: usize) void {
        text.pieces[text.count] = piece;
        text.count += 1;
        text.length += length;
    }

    /// Blanks before it, so that it has so many characters.
    fn padStart(text: *Text, width: usize) void {
        if (text.length >= width) return;
        std.mem.copyBackwards(Piece, text.pieces[1 .. text.count + 1], text.pieces[0..text.count]);
        text.pieces[0] = .{ .fill = ' ', .repeated = width - text.length };
        text.count += 1;
        text.length = width;
    }

    pub fn all(text: *const Text) []const Piece {
        return text.pieces[0..text.count];
    }

    /// Writes it to memory that has room for all of it.
    pub fn writeTo(text: *const Text, target: []u8) void {
        var at: usize = 0;
        for (text.all()) |piece| {
            const length = piece.bytes.len + piece.repeated;
            if (piece.repeated > 0) @memset(target[at..][0..length], piece.fill) else @memcpy(target[at..][0..length], piece.bytes);
            at += length;
        }
    }
};

/// Where the digits of a text are while somebody reads it.
pub const Room = struct {
    digits: [most_digits]u8 = undefined,
    exponent: [8]u8 = undefined,
};

/// A float as REPRESENT (12.6.1.2143) gives it: 0.`digits` times ten to the `exponent`. It may have fewer digits than were
/// asked for; zeros follow.
pub const Represented = struct {
    digits: []const u8,
    exponent: i32,
    is_negative: bool,

    /// The first digits of a finite float, correctly rounded, ties to even (12.2.1).
    pub fn of(value: f64, count: usize, digits: *[most_digits]u8) Represented {
        const negative = std.math.signbit(value);
        // Zero has its digits before the point, as in gforth.
        if (value == 0) return .{ .digits = digits[0..0], .exponent = 1, .is_negative = negative };
        const exact: Decimal = .of(@abs(value));
        const rounded = exact.rounded(@min(count, most_digits), digits);
        return .{ .digits = rounded.digits, .exponent = rounded.exponent, .is_negative = negative };
    }

    /// Digits that are no zeros at the end.
    fn significant(number: Represented) []const u8 {
        return std.mem.trimEnd(u8, number.digits, "0");
    }
};

/// PRECISION as a number of digits that there can be.
fn usable(precision: i64) usize {
    return @intCast(@min(@max(1, precision), most_digits));
}

/// F. (12.6.2.1427): without an exponent; zeros at the end of the fraction are not shown.
pub fn formatFixed(value: f64, precision: i64, room: *Room) Text {
    const number: Represented = .of(value, usable(precision), &room.digits);
    var text: Text = .{};
    if (number.is_negative) text.add("-");
    const digits = number.significant();
    if (number.exponent <= 0) {
        text.add("0.");
        text.fill('0', @intCast(-number.exponent));
        text.add(digits);
    } else addWithPoint(&text, digits, @intCast(number.exponent));
    return text;
}

/// The digits, with the point behind so many of them and zeros where there are fewer.
fn addWithPoint(text: *Text, digits: []const u8, before: usize) void {
    const whole = @min(before, digits.len);
    text.add(digits[0..whole]);
    text.fill('0', before - whole);
    text.add(".");
    text.add(digits[whole..]);
}

/// FS. (12.6.2.1613): one digit before the point.
pub fn formatScientific(value: f64, precision: i64, room: *Room) Text {
    return withExponent(value, precision, room, false);
}

/// FE. (12.6.2.1513): an exponent that is a multiple of three.
pub fn formatEngineering(value: f64, precision: i64, room: *Room) Text {
    return withExponent(value, precision, room, true);
}

fn withExponent(value: f64, precision: i64, room: *Room, by_thousands: bool) Text {
    const count = usable(precision);
    const number: Represented = .of(value, count, &room.digits);
    const before: usize = @intCast(if (by_thousands) number.exponent - 3 * @divFloor(number.exponent - 1, 3) else 1);
    var text: Text = .{};
    if (number.is_negative) text.add("-");
    addWithPoint(&text, number.digits, before);
    const shown = @max(before, number.digits.len);
    if (count > shown) text.fill('0', count - shown);
    text.add("E");
    text.add(decimalText(number.exponent - @as(i32, @intCast(before)), &room.exponent));
    return text;
}

fn decimalText(value: i32, buffer: *[8]u8) []const u8 {
    var start: usize = buffer.len;
    var rest: u32 = @abs(value);
    while (true) {
        start -= 1;
        buffer[start] = '0' + @as(u8, @intCast(rest % 10));
        rest /= 10;
        if (rest == 0) break;
    }
    if (value < 0) {
        start -= 1;
        buffer[start] = '-';
    }
    return buffer[start..];
}

/// F.RDP of gforth: `width` characters with `decimals` digits after the point; with an exponent when that would show
/// fewer than `significant` digits or does not fit; asterisks when nothing fits.
pub fn formatWidth(value: f64, width: usize, decimals: u64, significant: u64, room: *Room) Text {
    var text: Text = .{};
    if (specialText(value)) |special| {
        if (special.len <= width) {
            text.add(special);
            text.fill(' ', width - special.len);
        } else text.fill('*', width);
        return text;
    }
    if (isFixedPoint(value, width, decimals, significant, room)) {
        // It has fewer decimals than the width.
        if (fixedPoint(value, @intCast(decimals), width, room)) |fixed| return fixed;
    }
    if (exponentWithin(value, width, room)) |scientific| return scientific;
    text.fill('*', width);
    return text;
}

/// Whether F.RDP shows a number without an exponent. As in gforth, it is asked of the number rounded to `width` digits,
/// and again of the number rounded to the digits that the first answer leaves room for.
fn isFixedPoint(value: f64, width: usize, decimals: u64, significant: u64, room: *Room) bool {
    const space: i64 = @intCast(width);
    // What is too much for the width is too much by any amount.
    const shown: i64 = @intCast(@min(decimals, 1 << 40));
    const wanted: i64 = @intCast(@min(significant, 1 << 50));
    var digits: i64 = @max(1, space);
    var is_fixed = false;
    for (0..2) |_| {
        const number: Represented = .of(value, @intCast(@min(digits, most_digits)), &room.digits);
        const sign: i64 = @intFromBool(number.is_negative);
        const is_significant = wanted == 0 or shown + number.exponent >= wanted;
        is_fixed = is_significant and space - shown - 1 - sign >= @max(number.exponent, 0);
        const exponent_length: i64 = @intCast(1 + decimalText(number.exponent - 1, &room.exponent).len);
        const left = if (is_fixed) shown + number.exponent else space - exponent_length - 1 - sign;
        digits = @max(1, @min(left, space));
    }
    return is_fixed;
}

/// The number with so many decimals; null when it does not fit.
fn fixedPoint(value: f64, decimals: usize, width: usize, room: *Room) ?Text {
    const places: i64 = @intCast(decimals);
    const count = Represented.of(value, usual_digits, &room.digits).exponent + places;
    const number: Represented = .of(value, @intCast(@max(0, count)), &room.digits);
    const shown = number.exponent + places;
    // Rounding to no digits at all may still give one.
    const is_zero = value == 0;
    const digits = if (shown <= 0) "" else if (number.digits.len == 0 and !is_zero and count <= 0) "1" else number.digits;
    // The digits with zeros around, of which `decimals` stand behind the point and at least one before it.
    const behind: usize = @intCast(@max(0, shown - @as(i64, @intCast(digits.len))));
    const length = @max(digits.len + behind, decimals + 1);
    const before = length - digits.len - behind;
    const point = length - decimals;
    const runs = [_]Text.Piece{
        .{ .fill = '0', .repeated = before }, .{ .bytes = digits }, .{ .fill = '0', .repeated = behind },
    };
    const sign: usize = @intFromBool(number.is_negative);
    // The zero before the point goes where there is no room for it.
    const is_short = sign + length + 1 > width and point == 1 and firstOf(&runs) == '0';
    var text: Text = .{};
    if (number.is_negative) text.add("-");
    addRange(&text, &runs, @intFromBool(is_short), point);
    text.add(".");
    addRange(&text, &runs, point, length);
    if (text.length > width) return null;
    text.padStart(width);
    return text;
}

fn firstOf(runs: []const Text.Piece) u8 {
    for (runs) |run| {
        if (run.repeated > 0) return run.fill;
        if (run.bytes.len > 0) return run.bytes[0];
    }
    return 0;
}

/// Adds what lies from one place to another in runs of characters.
fn addRange(text: *Text, runs: []const Text.Piece, from: usize, to: usize) void {
    var at: usize = 0;
    for (runs) |run| {
        const length = run.bytes.len + run.repeated;
        const first = @max(from, at);
        const end = @min(to, at + length);
        if (first < end) {
            if (run.repeated > 0) text.fill(run.fill, end - first) else text.add(run.bytes[first - at .. end - at]);
        }
        at += length;
    }
}

/// The number with an exponent and as many digits as `width` has room for; null when not one digit fits.
fn exponentWithin(value: f64, width: usize, room: *Room) ?Text {
    // A shorter mantissa may round up to a longer exponent.
    var digits: usize = @min(width, most_digits);
    while (digits > 0) : (digits -= 1) {
        var text = formatScientific(value, @intCast(digits), room);
        if (text.length > width) continue;
        text.padStart(width);
        return text;
    }
    // One digit alone goes without its point.
    const number: Represented = .of(value, 1, &room.digits);
    var shortest: Text = .{};
    if (number.is_negative) shortest.add("-");
    shortest.add(if (number.digits.len == 0) "0" else number.digits);
    shortest.add("E");
    shortest.add(decimalText(number.exponent - 1, &room.exponent));
    if (shortest.length > width) return null;
    shortest.padStart(width);
    return shortest;
}

/// Digits that F.S shows.
const stack_digits = 14;

/// F.S of gforth: the digits that there are, with an `e` behind, or with an exponent where that is shorter or clearer.
pub fn formatForStack(value: f64, room: *Room) Text {
    var text: Text = .{};
    if (specialText(value)) |_| {
        text.add(if (value != value) "NaN" else if (value < 0) "-inf" else "inf");
        return text;
    }
    var number: Represented = .of(value, stack_digits, &room.digits);
    if (number.is_negative) text.add("-");
    if (value == 0) {
        text.add("0e");
        return text;
    }
    const exponent = number.exponent;
    // An integer shows a digit more, where others have their point.
    if (exponent == stack_digits + 1 and value == @trunc(value)) number = .of(value, stack_digits + 1, &room.digits);
    const digits = number.significant();
    if (exponent > stack_digits + 1 or exponent < -4) {
        text.add(digits[0..1]);
        if (digits.len > 1) text.add(".");
        text.add(digits[1..]);
        text.add("e");
        text.add(decimalText(exponent - 1, &room.exponent));
        return text;
    }
    if (exponent <= 0) {
        text.add(".");
        text.fill('0', @intCast(-exponent));
        text.add(digits);
    } else {
        const whole = @min(digits.len, @as(usize, @intCast(exponent)));
        text.add(digits[0..whole]);
        text.fill('0', @as(usize, @intCast(exponent)) - whole);
        if (digits.len > whole) text.add(".");
        text.add(digits[whole..]);
    }
    text.add("e");
    return text;
}

fn written(text: Text, buffer: []u8) []const u8 {
    text.writeTo(buffer);
    return buffer[0..text.length];
}

test "the formats" {
    const testing = std.testing;
    var room: Room = .{};
    var buffer: [2000]u8 = undefined;
    try testing.expectEqualStrings("3.14159265358979", written(formatFixed(std.math.pi, 15, &room), &buffer));
    try testing.expectEqualStrings("-100.", written(formatFixed(-100, 15, &room), &buffer));
    try testing.expectEqualStrings("0.", written(formatFixed(0, 15, &room), &buffer));
    try testing.expectEqualStrings("0.00123", written(formatFixed(0.00123, 15, &room), &buffer));
    try testing.expectEqualStrings("1.00E0", written(formatScientific(1, 3, &room), &buffer));
    try testing.expectEqualStrings("0.00E0", written(formatScientific(0, 3, &room), &buffer));
    try testing.expectEqualStrings("123.4E3", written(formatEngineering(123400, 4, &room), &buffer));
    try testing.expectEqualStrings("100.E0", written(formatEngineering(100, 2, &room), &buffer));
    try testing.expectEqualStrings("   3.142", written(formatWidth(std.math.pi, 8, 3, 1, &room), &buffer));
    try testing.expectEqualStrings("***", written(formatWidth(-1e100, 3, 1, 1, &room), &buffer));
    try testing.expectEqualStrings("1.5e", written(formatForStack(1.5, &room), &buffer));
    try testing.expectEqualStrings("-1e20", written(formatForStack(-1e20, &room), &buffer));
}
