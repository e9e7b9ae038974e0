//! Giving out the data space: HERE, ALLOT and what appends there (Core, Core ext).

const std = @import("std");
const abi = @import("abi");
const host = @import("../host.zig");
const places = @import("places.zig");
const Error = host.Error;

comptime {
    host.exportWord("here", here);
    host.exportWord("allot", allotWord);
    host.exportWord("unused", unusedWord);
    host.exportWord("align", alignHere);
    host.exportWord("maxalign", alignHere);
    host.exportWord(",", comma);
    host.exportWord("2,", twoComma);
    host.exportWord("c,", appending(u8));
    host.exportWord("w,", appending(u16));
    host.exportWord("l,", appending(u32));
}

fn hereAddress() u32 {
    return @truncate(host.variable(.here).*);
}

fn here() Error!void {
    try host.pushCell(hereAddress());
}

/// Bytes between HERE and the end of the dictionary part.
fn unused() i64 {
    const end: u32 = @truncate(host.variable(.dictionary_end).*);
    return @as(i64, end) - @as(i32, @bitCast(hereAddress()));
}

fn unusedWord() Error!void {
    try host.pushSigned(unused());
}

fn allotWord() Error!void {
    _ = try allot(try host.popSigned());
}

/// Reserves, or with a negative number gives back, bytes; gives the address of the first.
pub fn allot(count: i64) Error!u32 {
    const free = unused();
    if (count > free) {
        const is_number = count <= 1 << 53;
        return host.throwFormat(.dictionary_overflow, &.{
            if (is_number) .{ .number = count } else .{ .text = "too many" },
            .{ .text = " bytes asked for, " },
            .{ .number = free },
            .{ .text = " free (see --memory)" },
        });
    }
    const at: i64 = @as(i32, @bitCast(hereAddress()));
    if (at +| count < places.dictionary) return host.throwWith(.invalid_address, "ALLOT below the dictionary");
    host.variable(.here).* = @bitCast(at + count);
    return @intCast(at);
}

/// As in gforth the gap holds blanks: there are programs that rely on it.
fn alignHere() Error!void {
    const at = hereAddress();
    const gap = (0 -% at) & 7;
    if (gap == 0) return;
    @memset(host.bytes[try allot(gap)..][0..gap], ' ');
}

fn append(value: u64) Error!void {
    const at = try allot(8);
    std.mem.writeInt(u64, host.bytes[at..][0..8], value, .little);
}

fn comma() Error!void {
    try append(try host.pop());
}

fn twoComma() Error!void {
    const top = try host.pop();
    const second = try host.pop();
    try append(top);
    try append(second);
}

fn appending(comptime Kind: type) fn () Error!void {
    return struct {
        fn word() Error!void {
            const size = @sizeOf(Kind);
            const at = try allot(size);
            std.mem.writeInt(Kind, host.bytes[at..][0..size], @truncate(try host.pop()), .little);
        }
    }.word;
}
