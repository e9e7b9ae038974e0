//! Extended characters: UTF-8 (Xchar, Xchar ext). Malformed text is THROW -77.

const std = @import("std");
const abi = @import("abi");
const host = @import("../host.zig");
const output = @import("../output.zig");
const utf8 = @import("utf8.zig");
const Error = host.Error;

comptime {
    host.exportWord("xc-size", sizeOf);
    host.exportWord("x-size", firstSize);
    host.exportWord("xc@", fetch);
    host.exportWord("xc@+", fetchAndNext);
    host.exportWord("xc!+", store);
    host.exportWord("xchar+", next);
    host.exportWord("+x/string", withoutFirst);
    host.exportWord("(-trailing-garbage)", withoutGarbage);
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

fn next() Error!void {
    const address = try host.popAddress();
    try host.pushCell(address + utf8.firstLength(try bytesFrom(address)));
}

fn withoutFirst() Error!void {
    const text = try host.popText();
    const length = utf8.firstLength(text.bytes);
    try host.pushText(text.address + length, text.bytes.len - length);
}

fn withoutGarbage() Error!void {
    const text = try host.popText();
    const length = utf8.lastLength(text.bytes);
    const is_complete = utf8.decode(text.bytes[text.bytes.len - length ..]) != null;
    try host.pushText(text.address, if (is_complete) text.bytes.len else text.bytes.len - length);
}

fn emit() Error!void {
    const encoded: Encoded = try .pop();
    try output.typeBytes(encoded.bytes());
}
