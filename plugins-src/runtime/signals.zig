//! SIGINT, the signals of a program's own use, those that end processes and the timer's, turned into numbers in a flag.
//!
//! Handlers have no SA_RESTART, so that they end blocking calls, and run on the alternate stack where there is
//! one, since Forth code may be at the end of its own. On Linux, a signal may arrive in any thread: the handler
//! passes it on to the thread that installed it, which is the one that blocks.

const builtin = @import("builtin");
const std = @import("std");
const posix = std.posix;
const terminal = @import("terminal.zig");
const Answer = @import("runtime.zig").Answer;
const abi = @import("abi");
const Interrupt = abi.Interrupt;
const timer = switch (builtin.os.tag) {
    .linux => @import("timer_linux.zig"),
    else => @import("timer_darwin.zig"),
};

/// A signal handler gets no argument of ours, so what it works on is global.
var interrupt: Installed = .{};
var others: [other_signals.len]Installed = @splat(.{});
var timeout: Installed = .{};
var owner: Owner = undefined;

/// What asks a process to end by itself (POSIX.1-2017, 2.4.3), so that it can keep what it has written.
const ending_signals = [_]posix.SIG{ .TERM, .HUP, .QUIT, .XCPU };
/// What programs send each other. A CATCH gets it as a THROW; what nobody catches ends the process.
const own_signals = [_]posix.SIG{ .USR1, .USR2 };
const other_signals = ending_signals ++ own_signals;
/// Milliseconds that a process has to do so.
const ending_grace = 1000;

/// Whether the last SIGINT was sent by a process, not by the terminal, which sends it to every process of the group.
var interrupt_was_sent = false;
/// The first signal that has asked this process to end.
var ending: ?posix.SIG = null;

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
    own();
    interrupt = .{ .flag = flag, .previous = previous };
    posix.sigaction(.INT, &interrupt_action, null);
    return .ok;
}

/// Those that are ignored stay so: `nohup` has HUP ignored, a shell's background jobs QUIT.
pub fn installEndings(flag: *u32) Answer {
    own();
    for (other_signals, &others) |signal, *installed| {
        if (installed.flag == null) {
            posix.sigaction(signal, null, &installed.previous);
            if (installed.previous.handler.handler == posix.SIG.IGN) continue;
            posix.sigaction(signal, &interrupt_action, null);
        }
        installed.flag = flag;
    }
    return .ok;
}

pub fn removeEndings() Answer {
    for (other_signals, &others) |signal, *installed| {
        if (installed.flag != null) posix.sigaction(signal, &installed.previous, null);
        installed.flag = null;
    }
    return .ok;
}

pub fn interruptWasSent() bool {
    return interrupt_was_sent;
}

fn own() void {
    if (builtin.os.tag == .linux) owner = .{
        .process = std.os.linux.getpid(),
        .thread = std.os.linux.gettid(),
    };
}

const interrupt_action: posix.Sigaction = .{
    // Not `sigemptyset()`, which is a call of the C library's on macOS.
    .handler = .{ .sigaction = onInterrupt },
    .mask = std.mem.zeroes(posix.sigset_t),
    .flags = posix.SA.SIGINFO | posix.SA.ONSTACK,
};

pub fn removeInterrupt() Answer {
    if (interrupt.flag == null) return .ok;
    posix.sigaction(.INT, &interrupt.previous, null);
    interrupt.flag = null;
    return .ok;
}

fn onInterrupt(signal: posix.SIG, info: *const posix.siginfo_t, _: ?*anyopaque) callconv(.c) void {
    const ends = std.mem.findScalar(posix.SIG, &ending_signals, signal) != null;
    const flag = flagOf(signal) orelse return;
    const si_tkill = -6;
    const passed_on = builtin.os.tag == .linux and info.code == si_tkill and std.os.linux.gettid() == owner.thread;
    if (passed_on and (ending == signal or @atomicLoad(u32, flag, .seq_cst) == userValue(signal)))
        return; // It has done its work by ending a blocking call.
    if (ending != null and (ends or ending == signal)) return dieOf(signal);
    const unanswered = raise(flag, if (ends) endingValue(signal) else userValue(signal));
    if (ends) {
        ending = signal;
        if (builtin.os.tag == .linux) timer.sendAgain(signal, owner.thread, ending_grace);
    } else if (signal == .INT) interrupt_was_sent = info.code <= 0;
    if (builtin.os.tag == .linux) {
        const linux = std.os.linux;
        if (linux.gettid() != owner.thread) _ = linux.tgkill(owner.process, owner.thread, signal);
    }
    if (unanswered != null) dieOf(signal);
}

pub fn endSoon(signal: i32) void {
    ending = @fromBackingInt(@intCast(signal));
    own();
    if (builtin.os.tag == .linux) timer.sendAgain(ending.?, owner.thread, ending_grace);
}

fn flagOf(signal: posix.SIG) ?*u32 {
    if (signal == .INT) return interrupt.flag;
    for (other_signals, others) |candidate, installed| if (candidate == signal) return installed.flag;
    return null;
}

/// Ctrl-C is so common that it has no number.
fn userValue(signal: posix.SIG) u32 {
    const number: u32 = if (signal == .INT) 0 else @intCast(@backingInt(signal));
    return @backingInt(Interrupt.user) | number << abi.interrupt_signal_shift;
}

fn endingValue(signal: posix.SIG) u32 {
    return @backingInt(Interrupt.end) | @as(u32, @intCast(@backingInt(signal))) << abi.interrupt_signal_shift;
}

/// What of a flag's value says who raised it.
const kind_mask: u32 = (1 << abi.interrupt_signal_shift) - 1;

/// Stores a value in a flag that is quiet, only asks for a look, or holds an interrupt that an ending outranks; else
/// gives what is raised already.
fn raise(flag: *u32, value: u32) ?u32 {
    var raised: u32 = 0;
    while (@cmpxchgStrong(u32, flag, raised, value, .seq_cst, .seq_cst)) |present| {
        const outranked = present == 0 or present == @backingInt(Interrupt.look) or
            (present & kind_mask == @backingInt(Interrupt.user) and value & kind_mask != present & kind_mask);
        if (!outranked) return present;
        raised = present;
    }
    return null;
}

/// Lets the signal do what it does by default as soon as its handler returns.
fn dieOf(signal: posix.SIG) void {
    terminal.restoreAll();
    // The first process of a container has no default for a signal (signal(7), kill(2)).
    if (builtin.os.tag == .linux and std.os.linux.getpid() == 1)
        std.os.linux.exit_group(128 + @as(i32, @intCast(@backingInt(signal))));
    const default: posix.Sigaction = .{
        .handler = .{ .handler = posix.SIG.DFL },
        .mask = std.mem.zeroes(posix.sigset_t),
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
            .mask = std.mem.zeroes(posix.sigset_t),
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

test "a signal that ends processes stands in the flag by its number and outranks an interrupt" {
    var flag: u32 = 0;
    try std.testing.expectEqual(@as(?u32, null), raise(&flag, @backingInt(Interrupt.user)));
    try std.testing.expectEqual(@as(?u32, null), raise(&flag, endingValue(.TERM)));
    try std.testing.expectEqual(@as(u32, 15 << 8 | 8), flag);
    try std.testing.expectEqual(@as(?u32, flag), raise(&flag, @backingInt(Interrupt.user)));
}

test "the timer raises its flag and ends a wait" {
    var flag: u32 = 0;
    try std.testing.expectEqual(Answer.ok, startTimer(&flag, 20, .{}));
    try std.testing.expectEqual(@as(i32, @backingInt(Answer.interrupted)), terminal.wait(-1, 10_000, &flag));
    try std.testing.expectEqual(@as(u32, @backingInt(Interrupt.timeout)), @atomicLoad(u32, &flag, .seq_cst));
    try std.testing.expectEqual(Answer.ok, stopTimer());
}
