//! The terminal behind standard input: keys one by one and without echo, and the size of the screen.

const std = @import("std");
const linux = std.os.linux;
const ending = @import("ending.zig");
const system = @import("system.zig");

/// The settings from before; the program's end brings them back.
var before: linux.termios = undefined;
var settings: linux.termios = undefined;
var is_raw = false;

/// Keys come one by one from now on. Does nothing without a terminal.
pub fn enterRaw() void {
    if (!is_raw) {
        if (system.isRefused(linux.tcgetattr(0, &before))) return;
        settings = before;
        settings.lflag.ICANON = false;
        settings.lflag.ECHO = false;
        settings.iflag.IXON = false;
        settings.cc[@backingInt(linux.V.MIN)] = 1;
        settings.cc[@backingInt(linux.V.TIME)] = 0;
        ending.leave_terminal.function = leaveRaw;
        watchStops();
    }
    // A process that was stopped finds the terminal as the shell left it.
    is_raw = !system.isRefused(linux.tcsetattr(0, .NOW, &settings));
}

/// Lines come edited and echoed from now on.
pub fn leaveRaw() void {
    if (!is_raw) return;
    _ = linux.tcsetattr(0, .NOW, &before);
    is_raw = false;
}

var is_watching = false;

/// Ctrl-Z gives the terminal back as it was, and whoever goes on in the foreground takes it again.
fn watchStops() void {
    if (is_watching) return;
    is_watching = true;
    var previous: linux.Sigaction = undefined;
    _ = linux.sigaction(.TSTP, null, &previous);
    if (previous.handler.handler == linux.SIG.IGN) return;
    handle(.TSTP, onStop);
    handle(.CONT, onContinue);
}

fn handle(signal: linux.SIG, handler: ?*align(1) const fn (linux.SIG) callconv(.c) void) void {
    const action: linux.Sigaction = .{
        .handler = .{ .handler = handler },
        .mask = std.mem.zeroes(linux.sigset_t),
        .flags = linux.SA.ONSTACK | linux.SA.RESTART,
    };
    _ = linux.sigaction(signal, &action, null);
}

fn onStop(_: linux.SIG) callconv(.c) void {
    if (is_raw) _ = linux.tcsetattr(0, .NOW, &before);
    // The signal does by default what it says, and this goes on behind it.
    handle(.TSTP, linux.SIG.DFL);
    _ = linux.kill(linux.getpid(), .TSTP);
    var set = std.mem.zeroes(linux.sigset_t);
    set[0] = @as(@TypeOf(set[0]), 1) << (@backingInt(linux.SIG.TSTP) - 1);
    _ = linux.sigprocmask(linux.SIG.UNBLOCK, &set, null);
    handle(.TSTP, onStop);
    onContinue(.CONT);
}

fn onContinue(_: linux.SIG) callconv(.c) void {
    // In the background, setting the terminal would stop the process again.
    if (is_raw and isInForeground()) _ = linux.tcsetattr(0, .NOW, &settings);
}

fn isInForeground() bool {
    var group: i32 = 0;
    if (system.isRefused(linux.ioctl(0, linux.T.IOCGPGRP, @intFromPtr(&group)))) return false;
    return group == @as(i32, @bitCast(@as(u32, @truncate(linux.syscall1(.getpgid, 0)))));
}

pub const Size = struct { columns: u16, rows: u16 };

/// The size of the screen in characters.
pub fn size() Size {
    var answer: extern struct { rows: u16, columns: u16, width: u16, height: u16 } = undefined;
    const result = linux.ioctl(1, linux.T.IOCGWINSZ, @intFromPtr(&answer));
    if (system.isRefused(result) or answer.rows == 0) return .{ .columns = 80, .rows = 24 };
    return .{ .columns = answer.columns, .rows = answer.rows };
}
