//! System calls, and what the system says when it refuses one.

const std = @import("std");
const linux = std.os.linux;

/// What the kernel tells a process at its start (getauxval(3)).
pub var auxiliary: [*]const [2]usize = undefined;

pub fn auxiliaryValue(kind: usize) ?usize {
    var at = auxiliary;
    while (at[0][0] != 0) : (at += 1) {
        if (at[0][0] == kind) return at[0][1];
    }
    return null;
}

/// The number of the error that a system call has answered; 0 for success.
pub fn errorOf(result: usize) u16 {
    const signed: isize = @bitCast(result);
    return if (signed < 0 and signed > -4096) @intCast(-signed) else 0;
}

/// Whether a system call has answered the number of an error.
pub fn isRefused(result: usize) bool {
    return result > std.math.maxInt(usize) - 4095;
}

pub const no_entry = @backingInt(linux.E.NOENT);
pub const broken_pipe = @backingInt(linux.E.PIPE);

/// A standard stream that is closed leads nowhere: a file that is opened later is not to take its place.
pub fn fillStandardStreams() void {
    var streams: [3]linux.pollfd = undefined;
    for (&streams, 0..) |*stream, number| stream.* = .{ .fd = @intCast(number), .events = 0, .revents = 0 };
    const none: linux.timespec = .{ .sec = 0, .nsec = 0 };
    _ = linux.syscall5(.ppoll, @intFromPtr(&streams), streams.len, @intFromPtr(&none), 0, 0);
    const closed = 0x20; // POLLNVAL
    for (streams) |stream| {
        // The lowest free number is the stream's own.
        if (stream.revents & closed != 0) _ = linux.openat(linux.AT.FDCWD, "/dev/null", .{ .ACCMODE = .RDWR }, 0);
    }
}

/// How far a write came: what is left of the bytes, the number of the error or 0, and whether a signal ended it.
pub const Written = struct { rest: []const u8, number: u16 = 0, is_interrupted: bool = false };

/// Writes everything, however often the system takes only a part, or until a signal comes while it takes nothing.
pub noinline fn writeUntilSignal(descriptor: i32, bytes: []const u8) Written {
    var rest = bytes;
    while (rest.len > 0) {
        const result = linux.write(descriptor, rest.ptr, rest.len);
        switch (errorOf(result)) {
            0 => rest = rest[result..],
            @backingInt(linux.E.INTR) => return .{ .rest = rest, .is_interrupted = true },
            // A pipe that somebody set to non-blocking is full: wait for its reader.
            @backingInt(linux.E.AGAIN) => {
                var stream: linux.pollfd = .{ .fd = descriptor, .events = linux.POLL.OUT, .revents = 0 };
                const waited = linux.syscall5(.ppoll, @intFromPtr(&stream), 1, 0, 0, 0);
                if (errorOf(waited) == @backingInt(linux.E.INTR)) return .{ .rest = rest, .is_interrupted = true };
            },
            else => |number| return .{ .rest = rest, .number = number },
        }
    }
    return .{ .rest = rest };
}

/// Writes everything, whatever signals come; gives the number of the error, or 0.
pub noinline fn writeAll(descriptor: i32, bytes: []const u8) u16 {
    var written: Written = .{ .rest = bytes, .is_interrupted = true };
    while (written.is_interrupted) written = writeUntilSignal(descriptor, written.rest);
    return written.number;
}

/// Reads what there is, whatever signals come; what the system answers, which may be an error.
pub fn readSome(descriptor: i32, target: []u8) usize {
    while (true) {
        const result = linux.read(descriptor, target.ptr, target.len);
        if (errorOf(result) != @backingInt(linux.E.INTR)) return result;
    }
}

/// Whether a descriptor is a terminal.
pub fn isTerminal(descriptor: i32) bool {
    var settings: [64]u8 = undefined;
    return !isRefused(linux.ioctl(descriptor, linux.T.CGETS, @intFromPtr(&settings)));
}

/// A plain loop: the standard one is for long texts, and longer itself than what most programs need besides.
pub fn isSame(first: []const u8, second: []const u8) bool {
    if (first.len != second.len) return false;
    return for (first, second) |one, other| {
        if (one != other) break false;
    } else true;
}

/// The value of a variable of the environment.
pub fn environmentValue(variables: []const [*:0]u8, name: []const u8) ?[]const u8 {
    for (variables) |entry| {
        const text = std.mem.span(entry);
        if (text.len > name.len and text[name.len] == '=' and isSame(text[0..name.len], name)) return text[name.len + 1 ..];
    }
    return null;
}

pub const Refusal = struct { name: []const u8, text: []const u8 };

/// An error's name and what it means, as libuv words it.
pub fn refusal(number: u16) Refusal {
    return find(packed_refusals, number);
}

/// The same for what writing to a file that is open may meet: programs without files have no more of them.
pub fn writeRefusal(number: u16) Refusal {
    return find(packed_write_refusals, number);
}

/// Of each: its number, the lengths of the texts, the texts. Half as long as a table with addresses.
fn find(refusals: []const u8, number: u16) Refusal {
    var at: usize = 0;
    while (at < refusals.len) {
        const name = refusals[at + 3 ..][0..refusals[at + 1]];
        const text = refusals[at + 3 + name.len ..][0..refusals[at + 2]];
        if (refusals[at] == number) return .{ .name = name, .text = text };
        at += 3 + name.len + text.len;
    }
    return .{ .name = "EUNKNOWN", .text = "unknown error" };
}

const Known = struct { u8, []const u8, []const u8 };

fn pack(comptime known: []const Known) []const u8 {
    comptime {
        var bytes: []const u8 = "";
        for (known) |one| bytes = bytes ++ [_]u8{ one[0], one[1].len, one[2].len } ++ one[1] ++ one[2];
        return bytes;
    }
}

const packed_write_refusals = pack(&write_refusals);
const packed_refusals = pack(&(write_refusals ++ other_refusals));

const write_refusals = [_]Known{
    .{ 5, "EIO", "i/o error" },
    .{ 9, "EBADF", "bad file descriptor" },
    .{ 11, "EAGAIN", "resource temporarily unavailable" },
    .{ 22, "EINVAL", "invalid argument" },
    .{ 27, "EFBIG", "file too large" },
    .{ 28, "ENOSPC", "no space left on device" },
    .{ 122, "EDQUOT", "disk quota exceeded" },
};

const other_refusals = [_]Known{
    .{ 1, "EPERM", "operation not permitted" },
    .{ 4, "EINTR", "interrupted system call" },
    .{ 6, "ENXIO", "no such device or address" },
    .{ 7, "E2BIG", "argument list too long" },
    .{ 12, "ENOMEM", "not enough memory" },
    .{ 16, "EBUSY", "resource busy or locked" },
    .{ 18, "EXDEV", "cross-device link not permitted" },
    .{ 19, "ENODEV", "no such device" },
    .{ 21, "EISDIR", "illegal operation on a directory" },
    .{ 23, "ENFILE", "file table overflow" },
    .{ 26, "ETXTBSY", "text file is busy" },
    .{ 29, "ESPIPE", "invalid seek" },
    .{ 31, "EMLINK", "too many links" },
    .{ 32, "EPIPE", "broken pipe" },
    .{ 95, "EOPNOTSUPP", "operation not supported on socket" },
    .{ 104, "ECONNRESET", "connection reset by peer" },
    .{ 110, "ETIMEDOUT", "connection timed out" },
};
