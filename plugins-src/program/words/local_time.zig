//! The local time by the system's time zones: TZ as POSIX has it (XBD 8.3), the files of zones (RFC 8536), else UTC.

const std = @import("std");
const linux = std.os.linux;
const files = @import("../files.zig");
const host = @import("../host.zig");
const system = @import("../system.zig");
const system_files = @import("../system_files.zig");

/// The name of a zone, such as CEST.
pub const Name = struct {
    bytes: [32]u8 = undefined,
    length: usize = 0,

    pub fn set(name: *Name, value: []const u8) void {
        name.length = @min(value.len, name.bytes.len);
        @memcpy(name.bytes[0..name.length], value[0..name.length]);
    }

    pub fn text(name: *const Name) []const u8 {
        return name.bytes[0..name.length];
    }
};

/// Months count from 1; `offset` is how many seconds the place is ahead of UTC.
pub const Time = struct {
    second: i64,
    minute: i64,
    hour: i64,
    day: i64,
    month: i64,
    year: i64,
    is_summer: bool,
    offset: i64,
    name: Name,
    zone_length: usize,

    pub fn zone(time: *const Time) []const u8 {
        return time.name.text();
    }
};

const Zone = struct { offset: i64 = 0, is_summer: bool = false, name: Name = .{} };

/// The time of day at a number of seconds since 1970; null when no calendar has a year for it.
pub fn at(seconds: i64) ?Time {
    const zone = zoneAt(seconds);
    const local = std.math.add(i64, seconds, zone.offset) catch return null;
    const days = @divFloor(local, day_seconds);
    const rest = @mod(local, day_seconds);
    const date: Date = .of(days);
    if (date.year > std.math.maxInt(i32) or date.year < std.math.minInt(i32)) return null;
    return .{
        .second = @mod(rest, 60),
        .minute = @mod(@divFloor(rest, 60), 60),
        .hour = @divFloor(rest, 3600),
        .day = date.day,
        .month = date.month,
        .year = date.year,
        .is_summer = zone.is_summer,
        .offset = zone.offset,
        .name = zone.name,
        .zone_length = zone.name.length,
    };
}

const day_seconds = 86400;

const Date = struct {
    year: i64,
    month: i64,
    day: i64,

    /// Of a day since 1970-01-01 (Hinnant, chrono-compatible low-level date algorithms).
    fn of(days: i64) Date {
        const from_march = days + 719468;
        const era = @divFloor(from_march, 146097);
        const day_of_era = from_march - era * 146097;
        const year_of_era = @divFloor(day_of_era - @divFloor(day_of_era, 1460) + @divFloor(day_of_era, 36524) - @divFloor(day_of_era, 146096), 365);
        const day_of_year = day_of_era - (365 * year_of_era + @divFloor(year_of_era, 4) - @divFloor(year_of_era, 100));
        const month_from_march = @divFloor(5 * day_of_year + 2, 153);
        const month = if (month_from_march < 10) month_from_march + 3 else month_from_march - 9;
        return .{
            .year = year_of_era + era * 400 + @intFromBool(month <= 2),
            .month = month,
            .day = day_of_year - @divFloor(153 * month_from_march + 2, 5) + 1,
        };
    }
};

/// The day since 1970-01-01 that a year begins with.
fn firstDayOf(year: i64) i64 {
    const before = year - 1;
    return 365 * (year - 1970) + @divFloor(before, 4) - @divFloor(before, 100) + @divFloor(before, 400) - 477;
}

fn isLeap(year: i64) bool {
    return @mod(year, 4) == 0 and (@mod(year, 100) != 0 or @mod(year, 400) == 0);
}

// ---- which zone ----

const zones_folder = "/usr/share/zoneinfo/";

fn zoneAt(seconds: i64) Zone {
    const set = system.environmentValue(host.environment, "TZ") orelse return fromFile("/etc/localtime", seconds) orelse utc("UTC");
    const name = if (std.mem.startsWith(u8, set, ":")) set[1..] else set;
    if (name.len == 0) return fromNamed("Universal", seconds) orelse utc("UTC");
    if (fromNamed(name, seconds)) |zone| return zone;
    if (Rule.parse(name)) |rule| return rule.at(seconds);
    return unknown(name);
}

fn utc(name: []const u8) Zone {
    var zone: Zone = .{};
    zone.name.set(name);
    return zone;
}

/// As the C library shows what it does not know: UTC by the letters of its name.
fn unknown(name: []const u8) Zone {
    var length: usize = 0;
    while (length < name.len and std.ascii.isAlphabetic(name[length])) length += 1;
    return utc(if (length >= 3) name[0..length] else "");
}

fn fromNamed(name: []const u8, seconds: i64) ?Zone {
    if (name[0] == '/') return fromFile(name, seconds);
    var buffer: [zones_folder.len + 256]u8 = undefined;
    if (name.len > 256) return null;
    return fromFile(files.join(&buffer, &.{ zones_folder, name }), seconds);
}

fn fromFile(path: []const u8, seconds: i64) ?Zone {
    var file: files.File = undefined;
    const bytes = system_files.readWhole(path, &file) catch return null;
    defer system_files.release(&file);
    return fromBytes(bytes, seconds);
}

// ---- files of zones ----

const header_size = 44;

/// What a header counts (RFC 8536, 3.1).
const Counts = struct {
    universal: usize,
    standard: usize,
    leap: usize,
    times: usize,
    types: usize,
    letters: usize,

    fn of(bytes: []const u8) ?Counts {
        if (bytes.len < header_size or !std.mem.startsWith(u8, bytes, "TZif")) return null;
        return .{
            .universal = number(bytes, 20),
            .standard = number(bytes, 24),
            .leap = number(bytes, 28),
            .times = number(bytes, 32),
            .types = number(bytes, 36),
            .letters = number(bytes, 40),
        };
    }

    fn size(counts: Counts, time_size: usize) usize {
        return counts.times * (time_size + 1) + counts.types * 6 + counts.letters +
            counts.leap * (time_size + 4) + counts.standard + counts.universal;
    }
};

fn number(bytes: []const u8, place: usize) u32 {
    return std.mem.readInt(u32, bytes[place..][0..4], .big);
}

fn fromBytes(bytes: []const u8, seconds: i64) ?Zone {
    const first = Counts.of(bytes) orelse return null;
    // The second part has times of 64 bits, and a rule for those behind the last one.
    const skipped = header_size + first.size(4);
    if (bytes[4] < '2' or bytes.len < skipped + header_size) return null;
    const rest = bytes[skipped..];
    const counts = Counts.of(rest) orelse return null;
    const data = rest[header_size..];
    const size = counts.size(8);
    if (data.len < size or counts.types == 0) return null;
    const time_of = struct {
        fn get(table: []const u8, index: usize) i64 {
            return std.mem.readInt(i64, table[8 * index ..][0..8], .big);
        }
    }.get;
    var low: usize = 0;
    var high = counts.times;
    while (low < high) {
        const middle = (low + high) / 2;
        if (time_of(data, middle) <= seconds) low = middle + 1 else high = middle;
    }
    const footer = std.mem.trim(u8, data[size..], "\n");
    if (low == counts.times and footer.len > 0) {
        if (Rule.parse(footer)) |rule| return rule.at(seconds);
    }
    const kinds = data[8 * counts.times ..];
    const kind: usize = if (low == 0) 0 else kinds[low - 1];
    const types = kinds[counts.times..];
    const letters = types[6 * counts.types ..][0..counts.letters];
    if (kind >= counts.types) return null;
    const entry = types[6 * kind ..][0..6];
    const name = letters[@min(entry[5], letters.len)..];
    var zone: Zone = .{
        .offset = @as(i32, @bitCast(number(entry, 0))),
        .is_summer = entry[4] != 0,
    };
    zone.name.set(name[0 .. std.mem.findScalar(u8, name, 0) orelse name.len]);
    return zone;
}

// ---- rules of POSIX ----

/// `CET-1CEST,M3.5.0,M10.5.0/3`
const Rule = struct {
    standard: Zone,
    summer: ?Zone = null,
    begin: Change = .{},
    end: Change = .{},

    fn parse(text: []const u8) ?Rule {
        var scan: Scan = .{ .text = text };
        var rule: Rule = .{ .standard = .{} };
        rule.standard.name = scan.name() orelse return null;
        rule.standard.offset = -(scan.time() orelse return null);
        if (scan.isAtEnd()) return rule;
        var summer: Zone = .{ .is_summer = true, .offset = rule.standard.offset + 3600 };
        summer.name = scan.name() orelse return null;
        if (!scan.isAtEnd() and !scan.has(',')) summer.offset = -(scan.time() orelse return null);
        rule.summer = summer;
        if (scan.isAtEnd()) {
            // What the C library takes without a rule: that of the United States.
            rule.begin = .{ .month = 3, .week = 2 };
            rule.end = .{ .month = 11, .week = 1 };
            return rule;
        }
        rule.begin = (if (scan.take(',')) scan.change() else null) orelse return null;
        rule.end = (if (scan.take(',')) scan.change() else null) orelse return null;
        return if (scan.isAtEnd()) rule else null;
    }

    fn at(rule: Rule, seconds: i64) Zone {
        const summer = rule.summer orelse return rule.standard;
        // Before 1970 the C library has no changes.
        const year = @max(1970, Date.of(@divFloor(seconds +| rule.standard.offset, day_seconds)).year);
        const begin = rule.begin.secondsIn(year) - rule.standard.offset;
        const end = rule.end.secondsIn(year) - summer.offset;
        const is_summer = if (begin <= end) seconds >= begin and seconds < end else seconds >= begin or seconds < end;
        return if (is_summer) summer else rule.standard;
    }
};

/// When a rule changes the time in a year.
const Change = struct {
    kind: enum { month, julian, zero_based } = .month,
    month: i64 = 0,
    week: i64 = 0,
    day: i64 = 0,
    time: i64 = 7200,

    fn secondsIn(change: Change, year: i64) i64 {
        return change.dayIn(year) * day_seconds + change.time;
    }

    fn dayIn(change: Change, year: i64) i64 {
        const first = firstDayOf(year);
        switch (change.kind) {
            // February 29 has no number.
            .julian => return first + change.day - 1 + @intFromBool(isLeap(year) and change.day >= 60),
            .zero_based => return first + change.day,
            .month => {
                const lengths = [_]u8{ 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
                var start = first;
                const index: usize = @intCast(change.month - 1);
                for (lengths[0..index], 0..) |length, month| start += length + @intFromBool(month == 1 and isLeap(year));
                const length: i64 = lengths[index] + @as(u8, @intFromBool(index == 1 and isLeap(year)));
                // 1970-01-01 was a Thursday.
                const weekday = @mod(start + 4, 7);
                var day = @mod(change.day - weekday, 7) + 7 * (change.week - 1);
                if (day >= length) day -= 7;
                return start + day;
            },
        }
    }
};

const Scan = struct {
    text: []const u8,
    at: usize = 0,

    fn isAtEnd(scan: *const Scan) bool {
        return scan.at >= scan.text.len;
    }

    fn has(scan: *const Scan, byte: u8) bool {
        return !scan.isAtEnd() and scan.text[scan.at] == byte;
    }

    fn take(scan: *Scan, byte: u8) bool {
        if (!scan.has(byte)) return false;
        scan.at += 1;
        return true;
    }

    fn name(scan: *Scan) ?Name {
        var found: Name = .{};
        const start = scan.at;
        if (scan.take('<')) {
            const end = std.mem.findScalar(u8, scan.text[scan.at..], '>') orelse return null;
            found.set(scan.text[scan.at..][0..end]);
            scan.at += end + 1;
            return found;
        }
        while (!scan.isAtEnd() and std.ascii.isAlphabetic(scan.text[scan.at])) scan.at += 1;
        if (scan.at - start < 3) return null;
        found.set(scan.text[start..scan.at]);
        return found;
    }

    fn whole(scan: *Scan) ?i64 {
        const start = scan.at;
        var value: i64 = 0;
        while (!scan.isAtEnd() and std.ascii.isDigit(scan.text[scan.at])) : (scan.at += 1) {
            value = @min(value * 10 + (scan.text[scan.at] - '0'), 1 << 20);
        }
        return if (scan.at == start) null else value;
    }

    /// `[+-]hh[:mm[:ss]]` in seconds.
    fn time(scan: *Scan) ?i64 {
        const negative = scan.take('-');
        if (!negative) _ = scan.take('+');
        var value = (scan.whole() orelse return null) * 3600;
        if (scan.take(':')) value += (scan.whole() orelse return null) * 60;
        if (scan.take(':')) value += scan.whole() orelse return null;
        return if (negative) -value else value;
    }

    fn change(scan: *Scan) ?Change {
        var found: Change = .{};
        if (scan.take('M')) {
            found.month = scan.whole() orelse return null;
            if (!scan.take('.')) return null;
            found.week = scan.whole() orelse return null;
            if (!scan.take('.')) return null;
            found.day = scan.whole() orelse return null;
            if (found.month < 1 or found.month > 12 or found.week < 1 or found.week > 5 or found.day > 6) return null;
        } else {
            found.kind = if (scan.take('J')) .julian else .zero_based;
            found.day = scan.whole() orelse return null;
        }
        if (scan.take('/')) found.time = scan.time() orelse return null;
        return found;
    }
};

test "dates" {
    const testing = std.testing;
    try testing.expectEqual(Date{ .year = 1970, .month = 1, .day = 1 }, Date.of(0));
    try testing.expectEqual(Date{ .year = 2000, .month = 2, .day = 29 }, Date.of(11016));
    try testing.expectEqual(Date{ .year = 1969, .month = 12, .day = 31 }, Date.of(-1));
    for ([_]i64{ 1600, 1899, 1970, 2000, 2026, 2100, 2101 }) |year| {
        try testing.expectEqual(Date{ .year = year, .month = 1, .day = 1 }, Date.of(firstDayOf(year)));
    }
}

test "rules of POSIX" {
    const testing = std.testing;
    const rule = Rule.parse("CET-1CEST,M3.5.0,M10.5.0/3").?;
    // 2026-03-29 01:00 UTC and 2026-10-25 01:00 UTC.
    try testing.expectEqual(3600, rule.at(1774745999).offset);
    try testing.expectEqual(7200, rule.at(1774746000).offset);
    try testing.expectEqual(7200, rule.at(1792889999).offset);
    try testing.expectEqual(3600, rule.at(1792890000).offset);
    try testing.expectEqual(7200, Rule.parse("UTC-2").?.at(0).offset);
    try testing.expectEqualStrings("+03", Rule.parse("<+03>-3").?.at(0).name.text());
    try testing.expectEqual(null, Rule.parse("Europe/Berlin"));
}
