//! Keys and lines from standard input (KEY and ACCEPT of Core, Facility, xchar's XKEY), as src/forth/keyboard.ts.

const std = @import("std");
const host = @import("../host.zig");
const output = @import("../output.zig");
const standard_input = @import("../standard_input.zig");
const system = @import("../system.zig");
const terminal = @import("../terminal.zig");
const sequences = @import("key_sequences.zig");
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
    for (sequences.function_keys, 0..) |name, number| host.exportWord("k-" ++ name, giving(sequences.first_function_key + number));
    host.exportWord("k-shift-mask", giving(sequences.Held.shift));
    host.exportWord("k-alt-mask", giving(sequences.Held.alternate));
    host.exportWord("k-ctrl-mask", giving(sequences.Held.control));
}

fn giving(comptime value: u64) fn () Error!void {
    return struct {
        fn word() Error!void {
            try host.pushCell(value);
        }
    }.word;
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
        const found: sequences.Sequence = .of(try sequenceText());
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
    while (sequences.isIncomplete(begun()) and system.isTerminal(0) and waited <= longest_pause) : (waited += pause) {
        if (try waits.forInput(0, pause * millisecond)) _ = try standard_input.readMore();
    }
    return begun();
}

fn begun() []const u8 {
    const window = standard_input.file.window();
    return window[0..@min(window.len, longest_sequence)];
}

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
    try host.pushFlag(event >= sequences.first_function_key and event < 2 * sequences.first_function_key);
}

fn alwaysReady() Error!void {
    try host.pushFlag(true);
}

/// Whether the program has been given the end of standard input as an empty line.
var end_is_told = false;

/// ACCEPT (6.1.0695): a line of standard input; what does not fit is dropped. The end of the input is an empty line, once:
/// a program that asks for more has not noticed. It displays what it receives, unless a terminal has done so itself.
fn accept() Error!void {
    const target = try host.popBytes();
    output.flush();
    terminal.leaveRaw();
    const received = try standard_input.readLine();
    if (received == null and end_is_told) return host.throwWith(.unexpected_end_of_file, "standard input has ended");
    end_is_told = received == null;
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
