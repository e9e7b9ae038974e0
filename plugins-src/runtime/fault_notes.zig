//! Evidence against stages on trial, Linux: a fault inside a stage's library is noted in a file before the process dies of
//! it. Whoever finds the file afterwards can tell such a death from one that came from outside.

const std = @import("std");
const linux = std.os.linux;
const posix = std.posix;
const Answer = @import("runtime.zig").Answer;
const native_faults = @import("native_faults.zig");

const signals = [_]posix.SIG{ .SEGV, .BUS, .ILL, .FPE, .TRAP };

/// Behind the number of the process, which begins the file.
const note_offset = 32;

/// A signal handler gets no argument of ours, so what it works on is global.
var file: i32 = -1;
/// Not 0 while the thread is inside a stage's library.
var inside: *const i32 = undefined;
var thread: i32 = 0;
var is_installed = false;
var previous: [signals.len]posix.Sigaction = undefined;

/// From now on faults of the calling thread are noted in `fd` while `*announced` is not 0.
pub fn start(fd: i32, announced: *const i32) Answer {
    inside = announced;
    thread = linux.gettid();
    @atomicStore(i32, &file, fd, .release);
    // The fault may be that the stack is exhausted.
    if (!native_faults.prepareThread()) return .failed;
    if (is_installed) return .ok;
    is_installed = true;
    const action: posix.Sigaction = .{
        .handler = .{ .sigaction = onFault },
        .mask = posix.sigemptyset(),
        .flags = posix.SA.SIGINFO | posix.SA.ONSTACK | posix.SA.NODEFER,
    };
    for (signals, &previous) |signal, *before| {
        posix.sigaction(signal, null, before);
        posix.sigaction(signal, &action, null);
    }
    return .ok;
}

/// Nothing is noted any more. The handlers stay and hand on: others may have been put before them.
pub fn stop() void {
    @atomicStore(i32, &file, -1, .release);
}

fn onFault(signal: posix.SIG, info: *const posix.siginfo_t, context: ?*anyopaque) callconv(.c) void {
    const fd = @atomicLoad(i32, &file, .acquire);
    if (fd >= 0 and linux.gettid() == thread and @atomicLoad(i32, inside, .acquire) != 0) note(fd, signal);
    for (signals, &previous) |each, *before| {
        if (each == signal) return native_faults.handOn(before, signal, info, context);
    }
}

fn note(fd: i32, signal: posix.SIG) void {
    const number: u8 = @intCast(@backingInt(signal));
    const text = [_]u8{ 'f', 'a', 'u', 'l', 't', ' ', '0' + number / 10, '0' + number % 10, '\n' };
    _ = linux.pwrite(fd, &text, text.len, note_offset);
}
