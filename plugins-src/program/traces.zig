//! Where the places in a program's code are in its source, and which of them are on the native stack: for the report of a
//! THROW. What the compiler (src/programs/program_traces.ts) writes begins with a table that is searched for code:
//!
//!     functions   count, then, ascending: start from the beginning of the code, and where it is told of: 32 bits each,
//!                 least significant byte first
//!
//! The rest is unsigned LEB128 numbers and texts, which name each other by where they are in the whole, 0 for none:
//!
//!     text        name of a source
//!     line        text, number, the line as it is shown
//!     place       line, column, where its excerpt begins in the line and how many bytes it has, columns of the terminal
//!                 before the token, columns of the token
//!     name        of a word
//!     site        name, place, and the site of the call that the code of the name stands in the place of
//!     function    length, frame size / 8, whether it is of no word, count of records, then by offset: offset from the one
//!                 before, flags, stack offset / 8, site

const std = @import("std");
const abi = @import("abi");
const host = @import("host.zig");
const memory = @import("memory.zig");
const Reader = @import("reader.zig").Reader;

/// One step of a backtrace: a word's name, and the place in it where the next inner one was called or the THROW began.
pub const Frame = struct {
    name: u32,
    place: u32,

    pub fn equals(frame: Frame, other: Frame) bool {
        return frame.name == other.name and frame.place == other.place;
    }
};

/// A place in the source.
pub const Place = struct {
    source: []const u8,
    line: u64,
    column: u64,
    /// Of the line, as it is shown.
    excerpt: []const u8,
    /// Columns of a terminal: before the token, and of it.
    indent: u64,
    width: u64,
};

/// The innermost frames of an entry are given.
const most_frames = 200;
const frame_unit = 8;
/// Equal frames in a row (of a recursion) that are kept.
const most_repeats = 3;

/// The way that a THROW has come, innermost first.
pub const Way = struct {
    frames: [most_frames]Frame = undefined,
    count: usize = 0,

    fn add(way: *Way, frame: Frame) void {
        if (way.count == most_frames) return;
        const repeats = for (1..most_repeats + 1) |back| {
            if (back > way.count or !way.frames[way.count - back].equals(frame)) break false;
        } else true;
        if (repeats) return;
        way.frames[way.count] = frame;
        way.count += 1;
    }

    pub fn slice(way: *const Way) []const Frame {
        return way.frames[0..way.count];
    }
};

// ---- the walk ----

/// Adds the frames from where code stands out to the entry from the host.
/// @param instruction the address of the instruction that faulted; null when a return address is at the top
/// @param stack_pointer address of the innermost frame, or of that return address
/// @param outermost frames from this address on do not count; 0: none but the innermost does
pub fn walk(way: *Way, instruction: ?u64, stack_pointer: u64, outermost: u64) void {
    const context = &host.context;
    var at = stack_pointer;
    var address = instruction;
    var count: usize = 0;
    while (count < most_frames and (at < outermost or (outermost == 0 and count == 0))) {
        const flag: abi.CodePositionFlag = if (address == null) .return_address else .fault;
        const code = address orelse code: {
            if (at < context.native_stack_limit or at >= context.native_stack_top) break;
            defer at += 8;
            break :code @as(*const u64, @ptrFromInt(at)).*;
        };
        const function = Function.at(code) orelse break;
        const record = function.recordAt(code, flag);
        // Code of no word: its own frames lie between those of words, and the outermost is the entry.
        if (function.is_of_no_word and record == null) break;
        if (record) |found| count += addSite(way, found.site);
        at += if (record) |found| found.stack_offset else function.frame_size - 8;
        address = null;
    }
}

/// The innermost frame of where code returns to; null when there is none.
pub fn frameAt(return_address: u64) ?Frame {
    const function = Function.at(return_address) orelse return null;
    const record = function.recordAt(return_address, .return_address) orelse return null;
    var way: Way = .{};
    _ = addSite(&way, record.site);
    return if (way.count > 0) way.frames[0] else null;
}

/// Bytes on the native stack, below a return address, while the host works.
pub fn yieldSize() u64 {
    const function = Function.at(memory.runtimeEntry(.yield)) orelse return 0;
    return function.frame_size - 8;
}

const Function = struct {
    start: u64,
    length: u32,
    frame_size: u32,
    is_of_no_word: bool,
    record_count: u32,
    records: Reader,

    fn at(address: u64) ?Function {
        const offset = address -% host.image.code;
        var low: u32 = 0;
        var high = tableNumber(0);
        while (low < high) {
            const middle = (low + high) / 2;
            if (tableNumber(1 + 2 * middle) <= offset) low = middle + 1 else high = middle;
        }
        if (low == 0) return null;
        const start = tableNumber(2 * low - 1);
        var reader = readerAt(tableNumber(2 * low));
        const length: u32 = @intCast(reader.number());
        if (offset - start >= length) return null;
        const frame_size = reader.number() * frame_unit;
        const is_of_no_word = reader.number() != 0;
        const record_count = reader.number();
        return .{
            .start = host.image.code + start,
            .length = length,
            .frame_size = @intCast(frame_size),
            .is_of_no_word = is_of_no_word,
            .record_count = @intCast(record_count),
            .records = reader,
        };
    }

    fn recordAt(function: *const Function, address: u64, flag: abi.CodePositionFlag) ?Record {
        const wanted = address - function.start;
        var records = function.records;
        var offset: u64 = 0;
        for (0..function.record_count) |_| {
            offset += records.number();
            const flags = records.number();
            const stack_offset = records.number();
            const site = records.number();
            if (offset > wanted) return null;
            if (offset == wanted and flags == @backingInt(flag))
                return .{ .stack_offset = stack_offset * frame_unit, .site = @intCast(site) };
        }
        return null;
    }
};

const Record = struct {
    stack_offset: u64,
    site: u32,
};

/// Adds the frames of a place in code; gives how many there are.
fn addSite(way: *Way, site: u32) usize {
    var count: usize = 0;
    var at = site;
    while (at != 0) : (count += 1) {
        var reader = readerAt(at);
        const name = reader.number();
        const place = reader.number();
        way.add(.{ .name = @intCast(name), .place = @intCast(place) });
        at = @intCast(reader.number());
    }
    return count;
}

/// Of the table of functions.
fn tableNumber(index: u32) u32 {
    const numbers: [*]align(1) const u32 = @ptrFromInt(host.image.traces);
    return std.mem.littleToNative(u32, numbers[index]);
}

fn readerAt(at: u32) Reader {
    var reader: Reader = .init(host.image.traces, host.image.trace_length);
    reader.at = at;
    return reader;
}

// ---- names and places ----

pub fn nameOf(at: u32) []const u8 {
    var reader = readerAt(at);
    return reader.text();
}

pub fn placeOf(at: u32) Place {
    var reader = readerAt(at);
    var line = readerAt(@intCast(reader.number()));
    const column = reader.number();
    const excerpt_start = reader.number();
    const excerpt_length = reader.number();
    const indent = reader.number();
    const width = reader.number();
    var text = readerAt(@intCast(line.number()));
    const number = line.number();
    return .{
        .source = text.text(),
        .line = number,
        .column = column,
        .excerpt = line.text()[excerpt_start..][0..excerpt_length],
        .indent = indent,
        .width = width,
    };
}
