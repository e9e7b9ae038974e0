//! Makes a static executable of the code and data of a program and the runtime that it reaches: what src/programs and
//! src/linking do in TypeScript where this library is not there, byte for byte. It takes what usual programs are made of,
//! and leaves the rest to them (`declined`): what is wrong, so that they say what, and texts that are not ASCII.
//!
//!     pieces.zig      what the program is made of, and what that names
//!     reach.zig       which of it is reached
//!     sources.zig     where code is in the source
//!     traces.zig      the same, for reports of errors
//!     layout.zig      addresses
//!     fields.zig      puts them into code and data
//!     debug_info.zig  DWARF
//!     executable.zig  ELF
//!
//! It is no stage: nobody replaces it.

const std = @import("std");
const builtin = @import("builtin");
const abi = @import("abi");
const Failure = @import("pieces.zig").Failure;
const Pieces = @import("pieces.zig").Pieces;
const Request = @import("pieces.zig").Request;
const Sources = @import("sources.zig").Sources;
const Strings = @import("writer.zig").Strings;
const Unloaded = @import("executable.zig").Unloaded;
const debugSections = @import("debug_info.zig").debugSections;
const executable = @import("executable.zig");
const layOut = @import("layout.zig").layOut;
const reach = @import("reach.zig").reach;
const tracesOf = @import("traces.zig").tracesOf;

/// Nothing here may print or unwind: the library lives inside another program's process.
pub const panic = if (builtin.is_test) std.debug.FullPanic(std.debug.defaultPanic) else std.debug.no_panic;

/// Writes the file of a program to `output`. Returns `ok`, `declined`, `buffer_too_small` with the length that is
/// needed, `bad_request`, or `out_of_memory`.
export fn link_program(request: *abi.LinkRequest) callconv(.c) u32 {
    return @backingInt(answer(request));
}

fn answer(request: *abi.LinkRequest) abi.Status {
    if (request.struct_size != @sizeOf(abi.LinkRequest) or request.abi_version != abi.abi_version) return .bad_request;
    var arena: abi.Arena = .init(&.{});
    defer arena.deinit();
    const file = linked(arena.allocator(), request) catch |err| return switch (err) {
        error.OutOfMemory => .out_of_memory,
        error.Declined => .declined,
    };
    request.output_length = std.math.cast(u32, file.len) orelse return .out_of_memory;
    if (file.len > request.output_capacity) return .buffer_too_small;
    @memcpy(itemsAt(u8, request.output, request.output_length) catch return .bad_request, file);
    return .ok;
}

fn linked(arena: std.mem.Allocator, given: *const abi.LinkRequest) Failure![]const u8 {
    const request = try arena.create(Request);
    request.* = try readRequest(arena, given);
    var pieces: Pieces = try .init(arena, request);
    const own_count = pieces.list.items.len;
    var sources: Sources = try .init(arena, request);
    if (!request.strip) try addTraces(arena, given, &pieces, &sources);
    const kept = try reach(&pieces, own_count);
    const layout = try layOut(&pieces, kept);
    const image = try executable.loadedBytes(arena, &pieces, &layout);
    var unloaded: std.ArrayList(Unloaded) = .empty;
    var names: Strings = .init(arena);
    if (!request.strip) {
        if (try debugSections(arena, &pieces, &sources)) |debug| {
            const contents = executable.section_kind.contents;
            try unloaded.appendSlice(arena, &.{
                .{ .name = ".debug_abbrev", .kind = contents, .bytes = debug.abbreviations, .alignment = 1 },
                .{ .name = ".debug_info", .kind = contents, .bytes = debug.information, .alignment = 1 },
                .{ .name = ".debug_line", .kind = contents, .bytes = debug.lines, .alignment = 1 },
                .{ .name = ".debug_frame", .kind = contents, .bytes = debug.frames, .alignment = 8 },
            });
        }
        try unloaded.appendSlice(arena, &try executable.symbolTable(arena, &pieces, &layout, &names));
    }
    const entry = pieces.addressOf(request.entry_symbol) orelse return error.Declined;
    return executable.executableFile(arena, request.target, &layout, image, entry, unloaded.items, &names);
}

/// The piece of the traces gets its bytes, and the one that tells their length that.
fn addTraces(arena: std.mem.Allocator, given: *const abi.LinkRequest, pieces: *Pieces, sources: *Sources) Failure!void {
    const bytes = try tracesOf(arena, sources);
    const first = pieces.request.functions.len;
    const traces = &pieces.list.items[first + given.traces_piece];
    traces.bytes = bytes;
    traces.size = @intCast(bytes.len);
    const program = &pieces.list.items[first + given.program_piece];
    const fields = try arena.dupe(u8, program.bytes);
    std.mem.writeInt(u64, fields[given.traces_length_at..][0..8], bytes.len, .little);
    program.bytes = fields;
}

fn readRequest(arena: std.mem.Allocator, given: *const abi.LinkRequest) Failure!Request {
    const symbols = try itemsAt(abi.LinkName, given.symbols, given.symbol_count);
    const shared = try arena.alloc(u32, symbols.len);
    @memset(shared, abi.none);
    const slots = try itemsAt(abi.LinkSlot, given.slots, given.slot_count);
    var request: Request = .{
        .target = @fromBackingInt(given.architecture),
        .strip = given.flags & abi.link_strip != 0,
        .archive = try itemsAt(u8, given.archive, given.archive_length),
        .functions = try itemsAt(abi.LinkFunction, given.functions, given.function_count),
        .pieces = try itemsAt(abi.LinkPiece, given.pieces, given.piece_count),
        .relocations = try itemsAt(abi.LinkRelocation, given.relocations, given.relocation_count),
        .contents = try itemsAt(u8, given.contents, given.content_length),
        .names = try itemsAt(u8, given.names, given.name_length),
        .symbols = symbols,
        .shared = shared,
        .runtime_symbols = try itemsAt(u32, given.runtime_symbols, given.runtime_symbol_count),
        .table_symbol = given.table_symbol,
        .entry_symbol = given.entry_symbol,
        .slots = .empty,
        .words = try itemsAt(abi.LinkWord, given.words, given.word_count),
        .texts = try itemsAt(abi.LinkText, given.texts, given.text_count),
        .positions_end = given.positions_end,
        .debug_name = undefined,
        .producer = undefined,
    };
    request.debug_name = request.names[given.debug_name_offset..][0..given.debug_name_length];
    request.producer = request.names[given.producer_offset..][0..given.producer_length];
    for (slots) |slot| try request.slots.put(arena, .{ .word = slot.word, .effect = slot.effect }, slot.symbol);
    return request;
}

fn itemsAt(comptime Item: type, address: u64, count: u32) Failure![]Item {
    if (count == 0) return &.{};
    const start = std.math.cast(usize, address) orelse return error.Declined;
    if (start == 0 or start % @alignOf(Item) != 0) return error.Declined;
    return @as([*]Item, @ptrFromInt(start))[0..count];
}
