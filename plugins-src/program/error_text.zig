//! Text on standard error, gathered.

const host = @import("host.zig");
const system = @import("system.zig");

var buffer: [4096]u8 = undefined;
var length: usize = 0;

/// Writes what is gathered. There is nobody left to tell when that fails.
pub fn flush() void {
    _ = system.writeAll(2, buffer[0..length]);
    length = 0;
}

fn putByte(byte: u8) void {
    if (length == buffer.len) flush();
    buffer[length] = byte;
    length += 1;
}

pub fn put(bytes: []const u8) void {
    for (bytes) |byte| putByte(byte);
}

pub fn putTimes(byte: u8, count: u64) void {
    for (0..count) |_| putByte(byte);
}

pub fn number(value: i64) void {
    numberIn(10, value);
}

pub fn numberIn(base: u32, value: i64) void {
    var digits: [64]u8 = undefined;
    var start = digits.len;
    var rest = @abs(value);
    while (true) {
        start -= 1;
        const digit: u8 = @intCast(rest % base);
        digits[start] = if (digit < 10) '0' + digit else 'A' - 10 + digit;
        rest /= base;
        if (rest == 0) break;
    }
    if (value < 0) putByte('-');
    put(digits[start..]);
}

// ---- colours, for a terminal (https://no-color.org) ----

var has_colours = false;

pub fn chooseColours() void {
    const refused = system.environmentValue(host.environment, "NO_COLOR") orelse "";
    const terminal = system.environmentValue(host.environment, "TERM") orelse "";
    has_colours = refused.len == 0 and !system.isSame(terminal, "dumb") and system.isTerminal(2);
}

pub fn beginColour(sequence: []const u8) void {
    if (!has_colours) return;
    put("\x1b[");
    put(sequence);
    putByte('m');
}

pub fn endColour() void {
    if (has_colours) put("\x1b[0m");
}

// ---- messages, which may have any bytes and any length ----

const most_characters = 500;
var characters: usize = 0;

pub fn beginShortened() void {
    characters = 0;
}

/// So many characters are shown at most, and none that move a cursor: control characters, tabs too, become blanks.
pub fn putShortened(bytes: []const u8) void {
    for (bytes, 0..) |byte, at| {
        const continues = byte & 0xC0 == 0x80;
        if (!continues) characters += 1;
        if (characters > most_characters) {
            if (characters == most_characters + 1 and !continues) put("…");
            continue;
        }
        // U+0080 to U+009F are two bytes in UTF-8.
        const is_first = byte == 0xC2 and at + 1 < bytes.len and bytes[at + 1] < 0xA0;
        const is_second = continues and at > 0 and bytes[at - 1] == 0xC2 and byte < 0xA0;
        if (is_first) continue;
        putByte(if (byte < ' ' or byte == 0x7F or is_second) ' ' else byte);
    }
}
