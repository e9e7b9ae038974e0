//! Reading and writing open files as far as their buffers reach: READ-LINE, WRITE-LINE and their kin. The host fills and
//! writes the buffers (src/forth/file_records.ts) and does everything else.

const std = @import("std");
const abi = @import("abi");
const library = @import("library.zig");
const text = @import("text.zig");
const Answer = library.Answer;
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

    fn of(context: *Context, id: u64) ?File {
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
    fn reserve(file: File, length: u64) ?[]u8 {
        const pending = file.record.pending;
        if (length > file.record.room - pending) return null;
        file.record.pending = pending + @as(u32, @intCast(length));
        file.table.refused = 0;
        return file.buffer()[pending..][0..length];
    }
};

/// READ-FILE ( c-addr u1 fileid -- u2 ior )
pub fn readFile(context: *Context) Answer {
    const file = File.of(context, context.operand2) orelse return .by_host;
    const target = library.range(context, context.operand0, context.operand1) orelse return .by_host;
    const window = file.window();
    if (target.len > window.len) return .by_host;
    @memcpy(target, window[0..target.len]);
    file.take(target.len);
    context.operand0 = target.len;
    context.operand1 = 0;
    return .done;
}

/// READ-LINE ( c-addr u1 fileid -- u2 flag ior ), as src/forth/files.ts reads lines.
pub fn readLine(context: *Context) Answer {
    const file = File.of(context, context.operand2) orelse return .by_host;
    const target = library.range(context, context.operand0, context.operand1) orelse return .by_host;
    const window = file.window();
    // What is longer than the target and CR LF does not end within it.
    const looked_at = window[0..@min(window.len, target.len + 2)];
    const feed = text.nextOf(looked_at, '\n') orelse {
        if (looked_at.len < target.len + 2) return .by_host;
        return giveLine(context, file, target, target.len, target.len);
    };
    const end = if (feed > 0 and window[feed - 1] == '\r') feed - 1 else feed;
    if (end >= target.len) return giveLine(context, file, target, target.len, target.len);
    return giveLine(context, file, target, end, feed + 1);
}

fn giveLine(context: *Context, file: File, target: []u8, length: usize, taken: usize) Answer {
    @memcpy(target[0..length], file.window()[0..length]);
    file.take(taken);
    context.operand0 = length;
    context.operand1 = library.flag(true);
    context.operand2 = 0;
    return .done;
}

/// WRITE-FILE ( c-addr u fileid -- ior )
pub fn writeFile(context: *Context) Answer {
    return write(context, "");
}

/// WRITE-LINE ( c-addr u fileid -- ior )
pub fn writeLine(context: *Context) Answer {
    return write(context, "\n");
}

fn write(context: *Context, tail: []const u8) Answer {
    const file = File.of(context, context.operand2) orelse return .by_host;
    const bytes = library.range(context, context.operand0, context.operand1) orelse return .by_host;
    const room = file.reserve(bytes.len + tail.len) orelse return .by_host;
    @memcpy(room[0..bytes.len], bytes);
    @memcpy(room[bytes.len..], tail);
    context.operand0 = 0;
    return .done;
}

/// EMIT-FILE ( char fileid -- ior )
pub fn emitFile(context: *Context) Answer {
    const file = File.of(context, context.operand1) orelse return .by_host;
    const room = file.reserve(1) orelse return .by_host;
    room[0] = @truncate(context.operand0);
    context.operand0 = 0;
    return .done;
}

/// KEY-FILE ( fileid -- char )
pub fn keyFile(context: *Context) Answer {
    const file = File.of(context, context.operand0) orelse return .by_host;
    const window = file.window();
    if (window.len == 0) return .by_host;
    context.operand0 = window[0];
    file.take(1);
    return .done;
}

/// FILE-EOF? ( fileid -- flag )
pub fn fileEnded(context: *Context) Answer {
    const file = File.of(context, context.operand0) orelse return .by_host;
    if (file.window().len == 0) return .by_host;
    file.take(0);
    context.operand0 = library.flag(false);
    return .done;
}
