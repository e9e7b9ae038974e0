//! setitimer(2) with the process's real-time timer: macOS has no POSIX timers.

const std = @import("std");

const Setting = extern struct {
    interval: std.c.timeval,
    value: std.c.timeval,
};

const itimer_real = 0;

extern "c" fn setitimer(which: c_int, new: *const Setting, old: ?*Setting) c_int;

pub fn start(milliseconds: u32) bool {
    // Zero would switch the timer off.
    const microseconds: u64 = @max(1, @as(u64, milliseconds) * std.time.us_per_ms);
    return set(microseconds);
}

pub fn stop() void {
    _ = set(0);
}

fn set(microseconds: u64) bool {
    const setting: Setting = .{
        .interval = .{ .sec = 0, .usec = 0 },
        .value = .{
            .sec = @intCast(microseconds / std.time.us_per_s),
            .usec = @intCast(microseconds % std.time.us_per_s),
        },
    };
    return setitimer(itimer_real, &setting, null) == 0;
}
