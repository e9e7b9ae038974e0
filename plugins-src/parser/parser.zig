//! The parser stage: source bytes in, an array of tokens out. It allocates nothing, keeps nothing between
//! calls, and calls nothing outside, so any thread may be in it at any time.
//!
//!     scan.zig      cuts the source into tokens, counts lines, hashes names
//!     number.zig    what a token's text would be as a number

const std = @import("std");
const abi = @import("abi");
const scanner = @import("scan.zig");

comptime {
    abi.exportHandshake(.parser, "0.1.0");
}

/// Tokenises `source[start..source_length]` as the request says and fills its output fields. It stops right
/// behind the token that fills the array, or at the end of the source with the white space there consumed;
/// `next_offset`, `next_line` and `next_line_start` are where the next call goes on.
///
/// The addresses must be those of `source_length` readable bytes and `token_capacity` writable tokens; each may
/// be 0 when its count is 0. Returns `ok`, or `bad_request` with nothing changed.
export fn parse_forth(request: ?*abi.ParseRequest) callconv(.c) u32 {
    return @backingInt(if (request) |present| parse(present) else abi.Status.bad_request);
}

fn parse(request: *abi.ParseRequest) abi.Status {
    if (request.struct_size != @sizeOf(abi.ParseRequest)) return .bad_request;
    if (request.abi_version != abi.abi_version) return .bad_request;
    if (request.base < 2 or request.base > 36) return .bad_request;
    if (request.start > request.source_length) return .bad_request;
    if (request.flags & ~abi.parse_single_line != 0) return .bad_request;
    const source = sliceAt(u8, request.source, request.source_length) orelse return .bad_request;
    const tokens = sliceAt(abi.Token, request.tokens, request.token_capacity) orelse return .bad_request;

    var cursor: scanner.Cursor = .{
        .offset = request.start,
        .line = request.line,
        .line_start = request.line_start,
    };
    request.token_count = scanner.scan(source, &cursor, .{
        .base = request.base,
        .single_line = request.flags & abi.parse_single_line != 0,
    }, tokens);
    request.next_offset = cursor.offset;
    request.next_line = cursor.line;
    request.next_line_start = cursor.line_start;
    return .ok;
}

/// The `length` items at an address; null when they cannot lie there.
fn sliceAt(comptime Item: type, address: u64, length: u32) ?[]Item {
    if (length == 0) return &.{};
    const start = std.math.cast(usize, address) orelse return null;
    if (start == 0 or start % @alignOf(Item) != 0) return null;
    return @as([*]Item, @ptrFromInt(start))[0..length];
}

const expectEqual = std.testing.expectEqual;

test {
    _ = scanner;
}

test "a request is checked before anything is read" {
    var tokens: [2]abi.Token = undefined;
    const source = "1 2 3";
    const good: abi.ParseRequest = .{
        .struct_size = @sizeOf(abi.ParseRequest),
        .abi_version = abi.abi_version,
        .source = @intFromPtr(source.ptr),
        .source_length = source.len,
        .start = 1,
        .line = 4,
        .line_start = 0,
        .base = 10,
        .flags = 0,
        .token_capacity = tokens.len,
        .reserved = 0,
        .tokens = @intFromPtr(&tokens),
        .token_count = 99,
        .next_offset = 0,
        .next_line = 0,
        .next_line_start = 0,
    };
    const bad = [_]struct { field: []const u8, value: u64 }{
        .{ .field = "struct_size", .value = 71 },
        .{ .field = "abi_version", .value = abi.abi_version + 1 },
        .{ .field = "base", .value = 1 },
        .{ .field = "base", .value = 37 },
        .{ .field = "start", .value = source.len + 1 },
        .{ .field = "flags", .value = 2 },
        .{ .field = "source", .value = 0 },
        .{ .field = "tokens", .value = 0 },
        .{ .field = "tokens", .value = 1 },
    };
    try expectEqual(@backingInt(abi.Status.bad_request), parse_forth(null));
    inline for (bad) |change| {
        var request = good;
        @field(request, change.field) = change.value;
        try expectEqual(@backingInt(abi.Status.bad_request), parse_forth(&request));
        try expectEqual(99, request.token_count);
    }
    var request = good;
    try expectEqual(@backingInt(abi.Status.ok), parse_forth(&request));
    try expectEqual(2, request.token_count);
    try expectEqual(5, request.next_offset);
    try expectEqual(4, request.next_line);
}
