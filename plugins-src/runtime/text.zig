//! Moving, filling, comparing and searching bytes of the data space (Core, String).

const std = @import("std");
const abi = @import("abi");
const library = @import("library.zig");
const Results = library.Results;
const Context = library.Context;
const flag = library.flag;
const wide = @import("wide_x86_64.zig");
const range = library.range;

const Move = struct { from: [*]u8, to: [*]u8, length: usize };

/// ( addr1 addr2 u -- )
inline fn moveOf(context: *Context, from: u64, to: u64, length: u64) ?Move {
    return .{
        .from = (range(context, from, length) orelse return null).ptr,
        .to = (range(context, to, length) orelse return null).ptr,
        .length = length,
    };
}

/// MOVE (6.1.1900)
pub fn move(context: *Context, from: u64, to: u64, length: u64) ?Results {
    const what = moveOf(context, from, to, length) orelse return null;
    moveBytes(what.to, what.from, what.length);
    return .{};
}

/// MOVE and FILL for processors that have AVX.
pub fn moveWide(context: *Context, from: u64, to: u64, length: u64) ?Results {
    const what = moveOf(context, from, to, length) orelse return null;
    if (length <= 64) moveBytes(what.to, what.from, length) else wide.move(what.to, what.from, length);
    return .{};
}

pub fn fillWide(context: *Context, address: u64, length: u64, char: u64) ?Results {
    const bytes = range(context, address, length) orelse return null;
    if (length < 32) fillBytes(bytes.ptr, length, @truncate(char)) else wide.fill(bytes.ptr, length, @truncate(char));
    return .{};
}

/// MOVE and FILL where nobody has looked at the processor yet, which pays from some length on.
pub fn moveByProcessor(context: *Context, from: u64, to: u64, length: u64) ?Results {
    const what = moveOf(context, from, to, length) orelse return null;
    if (length > 128 and processor.hasWideRegisters())
        wide.move(what.to, what.from, length)
    else
        moveBytes(what.to, what.from, length);
    return .{};
}

pub fn fillByProcessor(context: *Context, address: u64, length: u64, char: u64) ?Results {
    const bytes = range(context, address, length) orelse return null;
    if (length > 128 and processor.hasWideRegisters())
        wide.fill(bytes.ptr, length, @truncate(char))
    else
        fillBytes(bytes.ptr, length, @truncate(char));
    return .{};
}

const processor = struct {
    const Answer = enum(u8) { unknown, no, yes };
    var answer: Answer = .unknown;

    inline fn hasWideRegisters() bool {
        if (answer == .unknown) ask();
        return answer == .yes;
    }

    noinline fn ask() void {
        @branchHint(.cold);
        const features = @import("native_x86_64.zig").cpuFeatures();
        answer = if (features & @backingInt(abi.CpuFeature.avx) != 0) .yes else .no;
    }
};

/// Texts that overlap as they may: what is not long, without a loop.
pub inline fn moveBytes(to: [*]u8, from: [*]const u8, length: usize) void {
    if (length <= 16) return moveShort(to, from, length);
    if (length <= 64) return moveMiddle(to, from, length);
    @memmove(to[0..length], from[0..length]);
}

/// 17 to 64 bytes: as `moveShort`.
inline fn moveMiddle(to: [*]u8, from: [*]const u8, length: usize) void {
    const first: Vector = from[0..16].*;
    const last: Vector = (from + length - 16)[0..16].*;
    if (length > 32) {
        const second: Vector = (from + 16)[0..16].*;
        const third: Vector = (from + length - 32)[0..16].*;
        (to + 16)[0..16].* = second;
        (to + length - 32)[0..16].* = third;
    }
    to[0..16].* = first;
    (to + length - 16)[0..16].* = last;
}

/// Up to 16 bytes: from both ends at once, and all of them are read before any is written.
inline fn moveShort(to: [*]u8, from: [*]const u8, length: usize) void {
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
pub fn moveUp(context: *Context, from: u64, to: u64, length: u64) ?Results {
    const what = moveOf(context, from, to, length) orelse return null;
    const period = @intFromPtr(what.to) -% @intFromPtr(what.from);
    if (period == 0 or period >= length) {
        moveBytes(what.to, what.from, length);
    } else {
        repeatUp(what.from, period, period + length);
    }
    return .{};
}

/// Has the first `period` bytes repeated up to a length: what is there already twice as often with each step.
fn repeatUp(bytes: [*]u8, period: usize, length: usize) void {
    if (period == 1) return @memset(bytes[1..length], bytes[0]);
    var done = period;
    while (done < length) {
        const count = @min(done, length - done);
        moveBytes(bytes + done, bytes, count);
        done += count;
    }
}

/// CMOVE> (17.6.1.0920): byte by byte from the high end.
pub fn moveDown(context: *Context, from: u64, to: u64, length: u64) ?Results {
    const what = moveOf(context, from, to, length) orelse return null;
    const period = @intFromPtr(what.from) -% @intFromPtr(what.to);
    if (period == 0 or period >= length) {
        moveBytes(what.to, what.from, length);
    } else {
        repeatDown(what.to, period, period + length);
    }
    return .{};
}

/// Has the last `period` bytes repeated down to the begin.
fn repeatDown(bytes: [*]u8, period: usize, length: usize) void {
    var done = period;
    while (done < length) {
        const count = @min(done, length - done);
        moveBytes(bytes + (length - done - count), bytes + (length - count), count);
        done += count;
    }
}

/// FILL ( c-addr u char -- )
pub fn fill(context: *Context, address: u64, length: u64, char: u64) ?Results {
    const bytes = range(context, address, length) orelse return null;
    fillBytes(bytes.ptr, length, @truncate(char));
    return .{};
}

/// What is not long, without a loop.
inline fn fillBytes(bytes: [*]u8, length: usize, byte: u8) void {
    const pattern: Vector = @splat(byte);
    if (length >= 16) {
        if (length > 128) return @memset(bytes[0..length], byte);
        const end = bytes + length;
        bytes[0..16].* = pattern;
        (end - 16)[0..16].* = pattern;
        if (length <= 32) return;
        bytes[16..32].* = pattern;
        (end - 32)[0..16].* = pattern;
        if (length <= 64) return;
        inline for (.{ 32, 48 }) |at| {
            (bytes + at)[0..16].* = pattern;
            (end - at - 16)[0..16].* = pattern;
        }
        return;
    }
    const eight: u64 = @as(u64, byte) *% 0x0101_0101_0101_0101;
    if (length >= 8) {
        bytes[0..8].* = @bitCast(eight);
        (bytes + length - 8)[0..8].* = @bitCast(eight);
    } else if (length >= 4) {
        const four: u32 = @truncate(eight);
        bytes[0..4].* = @bitCast(four);
        (bytes + length - 4)[0..4].* = @bitCast(four);
    } else if (length > 0) {
        bytes[0] = byte;
        bytes[length / 2] = byte;
        bytes[length - 1] = byte;
    }
}

const Pair = struct { first: []u8, second: []u8 };

inline fn pairOf(context: *Context, first: u64, length: u64, second: u64, length2: u64) ?Pair {
    return .{
        .first = range(context, first, length) orelse return null,
        .second = range(context, second, length2) orelse return null,
    };
}

/// The first place where two texts differ, or the length of the shorter one.
inline fn common(first: []const u8, second: []const u8) usize {
    const length = @min(first.len, second.len);
    if (length < 8) {
        const difference = fewBytes(first.ptr, length) ^ fewBytes(second.ptr, length);
        return if (difference == 0) length else @ctz(difference) / 8;
    }
    if (length >= 16) return commonLong(first.ptr, second.ptr, length);
    const difference = eightBytes(first.ptr) ^ eightBytes(second.ptr);
    if (difference != 0) return @ctz(difference) / 8;
    const rest = eightBytes(first.ptr + length - 8) ^ eightBytes(second.ptr + length - 8);
    return if (rest == 0) length else length - 8 + @ctz(rest) / 8;
}

/// At least 16 bytes. The last step looks once more at some of them.
fn commonLong(first: [*]const u8, second: [*]const u8, length: usize) usize {
    var at: usize = 0;
    while (at + 64 <= length and isSameLine(first + at, second + at)) at += 64;
    if (at == length) return length;
    at = @min(at, length - 16);
    while (true) {
        const different: u16 = @bitCast(@as(Vector, first[at..][0..16].*) != @as(Vector, second[at..][0..16].*));
        if (different != 0) return at + @ctz(different);
        if (at + 16 == length) return length;
        at = @min(at + 16, length - 16);
    }
}

/// Whether 64 bytes are the same.
inline fn isSameLine(first: [*]const u8, second: [*]const u8) bool {
    var differences: Vector = @splat(0);
    inline for (0..4) |part| {
        const one: Vector = first[16 * part ..][0..16].*;
        const other: Vector = second[16 * part ..][0..16].*;
        differences |= one ^ other;
    }
    return @reduce(.Or, differences) == 0;
}

fn eightBytes(bytes: [*]const u8) u64 {
    return std.mem.readInt(u64, bytes[0..8], .little);
}

/// Less than eight bytes, the first one in the lowest place, without a loop.
inline fn fewBytes(bytes: [*]const u8, length: usize) u64 {
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

inline fn order(texts: Pair) std.math.Order {
    const at = common(texts.first, texts.second);
    if (at < texts.first.len and at < texts.second.len) return std.math.order(texts.first[at], texts.second[at]);
    return std.math.order(texts.first.len, texts.second.len);
}

inline fn isSame(first: []const u8, second: []const u8) bool {
    return first.len == second.len and common(first, second) == first.len;
}

/// COMPARE ( c-addr1 u1 c-addr2 u2 -- n )
pub fn compare(context: *Context, first: u64, length: u64, second: u64, length2: u64) ?Results {
    const texts = pairOf(context, first, length, second, length2) orelse return null;
    return .one(switch (order(texts)) {
        .lt => std.math.maxInt(u64),
        .eq => 0,
        .gt => 1,
    });
}

/// STR= ( c-addr1 u1 c-addr2 u2 -- flag )
pub fn isEqual(context: *Context, first: u64, length: u64, second: u64, length2: u64) ?Results {
    const texts = pairOf(context, first, length, second, length2) orelse return null;
    return .one(flag(isSame(texts.first, texts.second)));
}

/// STR< ( c-addr1 u1 c-addr2 u2 -- flag )
pub fn isLess(context: *Context, first: u64, length: u64, second: u64, length2: u64) ?Results {
    const texts = pairOf(context, first, length, second, length2) orelse return null;
    return .one(flag(order(texts) == .lt));
}

/// STRING-PREFIX? ( c-addr1 u1 c-addr2 u2 -- flag ): whether the second text begins the first.
pub fn hasPrefix(context: *Context, first: u64, length: u64, second: u64, length2: u64) ?Results {
    const texts = pairOf(context, first, length, second, length2) orelse return null;
    return .one(flag(length2 <= length and isSame(texts.first[0..length2], texts.second)));
}

/// STRING-SUFFIX? ( c-addr1 u1 c-addr2 u2 -- flag ): whether the second text ends the first.
pub fn hasSuffix(context: *Context, first: u64, length: u64, second: u64, length2: u64) ?Results {
    const texts = pairOf(context, first, length, second, length2) orelse return null;
    return .one(flag(length2 <= length and isSame(texts.first[length - length2 ..], texts.second)));
}

/// SEARCH ( c-addr1 u1 c-addr2 u2 -- c-addr3 u3 flag )
pub fn search(context: *Context, text: u64, length: u64, pattern: u64, pattern_length: u64) ?Results {
    // Where no bytes lie is a matter of the host's when it is outside of the data space.
    if (text >= context.data_space_limit) return null;
    const texts = pairOf(context, text, length, pattern, pattern_length) orelse return null;
    const found = find(texts.first, texts.second);
    const skipped = found orelse 0;
    context.operand2 = flag(found != null);
    return .two(text + skipped, length - skipped);
}

/// CAPSCOMPARE ( c-addr1 u1 c-addr2 u2 -- n ) (gforth): as if all letters were capitals.
pub fn capsCompare(context: *Context, first: u64, length: u64, second: u64, length2: u64) ?Results {
    const texts = pairOf(context, first, length, second, length2) orelse return null;
    const both = @min(texts.first.len, texts.second.len);
    const at = commonCapitals(texts.first.ptr, texts.second.ptr, both);
    const order_of = if (at < both)
        std.math.order(capital(texts.first[at]), capital(texts.second[at]))
    else
        std.math.order(length, length2);
    return .one(@bitCast(@as(i64, switch (order_of) {
        .lt => -1,
        .eq => 0,
        .gt => 1,
    })));
}

/// How many bytes two texts begin with that are the same as capitals. The last ones are looked at with those before them.
fn commonCapitals(first: [*]const u8, second: [*]const u8, length: usize) usize {
    if (length < 8) return @min(length, differenceAt(fewBytes(first, length), fewBytes(second, length)));
    var at: usize = 0;
    while (true) {
        const same = differenceAt(eightBytes(first + at), eightBytes(second + at));
        if (same < 8) return at + same;
        if (at + 8 == length) return length;
        at = @min(at + 8, length - 8);
    }
}

/// The first of eight bytes that is another one as a capital; 8 when there is none.
inline fn differenceAt(first: u64, second: u64) usize {
    const one: u64 = @bitCast(capitals(8, @bitCast(first)));
    const other: u64 = @bitCast(capitals(8, @bitCast(second)));
    return @ctz(one ^ other) / 8;
}

inline fn capitals(comptime count: u32, bytes: @Vector(count, u8)) @Vector(count, u8) {
    const Bytes = @Vector(count, u8);
    const is_small = bytes -% @as(Bytes, @splat('a')) < @as(Bytes, @splat(26));
    return bytes ^ @select(u8, is_small, @as(Bytes, @splat(0x20)), @as(Bytes, @splat(0)));
}

inline fn capital(byte: u8) u8 {
    return if (byte >= 'a' and byte <= 'z') byte - 0x20 else byte;
}

/// UNESCAPE ( c-addr1 u1 c-addr2 -- c-addr2 u2 ): doubles each %. From the end, so that the target may begin where the text
/// does.
pub fn unescape(context: *Context, address: u64, length: u64, target: u64) ?Results {
    const text = range(context, address, length) orelse return null;
    var doubled = text.len;
    for (text) |byte| doubled += @intFromBool(byte == '%');
    const to = range(context, target, doubled) orelse return null;
    var from = text.len;
    var at = to.len;
    while (from > 0) {
        from -= 1;
        at -= 1;
        const byte = text[from];
        to[at] = byte;
        if (byte == '%') {
            at -= 1;
            to[at] = byte;
        }
    }
    return .two(@as(u32, @truncate(target)), doubled);
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
pub fn withoutTrailing(context: *Context, address: u64, all: u64) ?Results {
    if (address >= context.data_space_limit) return null;
    const bytes = range(context, address, all) orelse return null;
    const blanks: Vector = @splat(' ');
    var length = bytes.len;
    while (length >= 16) {
        const others: u16 = @bitCast(@as(Vector, bytes[length - 16 ..][0..16].*) != blanks);
        if (others != 0) return .two(address, length - @clz(others));
        length -= 16;
    }
    while (length > 0 and bytes[length - 1] == ' ') length -= 1;
    return .two(address, length);
}

test "texts are compared and found by their bytes" {
    const testing = std.testing;
    try testing.expectEqual(11, common("abcdefghijkl", "abcdefghijkz"));
    try testing.expectEqual(3, common("abc", "abcdefgh"));
    // Every length, and a difference at every place.
    var first: [150]u8 = @splat('x');
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
    try testing.expectEqual([_]u8{ 'A', 'Z', '[', '{' }, capitals(4, .{ 'a', 'z', '[', '{' }));
    // Every length up to three times what is looked at together, and a difference at every place.
    for (0..25) |length| for (0..length + 1) |place| {
        var one: [25]u8 = @splat('x');
        const other: [25]u8 = @splat('X');
        if (place < length) one[place] = 'y';
        try testing.expectEqual(place, commonCapitals(&one, &other, length));
    };
}
