//! Moving, filling, comparing and searching bytes of the data space (Core, String).

const std = @import("std");
const library = @import("library.zig");
const Answer = library.Answer;
const Context = library.Context;
const flag = library.flag;
const range = library.range;

const Move = struct { from: []u8, to: []u8 };

/// ( addr1 addr2 u -- )
fn moveOf(context: *Context) ?Move {
    return .{
        .from = range(context, context.operand0, context.operand2) orelse return null,
        .to = range(context, context.operand1, context.operand2) orelse return null,
    };
}

/// MOVE (6.1.1900)
pub fn move(context: *Context) Answer {
    const what = moveOf(context) orelse return .by_host;
    if (what.to.len <= 16) moveShort(what.to.ptr, what.from.ptr, what.to.len) else @memmove(what.to, what.from);
    return .done;
}

/// Up to 16 bytes: from both ends at once, and all of them are read before any is written.
fn moveShort(to: [*]u8, from: [*]const u8, length: usize) void {
    if (length >= 8) {
        const first = from[0..8].*;
        const last = (from + length - 8)[0..8].*;
        to[0..8].* = first;
        (to + length - 8)[0..8].* = last;
    } else if (length >= 4) {
        const first = from[0..4].*;
        const last = (from + length - 4)[0..4].*;
        to[0..4].* = first;
        (to + length - 4)[0..4].* = last;
    } else if (length > 0) {
        const first = from[0];
        const middle = from[length / 2];
        const last = from[length - 1];
        to[0] = first;
        to[length / 2] = middle;
        to[length - 1] = last;
    }
}

/// CMOVE (17.6.1.0910): byte by byte from the low end, so that a target above the source repeats the bytes between.
pub fn moveUp(context: *Context) Answer {
    const what = moveOf(context) orelse return .by_host;
    const period = @intFromPtr(what.to.ptr) -% @intFromPtr(what.from.ptr);
    if (period == 0 or period >= what.to.len) {
        @memmove(what.to, what.from);
    } else {
        for (what.to, what.from) |*to, from| to.* = from;
    }
    return .done;
}

/// CMOVE> (17.6.1.0920): byte by byte from the high end.
pub fn moveDown(context: *Context) Answer {
    const what = moveOf(context) orelse return .by_host;
    const period = @intFromPtr(what.from.ptr) -% @intFromPtr(what.to.ptr);
    if (period == 0 or period >= what.to.len) {
        @memmove(what.to, what.from);
    } else {
        var at = what.to.len;
        while (at > 0) {
            at -= 1;
            what.to[at] = what.from[at];
        }
    }
    return .done;
}

/// FILL ( c-addr u char -- )
pub fn fill(context: *Context) Answer {
    const bytes = range(context, context.operand0, context.operand1) orelse return .by_host;
    @memset(bytes, @as(u8, @truncate(context.operand2)));
    return .done;
}

const Pair = struct { first: []u8, second: []u8 };

/// ( c-addr1 u1 c-addr2 u2 -- )
fn pairOf(context: *Context) ?Pair {
    return .{
        .first = range(context, context.operand0, context.operand1) orelse return null,
        .second = range(context, context.operand2, context.operand3) orelse return null,
    };
}

/// The first place where two texts differ, or the length of the shorter one.
fn common(first: []const u8, second: []const u8) usize {
    const length = @min(first.len, second.len);
    const size = @sizeOf(u64);
    if (length < size) {
        const difference = fewBytes(first.ptr, length) ^ fewBytes(second.ptr, length);
        return if (difference == 0) length else @ctz(difference) / 8;
    }
    var at: usize = 0;
    while (true) {
        const difference = eightBytes(first.ptr + at) ^ eightBytes(second.ptr + at);
        if (difference != 0) return at + @ctz(difference) / 8;
        if (at + size == length) return length;
        // The last step looks once more at some bytes.
        at = @min(at + size, length - size);
    }
}

fn eightBytes(bytes: [*]const u8) u64 {
    return std.mem.readInt(u64, bytes[0..8], .little);
}

/// Less than eight bytes, the first one in the lowest place, without a loop.
fn fewBytes(bytes: [*]const u8, length: usize) u64 {
    if (length >= 4) {
        const shift: u6 = @intCast(8 * (length - 4));
        const last: u64 = std.mem.readInt(u32, (bytes + length - 4)[0..4], .little);
        return last << shift | std.mem.readInt(u32, bytes[0..4], .little);
    }
    if (length == 0) return 0;
    const middle = length / 2;
    const last = length - 1;
    return bytes[0] | @as(u64, bytes[middle]) << @intCast(8 * middle) | @as(u64, bytes[last]) << @intCast(8 * last);
}

fn order(texts: Pair) std.math.Order {
    const at = common(texts.first, texts.second);
    if (at < texts.first.len and at < texts.second.len) return std.math.order(texts.first[at], texts.second[at]);
    return std.math.order(texts.first.len, texts.second.len);
}

fn isSame(first: []const u8, second: []const u8) bool {
    return first.len == second.len and common(first, second) == first.len;
}

/// COMPARE ( c-addr1 u1 c-addr2 u2 -- n )
pub fn compare(context: *Context) Answer {
    const texts = pairOf(context) orelse return .by_host;
    context.operand0 = switch (order(texts)) {
        .lt => std.math.maxInt(u64),
        .eq => 0,
        .gt => 1,
    };
    return .done;
}

/// STR= ( c-addr1 u1 c-addr2 u2 -- flag )
pub fn isEqual(context: *Context) Answer {
    const texts = pairOf(context) orelse return .by_host;
    context.operand0 = flag(isSame(texts.first, texts.second));
    return .done;
}

/// STR< ( c-addr1 u1 c-addr2 u2 -- flag )
pub fn isLess(context: *Context) Answer {
    const texts = pairOf(context) orelse return .by_host;
    context.operand0 = flag(order(texts) == .lt);
    return .done;
}

/// STRING-PREFIX? ( c-addr1 u1 c-addr2 u2 -- flag ): whether the second text begins the first.
pub fn hasPrefix(context: *Context) Answer {
    const texts = pairOf(context) orelse return .by_host;
    const length = texts.second.len;
    context.operand0 = flag(length <= texts.first.len and isSame(texts.first[0..length], texts.second));
    return .done;
}

/// STRING-SUFFIX? ( c-addr1 u1 c-addr2 u2 -- flag ): whether the second text ends the first.
pub fn hasSuffix(context: *Context) Answer {
    const texts = pairOf(context) orelse return .by_host;
    const length = texts.second.len;
    const fits = length <= texts.first.len;
    context.operand0 = flag(fits and isSame(texts.first[texts.first.len - length ..], texts.second));
    return .done;
}

/// SEARCH ( c-addr1 u1 c-addr2 u2 -- c-addr3 u3 flag )
pub fn search(context: *Context) Answer {
    // Where no bytes lie is a matter of the host's when it is outside of the data space.
    const text = context.operand0;
    if (text >= context.data_space_limit) return .by_host;
    const texts = pairOf(context) orelse return .by_host;
    const found = find(texts.first, texts.second);
    const skipped = found orelse 0;
    context.operand0 = text + skipped;
    context.operand1 -= skipped;
    context.operand2 = flag(found != null);
    return .done;
}

/// Where the pattern begins: by its first byte, and then by comparison.
fn find(text: []const u8, pattern: []const u8) ?usize {
    if (pattern.len == 0) return 0;
    if (pattern.len > text.len) return null;
    const last = text.len - pattern.len;
    var at: usize = 0;
    while (at <= last) : (at += 1) {
        at += nextOf(text[at .. last + 1], pattern[0]) orelse return null;
        if (common(text[at + 1 ..][0 .. pattern.len - 1], pattern[1..]) == pattern.len - 1) return at;
    }
    return null;
}

const Vector = @Vector(16, u8);

pub fn nextOf(text: []const u8, byte: u8) ?usize {
    const wanted: Vector = @splat(byte);
    var at: usize = 0;
    while (at + 16 <= text.len) : (at += 16) {
        const equal: u16 = @bitCast(@as(Vector, text[at..][0..16].*) == wanted);
        if (equal != 0) return at + @ctz(equal);
    }
    while (at < text.len) : (at += 1) if (text[at] == byte) return at;
    return null;
}

/// -TRAILING ( c-addr u1 -- c-addr u2 )
pub fn withoutTrailing(context: *Context) Answer {
    const address = context.operand0;
    if (address >= context.data_space_limit) return .by_host;
    const bytes = range(context, address, context.operand1) orelse return .by_host;
    var length = bytes.len;
    while (length > 0 and bytes[length - 1] == ' ') length -= 1;
    context.operand1 = length;
    return .done;
}

test "texts are compared and found by their bytes" {
    const testing = std.testing;
    try testing.expectEqual(11, common("abcdefghijkl", "abcdefghijkz"));
    try testing.expectEqual(3, common("abc", "abcdefgh"));
    // Every length, and a difference at every place.
    var first: [40]u8 = @splat('x');
    for (0..first.len) |length| for (0..length + 1) |place| {
        var second = first;
        if (place < length) second[place] = 'y';
        try testing.expectEqual(place, common(first[0..length], second[0..length]));
    };
    // Every length, in both directions and far apart.
    for (0..17) |length| for ([_]usize{ 0, 1, 5, 18 }) |distance| {
        for (&first, 0..) |*byte, place| byte.* = @intCast(place);
        moveShort(first[distance..].ptr, &first, length);
        for (0..length) |place| try testing.expectEqual(place, first[distance + place]);
        for (&first, 0..) |*byte, place| byte.* = @intCast(place);
        moveShort(&first, first[distance..].ptr, length);
        for (0..length) |place| try testing.expectEqual(distance + place, first[place]);
    };
    try testing.expectEqual(null, find("aaaaaaaaaaaaaaaaaaaaaaaab", "ac"));
    try testing.expectEqual(23, find("aaaaaaaaaaaaaaaaaaaaaaaab", "ab"));
    try testing.expectEqual(0, find("", ""));
}
