//! Texts made of others (String ext; gforth's S+, APPEND, CAPSCOMPARE).

const std = @import("std");
const shared = @import("shared");
const heap = @import("heap.zig");
const host = @import("../host.zig");
const pages = @import("../pages.zig");
const Error = host.Error;

comptime {
    host.exportWord("s+", joined);
    host.exportWord("append", append);
    host.exportWord("capscompare", compareCapitals);
    host.exportWord("unescape", unescape);
}

fn joined() Error!void {
    const second = try host.popBytes();
    const first = try host.popBytes();
    try host.pushText(try heap.copy(&.{ first, second }), first.len + second.len);
}

/// APPEND of gforth: lengthens a heap string by another string.
fn append() Error!void {
    const added = try host.popText();
    const text = try host.popText();
    const length = text.bytes.len;
    // What is added may lie in what is lengthened, which may move.
    var copy: pages.Buffer = .{};
    defer copy.release();
    if (!copy.reserve(added.bytes.len)) return refuse();
    @memcpy(copy.bytes[0..added.bytes.len], added.bytes);
    const address = shared.heap.resize(&host.context, text.address, length + added.bytes.len) orelse return refuse();
    @memcpy(host.bytes[address + length ..][0..added.bytes.len], copy.bytes[0..added.bytes.len]);
    try host.pushText(address, length + added.bytes.len);
}

fn refuse() Error {
    return host.throwWith(.resize, "APPEND lengthens a string on the heap");
}

fn compareCapitals() Error!void {
    const second = try host.popBytes();
    const first = try host.popBytes();
    for (0..@min(first.len, second.len)) |at| {
        const one = std.ascii.toUpper(first[at]);
        const other = std.ascii.toUpper(second[at]);
        if (one != other) return host.pushSigned(if (one < other) -1 else 1);
    }
    try host.pushSigned(if (first.len < second.len) -1 else @intFromBool(first.len > second.len));
}

/// UNESCAPE (17.6.2.2375): doubles each %. From the end, so that the target may begin where the text does.
fn unescape() Error!void {
    const target = try host.popAddress();
    const text = try host.popBytes();
    const length = text.len + std.mem.countScalar(u8, text, '%');
    const written = try host.bytesAt(target, length);
    var to = length;
    var from = text.len;
    while (from > 0) {
        from -= 1;
        const byte = text[from];
        to -= 1;
        written[to] = byte;
        if (byte != '%') continue;
        to -= 1;
        written[to] = byte;
    }
    try host.pushText(target, length);
}
