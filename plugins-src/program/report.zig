//! What a person is told of a THROW that no CATCH took, on standard error: src/forth/report.ts has the words.

const std = @import("std");
const host = @import("host.zig");
const interrupts = @import("interrupts.zig");
const Reader = @import("reader.zig").Reader;
const system = @import("system.zig");

/// Bytes of a message that are shown.
const most_message = 500;
const shown_items = 9;
const shown_floats = 5;

var buffer: [4096]u8 = undefined;
var length: usize = 0;

pub fn flush() void {
    // There is nobody left to tell when that fails.
    _ = system.writeAll(2, buffer[0..length]);
    length = 0;
}

pub fn text(bytes: []const u8) void {
    for (bytes) |byte| {
        if (length == buffer.len) flush();
        buffer[length] = byte;
        length += 1;
    }
}

/// Text that moves no cursor: control characters, tabs too, become blanks.
fn printable(bytes: []const u8) void {
    for (bytes) |byte| text(&.{if (byte < ' ' or byte == 0x7F) ' ' else byte});
}

fn number(value: i64) void {
    var digits: [24]u8 = undefined;
    text(host.decimal(&digits, value));
}

pub fn write(code: i64) void {
    text("error: ");
    message(code);
    text(" (THROW ");
    number(code);
    text(")\n  stack: ");
    stack();
    text("\n");
    flush();
}

fn message(code: i64) void {
    if (messageOf(code)) |known| {
        printable(known);
    } else if (interrupts.signalOf(code)) |signal| {
        text("Signal ");
        number(signal);
    } else {
        text("Error ");
        number(code);
    }
    const detail = host.detail orelse return;
    text(": ");
    printable(detail[0..@min(detail.len, most_message)]);
}

fn messageOf(code: i64) ?[]const u8 {
    const negative: u64 = 0 -% @as(u64, @bitCast(code));
    var messages: Reader = .init(host.image.messages, host.image.message_length);
    while (!messages.isAtEnd()) {
        const known = messages.number();
        const words = messages.text();
        if (known == negative) return words;
    }
    return null;
}

/// The data stack as `.S` shows it.
fn stack() void {
    const depth = host.context.data_depth;
    const shown = @min(depth, shown_items);
    text("<");
    number(depth);
    text(">");
    if (depth > shown) text(" …");
    const items: [*]const u64 = @ptrFromInt(host.context.data_stack);
    for (depth - shown..depth) |index| {
        text(" ");
        number(@bitCast(items[index]));
    }
}
