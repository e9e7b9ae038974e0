//! Extended characters: UTF-8 (Xchar, Xchar ext). Malformed text is THROW -77.

const std = @import("std");
const abi = @import("abi");
const dataspace = @import("dataspace.zig");
const host = @import("../host.zig");
const numeric = @import("numeric.zig");
const output = @import("../output.zig");
const utf8 = @import("utf8.zig");
const Error = host.Error;

comptime {
    host.exportWord("xc-size", sizeOf);
    host.exportWord("x-size", firstSize);
    host.exportWord("xc@", fetch);
    host.exportWord("xc@+", fetchAndNext);
    host.exportWord("xc!+", store);
    host.exportWord("xc!+?", storeWhereItFits);
    host.exportWord("xc,", comma);
    host.exportWord("xchar+", next);
    host.exportWord("xchar-", previous);
    host.exportWord("+x/string", withoutFirst);
    host.exportWord("x\\string-", withoutLast);
    host.exportWord("-trailing-garbage", withoutGarbage);
    host.exportWord("xhold", hold);
    host.exportWord("xemit", emit);
}

const Encoded = struct {
    buffer: [utf8.longest]u8 = undefined,
    length: usize = 0,

    /// ( xchar -- )
    fn pop() Error!Encoded {
        const code = try host.popSigned();
        var encoded: Encoded = .{};
        const made = utf8.encode(code, &encoded.buffer) orelse return host.throwFormat(.malformed_character, &.{
            .{ .number = code }, .{ .text = " is no character of Unicode" },
        });
        encoded.length = made.len;
        return encoded;
    }

    fn bytes(encoded: *const Encoded) []const u8 {
        return encoded.buffer[0..encoded.length];
    }
};

/// The bytes from an address on, at most as many as a character has.
fn bytesFrom(address: u32) Error![]u8 {
    _ = try host.bytesAt(address, 1);
    return host.bytes[address..@min(address + utf8.longest, host.limit())];
}

fn characterAt(address: u32) Error!u32 {
    return utf8.decode(try bytesFrom(address)) orelse
        host.throwWith(.malformed_character, "no character of UTF-8 begins here");
}

fn sizeOf() Error!void {
    try host.pushCell((try Encoded.pop()).length);
}

fn firstSize() Error!void {
    try host.pushCell(utf8.firstLength(try host.popBytes()));
}

fn fetch() Error!void {
    try host.pushCell(try characterAt(try host.popAddress()));
}

fn fetchAndNext() Error!void {
    const address = try host.popAddress();
    const code = try characterAt(address);
    try host.pushText(address + utf8.encodedLength(code), code);
}

fn store() Error!void {
    const address = try host.popAddress();
    const encoded: Encoded = try .pop();
    @memcpy(try host.bytesAt(address, encoded.length), encoded.bytes());
    try host.pushCell(address + encoded.length);
}

fn storeWhereItFits() Error!void {
    const target = try host.popText();
    const encoded: Encoded = try .pop();
    const fits = encoded.length <= target.bytes.len;
    const length = if (fits) encoded.length else 0;
    @memcpy(target.bytes[0..length], encoded.bytes()[0..length]);
    try host.pushText(target.address + length, target.bytes.len - length);
    try host.pushFlag(fits);
}

fn comma() Error!void {
    const encoded: Encoded = try .pop();
    const at = try dataspace.allot(@intCast(encoded.length));
    @memcpy(host.bytes[at..][0..encoded.length], encoded.bytes());
}

fn next() Error!void {
    const address = try host.popAddress();
    try host.pushCell(address + utf8.firstLength(try bytesFrom(address)));
}

fn previous() Error!void {
    const end = try host.popAddress();
    const start = end -| utf8.longest;
    try host.pushCell(end - utf8.lastLength(try host.bytesAt(start, end - start)));
}

fn withoutFirst() Error!void {
    const text = try host.popText();
    const length = utf8.firstLength(text.bytes);
    try host.pushText(text.address + length, text.bytes.len - length);
}

fn withoutLast() Error!void {
    const text = try host.popText();
    try host.pushText(text.address, text.bytes.len - utf8.lastLength(text.bytes));
}

fn withoutGarbage() Error!void {
    const text = try host.popText();
    const length = utf8.lastLength(text.bytes);
    const is_complete = utf8.decode(text.bytes[text.bytes.len - length ..]) != null;
    try host.pushText(text.address, if (is_complete) text.bytes.len else text.bytes.len - length);
}

fn hold() Error!void {
    const encoded: Encoded = try .pop();
    var at = encoded.length;
    while (at > 0) {
        at -= 1;
        try numeric.add(encoded.buffer[at]);
    }
}

fn emit() Error!void {
    const encoded: Encoded = try .pop();
    try output.typeBytes(encoded.bytes());
}
