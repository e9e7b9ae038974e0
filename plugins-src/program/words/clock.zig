//! The clock (Facility; gforth's UTIME and its kin), and what random numbers begin with.

const std = @import("std");
const linux = std.os.linux;
const host = @import("../host.zig");
const local_time = @import("local_time.zig");
const output = @import("../output.zig");
const places = @import("places.zig");
const waits = @import("../waits.zig");
const Error = host.Error;

comptime {
    host.exportWord("ms", sleep);
    host.exportWord("utime", microseconds);
    host.exportWord("ntime", nanosecondsWord);
    host.exportWord("cputime", processorTime);
    host.exportWord("time&date", timeAndDate);
    host.exportWord(">time&date&tz", timeAndDateOf);
    host.exportWord("seed", seed);
    host.exportWord("seed-init", seedFromClock);
}

const second = 1_000_000_000;

fn sleep() Error!void {
    const milliseconds = try host.pop();
    output.flush();
    _ = try waits.forInput(-1, milliseconds *| 1_000_000);
}

/// What the wall clock shows when the steady one shows zero.
var offset: u64 = 0;

/// Nanoseconds since 1970; never runs backwards.
fn nanoseconds() u64 {
    const steady = waits.now();
    if (offset == 0) offset = waits.timeOf(.REALTIME) -% steady;
    return offset +% steady;
}

fn microseconds() Error!void {
    try host.pushDouble(nanoseconds() / 1000);
}

fn nanosecondsWord() Error!void {
    try host.pushDouble(nanoseconds());
}

/// In user mode and in the system's, in microseconds.
fn processorTime() Error!void {
    // Of struct rusage, its first fields: two times in seconds and microseconds.
    var usage: [18]u64 = @splat(0);
    _ = linux.syscall2(.getrusage, 0, @intFromPtr(&usage));
    try host.pushDouble(usage[0] * 1_000_000 + usage[1]);
    try host.pushDouble(usage[2] * 1_000_000 + usage[3]);
}

fn timeAndDate() Error!void {
    try pushTime(try timeAt(@intCast(nanoseconds() / second)));
}

/// ( d -- nsec nmin nhour nday nmonth nyear fdst ndstoff c-addr u )
fn timeAndDateOf() Error!void {
    const seconds: i128 = @bitCast(try host.popDouble());
    const time = try timeAt(std.math.cast(i64, seconds) orelse return noDate());
    try pushTime(time);
    try host.pushFlag(time.is_summer);
    try host.pushSigned(time.offset);
    try host.pushText(try zoneAddress(time.zone()), time.zone_length);
}

fn timeAt(seconds: i64) Error!local_time.Time {
    return local_time.at(seconds) orelse noDate();
}

fn noDate() Error {
    return host.throwWith(.out_of_range, "no calendar has a date for this time");
}

fn pushTime(time: local_time.Time) Error!void {
    for ([_]i64{ time.second, time.minute, time.hour, time.day, time.month, time.year }) |part| try host.pushSigned(part);
}

/// Where the name of the last zone lies.
var last_zone: local_time.Name = .{};
var last_zone_address: u32 = 0;

fn zoneAddress(name: []const u8) Error!u32 {
    if (last_zone_address == 0 or !std.mem.eql(u8, last_zone.text(), name)) {
        last_zone_address = try places.storeString(name);
        last_zone.set(name);
    }
    return last_zone_address;
}

/// Whether somebody has asked for the seed, and may have set it.
var is_seeded = false;

/// SEED, the state of RND, begins with the time, so that every run has other numbers, unless the program has set it when it
/// was loaded.
fn seed() Error!void {
    if (!is_seeded and places.systemCell(.seed).* == 0) try seedFromClock();
    is_seeded = true;
    try host.pushCell(places.addressOf(.seed));
}

fn seedFromClock() Error!void {
    places.systemCell(.seed).* = waits.now() ^ @as(u64, @intCast(linux.getpid())) << 40;
}
