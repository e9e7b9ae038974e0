//! What a token's text would be as a number: Forth 2012 sections 3.4.1.3 (integers, characters) and 12.3.7
//! (floats), with gforth's prefixes `&` and `0x`.
//!
//!     integer   := digits of BASE | prefixed, with one sign at most          12 -12 $ff -$ff $-ff
//!     prefix    := `#` `&` decimal | `$` hexadecimal | `%` binary | `0x` `0X` hexadecimal where BASE <= 33
//!     double    := integer `.`                                               12. $-ff.
//!     character := `'` one character [`'`], unsigned                         'a' 'a '''
//!     float     := [sign] digits [`.` [digits]] e [sign] [digits]            1e 1.5e-3, only in base 10
//!                | [sign] `.` digits e [sign] [digits]                       .5e0
//!
//! The text of every other token is a name. Integers wrap modulo 2^64, doubles modulo 2^128. A character is
//! one UTF-8 sequence, or one byte where no valid sequence begins. `''` and `'` are names.

const std = @import("std");
const abi = @import("abi");
const TokenKind = abi.TokenKind;

/// A classified text: a cell in `value`'s low half, a double in all of it, zero for names and floats.
pub const Literal = struct {
    kind: TokenKind,
    value: u128,

    const name: Literal = .{ .kind = .name, .value = 0 };
    const float: Literal = .{ .kind = .float, .value = 0 };
};

/// Classifies the text of one token, which is not empty. `base` is BASE, 2 to 36.
pub fn classify(text: []const u8, base: u32) Literal {
    std.debug.assert(text.len > 0);
    std.debug.assert(base >= 2 and base <= 36);
    const first = text[0];
    if (leading_values[first] >= base) return .name;
    if (first == '\'') return classifyCharacter(text);

    var rest = text;
    var radix = base;
    var negative = false;
    const signed = isSign(rest[0]);
    if (signed) {
        negative = rest[0] == '-';
        rest = rest[1..];
    }
    const prefix = readPrefix(rest, base);
    if (prefix.length > 0) {
        radix = prefix.radix;
        rest = rest[prefix.length..];
        if (!signed and rest.len > 0 and isSign(rest[0])) {
            negative = rest[0] == '-';
            rest = rest[1..];
        }
    }
    const integer = classifyInteger(rest, radix, negative);
    if (integer.kind == .name and base == 10 and prefix.length == 0 and isFloat(rest)) return .float;
    return integer;
}

/// `digits` or `digits.`: the sign and the prefix are read already.
fn classifyInteger(digits: []const u8, radix: u32, negative: bool) Literal {
    var value: u64 = 0;
    var length: usize = 0;
    while (length < digits.len) : (length += 1) {
        const digit = digit_values[digits[length]];
        if (digit >= radix) break;
        value = value *% radix +% digit;
    }
    if (length == 0) return .name;
    if (length == digits.len) return .{ .kind = .cell, .value = if (negative) 0 -% value else value };
    if (length + 1 != digits.len or digits[length] != '.') return .name;

    // 36^12 < 2^64: only longer numbers can have lost their high half.
    const wide: u128 = if (length <= 12) value else wideValue(digits[0..length], radix);
    return .{ .kind = .double, .value = if (negative) 0 -% wide else wide };
}

fn wideValue(digits: []const u8, radix: u32) u128 {
    var value: u128 = 0;
    for (digits) |character| value = value *% radix +% digit_values[character];
    return value;
}

fn classifyCharacter(text: []const u8) Literal {
    std.debug.assert(text[0] == '\'');
    const character = text[1..];
    if (character.len == 0) return .name;
    if (character.len == 1 and character[0] == '\'') return .name;
    const decoded = decodeCharacter(character);
    const rest = character[decoded.length..];
    if (rest.len > 1 or (rest.len == 1 and rest[0] != '\'')) return .name;
    return .{ .kind = .cell, .value = decoded.code_point };
}

const Decoded = struct { code_point: u32, length: usize };

/// The first character of `text`: a well-formed UTF-8 sequence (Unicode 15, table 3-7), or its first byte.
fn decodeCharacter(text: []const u8) Decoded {
    const first = text[0];
    const byte: Decoded = .{ .code_point = first, .length = 1 };
    const length: usize = switch (first) {
        0xC2...0xDF => 2,
        0xE0...0xEF => 3,
        0xF0...0xF4 => 4,
        else => return byte,
    };
    if (text.len < length) return byte;
    var code_point: u32 = first & (@as(u32, 0x7F) >> @intCast(length));
    for (text[1..length]) |continuation| {
        if (continuation & 0xC0 != 0x80) return byte;
        code_point = code_point << 6 | (continuation & 0x3F);
    }
    const overlong = (length == 3 and code_point < 0x800) or (length == 4 and code_point < 0x10000);
    const surrogate = code_point >= 0xD800 and code_point <= 0xDFFF;
    if (overlong or surrogate or code_point > 0x10FFFF) return byte;
    return .{ .code_point = code_point, .length = length };
}

/// True for the part of a float after its sign: `digits[.[digits]]e[sign][digits]` or `.digits e…`.
fn isFloat(text: []const u8) bool {
    var at = skipDecimal(text, 0);
    var digit_count = at;
    if (at < text.len and text[at] == '.') {
        const fraction = at + 1;
        at = skipDecimal(text, fraction);
        digit_count += at - fraction;
    }
    if (digit_count == 0 or at == text.len or text[at] | 0x20 != 'e') return false;
    at += 1;
    if (at < text.len and isSign(text[at])) at += 1;
    return skipDecimal(text, at) == text.len;
}

fn skipDecimal(text: []const u8, start: usize) usize {
    var at = start;
    while (at < text.len and text[at] >= '0' and text[at] <= '9') at += 1;
    return at;
}

fn isSign(character: u8) bool {
    return character == '+' or character == '-';
}

const Prefix = struct { radix: u32 = 0, length: usize = 0 };

/// The radix prefix at the start of `text`; a length of 0 when there is none.
fn readPrefix(text: []const u8, base: u32) Prefix {
    if (text.len < 2) return .{};
    return switch (text[0]) {
        '#', '&' => .{ .radix = 10, .length = 1 },
        '$' => .{ .radix = 16, .length = 1 },
        '%' => .{ .radix = 2, .length = 1 },
        // From base 34 on, x is a digit and `0x1` a number without prefix.
        '0' => if (text[1] | 0x20 == 'x' and base <= 33) .{ .radix = 16, .length = 2 } else .{},
        else => .{},
    };
}

const no_digit = 0xFF;

/// A character's value as a digit, `no_digit` for all others.
const digit_values: [256]u8 = values: {
    var table: [256]u8 = @splat(no_digit);
    for (0..10) |digit| table['0' + digit] = digit;
    for (0..26) |letter| {
        table['A' + letter] = 10 + letter;
        table['a' + letter] = 10 + letter;
    }
    break :values table;
};

/// As `digit_values`, and 0 for a character that can begin a number in every base: one comparison with BASE
/// sends most names away.
const leading_values: [256]u8 = values: {
    var table = digit_values;
    for ("+-#&$%'.") |character| table[character] = 0;
    break :values table;
};

const expectEqual = std.testing.expectEqual;

fn expectLiteral(kind: TokenKind, value: u128, text: []const u8, base: u32) !void {
    try expectEqual(Literal{ .kind = kind, .value = value }, classify(text, base));
}

test "cells" {
    try expectLiteral(.cell, 12, "12", 10);
    try expectLiteral(.cell, 12, "+12", 10);
    try expectLiteral(.cell, 0xFFFF_FFFF_FFFF_FFF4, "-12", 10);
    try expectLiteral(.cell, 0xFFFF_FFFF_FFFF_FFFF, "18446744073709551615", 10);
    try expectLiteral(.cell, 0, "18446744073709551616", 10);
    try expectLiteral(.cell, 35, "Z", 36);
    try expectLiteral(.cell, 6, "%110", 36);
    try expectLiteral(.cell, 255, "$fF", 10);
    try expectLiteral(.cell, 255, "0xFf", 33);
    try expectLiteral(.cell, 33 * 34 + 1, "0x1", 34);
    for ([_][]const u8{ "-$10", "$-10", "-0x10", "0X-10", "-&16", "#-16" }) |text| {
        try expectLiteral(.cell, 0xFFFF_FFFF_FFFF_FFF0, text, 10);
    }
}

test "doubles" {
    try expectLiteral(.double, 12, "12.", 10);
    try expectLiteral(.double, std.math.maxInt(u128), "-1.", 10);
    try expectLiteral(.double, std.math.maxInt(u128), "$ffffffffffffffffffffffffffffffff.", 10);
    try expectLiteral(.double, 0, "$100000000000000000000000000000000.", 10);
    try expectLiteral(.double, 1 << 64, "18446744073709551616.", 10);
}

test "characters" {
    try expectLiteral(.cell, 'a', "'a'", 10);
    try expectLiteral(.cell, 'a', "'a", 10);
    try expectLiteral(.cell, '\'', "'''", 10);
    try expectLiteral(.cell, 0x20AC, "'\u{20AC}'", 10);
    try expectLiteral(.cell, 0x10FFFF, "'\u{10FFFF}", 10);
    try expectLiteral(.cell, 0xFF, "'\xFF'", 10);
    try expectLiteral(.cell, 0xE2, "'\xE2", 10);
    for ([_][]const u8{ "'", "''", "''''", "'ab", "'ab'", "-'a'", "'\xE2\x82'", "'\xED\xA0\x80'", "'\xC0\x80'" }) |text| {
        try expectLiteral(.name, 0, text, 10);
    }
}

test "floats are decimal" {
    for ([_][]const u8{ "1e", "1E0", "-1.5e-3", "+.5e0", "1.e+", "1e+9" }) |text| {
        try expectLiteral(.float, 0, text, 10);
        try expectLiteral(.name, 0, text, 12);
    }
    try expectLiteral(.cell, 0x1E5, "1e5", 16);
    for ([_][]const u8{ "e", ".e", "1.5", "#1e", "1e5.", "1e1.0", "1d0", "1e++1", "e1" }) |text| {
        try expectLiteral(.name, 0, text, 10);
    }
}

test "names" {
    const names = [_][]const u8{ "dup", "+", "-", "1+", "2/", ".", "#", "#>", "$", "%", "&", "0x", "+-1", "-$-1", "$--1", "..", "-.", "$.", "\xC3\xA9", "1..", "1.2." };
    for (names) |text| try expectLiteral(.name, 0, text, 10);
}
