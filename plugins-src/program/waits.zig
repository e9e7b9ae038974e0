//! Waits that Ctrl-C and other signals end: for input, for children, for time.

const std = @import("std");
const linux = std.os.linux;
const abi = @import("abi");
const descendants = @import("descendants.zig");
const host = @import("host.zig");
const interrupts = @import("interrupts.zig");
const system = @import("system.zig");
const Error = host.Error;

const input_wanted = 1;
const signal_set_size = 8;

/// Waits until a descriptor has something to read, or for so many nanoseconds; false when the time is over.
/// @param descriptor less than zero for none
pub fn forInput(descriptor: i32, nanoseconds: ?u64) Error!bool {
    const end = if (nanoseconds) |length| now() +| length else null;
    while (true) {
        try interrupts.check();
        var stream: linux.pollfd = .{ .fd = descriptor, .events = input_wanted, .revents = 0 };
        const left = if (end) |time| time -| now() else std.math.maxInt(u64);
        if (pollOnce(&stream, left)) return true;
        if (end) |time| if (now() >= time) {
            try interrupts.check();
            return false;
        };
    }
}

/// Between a look at the flag and going to sleep a signal would be missed: all stay blocked until the call lets them in.
fn pollOnce(stream: *linux.pollfd, nanoseconds: u64) bool {
    const all: u64 = std.math.maxInt(u64);
    var before: u64 = 0;
    _ = linux.syscall4(.rt_sigprocmask, linux.SIG.BLOCK, @intFromPtr(&all), @intFromPtr(&before), signal_set_size);
    defer _ = linux.syscall4(.rt_sigprocmask, linux.SIG.SETMASK, @intFromPtr(&before), 0, signal_set_size);
    if (interrupts.isRaised()) return false;
    const second = 1_000_000_000;
    const seconds: u64 = @min(nanoseconds / second, 1 << 30);
    const time: [2]u64 = .{ seconds, nanoseconds % second };
    const result = linux.syscall5(.ppoll, @intFromPtr(stream), 1, @intFromPtr(&time), @intFromPtr(&before), signal_set_size);
    return !system.isRefused(result) and result > 0;
}

/// Nanoseconds of a clock that only goes forward.
pub fn now() u64 {
    return timeOf(.MONOTONIC);
}

pub fn timeOf(clock: linux.clockid_t) u64 {
    var at: linux.timespec = undefined;
    _ = linux.syscall2(.clock_gettime, @intCast(@backingInt(clock)), @intFromPtr(&at));
    return @as(u64, @intCast(at.sec)) * 1_000_000_000 + @as(u64, @intCast(at.nsec));
}

/// What reading from a descriptor has given: bytes, 0 at the end, or why not.
pub const Read = union(enum) { count: usize, refused: u16 };

/// Reads what there is, waiting for at least one byte.
pub fn read(descriptor: i32, target: []u8) Error!Read {
    while (true) {
        _ = try forInput(descriptor, null);
        const result = linux.read(descriptor, target.ptr, target.len);
        switch (system.errorOf(result)) {
            0 => return .{ .count = result },
            @backingInt(linux.E.INTR), @backingInt(linux.E.AGAIN) => {},
            else => |number| return .{ .refused = number },
        }
    }
}

/// Writes everything; gives the number of the error, or 0. A signal ends the wait for a pipe's reader.
pub fn writeAll(descriptor: i32, bytes: []const u8) Error!u16 {
    var rest = bytes;
    while (true) {
        const written = system.writeUntilSignal(descriptor, rest);
        if (!written.is_interrupted) return written.number;
        rest = written.rest;
        try interrupts.check();
    }
}

/// Waits for a child to end; gives its exit code, for a signal as shells have it.
///
/// Ctrl-C on a terminal goes to the child, too, which may have a use for it: it counts here when the child dies of it, as
/// in a shell, or when it comes again. Otherwise it is passed on.
pub fn forChild(child: i32) Error!u8 {
    var interrupt: ?Error = null;
    const has_terminal = system.isTerminal(0);
    // A descriptor that is ready when the child has ended (pidfd_open(2), Linux 5.3): wait4 would miss a signal that comes
    // just before it.
    const opened = linux.syscall2(.pidfd_open, @intCast(child), 0);
    const descriptor: i32 = if (!system.isRefused(opened)) @intCast(opened) else -1;
    defer if (descriptor >= 0) {
        _ = linux.close(descriptor);
    };
    while (true) {
        var status: i32 = 0;
        const result = linux.wait4(child, &status, linux.W.NOHANG, null);
        if (!system.isRefused(result) and result != 0) {
            const code = exitCodeOf(@bitCast(status));
            if (interrupt) |thrown| if (!has_terminal or code == died_of_interrupt) return thrown;
            return code;
        }
        if (system.isRefused(result) and system.errorOf(result) != @backingInt(linux.E.INTR)) return died_unseen;
        var ended: linux.pollfd = .{ .fd = descriptor, .events = input_wanted, .revents = 0 };
        _ = pollOnce(&ended, if (descriptor >= 0) std.math.maxInt(u64) else child_interval);
        interrupts.check() catch |thrown| {
            if (host.thrownCode() != @backingInt(abi.ThrowCode.user_interrupt)) {
                // A signal of the program's own use. The command would go on taking what is typed.
                _ = descendants.end();
                return thrown;
            }
            const again = interrupt != null;
            interrupt = thrown;
            if (again) _ = descendants.end() else if (!has_terminal) descendants.interrupt(child);
        };
    }
}

/// Nanoseconds between looks at a child where there are no such descriptors.
const child_interval = 10_000_000;
const died_of_interrupt = 128 + 2;
/// Nobody knows how a child ended that somebody else has waited for.
const died_unseen = 127;

fn exitCodeOf(status: u32) u8 {
    const signal: u8 = @truncate(status & 0x7F);
    return if (signal == 0) @truncate(status >> 8) else 128 + signal;
}
