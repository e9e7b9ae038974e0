//! Raises a flag now and then while a thread computes, so that a program in a loop comes to look for what happened
//! outside, such as an update. Linux.
//!
//! The clock is the thread's processor time: a thread that waits is left alone, and no wait of it ends early. The flag's
//! address travels with the signal, so that nothing here is global.

const std = @import("std");
const linux = std.os.linux;
const posix = std.posix;
const Answer = @import("runtime.zig").Answer;
const Interrupt = @import("abi").Interrupt;
const SignalEvent = @import("timer_linux.zig").SignalEvent;
const timespec = @import("timer_linux.zig").timespec;

const sigev_thread_id = 4;
/// What a signal of a timer says of itself (siginfo_t, si_code).
const si_timer = -2;

/// From now on `flag` holds `Interrupt.look` after every `milliseconds` of the calling thread's processor time, unless
/// something else was raised. Answers the timer's number, or -1.
pub fn start(flag: *u32, milliseconds: u32) i32 {
    const action: posix.Sigaction = .{
        .handler = .{ .sigaction = onTimer },
        .mask = posix.sigemptyset(),
        .flags = posix.SA.SIGINFO | posix.SA.ONSTACK | posix.SA.RESTART,
    };
    posix.sigaction(.VTALRM, &action, null);
    var event: SignalEvent = .{
        .value = @intFromPtr(flag),
        .signal = @intCast(@backingInt(linux.SIG.VTALRM)),
        .notify = sigev_thread_id,
        .thread = linux.gettid(),
    };
    var id: i32 = undefined;
    const clock = @backingInt(linux.CLOCK.THREAD_CPUTIME_ID);
    const created = linux.syscall3(.timer_create, clock, @intFromPtr(&event), @intFromPtr(&id));
    if (linux.errno(created) != .SUCCESS) return -1;
    const interval = timespec(@max(1, @as(u64, milliseconds)) * std.time.ns_per_ms);
    const setting: linux.itimerspec = .{ .it_interval = interval, .it_value = interval };
    const set = linux.syscall4(.timer_settime, @as(u32, @bitCast(id)), 0, @intFromPtr(&setting), 0);
    if (linux.errno(set) == .SUCCESS) return id;
    stop(id);
    return -1;
}

/// Ends a timer. Its flag may go.
pub fn stop(id: i32) void {
    _ = linux.syscall1(.timer_delete, @as(u32, @bitCast(id)));
}

fn onTimer(_: posix.SIG, info: *const posix.siginfo_t, _: ?*anyopaque) callconv(.c) void {
    // Not what another process sends.
    if (info.code != si_timer) return;
    const flag: *u32 = @ptrCast(@alignCast(info.fields.common.second.value.ptr));
    _ = @cmpxchgStrong(u32, flag, 0, @backingInt(Interrupt.look), .seq_cst, .seq_cst);
}

test "a thread that computes is told to look, and one that has something else raised is not disturbed" {
    var flag: u32 = 0;
    const timer = start(&flag, 1);
    try std.testing.expect(timer >= 0);
    defer stop(timer);
    var rounds: u64 = 0;
    while (@atomicLoad(u32, &flag, .seq_cst) == 0 and rounds < 10_000_000_000) rounds += 1;
    try std.testing.expectEqual(@as(u32, @backingInt(Interrupt.look)), @atomicLoad(u32, &flag, .seq_cst));
    @atomicStore(u32, &flag, 1, .seq_cst);
    rounds = 0;
    while (rounds < 50_000_000) rounds += @atomicLoad(u32, &flag, .seq_cst);
    try std.testing.expectEqual(@as(u32, 1), @atomicLoad(u32, &flag, .seq_cst));
}
