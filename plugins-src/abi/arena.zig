//! Working memory of one call: the caller's scratch first, then pages of the system's, all given back at the end.
//!
//! What was allocated last can grow where it is, so that a list that grows alone is not copied. An arena belongs to one
//! thread: the standard library's is for several, and takes four times as long for it.

const std = @import("std");
const Alignment = std.mem.Alignment;

/// Bytes that one call takes from the system at most. Where addresses have 32 bits, sums of two such sizes have to as well.
const page_limit: usize = if (@sizeOf(usize) > 4) 1 << 31 else 1 << 29;
const first_chunk: usize = 1 << 20;

pub const Arena = struct {
    /// The rest of the present chunk.
    next: usize,
    end: usize,
    scratch: []align(8) u8,
    /// Chunks of pages, the newest first.
    chunks: ?*Chunk = null,
    page_bytes: usize = 0,

    const Chunk = struct { older: ?*Chunk, length: usize };

    pub fn init(scratch: []align(8) u8) Arena {
        const start = @intFromPtr(scratch.ptr);
        return .{ .next = start, .end = start + scratch.len, .scratch = scratch };
    }

    pub fn deinit(arena: *Arena) void {
        freeChunks(arena.chunks);
        arena.* = undefined;
    }

    fn freeChunks(newest: ?*Chunk) void {
        var chunk = newest;
        while (chunk) |present| {
            chunk = present.older;
            const bytes: [*]align(std.heap.page_size_min) u8 = @ptrCast(@alignCast(present));
            std.heap.page_allocator.free(bytes[0..present.length]);
        }
    }

    /// What was allocated is gone; the largest piece of memory stays.
    pub fn reset(arena: *Arena) void {
        const newest = arena.chunks orelse {
            arena.next = @intFromPtr(arena.scratch.ptr);
            return;
        };
        freeChunks(newest.older);
        newest.older = null;
        arena.page_bytes = newest.length;
        arena.next = @intFromPtr(newest) + @sizeOf(Chunk);
    }

    pub fn allocator(arena: *Arena) std.mem.Allocator {
        return .{ .ptr = arena, .vtable = &.{ .alloc = alloc, .resize = resize, .remap = remap, .free = free } };
    }

    fn alloc(context: *anyopaque, length: usize, alignment: Alignment, _: usize) ?[*]u8 {
        const arena: *Arena = @ptrCast(@alignCast(context));
        var start = alignment.forward(arena.next);
        if (start > arena.end or arena.end - start < length) {
            if (!arena.addChunk(length, alignment)) return null;
            start = alignment.forward(arena.next);
        }
        arena.next = start + length;
        return @ptrFromInt(start);
    }

    /// Chunks double, so that there are few of them.
    fn addChunk(arena: *Arena, length: usize, alignment: Alignment) bool {
        if (length > page_limit) return false;
        const least = length + alignment.toByteUnits() + @sizeOf(Chunk);
        const size = @max(least, @min(first_chunk + 2 * arena.page_bytes, page_limit / 4));
        if (arena.page_bytes + size > page_limit) return false;
        const bytes = std.heap.page_allocator.alignedAlloc(u8, .fromByteUnits(std.heap.page_size_min), size) catch return false;
        const chunk: *Chunk = @ptrCast(bytes.ptr);
        chunk.* = .{ .older = arena.chunks, .length = size };
        arena.chunks = chunk;
        arena.page_bytes += size;
        arena.next = @intFromPtr(bytes.ptr) + @sizeOf(Chunk);
        arena.end = @intFromPtr(bytes.ptr) + size;
        return true;
    }

    fn resize(context: *anyopaque, memory: []u8, _: Alignment, length: usize, _: usize) bool {
        const arena: *Arena = @ptrCast(@alignCast(context));
        if (length <= memory.len) return true;
        const start = @intFromPtr(memory.ptr);
        if (start + memory.len != arena.next or length > arena.end - start) return false;
        arena.next = start + length;
        return true;
    }

    fn remap(context: *anyopaque, memory: []u8, alignment: Alignment, length: usize, address: usize) ?[*]u8 {
        return if (resize(context, memory, alignment, length, address)) memory.ptr else null;
    }

    fn free(_: *anyopaque, _: []u8, _: Alignment, _: usize) void {}
};

test "what does not fit into the scratch is taken from the system" {
    var scratch: [64]u8 align(8) = undefined;
    var arena: Arena = .init(&scratch);
    defer arena.deinit();
    const allocator = arena.allocator();
    const inside = try allocator.alloc(u32, 4);
    try std.testing.expectEqual(@intFromPtr(&scratch), @intFromPtr(inside.ptr));
    var list: std.ArrayList(u32) = .empty;
    for (0..1_000_000) |number| try list.append(allocator, @intCast(number));
    for (list.items, 0..) |number, index| try std.testing.expectEqual(index, number);
    try std.testing.expect(arena.page_bytes > 0);
}

test "what was allocated last grows where it is" {
    var scratch: [1024]u8 align(8) = undefined;
    var arena: Arena = .init(&scratch);
    defer arena.deinit();
    const allocator = arena.allocator();
    const memory = try allocator.alloc(u8, 100);
    try std.testing.expect(allocator.resize(memory, 200));
    _ = try allocator.alloc(u8, 1);
    try std.testing.expect(!allocator.resize(memory.ptr[0..200], 300));
}

test "an arena that is reset has its largest memory" {
    var scratch: [64]u8 align(8) = undefined;
    var arena: Arena = .init(&scratch);
    defer arena.deinit();
    const allocator = arena.allocator();
    const first = try allocator.create(u64);
    arena.reset();
    try std.testing.expectEqual(first, try allocator.create(u64));
    for (0..3) |_| _ = try allocator.alloc(u8, first_chunk);
    const newest = arena.chunks.?;
    arena.reset();
    try std.testing.expectEqual(newest, arena.chunks.?);
    try std.testing.expectEqual(newest.length, arena.page_bytes);
    _ = try allocator.alloc(u8, newest.length / 2);
    try std.testing.expectEqual(newest, arena.chunks.?);
}

test "memory is bounded" {
    var arena: Arena = .init(&.{});
    defer arena.deinit();
    try std.testing.expectError(error.OutOfMemory, arena.allocator().alloc(u8, page_limit));
}
