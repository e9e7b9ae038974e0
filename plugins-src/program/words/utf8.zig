//! UTF-8 (RFC 3629) in bytes that may be anything.

const std = @import("std");

/// The longest encoding of a character, in bytes.
pub const longest = 4;
pub const greatest = 0x10FFFF;

/// How many bytes a character has that begins with this byte; 1 for a byte that begins none.
pub fn lengthFromLead(lead: u8) usize {
    return switch (lead) {
        0xC2...0xDF => 2,
        0xE0...0xEF => 3,
        0xF0...0xF4 => 4,
        else => 1,
    };
}

/// How many bytes encode the character; 0 for what is no character (Unicode 3.9: surrogates, beyond U+10FFFF).
pub fn encodedLength(code: i64) usize {
    if (code < 0 or code > greatest or (code >= 0xD800 and code <= 0xDFFF)) return 0;
    return if (code < 0x80) 1 else if (code < 0x800) 2 else if (code < 0x10000) 3 else 4;
}

pub fn isContinuation(byte: u8) bool {
    return byte & 0xC0 == 0x80;
}

/// The character at the start of the bytes; null when they are malformed or too few.
pub fn decode(bytes: []const u8) ?u32 {
    if (bytes.len == 0) return null;
    const lead = bytes[0];
    if (lead < 0x80) return lead;
    const length = lengthFromLead(lead);
    if (length == 1 or length > bytes.len) return null;
    var code: u32 = lead & (@as(u8, 0x7F) >> @intCast(length));
    for (bytes[1..length]) |byte| {
        if (!isContinuation(byte)) return null;
        code = code << 6 | (byte & 0x3F);
    }
    return if (encodedLength(code) == length) code else null;
}

/// A character's encoding; null for what is no character.
pub fn encode(code: i64, target: *[longest]u8) ?[]const u8 {
    const length = encodedLength(code);
    if (length == 0) return null;
    var rest: u32 = @intCast(code);
    if (length == 1) {
        target[0] = @intCast(rest);
        return target[0..1];
    }
    var at = length - 1;
    while (at > 0) : (at -= 1) {
        target[at] = 0x80 | @as(u8, @truncate(rest & 0x3F));
        rest >>= 6;
    }
    target[0] = @as(u8, @truncate(@as(u32, 0xF00) >> @intCast(length))) | @as(u8, @intCast(rest));
    return target[0..length];
}

/// How many bytes the first character of a text has, malformed or not; 0 for an empty text.
pub fn firstLength(text: []const u8) usize {
    return if (text.len == 0) 0 else @min(text.len, lengthFromLead(text[0]));
}

/// How many bytes the last character of a text has, malformed or not; 0 for an empty text.
pub fn lastLength(text: []const u8) usize {
    var length: usize = @min(1, text.len);
    while (length < @min(text.len, longest) and isContinuation(text[text.len - length])) length += 1;
    return length;
}

test "characters and their bytes" {
    const testing = std.testing;
    var bytes: [longest]u8 = undefined;
    for ([_]u32{ 0, 0x7F, 0x80, 0x7FF, 0x800, 0xFFFF, 0x10000, greatest }) |code| {
        try testing.expectEqual(code, decode(encode(code, &bytes).?));
    }
    try testing.expectEqual(null, encode(0xD800, &bytes));
    try testing.expectEqual(null, decode("\xC0\x80"));
    try testing.expectEqual(null, decode("\xED\xA0\x80"));
    try testing.expectEqual(2, lastLength("a\xC3\xA4"));
}
