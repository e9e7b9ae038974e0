//! Where the places in a program's code are in its source, and which of them are on the native stack: for the report of a
//! THROW. The compiler (src/programs/program_traces.ts) writes a stream of unsigned LEB128 numbers and texts:
//!
//!     texts       count; each: name of a source
//!     lines       count; each: text, number, the line as it is shown
//!     places      count; each: line, column, where its excerpt begins in the line and how many bytes it has, columns of the
//!                 terminal before the token, columns of the token
//!     names       count; each: name of a word
//!     sites       count; each: count of frames, then, innermost first: name, place
//!     functions   count; each, ascending: start from the beginning of the code, length, frame size / 8, whether it is of no
//!                 word, count of records, then by offset: offset from the one before, flags, stack offset / 8, 1 + site or 0
//!
//! Reports are rare and end the program, so the stream is read from its beginning; but THROWs that a CATCH takes are walked
//! as well, and for these there is an index of the functions and of the sites, made when the first one comes.

const std = @import("std");
const linux = std.os.linux;
const abi = @import("abi");
const host = @import("host.zig");
const memory = @import("memory.zig");
const system = @import("system.zig");
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
/// Numbers of a place.
const place_fields = 6;
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
/// @param outermost frames from this address on do not count
pub fn walk(way: *Way, instruction: ?u64, stack_pointer: u64, outermost: u64) void {
    const index = indexed() orelse return;
    const context = &host.context;
    var at = stack_pointer;
    var address = instruction;
    var count: usize = 0;
    while (count < most_frames and at < outermost) {
        const flag: abi.CodePositionFlag = if (address == null) .return_address else .fault;
        const code = address orelse code: {
            if (at < context.native_stack_limit or at >= context.native_stack_top) break;
            defer at += 8;
            break :code @as(*const u64, @ptrFromInt(at)).*;
        };
        const function = index.find(code) orelse break;
        const record = function.recordAt(code, flag);
        // Code of no word: its own frames lie between those of words, and the outermost is the entry.
        if (function.is_of_no_word and record == null) break;
        if (record) |found| count += index.addSite(way, found.site);
        at += if (record) |found| found.stack_offset else function.frame_size - 8;
        address = null;
    }
}

/// The innermost frame of where code returns to; null when there is none.
pub fn frameAt(return_address: u64) ?Frame {
    const index = indexed() orelse return null;
    const function = index.find(return_address) orelse return null;
    const record = function.recordAt(return_address, .return_address) orelse return null;
    var way: Way = .{};
    _ = index.addSite(&way, record.site);
    return if (way.count > 0) way.frames[0] else null;
}

/// Bytes on the native stack, below a return address, while the host works.
pub fn yieldSize() u64 {
    const index = indexed() orelse return 0;
    const function = index.find(memory.runtimeEntry(.yield)) orelse return 0;
    return function.frame_size - 8;
}

const Function = struct {
    start: u64,
    length: u32,
    frame_size: u32,
    is_of_no_word: bool,
    record_count: u32,
    records: Reader,

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
    /// 1 + its number; 0 for no place.
    site: u32,
};

/// Where in the stream the functions and the sites are, by number.
const Index = struct {
    functions: [*]FunctionEntry,
    function_count: u32,
    sites: [*]u32,
    site_count: u32,

    fn find(index: *const Index, address: u64) ?Function {
        const offset = address -% host.image.code;
        var low: u32 = 0;
        var high = index.function_count;
        while (low < high) {
            const middle = (low + high) / 2;
            if (index.functions[middle].start <= offset) low = middle + 1 else high = middle;
        }
        if (low == 0) return null;
        const entry = index.functions[low - 1];
        var reader = readerAt(entry.at);
        const length: u32 = @intCast(reader.number());
        if (offset - entry.start >= length) return null;
        const frame_size = reader.number() * frame_unit;
        const is_of_no_word = reader.number() != 0;
        const record_count = reader.number();
        return .{
            .start = host.image.code + entry.start,
            .length = length,
            .frame_size = @intCast(frame_size),
            .is_of_no_word = is_of_no_word,
            .record_count = @intCast(record_count),
            .records = reader,
        };
    }

    /// Adds the frames of a place in code; gives how many there are.
    fn addSite(index: *const Index, way: *Way, number: u32) usize {
        if (number == 0 or number > index.site_count) return 0;
        var reader = readerAt(index.sites[number - 1]);
        const count = reader.number();
        for (0..count) |_| {
            const name = reader.number();
            const place = reader.number();
            way.add(.{ .name = @intCast(name), .place = @intCast(place) });
        }
        return count;
    }
};

const FunctionEntry = struct { start: u32, at: u32 };

var index_memory: ?Index = null;

fn readerAt(at: u32) Reader {
    var reader: Reader = .init(host.image.traces, host.image.trace_length);
    reader.at = at;
    return reader;
}

/// Null when the system gives no memory for it.
fn indexed() ?*const Index {
    if (index_memory == null) index_memory = makeIndex();
    return if (index_memory) |*index| index else null;
}

fn makeIndex() ?Index {
    var reader = readerAt(0);
    skipTexts(&reader, 0);
    skipTexts(&reader, 2);
    reader.skip(place_fields * reader.number());
    skipTexts(&reader, 0);
    const site_count: u32 = @intCast(reader.number());
    const sites: [*]u32 = @ptrFromInt(pages(@as(u64, site_count) * @sizeOf(u32)) orelse return null);
    for (0..site_count) |number| {
        sites[number] = @intCast(reader.at);
        reader.skip(2 * reader.number());
    }
    const function_count: u32 = @intCast(reader.number());
    const functions: [*]FunctionEntry = @ptrFromInt(pages(@as(u64, function_count) * @sizeOf(FunctionEntry)) orelse return null);
    for (0..function_count) |number| {
        const start: u32 = @intCast(reader.number());
        functions[number] = .{ .start = start, .at = @intCast(reader.at) };
        reader.skip(3);
        reader.skip(4 * reader.number());
    }
    return .{ .functions = functions, .function_count = function_count, .sites = sites, .site_count = site_count };
}

/// Leaves out a table of texts, with so many numbers before each.
fn skipTexts(reader: *Reader, numbers: u64) void {
    for (0..reader.number()) |_| {
        reader.skip(numbers);
        _ = reader.text();
    }
}

fn pages(size: u64) ?u64 {
    const flags: linux.MAP = .{ .TYPE = .PRIVATE, .ANONYMOUS = true };
    const result = linux.mmap(null, size + 1, .{ .READ = true, .WRITE = true }, flags, -1, 0);
    return if (system.errorOf(result) == 0) result else null;
}

// ---- names and places ----

pub fn nameOf(number: u32) []const u8 {
    var reader = readerAt(0);
    skipTexts(&reader, 0);
    skipTexts(&reader, 2);
    reader.skip(place_fields * reader.number());
    _ = reader.number();
    for (0..number) |_| _ = reader.text();
    return reader.text();
}

pub fn placeOf(number: u32) Place {
    var reader = readerAt(0);
    const texts = reader;
    skipTexts(&reader, 0);
    const lines = reader;
    skipTexts(&reader, 2);
    _ = reader.number();
    reader.skip(place_fields * @as(u64, number));
    const line_number = reader.number();
    const column = reader.number();
    const excerpt_start = reader.number();
    const excerpt_length = reader.number();
    const indent = reader.number();
    const width = reader.number();
    var line = lines;
    _ = line.number();
    for (0..line_number) |_| {
        line.skip(2);
        _ = line.text();
    }
    const text_number = line.number();
    const number_of_line = line.number();
    var text = texts;
    _ = text.number();
    for (0..text_number) |_| _ = text.text();
    return .{
        .source = text.text(),
        .line = number_of_line,
        .column = column,
        .excerpt = line.text()[excerpt_start..][0..excerpt_length],
        .indent = indent,
        .width = width,
    };
}
