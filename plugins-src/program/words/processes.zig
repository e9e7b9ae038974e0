//! Commands of the shell and pipes to them, by gforth's names.

const std = @import("std");
const linux = std.os.linux;
const commands = @import("../commands.zig");
const files = @import("../files.zig");
const heap = @import("heap.zig");
const host = @import("../host.zig");
const output = @import("../output.zig");
const places = @import("places.zig");
const Error = host.Error;

comptime {
    host.exportWord("system", run);
    host.exportWord("sh-get", outputOf);
    host.exportWord("$?", exitStatus);
    host.exportWord("getpid", processNumber);
    host.exportWord("open-pipe", openPipe);
    host.exportWord("close-pipe", closePipe);
}

/// Of the last command.
var exit_status: u8 = 0;

fn run() Error!void {
    exit_status = try commands.run(try places.popName());
}

fn outputOf() Error!void {
    var pipe = try commands.read(try places.popName());
    defer pipe.buffer.release();
    const read = pipe.readAll();
    // Who writes to a pipe that nobody reads is ended.
    exit_status = try commands.end(&pipe);
    const bytes = read catch |failure| switch (failure) {
        error.Thrown => return error.Thrown,
        error.Refused => return host.throwFormat(.file_fault, &.{
            .{ .text = "the output of the command: " }, .{ .text = files.refusal.reason },
        }),
    };
    try host.pushText(try heap.copy(&.{bytes}), bytes.len);
}

fn exitStatus() Error!void {
    try host.pushCell(exit_status);
}

fn processNumber() Error!void {
    try host.pushSigned(linux.getpid());
}

/// ( c-addr u fam -- fileid ior )
fn openPipe() Error!void {
    const is_reading = try host.pop() & ~@as(u64, 1) == 0;
    const command = try places.popName();
    const pipe = if (is_reading) try commands.read(command) else try commands.writeTo(command);
    var id: u64 = 0;
    const ior = try files.iorOf(.open_file, add(pipe, &id));
    try host.pushCell(id);
    try host.pushSigned(ior);
}

fn add(pipe: files.File, id: *u64) files.Failure!void {
    id.* = (try files.add(pipe)).id;
}

/// ( fileid -- n ior )
fn closePipe() Error!void {
    const pipe = files.find(try host.pop());
    output.flush();
    if (pipe) |file| if (commands.isPipe(file)) {
        const code = try commands.end(file);
        files.close(file) catch {};
        try host.pushCell(code);
        return host.pushCell(0);
    };
    try host.pushCell(0);
    try host.pushSigned(@backingInt(host.ThrowCode.close_file));
}
