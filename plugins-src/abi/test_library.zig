//! The Zig side of ForthIR as a library for tests/ir, which hold it against the TypeScript side. Never shipped.

const std = @import("std");
const abi = @import("abi.zig");

const allocator = std.heap.page_allocator;

/// The number of the broken rule; where it was broken goes to `at`. 0xFFFFFFFF = out of memory.
export fn ff_test_verify(words: [*]const u32, length: u32, at: *u32) u32 {
    const verdict = abi.verify(allocator, words[0..length]) catch return abi.none;
    at.* = verdict.at;
    return @backingInt(verdict.rule);
}

/// Bytes of text written for a valid function; -1 when it is not valid or does not fit.
export fn ff_test_print(words: [*]const u32, length: u32, text: [*]u8, capacity: u32) i32 {
    const verdict = abi.verify(allocator, words[0..length]) catch return -1;
    if (verdict.rule != .ok) return -1;
    const function = abi.Function.fromWords(words[0..length]).?;
    var out: std.Io.Writer = .fixed(text[0..capacity]);
    abi.print(function, &out) catch return -1;
    return @intCast(out.end);
}

/// Words written; -1 - offset of the error when the text cannot be read.
export fn ff_test_parse(text: [*]const u8, length: u32, words: [*]u32, capacity: u32) i32 {
    var diagnostic: abi.TextDiagnostic = .{};
    const parsed = abi.parseText(allocator, text[0..length], &diagnostic) catch return -1 - @as(i32, @intCast(diagnostic.offset));
    defer allocator.free(parsed);
    if (parsed.len > capacity) return -1;
    @memcpy(words[0..parsed.len], parsed);
    return @intCast(parsed.len);
}

export fn ff_test_layout_hash() u64 {
    return abi.layout.hash;
}
