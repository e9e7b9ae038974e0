//! SIGINT and the timer's signal, turned into numbers in a flag.
//!
//! Handlers have no SA_RESTART, so that they end blocking calls, and run on the alternate stack where there is
//! one, since Forth code may be at the end of its own. On Linux, SIGINT may arrive in any thread: the handler
//! passes it on to the thread that installed it, which is the one that blocks.

const builtin = @import("builtin");
const std = @import("std");
const posix = std.posix;
const terminal = @import("terminal.zig");
const Answer = @import("runtime.zig").Answer;
const Interrupt = @import("abi").Interrupt;
const timer = switch (builtin.os.tag) {
    .linux => @import("timer_linux.zig"),
    else => @import("timer_darwin.zig"),
};

/// A signal handler gets no argument of ours, so what it works on is global.
var interrupt: Installed = .{};
var timeout: Installed = .{};
var owner: Owner = undefined;

const Installed = struct {
    flag: ?*u32 = null,
    previous: posix.Sigaction = undefined,
};

const Owner = if (builtin.os.tag == .linux) struct {
    process: posix.pid_t,
    thread: posix.pid_t,
} else void;

pub fn installInterrupt(flag: *u32) Answer {
    if (interrupt.flag != null) {
        interrupt.flag = flag;
        return .ok;
    }
    var previous: posix.Sigaction = undefined;
    posix.sigaction(.INT, null, &previous);
    if (previous.handler.handler == posix.SIG.IGN) return .left_ignored;
    if (builtin.os.tag == .linux) owner = .{
        .process = std.os.linux.getpid(),
        .thread = std.os.linux.gettid(),
    };
    interrupt = .{ .flag = flag, .previous = previous };
    const action: posix.Sigaction = .{
        .handler = .{ .sigaction = onInterrupt },
        .mask = posix.sigemptyset(),
        .flags = posix.SA.SIGINFO | posix.SA.ONSTACK,
    };
    posix.sigaction(.INT, &action, null);
    return .ok;
}

pub fn removeInterrupt() Answer {
    if (interrupt.flag == null) return .ok;
    posix.sigaction(.INT, &interrupt.previous, null);
    interrupt.flag = null;
    return .ok;
}

fn onInterrupt(signal: posix.SIG, info: *const posix.siginfo_t, _: ?*anyopaque) callconv(.c) void {
    const flag = interrupt.flag orelse return;
    const unanswered = raise(flag);
    if (builtin.os.tag == .linux) {
        const linux = std.os.linux;
        const si_tkill = -6;
        const passed_on = info.code == si_tkill and unanswered != null;
        if (passed_on) return; // It has done its work by ending a blocking call.
        if (linux.gettid() != owner.thread) _ = linux.tgkill(owner.process, owner.thread, signal);
    }
    if (unanswered != null) dieOf(signal);
}

/// Stores an interrupt in a flag that is quiet or only asks for a look; else gives what is raised already.
fn raise(flag: *u32) ?u32 {
    const interrupted = @backingInt(Interrupt.user);
    const raised = @cmpxchgStrong(u32, flag, 0, interrupted, .seq_cst, .seq_cst) orelse return null;
    if (raised != @backingInt(Interrupt.look)) return raised;
    return @cmpxchgStrong(u32, flag, raised, interrupted, .seq_cst, .seq_cst);
}

/// Lets the signal do what it does by default as soon as its handler returns.
fn dieOf(signal: posix.SIG) void {
    terminal.restoreAll();
    const default: posix.Sigaction = .{
        .handler = .{ .handler = posix.SIG.DFL },
        .mask = posix.sigemptyset(),
        .flags = 0,
    };
    posix.sigaction(signal, &default, null);
    posix.raise(signal) catch {};
}

/// What the timer does when nobody has ended the process `grace` milliseconds after the flag was raised.
pub const LastResort = struct {
    /// 0: nothing.
    grace: u32 = 0,
    exit_code: u8 = 0,
};

var last_resort: LastResort = .{};

pub fn startTimer(flag: *u32, milliseconds: u32, resort: LastResort) Answer {
    if (timeout.flag == null) {
        const action: posix.Sigaction = .{
            .handler = .{ .handler = onTimeout },
            .mask = posix.sigemptyset(),
            .flags = posix.SA.ONSTACK,
        };
        posix.sigaction(.ALRM, &action, &timeout.previous);
    }
    timeout.flag = flag;
    last_resort = resort;
    time_is_over = false;
    if (timer.start(milliseconds, resort.grace)) return .ok;
    _ = stopTimer();
    return .failed;
}

pub fn stopTimer() Answer {
    if (timeout.flag == null) return .ok;
    timer.stop();
    posix.sigaction(.ALRM, &timeout.previous, null);
    timeout.flag = null;
    return .ok;
}

var time_is_over = false;

fn onTimeout(_: posix.SIG) callconv(.c) void {
    const flag = timeout.flag orelse return;
    if (time_is_over) return dieNow();
    time_is_over = true;
    // A time-out outranks an interrupt that nobody has answered yet.
    @atomicStore(u32, flag, @backingInt(Interrupt.timeout), .seq_cst);
}

/// Something that no flag ends, such as a child process, is being waited for: end without cleaning up.
fn dieNow() void {
    terminal.restoreAll();
    const message = "fastforth: the time limit has passed, and the program did not end by itself\n";
    _ = posix.system.write(2, message, message.len);
    switch (builtin.os.tag) {
        .linux => std.os.linux.exit_group(last_resort.exit_code),
        else => std.c._exit(last_resort.exit_code),
    }
}

test "an interrupt raises its flag once, and removing it restores the handler" {
    var flag: u32 = 0;
    try std.testing.expectEqual(Answer.ok, installInterrupt(&flag));
    try posix.raise(.INT);
    try std.testing.expectEqual(@as(u32, @backingInt(Interrupt.user)), @atomicLoad(u32, &flag, .seq_cst));
    try std.testing.expectEqual(Answer.ok, removeInterrupt());
}

test "the timer raises its flag and ends a wait" {
    var flag: u32 = 0;
    try std.testing.expectEqual(Answer.ok, startTimer(&flag, 20, .{}));
    try std.testing.expectEqual(@as(i32, @backingInt(Answer.interrupted)), terminal.wait(-1, 10_000, &flag));
    try std.testing.expectEqual(@as(u32, @backingInt(Interrupt.timeout)), @atomicLoad(u32, &flag, .seq_cst));
    try std.testing.expectEqual(Answer.ok, stopTimer());
}
