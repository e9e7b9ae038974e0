//! Blocks of 1024 bytes in a file (Forth 2012, chapter 7; gforth's file name, blocks.fb).

const std = @import("std");
const linux = std.os.linux;
const ending = @import("../ending.zig");
const files = @import("../files.zig");
const host = @import("../host.zig");
const output = @import("../output.zig");
const places = @import("places.zig");
const Reader = @import("../reader.zig").Reader;
const shared = @import("shared");
const system = @import("../system.zig");
const system_files = @import("../system_files.zig");
const Error = host.Error;
const Failure = files.Failure;

comptime {
    host.exportWord("(block)", block);
    host.exportWord("(buffer)", bufferWord);
    host.exportWord("(update)", update);
    host.exportWord("updated?", isUpdated);
    host.exportWord("save-buffers", save);
    host.exportWord("empty-buffers", empty);
    host.exportWord("flush", flush);
    host.exportWord("list", list);
    host.exportWord("open-blocks", openBlocks);
}

const size = 1024;
const buffer_count = 16;
/// Blocks of a file of 4 GiB.
const last_block = (1 << 22) - 1;
const widest_gap = 1 << 24;
const no_block = std.math.maxInt(u64);

const Buffer = struct {
    address: u32 = 0,
    /// The block that it holds, or none.
    block: u64 = no_block,
    is_updated: bool = false,
    /// When it was last asked for.
    used: u64 = 0,

    fn bytes(buffer: *const Buffer) *[size]u8 {
        return host.bytes[buffer.address..][0..size];
    }
};

var buffers: [buffer_count]Buffer = @splat(.{});
var current: ?*Buffer = null;
var clock: u64 = 0;
var path_buffer: [4096]u8 = undefined;
var path: []const u8 = "";
/// What the file was called when the program had been loaded.
const loaded_path = @extern([*]const u8, .{ .name = "ff_block_file", .visibility = .hidden });
var descriptor: i32 = -1;

/// The buffer that holds the block, or one that is free for it.
fn assign(number: u64) Error!*Buffer {
    if (number > last_block) return invalid(number);
    const buffer = for (&buffers) |*held| {
        if (held.block == number) break held;
    } else try freeBuffer();
    clock += 1;
    buffer.used = clock;
    current = buffer;
    ending.close_blocks.function = closeAtEnd;
    return buffer;
}

fn invalid(number: u64) Error {
    // A greater number is not known to the last digit.
    const is_known = number <= 1 << 53;
    return host.throwFormat(.invalid_block, &.{
        if (is_known) .{ .number = @intCast(number) } else .{ .text = "" },
        .{ .text = if (is_known) "; " else "" },
        .{ .text = "blocks are 0 (not to be loaded) to " },
        .{ .number = last_block },
    });
}

fn freeBuffer() Error!*Buffer {
    var oldest = &buffers[0];
    for (&buffers) |*buffer| {
        if (buffer.address == 0) {
            buffer.address = shared.heap.allocate(&host.context, size) orelse
                return host.throwWith(.dictionary_overflow, "no room for a block buffer");
            return buffer;
        }
        if (buffer.used < oldest.used) oldest = buffer;
    }
    if (oldest.is_updated) try writeBlock(oldest);
    return oldest;
}

fn block() Error!void {
    try host.pushCell(try contentsOf(try host.pop()));
}

fn contentsOf(number: u64) Error!u32 {
    const buffer = try assign(number);
    if (buffer.block != number) {
        buffer.block = no_block;
        try readBlock(buffer, number);
        buffer.block = number;
    }
    return buffer.address;
}

fn bufferWord() Error!void {
    const number = try host.pop();
    const buffer = try assign(number);
    buffer.block = number;
    try host.pushCell(buffer.address);
}

fn update() Error!void {
    if (current) |buffer| if (buffer.block != no_block) {
        buffer.is_updated = true;
    };
}

fn isUpdatedBlock(number: u64) bool {
    for (&buffers) |*buffer| if (buffer.block == number and buffer.is_updated) return true;
    return false;
}

fn isUpdated() Error!void {
    try host.pushFlag(isUpdatedBlock(try host.pop()));
}

/// Throws when all blocks that can be written are.
fn save() Error!void {
    var saved: Error!void = {};
    for (&buffers) |*buffer| if (buffer.is_updated) {
        writeBlock(buffer) catch |thrown| {
            saved = thrown;
        };
    };
    return saved;
}

fn empty() Error!void {
    for (&buffers) |*buffer| {
        buffer.block = no_block;
        buffer.is_updated = false;
    }
}

fn flush() Error!void {
    try save();
    try empty();
}

fn openBlocks() Error!void {
    const name = try places.popName();
    try save();
    if (descriptor >= 0) _ = linux.close(descriptor);
    descriptor = -1;
    try empty();
    path = files.join(&path_buffer, &.{name});
}

/// What a signal or the end of a program has not lost.
fn closeAtEnd() void {
    var refused: ?[]const u8 = null;
    for (&buffers) |*buffer| if (buffer.is_updated) {
        writeWithGap(buffer) catch {
            refused = refused orelse files.refusal.reason;
        };
    };
    if (refused) |reason| ending.tellLost(path, reason);
}

/// LIST (7.6.2.1770): 16 numbered lines of 64 characters.
fn list() Error!void {
    const number = try host.pop();
    const start = try contentsOf(number);
    places.systemCell(.screen).* = number;
    var digits: [24]u8 = undefined;
    try output.typeBytes("Screen ");
    try output.typeBytes(host.decimal(&digits, @intCast(number)));
    try output.typeBytes(if (isUpdatedBlock(number)) " modified     \n" else " not modified     \n");
    const line_length = 64;
    for (0..size / line_length) |line| {
        const text = host.decimal(&digits, @intCast(line));
        try output.spaces(2 - text.len);
        try output.typeBytes(text);
        try output.emit(' ');
        try output.typeBytes(host.bytes[start + line * line_length ..][0..line_length]);
        try output.emit('\n');
    }
}

// ---- the file ----

fn refuse(code: host.ThrowCode, failure: Failure) Error {
    if (failure == error.Thrown) return error.Thrown;
    return host.throwFormat(code, &.{ .{ .text = path }, .{ .text = ": " }, .{ .text = files.refusal.reason } });
}

/// Fills a buffer from the file; what lies beyond the file's end is blank.
fn readBlock(buffer: *Buffer, number: u64) Error!void {
    const done = readAt(buffer.bytes(), number * size) catch |failure| return refuse(.block_read, failure);
    @memset(buffer.bytes()[done..], ' ');
}

fn readAt(target: []u8, position: u64) Failure!usize {
    try open();
    var done: usize = 0;
    while (done < target.len) {
        const result = linux.pread(descriptor, target.ptr + done, target.len - done, @intCast(position + done));
        const number = system.errorOf(result);
        if (number == @backingInt(linux.E.INTR)) continue;
        if (number != 0) return files.refuseNumber(number, "read", "");
        if (result == 0) break;
        done += result;
    }
    return done;
}

fn writeBlock(buffer: *Buffer) Error!void {
    writeWithGap(buffer) catch |failure| return refuse(.block_write, failure);
    buffer.is_updated = false;
}

fn writeWithGap(buffer: *Buffer) Failure!void {
    try open();
    try fillGap(buffer.block * size);
    try writeAt(buffer.bytes(), buffer.block * size);
}

fn writeAt(bytes: []const u8, position: u64) Failure!void {
    var done: usize = 0;
    while (done < bytes.len) {
        const result = linux.pwrite(descriptor, bytes.ptr + done, bytes.len - done, @intCast(position + done));
        const number = system.errorOf(result);
        if (number == @backingInt(linux.E.INTR)) continue;
        if (number != 0) return files.refuseNumber(number, "write", "");
        done += result;
    }
}

/// Makes the blocks between the file's end and a new block blank. A wide gap stays a hole, which reads as zeros: a slip of
/// the pen must not fill the disk.
fn fillGap(end: u64) Failure!void {
    const blank: [size]u8 = @splat(' ');
    var at = try system_files.sizeOfOpen(descriptor);
    if (end > at + widest_gap) return;
    while (at < end) {
        const length = @min(size, end - at);
        try writeAt(blank[0..length], at);
        at += length;
    }
}

/// The file is made when there is none, and opened for reading when it may not be written.
fn open() Failure!void {
    if (descriptor >= 0) return;
    if (path.len == 0) {
        var reader: Reader = .init(@intFromPtr(loaded_path), std.math.maxInt(u32));
        path = reader.text();
    }
    const file = system_files.open(path, .{ .ACCMODE = .RDWR, .CREAT = true }) catch
        try system_files.open(path, .{ .ACCMODE = .RDONLY });
    descriptor = file.descriptor;
}
