//! Looking names up that were looked up before: FIND-NAME, FIND-NAME-IN, SEARCH-WORDLIST. The host enters what it has found
//! (src/forth/name_cache.ts); an entry is valid as long as no name has changed since.

const std = @import("std");
const abi = @import("abi");
const library = @import("library.zig");
const Results = library.Results;
const Context = library.Context;

const Cache = extern struct {
    generation: u64,
    /// How many entries there are, a power of two.
    length: u64,

    fn entry(cache: *const Cache, place: u32) *const abi.NameEntry {
        const entries: [*]const abi.NameEntry = @ptrFromInt(@intFromPtr(cache) + @sizeOf(Cache));
        return &entries[place & @as(u32, @intCast(cache.length - 1))];
    }
};

comptime {
    std.debug.assert(@sizeOf(Cache) == abi.name_cache_header);
}

/// In the place of a word list: entries of tokens, whose names are name tokens of four bytes.
const tokens: u32 = abi.none;
/// Likewise: entries of bodies, whose names are execution tokens.
const bodies: u32 = abi.none - 1;

/// Where a name is entered, modulo the number of entries, or beside that. src/forth/name_cache.ts computes the same.
fn placeOf(wordlist: u32, name: []const u8) u32 {
    var hash: u32 = wordlist *% 0x9E37_79B1;
    for (name) |byte| hash = (hash ^ byte) *% 0x0100_0193;
    return hash ^ hash >> 15;
}

/// The entry of the name at ( c-addr u ) in a word list; 0 stands for the search order.
inline fn find(context: *Context, address: u64, length: u64, wordlist: u64) ?*const abi.NameEntry {
    if (wordlist >= bodies or length == 0 or length > abi.longest_cached_name) return null;
    return entered(context, wordlist, library.range(context, address, length) orelse return null);
}

inline fn entered(context: *const Context, wordlist: u64, name: []const u8) ?*const abi.NameEntry {
    if (context.names == 0) return null;
    const cache: *const Cache = @ptrFromInt(context.names);
    const place = placeOf(@intCast(wordlist), name);
    const generation: *const u32 = @ptrFromInt(cache.generation);
    for ([_]u32{ place, place ^ 1 }) |at| {
        const entry = cache.entry(at);
        if (entry.generation == generation.* and isOf(entry, wordlist, name)) return entry;
    }
    return null;
}

inline fn isOf(entry: *const abi.NameEntry, wordlist: u64, name: []const u8) bool {
    if (entry.wordlist != wordlist or entry.length != name.len) return false;
    return std.mem.eql(u8, std.mem.asBytes(entry)[@offsetOf(abi.NameEntry, "name")..][0..name.len], name);
}

/// A name may mean something else from now on: nothing that was entered counts any more.
pub fn haveChanged(context: *const Context) void {
    if (context.names == 0) return;
    const cache: *const Cache = @ptrFromInt(context.names);
    const generation: *u32 = @ptrFromInt(cache.generation);
    generation.* +%= 1;
}

/// FIND-NAME ( c-addr u -- nt | 0 )
pub fn findName(context: *Context, address: u64, length: u64) ?Results {
    const entry = find(context, address, length, 0) orelse return null;
    return .one(entry.name_token);
}

/// FIND-NAME-IN ( c-addr u wid -- nt | 0 )
pub fn findNameIn(context: *Context, address: u64, length: u64, wordlist: u64) ?Results {
    if (wordlist == 0) return null;
    const entry = find(context, address, length, wordlist) orelse return null;
    return .one(entry.name_token);
}

/// ( c-addr u wid -- xt n ), both 0 where SEARCH-WORDLIST gives a 0 alone.
pub fn searchWordlist(context: *Context, address: u64, length: u64, wordlist: u64) ?Results {
    if (wordlist == 0) return null;
    const entry = find(context, address, length, wordlist) orelse return null;
    return .two(entry.token, @bitCast(@as(i64, @as(i32, @bitCast(entry.sign)))));
}

/// FIND ( c-addr -- c-addr 0 | xt n )
pub fn findCounted(context: *Context, address: u64) ?Results {
    const length = library.range(context, address, 1) orelse return null;
    const entry = find(context, address +% 1, length[0], 0) orelse return null;
    if (entry.sign == 0) return .two(address, 0);
    return .two(entry.token, @bitCast(@as(i64, @as(i32, @bitCast(entry.sign)))));
}

/// NAME>INTERPRET ( nt -- xt )
pub fn nameToInterpret(context: *Context, name: u64) ?Results {
    const entry = tokenIn(context, tokens, name) orelse return null;
    return .one(entry.token);
}

/// NAME>COMPILE ( nt -- xt1 xt2 )
pub fn nameToCompile(context: *Context, name: u64) ?Results {
    const entry = tokenIn(context, tokens, name) orelse return null;
    return .two(entry.token, entry.name_token);
}

/// >BODY ( xt -- addr )
pub fn toBody(context: *Context, token: u64) ?Results {
    const entry = tokenIn(context, bodies, token) orelse return null;
    return .one(entry.token);
}

inline fn tokenIn(context: *const Context, list: u32, token: u64) ?*const abi.NameEntry {
    if (token > std.math.maxInt(u32)) return null;
    const key: [4]u8 = @bitCast(@as(u32, @intCast(token)));
    return entered(context, list, &key);
}

test "names are entered where the host enters them" {
    try std.testing.expectEqual(placeOf(0, "dup"), placeOf(0, "dup"));
    try std.testing.expect(placeOf(1, "dup") != placeOf(2, "dup"));
}
