//! Files (File, File ext; gforth's SLURP-FILE and its kin). iors are THROW codes.

const std = @import("std");
const linux = std.os.linux;
const files = @import("../files.zig");
const heap = @import("heap.zig");
const host = @import("../host.zig");
const places = @import("places.zig");
const system = @import("../system.zig");
const system_files = @import("../system_files.zig");
const Error = host.Error;
const Failure = files.Failure;
const File = files.File;
const ThrowCode = host.ThrowCode;

comptime {
    host.exportWord("open-file", openFile);
    host.exportWord("create-file", createFile);
    host.exportWord("close-file", closeFile);
    host.exportWord("delete-file", deleteFile);
    host.exportWord("rename-file", renameFile);
    host.exportWord("file-status", fileStatus);
    host.exportWord("read-file", readFile);
    host.exportWord("read-line", readLine);
    host.exportWord("write-file", writing(.write_file, ""));
    host.exportWord("write-line", writing(.write_line, "\n"));
    host.exportWord("emit-file", emitFile);
    host.exportWord("key-file", keyFile);
    host.exportWord("flush-file", flushFile);
    host.exportWord("file-position", measuring(.file_position, system_files.positionOf));
    host.exportWord("file-size", measuring(.file_size, system_files.sizeOf));
    host.exportWord("reposition-file", placing(.reposition_file, system_files.seek));
    host.exportWord("resize-file", placing(.resize_file, system_files.resize));
    host.exportWord("file-eof?", fileEnded);
    host.exportWord("slurp-file", slurpFile);
    host.exportWord("slurp-fid", slurpOpenFile);
}

// ---- files by name ----

/// ( fam -- )
fn popAccess() Error!linux.O {
    const access: u32 = @truncate(try host.pop());
    return .{ .ACCMODE = switch (access & ~@as(u32, 1)) {
        0 => .RDONLY,
        2 => .RDWR,
        4 => .WRONLY,
        else => return host.throwWith(.file_fault, "not a file access method (R/O, R/W or W/O)"),
    } };
}

fn openFile() Error!void {
    return pushFile(.open_file, try popAccess());
}

fn createFile() Error!void {
    var flags = try popAccess();
    flags.CREAT = true;
    flags.TRUNC = true;
    return pushFile(.create_file, flags);
}

/// ( c-addr u -- fileid ior )
fn pushFile(code: ThrowCode, flags: linux.O) Error!void {
    const name = try places.popName();
    var id: u64 = 0;
    const ior = try files.iorOf(code, open(name, flags, &id));
    try host.pushCell(id);
    try host.pushSigned(ior);
}

fn open(name: []const u8, flags: linux.O, id: *u64) Failure!void {
    id.* = (try files.add(try system_files.open(name, flags))).id;
}

fn closeFile() Error!void {
    const id = try host.pop();
    try host.pushSigned(try files.iorOf(.close_file, close(id)));
}

fn close(id: u64) Failure!void {
    return files.close(try files.get(id));
}

fn deleteFile() Error!void {
    const name = try places.popName();
    try host.pushSigned(try files.iorOf(.delete_file, delete(name)));
}

fn delete(name: []const u8) Failure!void {
    var path: files.Path = .{};
    const number = system.errorOf(linux.unlinkat(linux.AT.FDCWD, try path.of(name), 0));
    if (number != 0) return files.refuseNumber(number, "unlink", name);
}

fn renameFile() Error!void {
    const to = try places.popName();
    const from = try places.popName();
    try host.pushSigned(try files.iorOf(.rename_file, rename(from, to)));
}

fn rename(from: []const u8, to: []const u8) Failure!void {
    var old: files.Path = .{};
    var new: files.Path = .{};
    const result = linux.syscall5(
        .renameat2,
        @bitCast(@as(isize, linux.AT.FDCWD)),
        @intFromPtr(try old.of(from)),
        @bitCast(@as(isize, linux.AT.FDCWD)),
        @intFromPtr(try new.of(to)),
        0,
    );
    const number = system.errorOf(result);
    if (number != 0) return files.refuseNumber(number, "rename", from);
}

fn fileStatus() Error!void {
    const name = try places.popName();
    var access: u64 = 0;
    const ior = try files.iorOf(.file_status, accessOf(name, &access));
    try host.pushCell(access);
    try host.pushSigned(ior);
}

/// The best access method that the permissions of a file allow.
fn accessOf(name: []const u8, access: *u64) Failure!void {
    var path: files.Path = .{};
    const named = try path.of(name);
    const exists = 0;
    const may_write = 2;
    const may_read = 4;
    const number = system.errorOf(linux.faccessat(linux.AT.FDCWD, named, exists, 0));
    if (number != 0) return files.refuseNumber(number, "stat", name);
    const is_writable = linux.faccessat(linux.AT.FDCWD, named, may_write, 0) == 0;
    const is_readable = linux.faccessat(linux.AT.FDCWD, named, may_read, 0) == 0;
    access.* = if (!is_writable) 0 else if (is_readable) 2 else 4;
}

// ---- reading and writing ----

fn readFile() Error!void {
    const id = try host.pop();
    const target = try host.popBytes();
    var count: usize = 0;
    const ior = try files.iorOf(.read_file, read(id, target, &count));
    try host.pushCell(count);
    try host.pushSigned(ior);
}

fn read(id: u64, target: []u8, count: *usize) Failure!void {
    count.* = try (try files.get(id)).read(target);
}

fn readLine() Error!void {
    const id = try host.pop();
    const target = try host.popBytes();
    var line: File.Line = .{};
    const ior = try files.iorOf(.read_line, readLineOf(id, target, &line));
    try host.pushCell(line.length);
    try host.pushFlag(line.is_there);
    try host.pushSigned(ior);
}

fn readLineOf(id: u64, target: []u8, line: *File.Line) Failure!void {
    line.* = try (try files.get(id)).readLine(target);
}

/// ( c-addr u fileid -- ior )
fn writing(comptime code: ThrowCode, comptime tail: []const u8) fn () Error!void {
    return struct {
        fn word() Error!void {
            const id = try host.pop();
            const text = try host.popBytes();
            try host.pushSigned(try files.iorOf(code, write(id, text, tail)));
        }
    }.word;
}

fn write(id: u64, text: []const u8, tail: []const u8) Failure!void {
    const file = try files.get(id);
    try file.write(text);
    if (tail.len > 0) try file.write(tail);
}

fn emitFile() Error!void {
    const id = try host.pop();
    const char: [1]u8 = .{@truncate(try host.pop())};
    try host.pushSigned(try files.iorOf(.write_file, write(id, &char, "")));
}

/// What KEY-FILE gives when there is nothing more to read (gforth).
const end_of_file = -1;

fn keyFile() Error!void {
    var char: [1]u8 = undefined;
    var count: usize = 0;
    try files.perform(.read_file, read(try host.pop(), &char, &count));
    try host.pushSigned(if (count == 0) end_of_file else char[0]);
}

fn flushFile() Error!void {
    const id = try host.pop();
    try host.pushSigned(try files.iorOf(.flush_file, flush(id)));
}

fn flush(id: u64) Failure!void {
    return (try files.get(id)).flush();
}

fn fileEnded() Error!void {
    var ended = false;
    try files.perform(.read_file, hasEnded(try host.pop(), &ended));
    try host.pushFlag(ended);
}

fn hasEnded(id: u64, ended: *bool) Failure!void {
    const file = try files.get(id);
    if (file.operations.more == &files.refuseReading) return files.refuse("the file is not open for reading");
    ended.* = file.window().len == 0 and !try file.more();
}

// ---- positions and sizes ----

/// ( fileid -- ud ior )
fn measuring(comptime code: ThrowCode, comptime measure: fn (*File) Failure!u64) fn () Error!void {
    return struct {
        fn word() Error!void {
            const id = try host.pop();
            var result: u64 = 0;
            const ior = try files.iorOf(code, measured(id, &result));
            try host.pushDouble(result);
            try host.pushSigned(ior);
        }

        fn measured(id: u64, result: *u64) Failure!void {
            result.* = try measure(try files.get(id));
        }
    }.word;
}

/// No file is as long.
const longest = (1 << 53) - 1;

/// ( ud fileid -- ior )
fn placing(comptime code: ThrowCode, comptime place: fn (*File, u64) Failure!void) fn () Error!void {
    return struct {
        fn word() Error!void {
            const id = try host.pop();
            const offset = try host.popDouble();
            try host.pushSigned(try files.iorOf(code, placed(id, offset)));
        }

        fn placed(id: u64, offset: u128) Failure!void {
            const file = try files.get(id);
            if (offset > longest) return files.refuse("no file is that long");
            return place(file, @intCast(offset));
        }
    }.word;
}

// ---- whole files ----

fn slurpFile() Error!void {
    const name = try places.popName();
    var file: File = undefined;
    const bytes = system_files.readWhole(name, &file) catch |failure| switch (failure) {
        error.Thrown => return error.Thrown,
        error.Refused => return refusedWhole(name),
    };
    defer system_files.release(&file);
    try host.pushText(try heap.copy(&.{bytes}), bytes.len);
}

fn refusedWhole(name: []const u8) Error {
    if (files.refusal.is_missing) return host.throwFormat(.file_not_found, &.{.{ .text = name }});
    return host.throwFormat(.file_fault, &.{ .{ .text = name }, .{ .text = ": " }, .{ .text = files.refusal.reason } });
}

fn slurpOpenFile() Error!void {
    var bytes: []u8 = &.{};
    const id = try host.pop();
    try files.perform(.read_file, readRest(id, &bytes));
    try host.pushText(try heap.copy(&.{bytes}), bytes.len);
}

fn readRest(id: u64, bytes: *[]u8) Failure!void {
    const file = try files.get(id);
    bytes.* = try file.readAll();
    file.take(bytes.len);
}
