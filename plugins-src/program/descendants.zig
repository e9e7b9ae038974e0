//! The children of this process and theirs. They share its process group, which may be a whole pipeline's, so that a signal to
//! the group would end strangers; they are found one by one (proc_pid_task_tid_children(5)).

const std = @import("std");
const linux = std.os.linux;
const system = @import("system.zig");
const waits = @import("waits.zig");

const most = 256;
const milliseconds = 1_000_000;
/// How long and how often it is looked for commands that a shell is just about to start.
const interrupting = 150 * milliseconds;
const interval = 10 * milliseconds;

const Found = struct {
    ids: [most]i32 = undefined,
    count: usize = 0,

    fn add(found: *Found, id: i32) void {
        if (found.count == most) return;
        found.ids[found.count] = id;
        found.count += 1;
    }

    fn all(found: *const Found) []const i32 {
        return found.ids[0..found.count];
    }
};

/// Ends all of them; false when none is found, as where there is no /proc.
pub fn end() bool {
    // One that is stopped starts no other, which would be nobody's child when its parent has gone.
    var before: usize = 0;
    var found = find();
    while (found.count > before) {
        before = found.count;
        send(found.all(), .STOP);
        found = find();
    }
    send(found.all(), .TERM);
    send(found.all(), .CONT);
    return found.count > 0;
}

/// Sends each a SIGINT, once, as a terminal does. A shell that starts a command just now takes none: dash drops signals from
/// its vfork to the command's exec. So those that come, or become another program, a moment later have theirs, too.
pub fn interrupt(child: i32) void {
    var sent: [most]u64 = undefined;
    var count: usize = 0;
    if (find().count == 0) _ = linux.kill(child, .INT);
    const over = waits.now() + interrupting;
    while (waits.now() < over and isRunning(child)) {
        const found = find();
        for (found.all()) |id| {
            const key = @as(u64, @intCast(id)) << 32 | nameOf(id);
            if (std.mem.findScalar(u64, sent[0..count], key) != null) continue;
            _ = linux.kill(id, .INT);
            if (count == most) continue;
            sent[count] = key;
            count += 1;
        }
        const time: linux.timespec = .{ .sec = 0, .nsec = interval };
        _ = linux.nanosleep(&time, null);
    }
}

fn send(ids: []const i32, signal: linux.SIG) void {
    for (ids) |id| _ = linux.kill(id, signal);
}

fn find() Found {
    var found: Found = .{};
    addChildrenOf(&found, linux.getpid());
    var next: usize = 0;
    while (next < found.count) : (next += 1) addChildrenOf(&found, found.ids[next]);
    return found;
}

fn addChildrenOf(found: *Found, id: i32) void {
    var buffer: [4096]u8 = undefined;
    var number: i32 = 0;
    for (read(&buffer, id, "/children")) |digit| {
        if (digit >= '0' and digit <= '9') {
            number = number *% 10 +% (digit - '0');
        } else if (number > 0) {
            found.add(number);
            number = 0;
        }
    }
}

/// Of the program that a process runs, a number that tells it from others.
fn nameOf(id: i32) u32 {
    var buffer: [32]u8 = undefined;
    return std.hash.Fnv1a_32.hash(read(&buffer, id, "/comm"));
}

/// Whether it has not ended: what has ended and nobody has waited for is there still.
fn isRunning(id: i32) bool {
    var buffer: [512]u8 = undefined;
    const text = read(&buffer, id, "/stat");
    const name_end = std.mem.findScalarLast(u8, text, ')') orelse return false;
    return name_end + 2 < text.len and text[name_end + 2] != 'Z' and text[name_end + 2] != 'X';
}

/// The begin of a file of a process's first thread; nothing when there is none.
fn read(buffer: []u8, id: i32, name: []const u8) []const u8 {
    var digits: [10]u8 = undefined;
    const number = decimal(&digits, id);
    var path: [64]u8 = @splat(0);
    var length_of_path: usize = 0;
    for ([_][]const u8{ "/proc/", number, "/task/", number, name }) |part| {
        @memcpy(path[length_of_path..][0..part.len], part);
        length_of_path += part.len;
    }
    const opened = linux.open(@ptrCast(&path), .{ .CLOEXEC = true }, 0);
    if (system.isRefused(opened)) return "";
    defer _ = linux.close(@intCast(opened));
    const length = system.readSome(@intCast(opened), buffer);
    return if (!system.isRefused(length)) buffer[0..length] else "";
}

fn decimal(digits: *[10]u8, number: i32) []const u8 {
    var rest: u32 = @intCast(number);
    var at = digits.len;
    while (at > 0) {
        at -= 1;
        digits[at] = '0' + @as(u8, @intCast(rest % 10));
        rest /= 10;
        if (rest == 0) break;
    }
    return digits[at..];
}
