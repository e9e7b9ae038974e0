//! Standard input, which a program may take by line (ACCEPT, READ-LINE) or by key: one buffer for all of them.

const std = @import("std");
const files = @import("files.zig");
const host = @import("host.zig");
const output = @import("output.zig");
const system = @import("system.zig");
const waits = @import("waits.zig");
const Error = host.Error;

pub var file: files.File = .{ .operations = &.{ .more = more }, .descriptor = 0 };
var has_ended = false;

/// Whether a byte can be had without asking the system.
pub fn isBuffered() bool {
    return file.window().len > 0;
}

fn more(_: *files.File) files.Failure!bool {
    return readMore();
}

/// Reads more behind the window, waiting for it; false at the end of the input.
pub fn readMore() Error!bool {
    if (has_ended) return false;
    const target = file.room() catch return host.throwWith(.file_fault, "standard input: no memory");
    switch (try waits.read(0, target)) {
        .count => |count| {
            file.extend(count);
            has_ended = count == 0;
            return count > 0;
        },
        .refused => |number| {
            const known = system.refusal(number);
            return host.throwFormat(.file_fault, &.{
                .{ .text = "standard input: " }, .{ .text = known.name }, .{ .text = ": " }, .{ .text = known.text }, .{ .text = ", read" },
            });
        },
    }
}

/// The next byte; null at the end.
pub fn readByte() Error!?u8 {
    if (!isBuffered() and !try readMore()) return null;
    const byte = file.window()[0];
    file.take(1);
    return byte;
}

/// The next line without its line end; null at the end. It is valid until the next call.
pub fn readLine() Error!?[]const u8 {
    var scanned: usize = 0;
    while (true) {
        const there = file.window();
        if (std.mem.findScalar(u8, there[scanned..], '\n')) |at| {
            file.take(scanned + at + 1);
            return there[0 .. scanned + at];
        }
        scanned = there.len;
        if (scanned > files.most_text_bytes)
            return host.throwWith(.file_fault, "standard input: a line of more than 256 MB");
        if (try readMore()) continue;
        if (scanned == 0) return null;
        const rest = file.window();
        file.take(rest.len);
        return rest;
    }
}
