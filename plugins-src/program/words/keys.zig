//! Keys and lines from standard input (KEY and ACCEPT of Core, Facility, xchar's XKEY), as src/forth/keyboard.ts.

const std = @import("std");
const host = @import("../host.zig");
const output = @import("../output.zig");
const standard_input = @import("../standard_input.zig");
const system = @import("../system.zig");
const terminal = @import("../terminal.zig");
const utf8 = @import("utf8.zig");
const waits = @import("../waits.zig");
const Error = host.Error;

comptime {
    host.exportWord("key", key);
    host.exportWord("key?", isKeyReady);
    host.exportWord("ekey", eventKey);
    host.exportWord("ekey?", isKeyReady);
    host.exportWord("ekey>char", characterOf(0x7F));
    host.exportWord("ekey>xchar", characterOf(0x10FFFF));
    host.exportWord("ekey>fkey", functionKeyOf);
    host.exportWord("emit?", alwaysReady);
    host.exportWord("accept", accept);
    host.exportWord("xkey", extendedKey);
    host.exportWord("xkey?", isKeyReady);
    for (function_keys, 0..) |name, number| host.exportWord("k-" ++ name, giving(first_function_key + number));
    host.exportWord("k-shift-mask", giving(Held.shift));
    host.exportWord("k-alt-mask", giving(Held.alternate));
    host.exportWord("k-ctrl-mask", giving(Held.control));
}

fn giving(comptime value: u64) fn () Error!void {
    return struct {
        fn word() Error!void {
            try host.pushCell(value);
        }
    }.word;
}

/// Key events from this one on are keys without a character; smaller ones are (extended) characters.
const first_function_key = 0x40000000;

/// Bits of a key event for the keys held down with it.
const Held = struct {
    const shift = 0x10000000;
    const alternate = 0x20000000;
    const control = 0x08000000;
};

/// In the order of their numbers.
const function_keys = [_][]const u8{
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

/// Whether a key can be had without waiting.
fn isReady() Error!bool {
    if (standard_input.isBuffered()) return true;
    output.flush();
    terminal.enterRaw();
    return try waits.forInput(0, 0) and try standard_input.readMore();
}

fn isKeyReady() Error!void {
    try host.pushFlag(try isReady());
}

/// The next byte, waiting for it; null at the end of the input.
fn waitForByte() Error!?u8 {
    if (!standard_input.isBuffered()) {
        output.flush();
        terminal.enterRaw();
    }
    return standard_input.readByte();
}

fn readByte() Error!u8 {
    return try waitForByte() orelse host.throwWith(.unexpected_end_of_file, "standard input has ended");
}

fn key() Error!void {
    try host.pushCell(try readByte());
}

const escape = 0x1B;

fn eventKey() Error!void {
    const byte = try waitForByte() orelse return host.pushSigned(-1);
    if (byte == escape) {
        const found: Sequence = .of(try sequenceText());
        if (found.event) |event| {
            standard_input.file.take(found.length);
            return host.pushCell(event);
        }
    }
    try host.pushCell(byte);
}

/// Between the pieces of one key, and between looks for the next.
const longest_pause = 30;
const pause = 3;
const longest_sequence = 16;
const millisecond = 1_000_000;

/// What follows an Escape. The bytes of one key may come in pieces, soon after each other; one on its own is the key Escape.
fn sequenceText() Error![]const u8 {
    var waited: u32 = 0;
    while (isIncomplete(begun()) and system.isTerminal(0) and waited <= longest_pause) : (waited += pause) {
        if (try waits.forInput(0, pause * millisecond)) _ = try standard_input.readMore();
    }
    return begun();
}

fn begun() []const u8 {
    const window = standard_input.file.window();
    return window[0..@min(window.len, longest_sequence)];
}

fn isIncomplete(text: []const u8) bool {
    if (text.len == 0) return true;
    if (text[0] == 'O') return text.len == 1;
    if (text[0] != '[') return false;
    for (text[1..]) |byte| if (!std.ascii.isDigit(byte) and byte != ';') return false;
    return true;
}

/// `[ number ; modifiers ~`, `[ 1 ; modifiers letter` or `O letter`.
const Sequence = struct {
    event: ?u32 = null,
    length: usize = 0,

    fn of(text: []const u8) Sequence {
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

/// ( x -- x flag )
fn characterOf(comptime greatest: i64) fn () Error!void {
    return struct {
        fn word() Error!void {
            const event: i64 = @bitCast((try host.cellBelow(0)).*);
            try host.pushFlag(event >= 0 and event <= greatest);
        }
    }.word;
}

fn functionKeyOf() Error!void {
    const event: i64 = @bitCast((try host.cellBelow(0)).*);
    try host.pushFlag(event >= first_function_key and event < 2 * first_function_key);
}

fn alwaysReady() Error!void {
    try host.pushFlag(true);
}

/// ACCEPT (6.1.0695): a line of standard input; what does not fit is dropped. The end of the input is an empty line. It
/// displays what it receives, unless a terminal has done so itself.
fn accept() Error!void {
    const target = try host.popBytes();
    output.flush();
    terminal.leaveRaw();
    const received = try standard_input.readLine();
    const line = received orelse "";
    const text = if (std.mem.endsWith(u8, line, "\r")) line[0 .. line.len - 1] else line;
    const length = @min(text.len, target.len);
    @memcpy(target[0..length], text[0..length]);
    if (received != null and !system.isTerminal(0)) {
        try output.typeBytes(line[0..length]);
        try output.emit(' ');
    }
    try host.pushCell(length);
}

fn extendedKey() Error!void {
    var bytes: [4]u8 = undefined;
    bytes[0] = try readByte();
    const length = utf8.lengthFromLead(bytes[0]);
    for (bytes[1..length]) |*byte| byte.* = try readByte();
    const code = utf8.decode(bytes[0..length]) orelse
        return host.throwWith(.malformed_character, "standard input is not UTF-8");
    try host.pushCell(code);
}

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
