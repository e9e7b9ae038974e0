//! setitimer(2) with the process's real-time timer: macOS has no POSIX timers.

const std = @import("std");

const Setting = extern struct {
    interval: std.c.timeval,
    value: std.c.timeval,
};

const itimer_real = 0;

extern "c" fn setitimer(which: c_int, new: *const Setting, old: ?*Setting) c_int;

/// The signal comes after `milliseconds`, and then, unless that is 0, every `again` milliseconds.
pub fn start(milliseconds: u32, again: u32) bool {
    // Zero would switch the timer off.
    return set(@max(1, @as(u64, milliseconds) * std.time.us_per_ms), @as(u64, again) * std.time.us_per_ms);
}

pub fn stop() void {
    _ = set(0, 0);
}

fn set(microseconds: u64, again: u64) bool {
    const setting: Setting = .{ .interval = timeval(again), .value = timeval(microseconds) };
    return setitimer(itimer_real, &setting, null) == 0;
}

fn timeval(microseconds: u64) std.c.timeval {
    return .{
        .sec = @intCast(microseconds / std.time.us_per_s),
        .usec = @intCast(microseconds % std.time.us_per_s),
    };
}
