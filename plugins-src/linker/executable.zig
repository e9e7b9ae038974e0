//! Writes executable ELF files: the same bytes as src/linking/executable.ts and symbol_table.ts.

const std = @import("std");
const abi = @import("abi");
const Allocator = std.mem.Allocator;
const Archive = @import("pieces.zig").Archive;
const Failure = @import("pieces.zig").Failure;
const Layout = @import("layout.zig").Layout;
const Pieces = @import("pieces.zig").Pieces;
const Section = @import("pieces.zig").Section;
const Strings = @import("writer.zig").Strings;
const Writer = @import("writer.zig").Writer;
const fill = @import("fields.zig").fill;

/// A section that no program loads: symbols, texts, debug information.
pub const Unloaded = struct {
    name: []const u8,
    kind: u32,
    bytes: []const u8,
    alignment: u32,
    entry_size: u64 = 0,
    /// The name of the section whose index goes into the header.
    link: ?[]const u8 = null,
    info: u32 = 0,
};

pub const section_kind = struct {
    pub const contents = 1;
    pub const symbol_table = 2;
    pub const string_table = 3;
    pub const no_bits = 8;
};

/// The bytes of the file that are loaded, but for its headers.
pub fn loadedBytes(arena: Allocator, pieces: *const Pieces, layout: *const Layout) Failure![]u8 {
    const image = try arena.alloc(u8, layout.offset);
    @memset(image, 0);
    for (layout.sections.items) |section| {
        if (section.section == .bss) continue;
        // Between functions nothing runs: on x86-64, INT3; on AArch64 zeros are UDF.
        if (section.section == .text and pieces.request.target == .x86_64) @memset(image[section.offset..][0..section.size], 0xcc);
        for (section.pieces) |number| {
            const piece = pieces.list.items[number];
            const bytes = image[section.offset + (piece.address - section.address) ..][0..piece.size];
            @memcpy(bytes, piece.bytes);
            for (piece.relocations) |relocation| {
                const target = pieces.addressOf(relocation.symbol) orelse if (relocation.weak) 0 else return error.Declined;
                const place = piece.address + relocation.offset;
                try fill(bytes[relocation.offset..], relocation.kind, @intCast(place), @as(i64, @intCast(target)) + relocation.addend);
            }
        }
    }
    return image;
}

/// `.symtab` and `.strtab`: functions and objects by their addresses. What is local to an object is nobody's business, and
/// would be more than half of a small program's table. The texts go into `names`.
pub fn symbolTable(arena: Allocator, pieces: *const Pieces, layout: *const Layout, names: *Strings) Failure![2]Unloaded {
    var table: SymbolTable = .{ .names = names, .writer = .{ .arena = arena } };
    table.writer.append(&@as([symbol_length]u8, @splat(0)));
    const archived = try arena.alloc(u32, pieces.list.items.len);
    @memset(archived, abi.none);
    for (pieces.read, 0..) |read, number| if (read) |piece| {
        archived[piece] = @intCast(number);
    };
    for (layout.sections.items, 1..) |section, index| {
        for (section.pieces) |number| {
            const piece = pieces.list.items[number];
            if (number < pieces.request.functions.len) {
                const name = pieces.request.nameOf(pieces.request.functions[number].own_symbol);
                try table.add(name, 0x12, @intCast(index), piece.address, piece.size);
            } else if (archived[number] != abi.none) {
                try table.addArchived(&pieces.archive, archived[number], @intCast(index), piece.address);
            }
        }
    }
    return .{
        .{
            .name = ".symtab",
            .kind = section_kind.symbol_table,
            .bytes = try table.writer.finished(),
            .alignment = 8,
            .entry_size = symbol_length,
            .link = symbol_names,
            // One more than the last local symbol, of which the first entry is the only one.
            .info = 1,
        },
        .{ .name = symbol_names, .kind = section_kind.string_table, .bytes = &.{}, .alignment = 1 },
    };
}

const symbol_length = 24;
const symbol_names = ".strtab";

const SymbolTable = struct {
    names: *Strings,
    writer: Writer,

    fn add(table: *SymbolTable, name: []const u8, info: u8, section: u16, address: u64, size: u64) Failure!void {
        const writer = &table.writer;
        writer.int(u32, try table.names.offsetOf(name));
        writer.byte(info);
        writer.byte(0);
        writer.int(u16, section);
        writer.int(u64, address);
        writer.int(u64, size);
    }

    fn addArchived(table: *SymbolTable, archive: *const Archive, piece: u32, section: u16, address: u64) Failure!void {
        const described = archive.pieces[piece];
        for (archive.symbols[described.first_symbol..][0..described.symbol_count]) |symbol| {
            const kind: u8 = @truncate(symbol.kind);
            const binding = symbol.kind >> 8;
            // Labels, local ones.
            if (kind == 0 or binding == 2) continue;
            const info: u8 = (if (binding == 1) @as(u8, 0x20) else 0x10) | kind;
            try table.add(archive.nameOf(symbol.name), info, section, address + symbol.offset, symbol.size);
        }
    }
};

/// The file; `image` are its loaded bytes. The names of sections come behind those of symbols, which `names` has if there are
/// any, or into a section of their own.
pub fn executableFile(
    arena: Allocator,
    target: abi.Architecture,
    layout: *const Layout,
    image: []const u8,
    entry: u64,
    unloaded: []const Unloaded,
    names: *Strings,
) Failure![]u8 {
    const has_symbols = names.offsets.size > 0;
    for (layout.sections.items) |section| _ = try names.offsetOf(sectionName(section.section));
    for (unloaded) |section| _ = try names.offsetOf(section.name);
    if (!has_symbols) _ = try names.offsetOf(names_section);
    const own: []const Unloaded = &.{.{ .name = names_section, .kind = section_kind.string_table, .bytes = &.{}, .alignment = 1 }};
    const all = try std.mem.concat(arena, Unloaded, &.{ unloaded, if (has_symbols) &.{} else own });
    const names_at = if (has_symbols) indexOf(all, symbol_names) else all.len - 1;
    all[names_at].bytes = try names.writer.finished();
    var writer: Writer = .{ .arena = arena };
    writer.append(image);
    const places = try arena.alloc(u32, all.len);
    for (all, places) |section, *place| {
        writer.pad(section.alignment);
        place.* = writer.length();
        writer.append(section.bytes);
    }
    writer.pad(8);
    const section_headers = writer.length();
    writer.append(&@as([section_header_length]u8, @splat(0)));
    for (layout.sections.items) |section| writeSectionHeader(&writer, .{
        .name = try names.offsetOf(sectionName(section.section)),
        .kind = if (section.section == .bss) section_kind.no_bits else section_kind.contents,
        .flags = switch (section.section) {
            .rodata => allocate,
            .text => allocate | execute,
            .data, .bss => allocate | write,
        },
        .address = section.address,
        .offset = section.offset,
        .size = section.size,
        .alignment = section.alignment,
    });
    const first: u32 = @intCast(1 + layout.sections.items.len);
    for (all, places) |section, place| writeSectionHeader(&writer, .{
        .name = try names.offsetOf(section.name),
        .kind = section.kind,
        .offset = place,
        .size = section.bytes.len,
        .link = if (section.link) |name| first + indexOf(all, name) else 0,
        .info = section.info,
        .alignment = section.alignment,
        .entry_size = section.entry_size,
    });
    const file = try writer.finished();
    const count: u16 = @intCast(first + all.len);
    const headers = try headersOf(arena, target, layout, entry, .{
        .at = section_headers,
        .count = count,
        .names = @intCast(first + names_at),
    });
    @memcpy(file[0..headers.len], headers);
    return file;
}

const names_section = ".shstrtab";

fn sectionName(section: Section) []const u8 {
    return switch (section) {
        .text => ".text",
        .rodata => ".rodata",
        .data => ".data",
        .bss => ".bss",
    };
}

fn indexOf(sections: []const Unloaded, name: []const u8) u32 {
    for (sections, 0..) |section, index| if (std.mem.eql(u8, section.name, name)) return @intCast(index);
    return 0;
}

const write = 1;
const allocate = 2;
const execute = 4;
const section_header_length = 64;

const SectionHeader = struct {
    name: u32,
    kind: u32,
    flags: u64 = 0,
    address: u64 = 0,
    offset: u64,
    size: u64,
    link: u32 = 0,
    info: u32 = 0,
    alignment: u64,
    entry_size: u64 = 0,
};

fn writeSectionHeader(writer: *Writer, header: SectionHeader) void {
    writer.int(u32, header.name);
    writer.int(u32, header.kind);
    writer.int(u64, header.flags);
    writer.int(u64, header.address);
    writer.int(u64, header.offset);
    writer.int(u64, header.size);
    writer.int(u32, header.link);
    writer.int(u32, header.info);
    writer.int(u64, header.alignment);
    writer.int(u64, header.entry_size);
}

const load = 1;
/// Says that the stack is not for code.
const gnu_stack = 0x6474e551;

/// Where the headers of sections lie, how many they are, and whose is that of the names.
const SectionHeaders = struct { at: u64, count: u16, names: u16 };

/// The file's header and those of its segments ("System V ABI", chapters 4 and 5).
fn headersOf(
    arena: Allocator,
    target: abi.Architecture,
    layout: *const Layout,
    entry: u64,
    sections: SectionHeaders,
) Failure![]const u8 {
    var writer: Writer = .{ .arena = arena };
    writer.append(&.{ 0x7f, 'E', 'L', 'F', 2, 1, 1 });
    writer.pad(16);
    writer.int(u16, 2);
    writer.int(u16, if (target == .x86_64) 62 else 183);
    writer.int(u32, 1);
    writer.int(u64, entry);
    writer.int(u64, 64);
    writer.int(u64, sections.at);
    writer.int(u32, 0);
    writer.int(u16, 64);
    writer.int(u16, 56);
    writer.int(u16, @intCast(layout.segments.items.len + 1));
    writer.int(u16, section_header_length);
    writer.int(u16, sections.count);
    writer.int(u16, sections.names);
    for (layout.segments.items) |segment| {
        // Executable 1, writable 2, readable 4.
        const rights: u32 = switch (segment.access) {
            .read => 4,
            .execute => 5,
            .write => 6,
        };
        writeSegment(&writer, load, rights, segment.address, segment.offset, segment.file_size, segment.memory_size, layout.page_size);
    }
    writeSegment(&writer, gnu_stack, 6, 0, 0, 0, 0, 16);
    return writer.finished();
}

fn writeSegment(writer: *Writer, kind: u32, rights: u32, address: u64, offset: u64, file_size: u64, memory_size: u64, alignment: u64) void {
    writer.int(u32, kind);
    writer.int(u32, rights);
    writer.int(u64, offset);
    writer.int(u64, address);
    writer.int(u64, address);
    writer.int(u64, file_size);
    writer.int(u64, memory_size);
    writer.int(u64, alignment);
}
