//! Raw mode, the size of a terminal, and waits for input and children that an interrupt can end.

const builtin = @import("builtin");
const std = @import("std");
const posix = std.posix;
const Answer = @import("runtime.zig").Answer;
const Interrupt = @import("abi").Interrupt;

/// The terminal in raw mode and its settings from before; the interrupt handler restores it before it dies.
var raw: ?struct { fd: posix.fd_t, before: posix.termios, settings: posix.termios } = null;

/// A terminal that is raw already is set anew: a process that was stopped finds it as the shell left it.
pub fn makeRaw(fd: i32) Answer {
    var before: posix.termios = undefined;
    if (raw) |current| {
        if (current.fd != fd) return .failed;
        before = current.before;
    } else if (posix.errno(posix.system.tcgetattr(fd, &before)) != .SUCCESS) return .not_a_terminal;
    var settings = before;
    settings.lflag.ICANON = false;
    settings.lflag.ECHO = false;
    settings.iflag.IXON = false;
    settings.cc[@backingInt(posix.V.MIN)] = 1;
    settings.cc[@backingInt(posix.V.TIME)] = 0;
    if (posix.errno(posix.system.tcsetattr(fd, .NOW, &settings)) != .SUCCESS) return .failed;
    raw = .{ .fd = fd, .before = before, .settings = settings };
    watchStops();
    return .ok;
}

/// Ctrl-Z gives the terminal back as it was, and whoever goes on in the foreground takes it again.
fn watchStops() void {
    if (watching_stops) return;
    watching_stops = true;
    var previous: posix.Sigaction = undefined;
    posix.sigaction(.TSTP, null, &previous);
    if (previous.handler.handler == posix.SIG.IGN) return;
    posix.sigaction(.TSTP, &stop_action, null);
    posix.sigaction(.CONT, &continue_action, null);
}

var watching_stops = false;
const stop_action: posix.Sigaction = .{
    .handler = .{ .handler = onStop },
    .mask = std.mem.zeroes(posix.sigset_t),
    .flags = posix.SA.ONSTACK | posix.SA.RESTART,
};
const continue_action: posix.Sigaction = .{
    .handler = .{ .handler = onContinue },
    .mask = std.mem.zeroes(posix.sigset_t),
    .flags = posix.SA.ONSTACK | posix.SA.RESTART,
};

fn onStop(_: posix.SIG) callconv(.c) void {
    if (raw) |current| _ = posix.system.tcsetattr(current.fd, .NOW, &current.before);
    // The signal does by default what it says, and this goes on behind it: at once where there is no shell that could
    // continue the process.
    const default: posix.Sigaction = .{
        .handler = .{ .handler = posix.SIG.DFL },
        .mask = std.mem.zeroes(posix.sigset_t),
        .flags = 0,
    };
    posix.sigaction(.TSTP, &default, null);
    posix.raise(.TSTP) catch {};
    var stops = posix.sigemptyset();
    posix.sigaddset(&stops, .TSTP);
    posix.sigprocmask(posix.SIG.UNBLOCK, &stops, null);
    posix.sigaction(.TSTP, &stop_action, null);
    onContinue(.CONT);
}

fn onContinue(_: posix.SIG) callconv(.c) void {
    const current = raw orelse return;
    // In the background, setting the terminal would stop the process again.
    if (!isInForeground(current.fd)) return;
    _ = posix.system.tcsetattr(current.fd, .NOW, &current.settings);
    @atomicStore(bool, &was_continued, true, .seq_cst);
}

/// Somebody else has written on the screen in the meantime.
var was_continued = false;

fn isInForeground(fd: posix.fd_t) bool {
    var group: posix.pid_t = 0;
    switch (builtin.os.tag) {
        .linux => {
            const linux = std.os.linux;
            if (posix.errno(linux.ioctl(fd, posix.T.IOCGPGRP, @intFromPtr(&group))) != .SUCCESS) return false;
            return group == @as(posix.pid_t, @bitCast(@as(u32, @truncate(linux.syscall1(.getpgid, 0)))));
        },
        else => return tcgetpgrp(fd) == getpgrp(),
    }
}

extern "c" fn tcgetpgrp(fd: c_int) posix.pid_t;
extern "c" fn getpgrp() posix.pid_t;

pub fn restore(fd: i32) Answer {
    const current = raw orelse return .ok;
    if (current.fd != fd) return .ok;
    if (posix.errno(posix.system.tcsetattr(fd, .NOW, &current.before)) != .SUCCESS) return .failed;
    raw = null;
    return .ok;
}

/// For the interrupt handler, which cannot know which terminal is raw. tcsetattr may be called there (POSIX.1-2017
/// 2.4.3).
pub fn restoreAll() void {
    if (raw) |current| _ = restore(current.fd);
}

pub fn size(fd: i32) u32 {
    var answer: posix.winsize = .{ .row = 0, .col = 0, .xpixel = 0, .ypixel = 0 };
    const request = posix.T.IOCGWINSZ;
    const result = switch (builtin.os.tag) {
        .linux => std.os.linux.ioctl(fd, request, @intFromPtr(&answer)),
        else => std.c.ioctl(fd, @intCast(request), &answer),
    };
    if (posix.errno(result) != .SUCCESS or answer.row == 0) return 0;
    return @as(u32, answer.col) << 16 | answer.row;
}

const ready = 1;
const time_over = 0;
const interrupted = @backingInt(Answer.interrupted);
const failed = @backingInt(Answer.failed);

pub fn wait(fd: i32, milliseconds: i32, flag: *const u32) i32 {
    const deadline: ?i64 = if (milliseconds < 0) null else now() + milliseconds;
    while (true) {
        const remaining: i64 = if (deadline) |end| @max(0, end - now()) else std.math.maxInt(i32);
        const result = waitOnce(fd, @intCast(@min(remaining, std.math.maxInt(i32))), flag);
        if (result != time_over) return result;
        if (deadline) |end| if (now() >= end) return time_over;
    }
}

/// Waits as `wait` does without a limit; also ends when the process was stopped and goes on with a raw terminal.
fn waitForInput(fd: i32, flag: *const u32) i32 {
    @atomicStore(bool, &was_continued, false, .seq_cst);
    while (true) {
        const result = waitOnce(fd, std.math.maxInt(i32), flag);
        if (result != time_over) return result;
        if (@atomicRmw(bool, &was_continued, .Xchg, false, .seq_cst)) return @backingInt(Answer.continued);
    }
}

/// Whether something is raised that ends a wait.
fn isRaised(flag: *const u32) bool {
    const raised = @atomicLoad(u32, flag, .seq_cst);
    return raised != 0 and raised != @backingInt(Interrupt.look);
}

/// Waits as `wait` does, but may come back early with `time_over`.
fn waitOnce(fd: i32, milliseconds: i32, flag: *const u32) i32 {
    var wanted = [1]posix.pollfd{.{ .fd = fd, .events = posix.POLL.IN, .revents = 0 }};
    switch (builtin.os.tag) {
        .linux => {
            // Between a look at the flag and going to sleep a signal would be missed: it stays blocked until ppoll
            // lets it in.
            var ours = posix.sigemptyset();
            for ([_]posix.SIG{ .INT, .ALRM, .TERM, .HUP, .QUIT, .XCPU, .USR1, .USR2 }) |signal| posix.sigaddset(&ours, signal);
            var before: posix.sigset_t = undefined;
            posix.sigprocmask(posix.SIG.BLOCK, &ours, &before);
            defer posix.sigprocmask(posix.SIG.SETMASK, &before, null);
            if (isRaised(flag)) return interrupted;
            const limit: posix.timespec = .{
                .sec = @divTrunc(milliseconds, std.time.ms_per_s),
                .nsec = @as(i64, @mod(milliseconds, std.time.ms_per_s)) * std.time.ns_per_ms,
            };
            const count = posix.ppoll(&wanted, &limit, &before) catch |reason| switch (reason) {
                error.SignalInterrupt => 0,
                else => return failed,
            };
            if (count > 0) return ready;
        },
        else => {
            // Without ppoll a signal can be missed, so the flag is looked at ten times a second.
            if (isRaised(flag)) return interrupted;
            const count = posix.poll(&wanted, @min(milliseconds, 100)) catch return failed;
            if (count > 0) return ready;
        },
    }
    return if (isRaised(flag)) interrupted else time_over;
}

/// Milliseconds between two looks at a child where the system has no descriptor for it.
const child_poll = 10;

pub fn waitForChild(child: i32, status: *u32, flag: *const u32) i32 {
    const descriptor = openChild(child);
    defer if (descriptor >= 0) {
        _ = posix.system.close(descriptor);
    };
    while (true) {
        if (hasEnded(child, status)) return ready;
        const result = wait(descriptor, if (descriptor >= 0) -1 else child_poll, flag);
        if (result < 0) return result;
    }
}

/// A descriptor that is ready when the child has ended (pidfd_open(2), Linux 5.3), or -1.
fn openChild(child: i32) i32 {
    if (builtin.os.tag != .linux) return -1;
    const linux = std.os.linux;
    const opened = linux.syscall2(.pidfd_open, @as(u32, @bitCast(child)), 0);
    return if (linux.errno(opened) == .SUCCESS) @intCast(opened) else -1;
}

fn hasEnded(child: i32, status: *u32) bool {
    switch (builtin.os.tag) {
        .linux => return std.os.linux.waitpid(child, @ptrCast(status), posix.W.NOHANG) == child,
        else => return std.c.waitpid(child, @ptrCast(status), posix.W.NOHANG) == child,
    }
}

/// Reads what there is, waiting for at least one byte, until the flag is raised or the process was stopped and goes on.
pub fn read(fd: i32, buffer: []u8, flag: *const u32) i32 {
    while (true) {
        const waited = waitForInput(fd, flag);
        if (waited < 0) return waited;
        const count = posix.system.read(fd, buffer.ptr, @min(buffer.len, std.math.maxInt(i32)));
        switch (posix.errno(count)) {
            .SUCCESS => return @intCast(count),
            // A signal came, or another process has taken what was there.
            .INTR, .AGAIN => {},
            else => return failed,
        }
    }
}

/// Milliseconds of a clock that only goes forward.
fn now() i64 {
    var time: posix.timespec = undefined;
    _ = posix.system.clock_gettime(.MONOTONIC, &time);
    return @as(i64, time.sec) * std.time.ms_per_s + @divTrunc(@as(i64, time.nsec), std.time.ns_per_ms);
}

test "a wait without input ends at its time, and at once when the flag is raised" {
    var flag: u32 = 0;
    try std.testing.expectEqual(@as(i32, time_over), wait(-1, 10, &flag));
    flag = 1;
    try std.testing.expectEqual(@as(i32, interrupted), wait(-1, 10_000, &flag));
}

test "what is not a terminal has no size and no raw mode" {
    const closed = 1_000_000;
    try std.testing.expectEqual(@as(u32, 0), size(closed));
    try std.testing.expectEqual(Answer.not_a_terminal, makeRaw(closed));
    try std.testing.expectEqual(Answer.ok, restore(closed));
}
