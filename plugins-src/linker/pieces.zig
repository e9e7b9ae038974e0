//! The pieces of a program and what they name: those that a request describes, then those of an archive (what
//! `archiveOf` of src/linking/piece_archive.ts has made), then slots of the global offset table.

const std = @import("std");
const abi = @import("abi");
const Allocator = std.mem.Allocator;

pub const Section = enum(u32) { text = 0, rodata, data, bss };

/// How an address goes into a field: the order of the archive's numbers.
pub const Kind = enum(u32) {
    absolute64 = 0,
    absolute32,
    absolute_signed32,
    relative32,
    relative64,
    branch26,
    branch19,
    branch14,
    address21,
    page21,
    page_offset12,
    move0,
    move1,
    move2,
    move3,
    move0_part,
    move1_part,
    move2_part,
    got_relative32,
    got_relaxable32,
    got_page21,
    got_page_offset12,
};

pub const Relocation = struct {
    offset: u32,
    kind: Kind,
    symbol: u32,
    addend: i32,
    weak: bool = false,
};

pub const Piece = struct {
    section: Section,
    alignment: u32,
    size: u32,
    bytes: []const u8,
    relocations: []const Relocation,
    mergeable: bool = false,
    /// It is one of the global offset table.
    is_slot: bool = false,
    is_reached: bool = false,
    /// Another one of the same bytes that stands for it.
    same_as: ?u32 = null,
    /// In the program.
    address: u64 = 0,
};

pub const Definition = struct { piece: u32, offset: u32 };

pub const Failure = error{ OutOfMemory, Declined };

/// Numbers of symbols: those of the request, then names of the archive, then slots of the global offset table.
pub const Pieces = struct {
    arena: Allocator,
    request: *const Request,
    archive: Archive,
    list: std.ArrayList(Piece) = .empty,
    /// By symbol.
    definitions: std.ArrayList(?Definition) = .empty,
    /// By archived piece: its number, when it was read.
    read: []?u32,
    /// By symbol: its slot.
    slots: std.AutoHashMapUnmanaged(u32, u32) = .empty,

    pub fn init(arena: Allocator, request: *const Request) Failure!Pieces {
        const archive: Archive = try .init(request.archive);
        var pieces: Pieces = .{
            .arena = arena,
            .request = request,
            .archive = archive,
            .read = try arena.alloc(?u32, archive.pieces.len),
        };
        @memset(pieces.read, null);
        try pieces.definitions.appendNTimes(arena, null, request.symbols.len + archive.definitions.len);
        for (request.functions) |function| try pieces.addFunction(function);
        for (request.pieces) |described| try pieces.addDescribed(described);
        try pieces.shareNames();
        return pieces;
    }

    fn addFunction(pieces: *Pieces, function: abi.LinkFunction) Failure!void {
        const number: u32 = @intCast(pieces.list.items.len);
        const blob = try Code.of(function);
        const header = blob.header;
        const relocations = try pieces.arena.alloc(Relocation, blob.relocations.len);
        for (blob.relocations, relocations) |given, *relocation| relocation.* = .{
            .offset = given.offset,
            .kind = switch (@as(abi.RelocationKind, @fromBackingInt(given.kind))) {
                .absolute64 => .absolute64,
                .relative32 => .relative32,
                .branch26 => .branch26,
                .page21 => .page21,
                .page_offset12 => .page_offset12,
            },
            .symbol = try pieces.symbolOf(given),
            .addend = @as(i32, @bitCast(given.addend)) +% tableOffset(given),
        };
        try pieces.list.append(pieces.arena, .{
            .section = .text,
            .alignment = 16,
            .size = header.code_length,
            .bytes = blob.code,
            .relocations = relocations,
        });
        try pieces.define(function.own_symbol, number, 0);
        if (header.register_entry != abi.none) try pieces.define(function.register_symbol, number, header.register_entry);
        if (header.memory_entry != abi.none) try pieces.define(function.memory_symbol, number, header.memory_entry);
        for (blob.symbols, 0..) |offset, entry| {
            if (offset != abi.none) try pieces.define(pieces.request.runtime_symbols[entry], number, offset);
        }
    }

    fn tableOffset(given: abi.Relocation) i32 {
        if (given.symbol_kind != @backingInt(abi.SymbolKind.word_table_entry)) return 0;
        return @bitCast(given.index *% @as(u32, @sizeOf(abi.WordEntry)));
    }

    fn symbolOf(pieces: *const Pieces, given: abi.Relocation) Failure!u32 {
        const request = pieces.request;
        if (given.symbol_kind == @backingInt(abi.SymbolKind.runtime)) {
            return if (given.index < request.runtime_symbols.len) request.runtime_symbols[given.index] else error.Declined;
        }
        if (given.symbol_kind == @backingInt(abi.SymbolKind.word_table_entry)) return request.table_symbol;
        if (given.symbol_kind != @backingInt(abi.SymbolKind.word_call_slot)) return error.Declined;
        return request.slots.get(.{ .word = given.index, .effect = given.effect }) orelse error.Declined;
    }

    fn addDescribed(pieces: *Pieces, described: abi.LinkPiece) Failure!void {
        const number: u32 = @intCast(pieces.list.items.len);
        const request = pieces.request;
        const given = request.relocations[described.first_relocation..][0..described.relocation_count];
        const relocations = try pieces.arena.alloc(Relocation, given.len);
        for (given, relocations) |one, *relocation| relocation.* = .{
            .offset = one.offset,
            .kind = .absolute64,
            .symbol = one.symbol,
            .addend = 0,
        };
        const section: Section = @fromBackingInt(described.section);
        try pieces.list.append(pieces.arena, .{
            .section = section,
            .alignment = described.alignment,
            .size = described.size,
            .bytes = if (section == .bss) &.{} else request.contents[described.content..][0..described.size],
            .relocations = relocations,
        });
        try pieces.define(described.symbol, number, 0);
    }

    fn define(pieces: *Pieces, symbol: u32, piece: u32, offset: u32) Failure!void {
        if (symbol >= pieces.request.symbols.len) return error.Declined;
        const definition = &pieces.definitions.items[symbol];
        if (definition.* != null) return error.Declined;
        definition.* = .{ .piece = piece, .offset = offset };
    }

    /// A name that the request and the archive both have is one symbol. Whether two definitions get along is for others
    /// to say.
    fn shareNames(pieces: *Pieces) Failure!void {
        const own = pieces.definitions.items[0..pieces.request.symbols.len];
        for (own, 0..) |definition, symbol| {
            const name = pieces.archive.numberOf(pieces.request.nameOf(@intCast(symbol))) orelse continue;
            const archived = pieces.archive.definitions[name][0] != abi.none;
            if (archived and definition != null) return error.Declined;
            pieces.request.shared[symbol] = name;
            if (definition) |there| pieces.definitions.items[own.len + name] = there;
        }
    }

    /// The definition of a symbol; a piece of the archive is read for it.
    pub fn find(pieces: *Pieces, symbol: u32) Failure!?Definition {
        if (pieces.definitions.items[symbol]) |known| return known;
        const own = pieces.request.symbols.len;
        const name = if (symbol < own) pieces.request.shared[symbol] else symbol - @as(u32, @intCast(own));
        if (name == abi.none or name >= pieces.archive.definitions.len) return null;
        const archived = pieces.archive.definitions[name];
        if (archived[0] == abi.none) return null;
        const piece = try pieces.archivedPiece(archived[0]);
        const record = pieces.archive.symbols[pieces.archive.pieces[archived[0]].first_symbol + archived[1]];
        const definition: Definition = .{ .piece = piece, .offset = record.offset };
        pieces.definitions.items[symbol] = definition;
        return definition;
    }

    fn archivedPiece(pieces: *Pieces, number: u32) Failure!u32 {
        if (pieces.read[number]) |known| return known;
        const archive = &pieces.archive;
        const piece = archive.pieces[number];
        const end = if (number + 1 == archive.pieces.len) archive.relocations.len else archive.pieces[number + 1].first_relocation;
        const given = archive.relocations[piece.first_relocation..end];
        const relocations = try pieces.arena.alloc(Relocation, given.len);
        for (given, relocations) |one, *relocation| relocation.* = .{
            .offset = one.offset,
            .kind = @fromBackingInt(one.kind & 0xff),
            .symbol = @intCast(pieces.request.symbols.len + one.name),
            .addend = @bitCast(one.addend),
            .weak = one.kind & Archive.weak != 0,
        };
        const section: Section = @fromBackingInt(piece.section);
        const at: u32 = @intCast(pieces.list.items.len);
        try pieces.list.append(pieces.arena, .{
            .section = section,
            .alignment = piece.alignment,
            .size = piece.size,
            .bytes = if (section == .bss) &.{} else archive.contents[piece.content..][0..piece.size],
            .relocations = relocations,
            .mergeable = piece.is_mergeable != 0,
        });
        pieces.read[number] = at;
        return at;
    }

    /// The symbol of the slot with a symbol's address.
    pub fn slotOf(pieces: *Pieces, symbol: u32, weak: bool) Failure!u32 {
        const entry = try pieces.slots.getOrPut(pieces.arena, symbol);
        if (entry.found_existing) return entry.value_ptr.*;
        const held = try pieces.arena.dupe(Relocation, &.{.{ .offset = 0, .kind = .absolute64, .symbol = symbol, .addend = 0, .weak = weak }});
        const number: u32 = @intCast(pieces.list.items.len);
        try pieces.list.append(pieces.arena, .{ .section = .rodata, .alignment = 8, .size = 8, .bytes = &@as([8]u8, @splat(0)), .relocations = held, .is_slot = true });
        const slot: u32 = @intCast(pieces.definitions.items.len);
        try pieces.definitions.append(pieces.arena, .{ .piece = number, .offset = 0 });
        entry.value_ptr.* = slot;
        return slot;
    }

    /// The address of a symbol in the program; null for one that is nowhere.
    pub fn addressOf(pieces: *const Pieces, symbol: u32) ?u64 {
        const definition = pieces.definitions.items[symbol] orelse return null;
        const given = pieces.list.items[definition.piece];
        if (!given.is_reached) return null;
        const piece = if (given.same_as) |same| pieces.list.items[same] else given;
        return piece.address + definition.offset;
    }
};

/// A code blob of the backend's.
pub const Code = struct {
    header: *const abi.CodeHeader,
    relocations: []const abi.Relocation,
    positions: []const abi.CodePosition,
    symbols: []const u32,
    lines: []const abi.CodeLine,
    frames: []const u8,
    code: []const u8,

    pub fn of(function: abi.LinkFunction) Failure!Code {
        const start: [*]const u8 = @ptrFromInt(std.math.cast(usize, function.blob) orelse return error.Declined);
        const header: *const abi.CodeHeader = @ptrCast(@alignCast(start));
        if (header.magic != abi.code_magic) return error.Declined;
        return .{
            .header = header,
            .relocations = items(abi.Relocation, start, header.relocation_offset, header.relocation_count),
            .positions = items(abi.CodePosition, start, header.position_offset, header.position_count),
            .symbols = if (header.symbol_offset == abi.none) &.{} else items(u32, start, header.symbol_offset, @typeInfo(abi.RuntimeEntry).@"enum".field_names.len),
            .lines = items(abi.CodeLine, start, header.line_offset, header.line_count),
            .frames = start[header.frame_offset..][0..header.frame_length],
            .code = start[header.code_offset..][0..header.code_length],
        };
    }

    fn items(comptime Item: type, start: [*]const u8, offset: u32, count: u32) []const Item {
        return @as([*]const Item, @ptrCast(@alignCast(start + offset)))[0..count];
    }
};

/// What the request says, as slices.
pub const Request = struct {
    target: abi.Architecture,
    strip: bool,
    archive: []const u8,
    functions: []const abi.LinkFunction,
    pieces: []const abi.LinkPiece,
    relocations: []const abi.LinkRelocation,
    contents: []const u8,
    names: []const u8,
    symbols: []const abi.LinkName,
    /// By symbol: the archive's number of its name, or `none`.
    shared: []u32,
    runtime_symbols: []const u32,
    table_symbol: u32,
    entry_symbol: u32,
    slots: std.AutoHashMapUnmanaged(SlotKey, u32),
    words: []const abi.LinkWord,
    texts: []const abi.LinkText,
    positions_end: u32,
    debug_name: []const u8,
    producer: []const u8,

    pub const SlotKey = struct { word: u32, effect: u32 };

    pub fn nameOf(request: *const Request, symbol: u32) []const u8 {
        const name = request.symbols[symbol];
        return request.names[name.offset..][0..name.length];
    }
};

/// Sections of `archiveOf`.
pub const Archive = struct {
    pieces: []const ArchivedPiece,
    relocations: []const ArchivedRelocation,
    symbols: []const ArchivedSymbol,
    /// By name: number of a piece and of a symbol, or none.
    definitions: []const [2]u32,
    ends: []const u32,
    names: []const u8,
    contents: []const u8,

    const weak = 0x100;

    const Header = extern struct {
        pieces: u32,
        relocations: u32,
        symbols: u32,
        names: u32,
        known_names: u32,
        name_length: u32,
        content_length: u32,
    };

    const ArchivedPiece = extern struct {
        section: u32,
        alignment: u32,
        size: u32,
        content: u32,
        first_relocation: u32,
        first_symbol: u32,
        symbol_count: u32,
        is_mergeable: u32,
    };

    const ArchivedRelocation = extern struct { offset: u32, kind: u32, name: u32, addend: u32 };
    pub const ArchivedSymbol = extern struct { offset: u32, size: u32, kind: u32, name: u32 };

    fn init(bytes: []const u8) Failure!Archive {
        if (bytes.len < @sizeOf(Header) or @intFromPtr(bytes.ptr) % 4 != 0) return error.Declined;
        const header: *const Header = @ptrCast(@alignCast(bytes.ptr));
        var at: usize = @sizeOf(Header);
        const pieces = take(ArchivedPiece, bytes, &at, header.pieces);
        const relocations = take(ArchivedRelocation, bytes, &at, header.relocations);
        const symbols = take(ArchivedSymbol, bytes, &at, header.symbols);
        const definitions = take([2]u32, bytes, &at, header.names);
        const ends = take(u32, bytes, &at, header.known_names);
        const names = take(u8, bytes, &at, header.name_length);
        const contents = take(u8, bytes, &at, header.content_length);
        return .{
            .pieces = pieces,
            .relocations = relocations,
            .symbols = symbols,
            .definitions = definitions,
            .ends = ends,
            .names = names,
            .contents = contents,
        };
    }

    fn take(comptime Item: type, bytes: []const u8, at: *usize, count: u32) []const Item {
        defer at.* += count * @sizeOf(Item);
        return @as([*]const Item, @ptrCast(@alignCast(bytes.ptr + at.*)))[0..count];
    }

    pub fn nameOf(archive: *const Archive, number: u32) []const u8 {
        const start = if (number == 0) 0 else archive.ends[number - 1];
        return archive.names[start..archive.ends[number]];
    }

    /// The number of a name that others may know.
    fn numberOf(archive: *const Archive, name: []const u8) ?u32 {
        var low: u32 = 0;
        var high: u32 = @intCast(archive.ends.len);
        while (low < high) {
            const middle = low + (high - low) / 2;
            if (std.mem.lessThan(u8, archive.nameOf(middle), name)) low = middle + 1 else high = middle;
        }
        return if (low < archive.ends.len and std.mem.eql(u8, archive.nameOf(low), name)) low else null;
    }
};
