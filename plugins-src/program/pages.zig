//! Memory of the process for what is not the program's: buffers of files, names, tables. The data space is none of it.

const std = @import("std");
const linux = std.os.linux;
const system = @import("system.zig");

const page = 4096;
const read_and_write = 3;
const private_and_anonymous = 0x22;
const may_move = 1;

/// Bytes that can become more. They begin with none.
pub const Buffer = struct {
    bytes: []u8 = &.{},

    /// Has room for so many bytes at least; what was there stays. False when the system has no more.
    pub fn reserve(buffer: *Buffer, size: usize) bool {
        if (size <= buffer.bytes.len) return true;
        const wanted = std.mem.alignForward(usize, @max(size, 2 * buffer.bytes.len), page);
        const result = if (buffer.bytes.len == 0)
            linux.syscall6(.mmap, 0, wanted, read_and_write, private_and_anonymous, @bitCast(@as(isize, -1)), 0)
        else
            linux.syscall4(.mremap, @intFromPtr(buffer.bytes.ptr), buffer.bytes.len, wanted, may_move);
        if (system.isRefused(result)) return false;
        buffer.bytes = @as([*]u8, @ptrFromInt(result))[0..wanted];
        return true;
    }

    pub fn release(buffer: *Buffer) void {
        if (buffer.bytes.len > 0) _ = linux.syscall2(.munmap, @intFromPtr(buffer.bytes.ptr), buffer.bytes.len);
        buffer.bytes = &.{};
    }
};

/// A text that becomes longer.
pub const Text = struct {
    buffer: Buffer = .{},
    length: usize = 0,

    /// False when the system has no more memory.
    pub fn add(text: *Text, bytes: []const u8) bool {
        if (!text.buffer.reserve(text.length + bytes.len)) return false;
        @memcpy(text.buffer.bytes[text.length..][0..bytes.len], bytes);
        text.length += bytes.len;
        return true;
    }

    pub fn slice(text: *const Text) []u8 {
        return text.buffer.bytes[0..text.length];
    }
};

/// What stays until the end is taken from here.
var kept: Buffer = .{};
var used: usize = 0;

/// Zeroed memory that stays; null when the system has no more.
pub fn keep(size: usize) ?[]u8 {
    const aligned = std.mem.alignForward(usize, size, 16);
    if (kept.bytes.len - used < aligned) {
        kept = .{};
        used = 0;
        if (!kept.reserve(aligned)) return null;
    }
    const taken = kept.bytes[used..][0..size];
    used += aligned;
    return taken;
}
