//! Text on standard error, gathered, and what is shown of characters that are not the program's own.

const std = @import("std");
const host = @import("host.zig");
const system = @import("system.zig");

var buffer: [4096]u8 = undefined;
var length: usize = 0;

/// Writes what is gathered. There is nobody left to tell when that fails.
pub fn flush() void {
    _ = system.writeAll(2, buffer[0..length]);
    length = 0;
}

pub fn put(bytes: []const u8) void {
    for (bytes) |byte| {
        if (length == buffer.len) flush();
        buffer[length] = byte;
        length += 1;
    }
}

pub fn putTimes(bytes: []const u8, count: usize) void {
    for (0..count) |_| put(bytes);
}

pub fn number(value: i64) void {
    var digits: [24]u8 = undefined;
    put(host.decimal(&digits, value));
}

pub fn numberIn(base: u32, value: i64) void {
    var digits: [65]u8 = undefined;
    var start = digits.len;
    var rest = @abs(value);
    while (true) {
        start -= 1;
        digits[start] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[@intCast(rest % base)];
        rest /= base;
        if (rest == 0) break;
    }
    if (value < 0) put("-");
    put(digits[start..]);
}

/// Colours for a terminal, or none (https://no-color.org).
pub const Colours = struct {
    are_shown: bool,

    pub fn of(descriptor: i32) Colours {
        const refused = system.environmentValue(host.environment, "NO_COLOR") orelse "";
        const terminal = system.environmentValue(host.environment, "TERM") orelse "";
        return .{ .are_shown = refused.len == 0 and !std.mem.eql(u8, terminal, "dumb") and system.isTerminal(descriptor) };
    }

    pub fn begin(colours: Colours, sequence: []const u8) void {
        if (!colours.are_shown) return;
        put("\x1b[");
        put(sequence);
        put("m");
    }

    pub fn end(colours: Colours) void {
        if (colours.are_shown) put("\x1b[0m");
    }
};

// ---- characters ----

/// A character of UTF-8, or else one byte.
const Character = struct { code: u32, length: u8 };

fn characterAt(bytes: []const u8) Character {
    const count = std.unicode.utf8ByteSequenceLength(bytes[0]) catch 1;
    const whole: Character = .{ .code = bytes[0], .length = 1 };
    if (count == 1 or count > bytes.len) return whole;
    var code: u32 = bytes[0] & (@as(u8, 0x7F) >> count);
    for (bytes[1..count]) |byte| {
        if (byte & 0xC0 != 0x80) return whole;
        code = code << 6 | (byte & 0x3F);
    }
    return .{ .code = code, .length = count };
}

pub fn characterCount(bytes: []const u8) usize {
    var count: usize = 0;
    var at: usize = 0;
    while (at < bytes.len) : (count += 1) at += characterAt(bytes[at..]).length;
    return count;
}

/// The bytes of some characters of a text.
pub fn characters(bytes: []const u8, from: usize, to: usize) []const u8 {
    var start: usize = bytes.len;
    var count: usize = 0;
    var at: usize = 0;
    while (at < bytes.len and count < to) : (count += 1) {
        if (count == from) start = at;
        at += characterAt(bytes[at..]).length;
    }
    return if (start < at) bytes[start..at] else bytes[0..0];
}

/// Text that moves no cursor: control characters, tabs too, become blanks.
pub fn putPrintable(bytes: []const u8) void {
    var at: usize = 0;
    while (at < bytes.len) {
        const character = characterAt(bytes[at..]);
        put(if (isControl(character)) " " else bytes[at..][0..character.length]);
        at += character.length;
    }
}

fn isControl(character: Character) bool {
    return character.code < ' ' or character.code == 0x7F or
        (character.length == 2 and character.code >= 0x80 and character.code < 0xA0);
}

/// Printable text of which so many UTF-16 units are shown at most.
pub const Shortened = struct {
    left: usize,
    is_cut: bool = false,

    pub fn put(shown: *Shortened, bytes: []const u8) void {
        var at: usize = 0;
        while (at < bytes.len) {
            const character = characterAt(bytes[at..]);
            const units: usize = if (character.length == 4) 2 else 1;
            if (units > shown.left) {
                shown.is_cut = true;
                return;
            }
            shown.left -= units;
            putPrintable(bytes[at..][0..character.length]);
            at += character.length;
        }
    }

    pub fn end(shown: *const Shortened) void {
        if (shown.is_cut) putTimes("…", 1);
    }
};

/// Columns that a text takes on a terminal.
pub fn widthOf(bytes: []const u8) usize {
    var width: usize = 0;
    var at: usize = 0;
    while (at < bytes.len) {
        const character = characterAt(bytes[at..]);
        width += columnsOf(character.code);
        at += character.length;
    }
    return width;
}

fn columnsOf(code: u32) usize {
    for (empty) |range| if (code >= range[0] and code <= range[1]) return 0;
    for (wide) |range| if (code >= range[0] and code <= range[1]) return 2;
    return 1;
}

/// Marks above or below the character before, and what is not seen (Unicode: Mn, Me, Cf).
const empty = [_][2]u32{
    .{ 0x300, 0x36F },   .{ 0x483, 0x489 },   .{ 0x591, 0x5BD },   .{ 0x610, 0x61A },   .{ 0x64B, 0x65F },
    .{ 0x200B, 0x200F }, .{ 0x20D0, 0x20F0 }, .{ 0xFE00, 0xFE0F }, .{ 0xFE20, 0xFE2F }, .{ 0xFEFF, 0xFEFF },
};

/// East Asian wide and full-width characters, and pictures (Unicode Standard Annex 11).
const wide = [_][2]u32{
    .{ 0x1100, 0x115F },   .{ 0x2E80, 0x303E }, .{ 0x3041, 0x33FF },   .{ 0x3400, 0x4DBF },   .{ 0x4E00, 0x9FFF },
    .{ 0xA000, 0xA4CF },   .{ 0xA960, 0xA97F }, .{ 0xAC00, 0xD7A3 },   .{ 0xF900, 0xFAFF },   .{ 0xFE30, 0xFE6F },
    .{ 0xFF00, 0xFF60 },   .{ 0xFFE0, 0xFFE6 }, .{ 0x1F300, 0x1F64F }, .{ 0x1F680, 0x1F6FF }, .{ 0x1F900, 0x1F9FF },
    .{ 0x20000, 0x3FFFD },
};
