//! Cuts source text into tokens: every maximal run of bytes above 0x20 is one. The scanner knows no words, so
//! text inside comments and strings is cut up too; whoever reads the tokens continues after a parsing word
//! with a new cursor. Bytes from 0x80 on belong to tokens, whether they are valid UTF-8 or not.

const std = @import("std");
const abi = @import("abi");
const number = @import("number.zig");

/// A place in the source: a byte offset, its line's number, and the offset of that line's first byte.
pub const Cursor = struct { offset: u32, line: u32, line_start: u32 };

pub const Options = struct {
    /// BASE, 2 to 36.
    base: u32,
    /// A line feed is plain white space and begins no line.
    single_line: bool,
};

/// Fills `tokens` from the cursor on, moves the cursor, and returns how many were filled. It stops right
/// behind the last token that fits, or at the end of the source with the white space there consumed.
pub fn scan(source: []const u8, cursor: *Cursor, options: Options, tokens: []abi.Token) u32 {
    std.debug.assert(cursor.offset <= source.len);
    var count: u32 = 0;
    var at: Cursor = cursor.*;
    while (count < tokens.len) : (count += 1) {
        at = skipWhiteSpace(source, at, options.single_line);
        if (at.offset == source.len) break;
        const run = readRun(source, at.offset);
        const literal = number.classify(source[at.offset..run.end], options.base);
        tokens[count] = .{
            .start = at.offset,
            .length = run.end - at.offset,
            .line = at.line,
            .line_start = at.line_start,
            .hash = run.hash,
            .kind = @backingInt(literal.kind),
            .value0 = @truncate(literal.value),
            .value1 = @truncate(literal.value >> 32),
            .value2 = @truncate(literal.value >> 64),
            .value3 = @truncate(literal.value >> 96),
        };
        at.offset = run.end;
    }
    cursor.* = at;
    return count;
}

inline fn skipWhiteSpace(source: []const u8, start: Cursor, single_line: bool) Cursor {
    var at = start;
    while (at.offset < source.len) {
        const byte = source[at.offset];
        if (byte > ' ') break;
        at.offset += 1;
        if (byte == '\n' and !single_line) {
            at.line +%= 1;
            at.line_start = at.offset;
        }
    }
    return at;
}

const Run = struct { end: u32, hash: u32 };

/// The end of the token that begins at `start`, and its hash: FNV-1a, 32 bits, with ASCII letters in lower
/// case (http://www.isthe.com/chongo/tech/comp/fnv/).
inline fn readRun(source: []const u8, start: u32) Run {
    var hash: u32 = 0x811C9DC5;
    var end = start;
    while (end < source.len) : (end += 1) {
        const byte = source[end];
        if (byte <= ' ') break;
        const lower_case = if (byte -% 'A' < 26) byte | 0x20 else byte;
        hash = (hash ^ lower_case) *% 0x01000193;
    }
    return .{ .end = end, .hash = hash };
}

const expectEqual = std.testing.expectEqual;

test "positions, lines and hashes" {
    const source = "\n 1 DUP\r\n\tdup\rx\x00";
    var tokens: [8]abi.Token = undefined;
    var cursor: Cursor = .{ .offset = 0, .line = 7, .line_start = 0 };
    try expectEqual(4, scan(source, &cursor, .{ .base = 10, .single_line = false }, &tokens));
    try expectEqual(Cursor{ .offset = source.len, .line = 9, .line_start = 9 }, cursor);
    try expectEqual(tokens[1].hash, tokens[2].hash);
    try expectEqual(8, tokens[1].line);
    try expectEqual(1, tokens[1].line_start);
    try expectEqual(9, tokens[2].line_start);
    try expectEqual(14, tokens[3].start);
    try expectEqual(@backingInt(abi.TokenKind.cell), tokens[0].kind);
    try expectEqual(1, tokens[0].value0);
}

test "a full token array stops behind its last token" {
    var tokens: [1]abi.Token = undefined;
    var cursor: Cursor = .{ .offset = 0, .line = 1, .line_start = 0 };
    const options: Options = .{ .base = 10, .single_line = true };
    try expectEqual(0, scan("a b", &cursor, options, tokens[0..0]));
    try expectEqual(0, cursor.offset);
    try expectEqual(1, scan("a\nb\n", &cursor, options, &tokens));
    try expectEqual(1, cursor.offset);
    try expectEqual(1, scan("a\nb\n", &cursor, options, &tokens));
    try expectEqual(0, scan("a\nb\n", &cursor, options, &tokens));
    try expectEqual(Cursor{ .offset = 4, .line = 1, .line_start = 0 }, cursor);
}
