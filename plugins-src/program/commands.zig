//! Commands of the shell that a program runs, and pipes from and to them, which run while the program does.

const std = @import("std");
const descendants = @import("descendants.zig");
const linux = std.os.linux;
const ending = @import("ending.zig");
const files = @import("files.zig");
const host = @import("host.zig");
const output = @import("output.zig");
const system = @import("system.zig");
const terminal = @import("terminal.zig");
const waits = @import("waits.zig");
const Error = host.Error;
const Failure = files.Failure;
const File = files.File;

/// Descriptors that a command has instead of the program's.
const Streams = struct { input: ?i32 = null, output: ?i32 = null };

/// Starts a command; gives its process number. What the program has written comes before what it writes, and the terminal is
/// the command's. THROWs -37 when the system cannot start it.
fn start(command: []const u8, streams: Streams) Error!i32 {
    output.flush();
    terminal.leaveRaw();
    if (std.mem.findScalar(u8, command, 0) != null) return host.throwWith(.file_fault, "a command has no zero byte");
    var text: @import("pages.zig").Text = .{};
    defer text.buffer.release();
    if (!text.add(command) or !text.add("\x00")) return refused(@backingInt(linux.E.NOMEM));
    var ends: [2]i32 = undefined;
    const piped = system.errorOf(linux.pipe2(&ends, .{ .CLOEXEC = true }));
    if (piped != 0) return refused(piped);
    defer _ = linux.close(ends[0]);
    const forked = linux.fork();
    if (forked == 0) become(@ptrCast(text.slice().ptr), streams, ends[1]);
    _ = linux.close(ends[1]);
    const number = system.errorOf(forked);
    if (number != 0) return refused(number);
    const child: i32 = @intCast(forked);
    // The pipe is closed when the child has become the shell; until then it says what went wrong.
    var failure: u16 = 0;
    if (system.readSome(ends[0], std.mem.asBytes(&failure)) == @sizeOf(u16)) {
        var status: i32 = undefined;
        while (system.errorOf(linux.wait4(child, &status, 0, null)) == @backingInt(linux.E.INTR)) {}
        return refused(failure);
    }
    remember(child);
    return child;
}

fn refused(number: u16) Error {
    return host.throwFormat(.file_fault, &.{
        .{ .text = "the shell cannot be run (error " }, .{ .number = number }, .{ .text = ")" },
    });
}

fn become(command: [*:0]const u8, streams: Streams, report: i32) noreturn {
    if (streams.input) |descriptor| _ = linux.dup3(descriptor, 0, 0);
    if (streams.output) |descriptor| _ = linux.dup3(descriptor, 1, 0);
    const words = [_:null]?[*:0]const u8{ "sh", "-c", command };
    const empty = [_:null]?[*:0]const u8{};
    const environment: [*:null]const ?[*:0]const u8 = if (host.environment.len > 0) @ptrCast(host.environment.ptr) else &empty;
    const failure = system.errorOf(linux.execve("/bin/sh", &words, environment));
    _ = linux.write(report, @ptrCast(&failure), @sizeOf(u16));
    linux.exit_group(127);
}

/// The children that are not waited for yet, as far as there is room: they end with a program that a signal ends.
var children: [64]i32 = @splat(0);

fn remember(child: i32) void {
    ending.end_children.function = endChildren;
    for (&children) |*known| if (known.* == 0) {
        known.* = child;
        return;
    };
}

fn endChildren() void {
    if (descendants.end()) return;
    for (children) |child| if (child > 0) {
        _ = linux.kill(child, .TERM);
    };
}

/// Waits for a command to end; gives its exit code.
fn wait(child: i32) Error!u8 {
    const code = try waits.forChild(child);
    for (&children) |*known| if (known.* == child) {
        known.* = 0;
    };
    return code;
}

/// Runs a command to its end; gives its exit code.
pub fn run(command: []const u8) Error!u8 {
    return wait(try start(command, .{}));
}

const Ends = struct { reading: i32, writing: i32 };

fn makePipe() Error!Ends {
    var ends: [2]i32 = undefined;
    if (system.isRefused(linux.pipe2(&ends, .{ .CLOEXEC = true })))
        return host.throwWith(.file_fault, "the system gives no pipe");
    return .{ .reading = ends[0], .writing = ends[1] };
}

const reading_operations: files.Operations = .{ .more = more, .close = close };
const writing_operations: files.Operations = .{ .more = refuseReading, .write = write, .close = close };

/// Starts a command whose output is read.
pub fn read(command: []const u8) Error!File {
    const ends = try makePipe();
    defer _ = linux.close(ends.writing);
    errdefer _ = linux.close(ends.reading);
    const child = try start(command, .{ .output = ends.writing });
    return .{ .operations = &reading_operations, .descriptor = ends.reading, .child = child };
}

/// Starts a command whose input is written.
pub fn writeTo(command: []const u8) Error!File {
    const ends = try makePipe();
    defer _ = linux.close(ends.reading);
    errdefer _ = linux.close(ends.writing);
    const child = try start(command, .{ .input = ends.reading });
    return .{ .operations = &writing_operations, .descriptor = ends.writing, .child = child };
}

fn refuseReading(_: *File) Failure!bool {
    return files.refuse("the pipe is open for writing");
}

fn more(file: *File) Failure!bool {
    output.flush();
    const target = try file.room();
    const count = switch (try waits.read(file.descriptor, target)) {
        .count => |count| count,
        .refused => 0,
    };
    file.extend(count);
    return count > 0;
}

fn write(file: *File, bytes: []const u8) Failure!void {
    const number = try waits.writeAll(file.descriptor, bytes);
    if (number != 0) return files.refuseNumber(number, "write", "");
}

/// Ends the stream. What the program has written goes on to the command, which is waited for.
fn close(file: *File) Failure!void {
    closeEnd(file);
    if (file.operations == &writing_operations) _ = try end(file);
}

fn closeEnd(file: *File) void {
    if (file.descriptor >= 0) _ = linux.close(file.descriptor);
    file.descriptor = -1;
}

pub fn isPipe(file: *const File) bool {
    return file.child != 0;
}

/// Ends the stream and waits for the command; gives its exit code.
pub fn end(file: *File) Error!u8 {
    closeEnd(file);
    if (file.exit_code) |code| return code;
    const code = try wait(file.child);
    file.exit_code = code;
    return code;
}
