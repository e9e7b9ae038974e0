//! Open files and their numbers (Forth 2012, chapter 11: a fileid is a small positive integer here), as
//! src/forth/files.ts has them. What a file is made of and how it is read is its own matter; see system_files.zig.

const std = @import("std");
const linux = std.os.linux;
const abi = @import("abi");
const host = @import("host.zig");
const output = @import("output.zig");
const ending = @import("ending.zig");
const pages = @import("pages.zig");
const system = @import("system.zig");
const standard_input = @import("standard_input.zig");
const Error = host.Error;
const ThrowCode = host.ThrowCode;

/// An operation of a file has THROWn, or was refused: `refusal` says why.
pub const Failure = error{ Thrown, Refused };

pub const Refusal = struct {
    reason: []const u8,
    /// There is no such file.
    is_missing: bool = false,
    /// The file, when it was named rather than open.
    path: []const u8 = "",
};

pub var refusal: Refusal = .{ .reason = "" };

pub fn refuse(reason: []const u8) Failure {
    refusal = .{ .reason = reason };
    return error.Refused;
}

/// What a file does. All but `more` and `close` have a usual way.
pub const Operations = struct {
    /// Reads more behind the window; false at the end of the file.
    more: *const fn (file: *File) Failure!bool,
    write: *const fn (file: *File, bytes: []const u8) Failure!void = refuseWriting,
    flush: *const fn (file: *File) Failure!void = doNothing,
    close: *const fn (file: *File) Failure!void = doNothing,
    /// Reads what is much longer than the buffer straight to its place: how many bytes, 0 at the end.
    readLong: ?*const fn (file: *File, target: []u8) Failure!usize = null,
    has_position: bool = false,
};

pub const File = struct {
    operations: *const Operations,
    descriptor: i32 = -1,
    id: u64 = 0,
    next: ?*File = null,
    /// Bytes that are read but not taken yet, or bytes that are written but not yet handed to the system: the record says.
    buffer: pages.Buffer = .{},
    own: abi.FileRecord = std.mem.zeroes(abi.FileRecord),
    /// In the table that code has; null while another file has that place.
    shared: ?*abi.FileRecord = null,
    /// The position of the buffer's first byte.
    origin: u64 = 0,
    is_writable: bool = false,
    is_seekable: bool = false,
    /// The command at the other end of a pipe, and its exit code once it has ended.
    child: i32 = 0,
    exit_code: ?u8 = null,

    pub fn record(file: *File) *abi.FileRecord {
        return file.shared orelse &file.own;
    }

    /// The bytes that are read but not taken yet.
    pub fn window(file: *File) []u8 {
        const at = file.record();
        return file.buffer.bytes[at.start..at.end];
    }

    pub fn more(file: *File) Failure!bool {
        return file.operations.more(file);
    }

    /// Takes bytes from the window.
    pub fn take(file: *File, count: usize) void {
        file.record().start += @intCast(count);
    }

    /// That of the first byte of the window, or behind what is written.
    pub fn position(file: *File) u64 {
        return file.origin + file.record().start + file.record().pending;
    }

    /// Room behind the window. Nothing may be pending.
    pub fn room(file: *File) Failure![]u8 {
        const at = file.record();
        at.room = 0;
        if (at.start > 0) {
            std.mem.copyForwards(u8, file.buffer.bytes[0 .. at.end - at.start], file.window());
            file.origin += at.start;
            at.end -= at.start;
            at.start = 0;
        }
        if (at.end == file.buffer.bytes.len) try file.reserve(@max(buffer_size, 2 * file.buffer.bytes.len));
        return file.buffer.bytes[at.end..@min(file.buffer.bytes.len, std.math.maxInt(u32))];
    }

    /// Bytes have come into the room behind the window.
    pub fn extend(file: *File, count: usize) void {
        file.record().end += @intCast(count);
    }

    /// Nothing is read any more; the position stays.
    pub fn emptyWindow(file: *File) void {
        const at = file.record();
        file.origin += at.start;
        at.start = 0;
        at.end = 0;
    }

    /// From now on the buffer is for writing.
    pub fn makeWritable(file: *File) Failure!void {
        if (file.record().room != 0) return;
        file.emptyWindow();
        try file.reserve(buffer_size);
        file.record().room = buffer_size;
    }

    fn reserve(file: *File, size: usize) Failure!void {
        if (!file.buffer.reserve(size)) return refuse("there is no memory for it");
        file.locate();
    }

    fn locate(file: *File) void {
        const address = @intFromPtr(file.buffer.bytes.ptr);
        file.record().buffer_low = @truncate(address);
        file.record().buffer_high = @truncate(address >> 32);
    }

    /// Code reaches the buffer by this fileid from now on, unless another one has its place.
    fn share(file: *File, id: u64) void {
        shareTable();
        const place = &table.records[id % table.records.len];
        if (place.id != 0 or id > std.math.maxInt(u32)) return;
        place.* = file.own;
        file.shared = place;
        file.locate();
        place.id = @intCast(id);
    }

    fn withdraw(file: *File) void {
        const place = file.shared orelse return;
        file.own = place.*;
        file.shared = null;
        place.* = std.mem.zeroes(abi.FileRecord);
    }

    pub fn write(file: *File, bytes: []const u8) Failure!void {
        return file.operations.write(file, bytes);
    }

    pub fn flush(file: *File) Failure!void {
        return file.operations.flush(file);
    }

    /// Reads until the target is full or the file ends; gives the number of bytes.
    pub fn read(file: *File, target: []u8) Failure!usize {
        var done: usize = 0;
        while (done < target.len) {
            const there = file.window();
            if (there.len > 0) {
                const count = @min(there.len, target.len - done);
                @memcpy(target[done..][0..count], there[0..count]);
                file.take(count);
                done += count;
            } else if (target.len >= buffer_size and file.operations.readLong != null) {
                return done + try file.operations.readLong.?(file, target[done..]);
            } else if (!try file.more()) break;
        }
        return done;
    }

    /// What READ-LINE gives: `is_there` is false when the file had already ended.
    pub const Line = struct { length: usize = 0, is_there: bool = false };

    /// READ-LINE (11.6.1.2090): the text up to LF or CR LF. A line as long as the target leaves its line end unread.
    pub fn readLine(file: *File, target: []u8) Failure!Line {
        var scanned: usize = 0;
        var feed: ?usize = null;
        while (true) {
            const there = file.window();
            feed = if (std.mem.findScalar(u8, there[scanned..], '\n')) |at| scanned + at else null;
            if (feed != null or there.len > target.len) break;
            scanned = there.len;
            if (!try file.more()) break;
        }
        const there = file.window();
        if (there.len == 0) return .{};
        const end = if (feed) |at| (if (at > 0 and there[at - 1] == '\r') at - 1 else at) else there.len;
        const length = @min(end, target.len);
        @memcpy(target[0..length], there[0..length]);
        file.take(if (feed != null and end < target.len) feed.? + 1 else length);
        return .{ .length = length, .is_there = true };
    }

    /// Reads on until all of the rest lies in the window.
    pub fn readAll(file: *File) Failure![]u8 {
        while (try file.more()) {
            if (file.window().len > most_text_bytes) return refuse(too_long);
        }
        return file.window();
    }

    pub fn needPosition(file: *File, comptime reason: []const u8) Failure!void {
        if (!file.operations.has_position or !file.is_seekable) return refuse(reason);
    }
};

pub const buffer_size = 65536;
/// Bytes of a text that are read at most: what has no end is no text.
pub const most_text_bytes = 1 << 28;
pub const too_long = "it has more than 256 MB, or no end";

fn refuseWriting(_: *File, _: []const u8) Failure!void {
    return refuse("the file is not open for writing");
}

pub fn refuseReading(_: *File) Failure!bool {
    return refuse("the file is not open for reading");
}

fn doNothing(_: *File) Failure!void {}

// ---- iors ----

/// The ior of an operation: 0, -38 when a file is missing, else the word's own code. A THROW of it says why.
pub fn iorOf(code: ThrowCode, outcome: Failure!void) Error!i64 {
    outcome catch |failure| switch (failure) {
        error.Thrown => return error.Thrown,
        error.Refused => return noted(code),
    };
    host.refused_code = 0;
    return 0;
}

fn noted(code: ThrowCode) i64 {
    const reason = if (refusal.path.len > 0) join(&reason_buffer, &.{ refusal.path, ": ", refusal.reason }) else refusal.reason;
    return host.refuse(if (refusal.is_missing) .file_not_found else code, reason);
}

var reason_buffer: [4096 + 256]u8 = undefined;

/// The texts one behind the other, as far as there is room for them.
pub fn join(buffer: []u8, parts: []const []const u8) []u8 {
    var length: usize = 0;
    for (parts) |part| {
        const kept = @min(part.len, buffer.len - length);
        std.mem.copyForwards(u8, buffer[length..][0..kept], part[0..kept]);
        length += kept;
    }
    return buffer[0..length];
}

/// For words that give no ior: what would be one is thrown.
pub fn perform(code: ThrowCode, outcome: Failure!void) Error!void {
    const ior = try iorOf(code, outcome);
    if (ior == 0) return;
    return host.throwWith(@fromBackingInt(@as(i32, @intCast(ior))), host.refused_reason);
}

// ---- the table ----

/// What code reads and writes without us (plugins-src/runtime/files.zig).
var table: host.FileTable = std.mem.zeroes(host.FileTable);

/// The files that are open, the newest first; the standard streams are known without.
var newest: ?*File = null;
/// Those that were closed, to be used anew; some still have their buffers, whose pages are there.
var unused: ?*File = null;
var spares: u8 = 0;
const most_spares = 8;
/// None is given twice: a program may hold that of a file that it has closed.
var last_id: u64 = 3;

pub const Standard = struct {
    pub const input = 1;
    pub const output = 2;
    pub const err = 3;
};

var standard_output: File = .{ .operations = &.{ .more = refuseReading, .write = writeOutput, .flush = flushOutput } };
var standard_error: File = .{ .operations = &.{ .more = refuseReading, .write = writeError } };

fn writeOutput(_: *File, bytes: []const u8) Failure!void {
    try output.typeFirst(bytes);
}

fn flushOutput(_: *File) Failure!void {
    output.flush();
}

fn writeError(_: *File, bytes: []const u8) Failure!void {
    output.flush();
    const number = system.writeAll(2, bytes);
    if (number != 0) return refuseNumber(number, "write", "");
}

fn shareTable() void {
    host.context.files = @intFromPtr(&table);
    host.context.output_is_standard = @intFromBool(output.isStandard());
}

/// Gives a new file a number.
pub fn add(file: File) Failure!*File {
    const place = unused orelse made: {
        const memory = pages.keep(@sizeOf(File)) orelse return refuse("there is no memory for it");
        break :made @as(*File, @ptrCast(@alignCast(memory.ptr)));
    };
    if (unused == place) unused = place.next;
    last_id += 1;
    const spare = place.buffer;
    if (spare.bytes.len > 0) spares -= 1;
    place.* = file;
    place.buffer = spare;
    place.id = last_id;
    place.next = newest;
    newest = place;
    place.share(last_id);
    ending.close_files.function = closeAll;
    return place;
}

/// The file of a fileid, or null.
pub fn find(id: u64) ?*File {
    var file = newest;
    while (file) |open| : (file = open.next) if (open.id == id) return open;
    return switch (id) {
        Standard.input => shared: {
            if (standard_input.file.shared == null) standard_input.file.share(Standard.input);
            break :shared &standard_input.file;
        },
        Standard.output => shared: {
            shareTable();
            break :shared &standard_output;
        },
        Standard.err => &standard_error,
        else => null,
    };
}

pub const no_file = "there is no open file with this number";

/// The file of a fileid.
pub fn get(id: u64) Failure!*File {
    return find(id) orelse refuse(no_file);
}

/// Closes a file; a standard stream is only flushed.
pub fn close(file: *File) Failure!void {
    if (file.id == 0) return file.flush();
    remove(file);
    file.withdraw();
    const closed = file.operations.close(file);
    if (file.buffer.bytes.len == buffer_size and spares < most_spares) spares += 1 else file.buffer.release();
    file.next = unused;
    unused = file;
    return closed;
}

fn remove(file: *File) void {
    var link = &newest;
    while (link.*) |open| : (link = &open.next) if (open == file) {
        link.* = open.next;
        return;
    };
}

fn closeAll() void {
    while (newest) |file| {
        var buffer: [4096]u8 = undefined;
        const name = nameOf(file, &buffer);
        close(file) catch ending.tellLost(name, refusal.reason);
    }
}

/// What the system calls an open file.
fn nameOf(file: *const File, buffer: *[4096]u8) []const u8 {
    var digits: [24]u8 = undefined;
    var link: [64]u8 = undefined;
    const path = join(link[0 .. link.len - 1], &.{ "/proc/self/fd/", host.decimal(&digits, file.descriptor) });
    link[path.len] = 0;
    const length = linux.readlink(@ptrCast(&link), buffer, buffer.len);
    return if (!system.isRefused(length)) buffer[0..length] else "a file";
}

// ---- what the system refuses ----

/// Why the system has refused a call, as src/forth/files.ts words it.
/// @param path the file, when it was named
pub fn refuseNumber(number: u16, call: []const u8, path: []const u8) Failure {
    for (reasons) |known| if (known[0] == number) {
        refusal = .{ .reason = known[1], .is_missing = number == no_entry or number == not_a_folder, .path = path };
        return error.Refused;
    };
    const known = system.refusal(number);
    const quote = if (path.len > 0) "'" else "";
    const space = if (path.len > 0) " '" else "";
    const parts = [_][]const u8{ known.name, ": ", known.text, ", ", call, space, path, quote };
    refusal = .{ .reason = join(&message_buffer, &parts), .path = path };
    return error.Refused;
}

var message_buffer: [4096 + 128]u8 = undefined;

const no_entry = 2;
const not_a_folder = 20;

const reasons = [_]struct { u16, []const u8 }{
    .{ 13, "permission denied" },
    .{ 9, "the file is not open for this" },
    .{ 17, "it exists" },
    .{ 21, "it is a folder" },
    .{ 40, "too many links in the path" },
    .{ 27, too_long },
    .{ 24, "too many open files" },
    .{ 36, "the name is too long" },
    .{ no_entry, "there is no such file" },
    .{ 28, "no space left on the disk" },
    .{ not_a_folder, "there is no such file" },
    .{ 39, "the folder is not empty" },
    .{ 30, "the file system is read-only" },
};

/// A name with a zero behind it, as the system takes it. `~`, alone or before a slash, is the person's home folder.
pub const Path = struct {
    buffer: [4096]u8 = undefined,

    pub fn of(path: *Path, name: []const u8) Failure![*:0]const u8 {
        const home = homeIn(name);
        const rest = if (home.len > 0) name[1..] else name;
        if (home.len + rest.len >= path.buffer.len) {
            refusal = .{ .reason = "the name is too long", .path = name };
            return error.Refused;
        }
        if (std.mem.findScalar(u8, name, 0) != null) return refuse("not a name that a file can have");
        @memcpy(path.buffer[0..home.len], home);
        @memcpy(path.buffer[home.len..][0..rest.len], rest);
        path.buffer[home.len + rest.len] = 0;
        return @ptrCast(&path.buffer);
    }

    /// What a `~` at the beginning of a name stands for; empty where it stands for nothing.
    fn homeIn(name: []const u8) []const u8 {
        const has_home = name.len > 0 and name[0] == '~' and (name.len == 1 or name[1] == '/');
        if (!has_home) return "";
        return system.environmentValue(host.environment, "HOME") orelse "";
    }
};
