//! The keys without a character that terminals send as sequences behind an Escape (xterm, ECMA-48), and their events.

const std = @import("std");

/// Key events from this one on are keys without a character; smaller ones are (extended) characters.
pub const first_function_key = 0x40000000;

/// Bits of a key event for the keys held down with it.
pub const Held = struct {
    pub const shift = 0x10000000;
    pub const alternate = 0x20000000;
    pub const control = 0x08000000;
};

/// In the order of their numbers.
pub const function_keys = [_][]const u8{
    "left", "right", "up", "down", "home", "end", "prior", "next", "insert", "delete", "f1",
    "f2",   "f3",    "f4", "f5",   "f6",   "f7",  "f8",    "f9",   "f10",    "f11",    "f12",
};

// By their place there.
const left = 0;
const right = 1;
const up = 2;
const down = 3;
const home = 4;
const end = 5;
const prior = 6;
const next = 7;
const insert = 8;
const delete = 9;
const f1 = 10;

const paste_begin = 0x100;
const paste_end = 0x101;

/// Final letters of `ESC [ letter` and `ESC O letter`.
fn keyOfLetter(letter: u8) ?u32 {
    return switch (letter) {
        'A' => up,
        'B' => down,
        'C' => right,
        'D' => left,
        'F' => end,
        'H' => home,
        'P'...'S' => f1 + letter - 'P',
        else => null,
    };
}

/// Numbers of `ESC [ number ~`.
fn keyOfNumber(number: u32) ?u32 {
    return switch (number) {
        1, 7 => home,
        2 => insert,
        3 => delete,
        4, 8 => end,
        5 => prior,
        6 => next,
        11...15 => f1 + number - 11,
        17...21 => f1 + number - 12,
        23, 24 => f1 + number - 13,
        200 => paste_begin,
        201 => paste_end,
        else => null,
    };
}

/// Whether the bytes behind an Escape may be the beginning of more.
pub fn isIncomplete(text: []const u8) bool {
    if (text.len == 0) return true;
    if (text[0] == 'O') return text.len == 1;
    if (text[0] != '[') return false;
    for (text[1..]) |byte| if (!std.ascii.isDigit(byte) and byte != ';') return false;
    return true;
}

/// `[ number ; modifiers ~`, `[ 1 ; modifiers letter` or `O letter`.
pub const Sequence = struct {
    event: ?u32 = null,
    length: usize = 0,

    pub fn of(text: []const u8) Sequence {
        if (text.len < 2) return .{};
        if (text[0] == 'O') return .make(keyOfLetter(text[1]), 1, 2);
        if (text[0] != '[') return .{};
        var at: usize = 1;
        const number = numberAt(text, &at);
        var modifiers: u32 = 1;
        if (at < text.len and text[at] == ';') {
            at += 1;
            const from = at;
            modifiers = numberAt(text, &at);
            if (at == from) return .{};
        }
        if (at == text.len) return .{};
        const final = text[at];
        const found = if (final == '~') keyOfNumber(number) else keyOfLetter(final);
        return .make(found, modifiers, at + 1);
    }

    fn make(found: ?u32, modifiers: u32, length: usize) Sequence {
        const number = found orelse return .{};
        if (number >= paste_begin) return .{ .event = first_function_key + number, .length = length };
        // xterm sends one more than the sum of 1 for Shift, 2 for Alt and 4 for Control.
        const held = modifiers -% 1;
        var event: u32 = first_function_key + number;
        if (held & 1 != 0) event |= Held.shift;
        if (held & 2 != 0) event |= Held.alternate;
        if (held & 4 != 0) event |= Held.control;
        return .{ .event = event, .length = length };
    }

    fn numberAt(text: []const u8, at: *usize) u32 {
        var number: u32 = 0;
        while (at.* < text.len and std.ascii.isDigit(text[at.*])) : (at.* += 1) number = number *% 10 +% (text[at.*] - '0');
        return number;
    }
};

test "sequences of terminals" {
    const testing = std.testing;
    try testing.expectEqual(first_function_key + up, Sequence.of("[A").event);
    try testing.expectEqual(first_function_key + f1 | Held.shift | Held.control, Sequence.of("[1;6P").event);
    try testing.expectEqual(first_function_key + delete, Sequence.of("[3~x").event);
    try testing.expectEqual(4, Sequence.of("[24~").length);
    try testing.expectEqual(null, Sequence.of("[;A").event);
    try testing.expectEqual(null, Sequence.of("x").event);
    try testing.expect(isIncomplete("[1;") and !isIncomplete("[1;6P"));
}
