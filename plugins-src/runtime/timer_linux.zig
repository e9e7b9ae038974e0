//! A POSIX timer whose signal goes to the thread that started it, timer_create(2) with SIGEV_THREAD_ID.

const std = @import("std");
const linux = std.os.linux;
const posix = std.posix;

/// The kernel's struct sigevent: 64 bytes, of which SIGEV_THREAD_ID uses these.
pub const SignalEvent = extern struct {
    value: u64 = 0,
    signal: i32,
    notify: i32,
    thread: i32,
    padding: [44]u8 = @splat(0),

    comptime {
        std.debug.assert(@sizeOf(SignalEvent) == 64);
    }
};

const sigev_thread_id = 4;

/// The kernel's number of the running timer; the signal handlers' file says why this is global.
var running: ?i32 = null;

/// The signal comes after `milliseconds`, and then, unless that is 0, every `again` milliseconds.
pub fn start(milliseconds: u32, again: u32) bool {
    stop();
    var event: SignalEvent = .{
        .signal = @intCast(@backingInt(linux.SIG.ALRM)),
        .notify = sigev_thread_id,
        .thread = linux.gettid(),
    };
    var id: i32 = undefined;
    const clock = @backingInt(linux.CLOCK.MONOTONIC);
    const created = linux.syscall3(.timer_create, clock, @intFromPtr(&event), @intFromPtr(&id));
    if (linux.errno(created) != .SUCCESS) return false;
    running = id;
    const setting: linux.itimerspec = .{
        .it_interval = timespec(@as(u64, again) * std.time.ns_per_ms),
        // Zero would switch the timer off.
        .it_value = timespec(@max(1, @as(u64, milliseconds) * std.time.ns_per_ms)),
    };
    const set = linux.syscall4(.timer_settime, @as(u32, @bitCast(id)), 0, @intFromPtr(&setting), 0);
    return linux.errno(set) == .SUCCESS;
}

pub fn timespec(nanoseconds: u64) linux.timespec {
    return .{
        .sec = @intCast(nanoseconds / std.time.ns_per_s),
        .nsec = @intCast(nanoseconds % std.time.ns_per_s),
    };
}

/// Sends a signal to a thread once more after some time. For signal handlers, too.
pub fn sendAgain(signal: posix.SIG, thread: i32, milliseconds: u32) void {
    var event: SignalEvent = .{
        .signal = @intCast(@backingInt(signal)),
        .notify = sigev_thread_id,
        .thread = thread,
    };
    var id: i32 = undefined;
    const clock = @backingInt(linux.CLOCK.MONOTONIC);
    const created = linux.syscall3(.timer_create, clock, @intFromPtr(&event), @intFromPtr(&id));
    if (linux.errno(created) != .SUCCESS) return;
    const setting: linux.itimerspec = .{
        .it_interval = timespec(0),
        .it_value = timespec(@as(u64, milliseconds) * std.time.ns_per_ms),
    };
    _ = linux.syscall4(.timer_settime, @as(u32, @bitCast(id)), 0, @intFromPtr(&setting), 0);
}

pub fn stop() void {
    const id = running orelse return;
    _ = linux.syscall1(.timer_delete, @as(u32, @bitCast(id)));
    running = null;
}
