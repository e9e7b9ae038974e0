//! Places the pieces of a program at addresses and in its file, as src/linking/layout.ts says.

const std = @import("std");
const abi = @import("abi");
const Failure = @import("pieces.zig").Failure;
const Piece = @import("pieces.zig").Piece;
const Pieces = @import("pieces.zig").Pieces;
const Section = @import("pieces.zig").Section;

pub const OutputSection = struct {
    section: Section,
    address: u64,
    /// In the file, which has the bytes of all but bss.
    offset: u64,
    size: u64,
    alignment: u32,
    /// Ascending by address.
    pieces: []const u32,
};

pub const Segment = struct {
    access: enum { read, execute, write },
    address: u64,
    offset: u64,
    file_size: u64,
    memory_size: u64,
};

pub const Layout = struct {
    page_size: u64,
    sections: std.ArrayList(OutputSection) = .empty,
    segments: std.ArrayList(Segment) = .empty,
    /// Where the next byte goes: in the end, bytes of the file that are loaded.
    offset: u64,
    address: u64,
};

const base = 0x400000;
const limit = 1 << 31;
const most_alignment = 4096;
pub const file_header_length = 64;
pub const program_header_length = 56;

pub fn layOut(pieces: *Pieces, kept: []const u32) Failure!Layout {
    var placing: Placing = .{ .pieces = pieces, .layout = undefined };
    for (kept) |number| {
        const piece = pieces.list.items[number];
        if (piece.alignment == 0 or piece.alignment > most_alignment or !std.math.isPowerOfTwo(piece.alignment)) return error.Declined;
        try placing.of_section[@backingInt(piece.section)].append(pieces.arena, number);
    }
    const segments: u64 = 1 + @as(u64, @intFromBool(placing.has(.text))) + @intFromBool(placing.has(.data) or placing.has(.bss));
    const headers = file_header_length + (segments + 1) * program_header_length;
    placing.layout = .{
        .page_size = if (pieces.request.target == .x86_64) 4096 else 65536,
        .offset = headers,
        .address = base + headers,
    };
    try placing.place();
    const last = placing.layout.segments.items[placing.layout.segments.items.len - 1];
    if (last.address + last.memory_size > limit) return error.Declined;
    return placing.layout;
}

const Placing = struct {
    pieces: *Pieces,
    layout: Layout,
    of_section: [4]std.ArrayList(u32) = @splat(.empty),

    fn place(placing: *Placing) Failure!void {
        const layout = &placing.layout;
        const arena = placing.pieces.arena;
        try placing.placeSection(.rodata);
        try layout.segments.append(arena, .{
            .access = .read,
            .address = base,
            .offset = 0,
            .file_size = layout.offset,
            .memory_size = layout.offset,
        });
        if (placing.has(.text)) try placing.placeSegment(.execute, &.{.text});
        if (placing.has(.data) or placing.has(.bss)) try placing.placeSegment(.write, &.{ .data, .bss });
    }

    fn placeSegment(placing: *Placing, access: @FieldType(Segment, "access"), sections: []const Section) Failure!void {
        const layout = &placing.layout;
        var has_bytes = false;
        var alignment: u32 = 1;
        for (sections) |section| {
            has_bytes = has_bytes or (section != .bss and placing.has(section));
            alignment = @max(alignment, placing.alignmentOf(section));
        }
        layout.address = std.mem.alignForward(u64, layout.address, layout.page_size);
        if (has_bytes) {
            layout.offset = std.mem.alignForward(u64, layout.offset, alignment);
            layout.address += layout.offset % layout.page_size;
        }
        // Without bytes, it begins with a page: kernels map none for the part of a page before the bytes that they clear.
        const address = layout.address;
        const offset = if (has_bytes) layout.offset else layout.offset - layout.offset % layout.page_size;
        for (sections) |section| try placing.placeSection(section);
        try layout.segments.append(placing.pieces.arena, .{
            .access = access,
            .address = address,
            .offset = offset,
            .file_size = if (has_bytes) layout.offset - offset else 0,
            .memory_size = layout.address - address,
        });
    }

    fn placeSection(placing: *Placing, section: Section) Failure!void {
        const layout = &placing.layout;
        const list = placing.of_section[@backingInt(section)].items;
        if (list.len == 0) return;
        // Code keeps its order; of the rest, what needs the most alignment comes first and leaves no gaps.
        if (section != .text) std.mem.sort(u32, list, placing, needsMore);
        const alignment = placing.alignmentOf(section);
        placing.advance(section, std.mem.alignForward(u64, layout.address, alignment));
        const address = layout.address;
        const offset = layout.offset;
        for (list) |number| {
            const piece = &placing.pieces.list.items[number];
            placing.advance(section, std.mem.alignForward(u64, layout.address, piece.alignment));
            piece.address = layout.address;
            placing.advance(section, piece.address + piece.size);
        }
        try layout.sections.append(placing.pieces.arena, .{
            .section = section,
            .address = address,
            .offset = offset,
            .size = layout.address - address,
            .alignment = alignment,
            .pieces = list,
        });
    }

    fn needsMore(placing: *Placing, a: u32, b: u32) bool {
        return placing.pieces.list.items[a].alignment > placing.pieces.list.items[b].alignment;
    }

    fn advance(placing: *Placing, section: Section, address: u64) void {
        if (section != .bss) placing.layout.offset += address - placing.layout.address;
        placing.layout.address = address;
    }

    fn has(placing: *const Placing, section: Section) bool {
        return placing.of_section[@backingInt(section)].items.len > 0;
    }

    fn alignmentOf(placing: *const Placing, section: Section) u32 {
        var most: u32 = 1;
        for (placing.of_section[@backingInt(section)].items) |number| most = @max(most, placing.pieces.list.items[number].alignment);
        return most;
    }
};
