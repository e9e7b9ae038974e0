//! Extended characters, which are UTF-8 (Xchar). What is malformed is the host's matter, and so is everything whose width on
//! a terminal is not one column.

const std = @import("std");
const abi = @import("abi");
const library = @import("library.zig");
const Context = library.Context;
const Results = library.Results;
const range = library.range;

const longest = 4;

/// How many bytes a character has that begins with this byte; 1 for a byte that begins none.
inline fn lengthFromLead(lead: u8) u32 {
    if (lead < 0xC2 or lead > 0xF4) return 1;
    return if (lead < 0xE0) 2 else if (lead < 0xF0) 3 else 4;
}

/// How many bytes encode the character; 0 for what is no character.
inline fn lengthOf(code: u64) u32 {
    if (code < 0x80) return 1;
    if (code > 0x10FFFF or (code >= 0xD800 and code <= 0xDFFF)) return 0;
    return if (code < 0x800) 2 else if (code < 0x10000) 3 else 4;
}

/// The bytes from an address on, at most as many as a character has.
inline fn bytesAt(context: *Context, address: u64) ?[]u8 {
    const first = range(context, address, 1) orelse return null;
    const start: u64 = @as(u32, @truncate(address));
    return first.ptr[0..@min(longest, context.data_space_limit - start)];
}

const Decoded = struct { code: u32, length: u32 };

/// The character that the bytes begin with; null when they are malformed.
inline fn decode(bytes: []const u8) ?Decoded {
    const lead = bytes[0];
    if (lead < 0x80) return .{ .code = lead, .length = 1 };
    const length = lengthFromLead(lead);
    if (length == 1 or length > bytes.len) return null;
    var code: u32 = lead & (@as(u32, 0x7F) >> @intCast(length));
    for (bytes[1..length]) |byte| {
        if (byte & 0xC0 != 0x80) return null;
        code = code << 6 | (byte & 0x3F);
    }
    return if (lengthOf(code) == length) .{ .code = code, .length = length } else null;
}

inline fn encode(code: u32, length: u32, to: []u8) void {
    if (length == 1) {
        to[0] = @intCast(code);
        return;
    }
    var rest = code;
    var at = length;
    while (at > 1) {
        at -= 1;
        to[at] = @intCast(0x80 | (rest & 0x3F));
        rest >>= 6;
    }
    to[0] = @intCast((@as(u32, 0xF00) >> @intCast(length) & 0xFF) | rest);
}

/// XC-SIZE ( xchar -- u )
pub fn size(_: *Context, code: u64) ?Results {
    const length = lengthOf(code);
    return if (length == 0) null else .one(length);
}

/// X-SIZE ( xc-addr u1 -- u2 )
pub fn firstSize(context: *Context, address: u64, length: u64) ?Results {
    const text = range(context, address, length) orelse return null;
    if (text.len == 0) return .one(0);
    return .one(@min(text.len, lengthFromLead(text[0])));
}

/// XC@ ( xc-addr -- xchar )
pub fn fetch(context: *Context, address: u64) ?Results {
    const found = decode(bytesAt(context, address) orelse return null) orelse return null;
    return .one(found.code);
}

/// XC@+ ( xc-addr1 -- xc-addr2 xchar )
pub fn fetchNext(context: *Context, address: u64) ?Results {
    const found = decode(bytesAt(context, address) orelse return null) orelse return null;
    return .two(@as(u64, @as(u32, @truncate(address))) + found.length, found.code);
}

/// XC!+ ( xchar xc-addr1 -- xc-addr2 )
pub fn storeNext(context: *Context, code: u64, address: u64) ?Results {
    const length = lengthOf(code);
    if (length == 0) return null;
    const to = range(context, address, length) orelse return null;
    encode(@intCast(code), length, to);
    return .one(@as(u64, @as(u32, @truncate(address))) + length);
}

/// XCHAR+ ( xc-addr1 -- xc-addr2 )
pub fn next(context: *Context, address: u64) ?Results {
    const bytes = bytesAt(context, address) orelse return null;
    return .one(@as(u64, @as(u32, @truncate(address))) + @min(bytes.len, lengthFromLead(bytes[0])));
}

/// +X/STRING ( xc-addr1 u1 -- xc-addr2 u2 )
pub fn withoutFirst(context: *Context, address: u64, length: u64) ?Results {
    if (length == 0) return null;
    const text = range(context, address, length) orelse return null;
    const first = @min(text.len, lengthFromLead(text[0]));
    return .two(@as(u64, @as(u32, @truncate(address))) + first, length - first);
}

/// XEMIT ( xchar -- )
pub fn emit(context: *Context, code: u64) ?Results {
    const length = lengthOf(code);
    const used = context.output_length;
    if (length == 0 or used + length > context.output_capacity) return null;
    context.output_length = used + length;
    encode(@intCast(code), length, @as([*]u8, @ptrFromInt(context.output))[used..][0..length]);
    return .{};
}

/// X-WIDTH ( xc-addr u -- n ) of printable ASCII.
pub fn width(context: *Context, address: u64, length: u64) ?Results {
    const text = range(context, address, length) orelse return null;
    for (text) |byte| if (byte < ' ' or byte > '~') return null;
    return .one(text.len);
}

test "characters are what their bytes say" {
    const testing = std.testing;
    for ([_]u32{ 0, 0x41, 0x7F, 0x80, 0x7FF, 0x800, 0xFFFF, 0x10000, 0x10FFFF }) |code| {
        var bytes: [4]u8 = undefined;
        const length = lengthOf(code);
        encode(code, length, &bytes);
        const found = decode(bytes[0..length]).?;
        try testing.expectEqual(code, found.code);
        try testing.expectEqual(length, found.length);
    }
    for ([_][]const u8{ "\x80", "\xC0\x80", "\xC3", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE2\x28\xA1" }) |bytes| {
        try testing.expectEqual(null, decode(bytes));
    }
}
