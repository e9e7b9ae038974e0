//! Text to numbers by gforth's words: S>NUMBER? and its kin, as src/words/conversion.ts.

const std = @import("std");
const number = @import("number");
const host = @import("../host.zig");
const places = @import("places.zig");
const Error = host.Error;

comptime {
    host.exportWord("s>number?", toDoubleAndFlag);
    host.exportWord("number?", countedToKind);
    host.exportWord("number", countedToDouble);
}

/// Longer texts are no numbers. (Digits that say more than 128 bits do are few.)
const longest = 4096;

const Converted = struct {
    value: u128 = 0,
    /// How many characters follow the point; less than zero: it is a single cell.
    point_place: i64 = no_point,
};

const no_point = -1;

/// The text of a number, as the text interpreter has it.
const Buffer = struct {
    bytes: [longest + 1]u8 = undefined,
    length: usize = 0,

    fn add(buffer: *Buffer, byte: u8) void {
        buffer.bytes[buffer.length] = byte;
        buffer.length += 1;
    }

    /// What the text interpreter takes it for: a cell or a double.
    fn value(buffer: *const Buffer) Error!?u128 {
        const base = try host.base();
        const text = buffer.bytes[0..buffer.length];
        if (text.len == 0) return null;
        // A token has no blanks.
        for (text) |byte| if (byte <= ' ') return null;
        const literal = number.classify(text, base);
        return switch (literal.kind) {
            .cell => @bitCast(@as(i128, @as(i64, @bitCast(@as(u64, @truncate(literal.value)))))),
            .double => literal.value,
            else => null,
        };
    }
};

/// As gforth 0.7 has it, points anywhere make a number a double; the text interpreter only takes one at the end.
fn convertText(text: []const u8, is_wide: bool) Error!?Converted {
    if (text.len > longest) return null;
    var buffer: Buffer = .{};
    var point_place: i64 = no_point;
    for (text, 0..) |byte, at| {
        const is_inside = at > 0 and at + 1 < text.len;
        if (byte == '.') {
            if (at + 1 < text.len and text[at + 1] == '.') return null;
            point_place = @intCast(text.len - at - 1);
        } else if (byte != '_' or !is_inside) buffer.add(byte);
    }
    const has_point = point_place != no_point;
    if (has_point or is_wide) buffer.add('.');
    const value = try buffer.value() orelse {
        // What is no double, a character, may yet be a cell.
        if (has_point or !is_wide) return null;
        return convertText(text, false);
    };
    return .{ .value = value, .point_place = point_place };
}

/// Converts a text and sets DPL.
/// @param is_wide the number is wanted in two cells: then it may be greater than one holds
fn convert(text: []const u8, is_wide: bool) Error!?Converted {
    const converted = try convertText(text, false) orelse return null;
    host.variable(.point_place).* = @bitCast(converted.point_place);
    if (!is_wide or converted.point_place != no_point) return converted;
    return try convertText(text, true) orelse converted;
}

/// What gforth leaves for a text that is no number: the digits at its beginning, without their sign.
fn digitsOf(text: []const u8) Error!Converted {
    const digits = if (text.len > 0 and text[0] == '-') text[1..] else text;
    var length: usize = @min(digits.len, longest);
    while (length > 0) : (length -= 1) {
        if (try convertText(digits[0..length], false)) |converted| return converted;
    }
    return .{};
}

fn toDoubleAndFlag() Error!void {
    const text = try host.popBytes();
    const converted = try convert(text, true);
    try host.pushDouble((converted orelse try digitsOf(text)).value);
    try host.pushFlag(converted != null);
}

/// ( -- 0 | n -1 | d +n )
fn pushKind(converted: ?Converted) Error!void {
    const found = converted orelse return host.pushCell(0);
    if (found.point_place == no_point) {
        try host.pushCell(@truncate(found.value));
        return host.pushSigned(-1);
    }
    try host.pushDouble(found.value);
    try host.pushSigned(found.point_place + 1);
}

/// The counted string on the top, which stays.
fn counted() Error![]const u8 {
    const address: u32 = @truncate((try host.cellBelow(0)).*);
    const length = (try host.bytesAt(address, 1))[0];
    return host.bytesAt(address + 1, length);
}

fn countedToKind() Error!void {
    const converted = try convert(try counted(), false);
    if (converted != null) _ = try host.pop();
    try pushKind(converted);
}

fn countedToDouble() Error!void {
    const text = try counted();
    const converted = try convert(text, false) orelse return host.throwFormat(.undefined_word, &.{.{ .text = text }});
    _ = try host.pop();
    try host.pushDouble(converted.value);
}
