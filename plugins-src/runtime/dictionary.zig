//! What grows the dictionary part of the data space at HERE: ALLOT , C, and their kin. Too much, and what is below the
//! dictionary, is the host's matter.

const std = @import("std");
const abi = @import("abi");
const library = @import("library.zig");
const Context = library.Context;
const Results = library.Results;
const variable = library.variable;

/// Moves HERE; the address before, or 0 when that is the host's matter.
inline fn reserve(context: *Context, count: i64) u64 {
    const here = variable(context, .here);
    const before = here.*;
    const end = variable(context, .dictionary_end).*;
    if (before < abi.dictionary_start or before > end or end > context.data_space_limit) return 0;
    if (count > @as(i64, @intCast(end - before))) return 0;
    if (count < @as(i64, @intCast(abi.dictionary_start)) - @as(i64, @intCast(before))) return 0;
    here.* = before +% @as(u64, @bitCast(count));
    return before;
}

inline fn append(context: *Context, comptime Item: type, item: Item) ?Results {
    const at = reserve(context, @sizeOf(Item));
    if (at == 0) return null;
    const bytes: [*]u8 = @ptrFromInt(context.data_space + at);
    bytes[0..@sizeOf(Item)].* = @bitCast(item);
    return .{};
}

/// ALLOT ( n -- )
pub fn allot(context: *Context, count: u64) ?Results {
    return if (reserve(context, @bitCast(count)) == 0) null else .{};
}

/// , ( x -- )
pub fn comma(context: *Context, cell: u64) ?Results {
    return append(context, u64, cell);
}

/// 2, ( x1 x2 -- ): the top first, as 2! has it.
pub fn commaTwo(context: *Context, second: u64, top: u64) ?Results {
    return append(context, u128, @as(u128, second) << 64 | top);
}

/// C, ( char -- )
pub fn commaByte(context: *Context, char: u64) ?Results {
    return append(context, u8, @truncate(char));
}

/// W, ( n -- )
pub fn commaHalf(context: *Context, value: u64) ?Results {
    return append(context, u16, @truncate(value));
}

/// L, ( n -- )
pub fn commaLong(context: *Context, value: u64) ?Results {
    return append(context, u32, @truncate(value));
}

/// ALIGN ( -- ): the gap holds blanks.
pub fn alignHere(context: *Context) ?Results {
    const gap = -%variable(context, .here).* & 7;
    if (gap == 0) return .{};
    const at = reserve(context, @intCast(gap));
    if (at == 0) return null;
    @memset(@as([*]u8, @ptrFromInt(context.data_space + at))[0..gap], ' ');
    return .{};
}
