//! Reading and writing open files as far as their buffers reach: READ-LINE, WRITE-LINE and their kin. The host fills and
//! writes the buffers (src/machine/file_records.ts, in compiled programs plugins-src/program/files.zig) and does everything
//! else.

const std = @import("std");
const abi = @import("abi");
const library = @import("library.zig");
const text = @import("text.zig");
const Results = library.Results;
const Context = library.Context;

const Table = extern struct {
    /// Whether the last operation of a file was refused.
    refused: u32,
    reserved: u32,
    records: [abi.file_records]abi.FileRecord,
};

comptime {
    std.debug.assert(@offsetOf(Table, "records") == abi.file_table_header);
}

const File = struct {
    table: *Table,
    record: *abi.FileRecord,

    inline fn of(context: *Context, id: u64) ?File {
        if (context.files == 0 or id == 0) return null;
        const table: *Table = @ptrFromInt(context.files);
        const record = &table.records[id % abi.file_records];
        return if (record.id == id) .{ .table = table, .record = record } else null;
    }

    fn buffer(file: File) [*]u8 {
        return @ptrFromInt(@as(u64, file.record.buffer_high) << 32 | file.record.buffer_low);
    }

    /// The bytes that are read but not taken yet.
    fn window(file: File) []u8 {
        return file.buffer()[file.record.start..file.record.end];
    }

    fn take(file: File, count: usize) void {
        file.record.start += @intCast(count);
        file.table.refused = 0;
    }

    /// Room for so many bytes that are written; null when the host has to make some.
    inline fn reserve(file: File, length: u64) ?[]u8 {
        const pending = file.record.pending;
        if (length > file.record.room - pending) return null;
        file.record.pending = pending + @as(u32, @intCast(length));
        file.table.refused = 0;
        return file.buffer()[pending..][0..length];
    }
};

/// READ-FILE ( c-addr u1 fileid -- u2 ior )
pub fn readFile(context: *Context, address: u64, length: u64, id: u64) ?Results {
    const file = File.of(context, id) orelse return null;
    const target = library.range(context, address, length) orelse return null;
    const window = file.window();
    if (target.len > window.len) return null;
    text.moveBytes(target.ptr, window.ptr, target.len);
    file.take(target.len);
    return .two(target.len, 0);
}

/// READ-LINE ( c-addr u1 fileid -- u2 flag ior ), as src/forth/files.ts reads lines.
pub fn readLine(context: *Context, address: u64, length: u64, id: u64) ?Results {
    const file = File.of(context, id) orelse return null;
    const target = library.range(context, address, length) orelse return null;
    const window = file.window();
    // What is longer than the target and CR LF does not end within it.
    const looked_at = window[0..@min(window.len, target.len + 2)];
    const feed = text.nextOf(looked_at, '\n') orelse {
        if (looked_at.len < target.len + 2) return null;
        return giveLine(context, file, target, target.len, target.len);
    };
    const end = if (feed > 0 and window[feed - 1] == '\r') feed - 1 else feed;
    if (end >= target.len) return giveLine(context, file, target, target.len, target.len);
    return giveLine(context, file, target, end, feed + 1);
}

fn giveLine(context: *Context, file: File, target: []u8, length: usize, taken: usize) Results {
    text.moveBytes(target.ptr, file.window().ptr, length);
    file.take(taken);
    context.operand2 = 0;
    return .two(length, library.flag(true));
}

/// WRITE-FILE ( c-addr u fileid -- ior )
pub fn writeFile(context: *Context, address: u64, length: u64, id: u64) ?Results {
    return write(context, address, length, id, "");
}

/// WRITE-LINE ( c-addr u fileid -- ior )
pub fn writeLine(context: *Context, address: u64, length: u64, id: u64) ?Results {
    return write(context, address, length, id, "\n");
}

inline fn write(context: *Context, address: u64, length: u64, id: u64, comptime tail: []const u8) ?Results {
    const bytes = library.range(context, address, length) orelse return null;
    const room = roomIn(context, id, bytes.len + tail.len) orelse return null;
    text.moveBytes(room.ptr, bytes.ptr, bytes.len);
    room[bytes.len..][0..tail.len].* = tail[0..tail.len].*;
    return .one(0);
}

/// Room for so many bytes that are written to a file. What is written to standard output is added to what TYPE writes.
inline fn roomIn(context: *Context, id: u64, length: u64) ?[]u8 {
    if (File.of(context, id)) |file| return file.reserve(length);
    if (id != abi.standard_output or context.output_is_standard == 0 or context.files == 0) return null;
    const used = context.output_length;
    if (length > abi.longest_write or used + length > context.output_capacity) return null;
    context.output_length = used + @as(u32, @intCast(length));
    @as(*Table, @ptrFromInt(context.files)).refused = 0;
    return @as([*]u8, @ptrFromInt(context.output))[used..][0..length];
}

/// EMIT-FILE ( char fileid -- ior )
pub fn emitFile(context: *Context, char: u64, id: u64) ?Results {
    const room = roomIn(context, id, 1) orelse return null;
    room[0] = @truncate(char);
    return .one(0);
}

/// KEY-FILE ( fileid -- char )
pub fn keyFile(context: *Context, id: u64) ?Results {
    const file = File.of(context, id) orelse return null;
    const window = file.window();
    if (window.len == 0) return null;
    const char = window[0];
    file.take(1);
    return .one(char);
}

/// FILE-EOF? ( fileid -- flag )
pub fn fileEnded(context: *Context, id: u64) ?Results {
    const file = File.of(context, id) orelse return null;
    if (file.window().len == 0) return null;
    file.take(0);
    return .one(library.flag(false));
}
