//! Files of the system, by name. Reads and writes go through a buffer of 64 KB a file. The position is kept here, so that a
//! file may be read and written alternately; what is buffered is written at FLUSH-FILE, at a change of direction or
//! position, and at the end. As src/forth/system_file.ts.

const std = @import("std");
const linux = std.os.linux;
const files = @import("files.zig");
const system = @import("system.zig");
const waits = @import("waits.zig");
const Failure = files.Failure;
const File = files.File;

const operations: files.Operations = .{
    .more = more,
    .write = write,
    .flush = flush,
    .close = close,
    .readLong = readLong,
    .has_position = true,
};

/// Opens a file.
pub fn open(name: []const u8, flags: linux.O) Failure!File {
    var path: files.Path = .{};
    var asked = flags;
    asked.CLOEXEC = true;
    const result = while (true) {
        const opened = linux.openat(linux.AT.FDCWD, try path.of(name), asked, 0o666);
        if (system.errorOf(opened) != @backingInt(linux.E.INTR)) break opened;
        try @import("interrupts.zig").check();
    };
    const number = system.errorOf(result);
    if (number != 0) return files.refuseNumber(number, "open", name);
    const descriptor: i32 = @intCast(result);
    const mode = (try statusOf(descriptor)).mode & linux.S.IFMT;
    if (mode == linux.S.IFDIR) {
        _ = linux.close(descriptor);
        return files.refuse("it is a folder");
    }
    return .{
        .operations = &operations,
        .descriptor = descriptor,
        .is_writable = flags.ACCMODE != .RDONLY,
        .is_seekable = mode == linux.S.IFREG or mode == linux.S.IFBLK,
    };
}

fn statusOf(descriptor: i32) Failure!linux.Statx {
    var status: linux.Statx = undefined;
    const empty_path = 0x1000;
    const result = linux.statx(descriptor, "", empty_path, .{ .TYPE = true, .MODE = true, .SIZE = true }, &status);
    const number = system.errorOf(result);
    if (number != 0) return files.refuseNumber(number, "fstat", "");
    return status;
}

fn more(file: *File) Failure!bool {
    try flush(file);
    const target = try file.room();
    const count = try readChunk(file, target, file.origin + file.record().end);
    file.extend(count);
    return count > 0;
}

fn readLong(file: *File, target: []u8) Failure!usize {
    try flush(file);
    file.emptyWindow();
    var done: usize = 0;
    while (done < target.len) {
        const count = try readChunk(file, target[done..], file.origin);
        if (count == 0) break;
        done += count;
        file.origin += count;
    }
    return done;
}

fn readChunk(file: *File, target: []u8, position: u64) Failure!usize {
    if (!file.is_seekable) {
        return switch (try waits.read(file.descriptor, target)) {
            .count => |count| count,
            .refused => |number| files.refuseNumber(number, "read", ""),
        };
    }
    while (true) {
        const result = linux.pread(file.descriptor, target.ptr, target.len, @bitCast(position));
        switch (system.errorOf(result)) {
            0 => return result,
            @backingInt(linux.E.INTR), @backingInt(linux.E.AGAIN) => {},
            else => |number| return files.refuseNumber(number, "read", ""),
        }
    }
}

fn write(file: *File, bytes: []const u8) Failure!void {
    if (!file.is_writable) return files.refuse("the file is not open for writing");
    if (!file.is_seekable) {
        const number = try waits.writeAll(file.descriptor, bytes);
        return if (number == 0) {} else files.refuseNumber(number, "write", "");
    }
    try file.makeWritable();
    const at = file.record();
    if (at.pending + bytes.len > files.buffer_size) try flush(file);
    if (bytes.len >= files.buffer_size) {
        try writeChunk(file, bytes, file.origin);
        file.origin += bytes.len;
    } else {
        @memcpy(file.buffer.bytes[at.pending..][0..bytes.len], bytes);
        at.pending += @intCast(bytes.len);
    }
}

pub fn flush(file: *File) Failure!void {
    const at = file.record();
    const length = at.pending;
    if (length == 0) return;
    const position = file.origin;
    at.pending = 0;
    file.origin += length;
    try writeChunk(file, file.buffer.bytes[0..length], position);
}

fn writeChunk(file: *File, bytes: []const u8, position: u64) Failure!void {
    var done: usize = 0;
    while (done < bytes.len) {
        const result = linux.pwrite(file.descriptor, bytes.ptr + done, bytes.len - done, @bitCast(position + done));
        switch (system.errorOf(result)) {
            0 => done += result,
            @backingInt(linux.E.INTR), @backingInt(linux.E.AGAIN) => {},
            else => |number| return files.refuseNumber(number, "write", ""),
        }
    }
}

fn close(file: *File) Failure!void {
    const flushed = flush(file);
    _ = linux.close(file.descriptor);
    return flushed;
}

const no_position = "a stream has no position";
const no_size = "a stream has no size";

pub fn positionOf(file: *File) Failure!u64 {
    try file.needPosition(no_position);
    return file.position();
}

pub fn seek(file: *File, position: u64) Failure!void {
    try file.needPosition(no_position);
    const at = file.record();
    // What was read stays, as long as the position is within it.
    if (at.room == 0 and position >= file.origin and position <= file.origin + at.end) {
        at.start = @intCast(position - file.origin);
        return;
    }
    try flush(file);
    file.emptyWindow();
    file.origin = position;
}

pub fn sizeOf(file: *File) Failure!u64 {
    try file.needPosition(no_size);
    try flush(file);
    return (try statusOf(file.descriptor)).size;
}

/// Of a file that is known by its descriptor alone.
pub fn sizeOfOpen(descriptor: i32) Failure!u64 {
    return (try statusOf(descriptor)).size;
}

pub fn resize(file: *File, size: u64) Failure!void {
    try file.needPosition(no_size);
    try flush(file);
    file.emptyWindow();
    const number = system.errorOf(linux.ftruncate(file.descriptor, @bitCast(size)));
    if (number != 0) return files.refuseNumber(number, "ftruncate", "");
}

/// All of a file, which may be a device or a pipe. It is open until it is closed.
pub fn readWhole(name: []const u8, file: *File) Failure![]u8 {
    file.* = try open(name, .{ .ACCMODE = .RDONLY });
    return file.readAll();
}

pub fn release(file: *File) void {
    _ = linux.close(file.descriptor);
    file.buffer.release();
}
