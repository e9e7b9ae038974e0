//! Finds the pieces that a program needs: what its entry names, what that names in turn, and nothing else. What goes
//! through memory goes without where the address is known: loads from the global offset table, and calls through a
//! constant that holds the address of a function. The same as src/linking/reachability.ts and relaxation.ts.

const std = @import("std");
const abi = @import("abi");
const Failure = @import("pieces.zig").Failure;
const Piece = @import("pieces.zig").Piece;
const Pieces = @import("pieces.zig").Pieces;
const Relocation = @import("pieces.zig").Relocation;

/// The pieces of the program, relaxed: those of the request, those of the archive, slots.
pub fn reach(pieces: *Pieces, own_count: usize) Failure![]const u32 {
    var marking: Marking = .{ .pieces = pieces };
    try marking.mark();
    const arena = pieces.arena;
    var in_order: std.ArrayList(u32) = .empty;
    for (0..own_count) |piece| if (pieces.list.items[piece].is_reached) try in_order.append(arena, @intCast(piece));
    for (pieces.read) |read| {
        const piece = read orelse continue;
        if (pieces.list.items[piece].is_reached) try in_order.append(arena, piece);
    }
    for (marking.queue.items) |piece| if (pieces.list.items[piece].is_slot) try in_order.append(arena, piece);
    return withoutDoubles(pieces, in_order.items);
}

const Marking = struct {
    pieces: *Pieces,
    queue: std.ArrayList(u32) = .empty,

    /// Breadth first.
    fn mark(marking: *Marking) Failure!void {
        try marking.reachSymbol(marking.pieces.request.entry_symbol);
        var next: usize = 0;
        while (next < marking.queue.items.len) : (next += 1) {
            for (marking.pieces.list.items[marking.queue.items[next]].relocations) |relocation| {
                if (relocation.weak and try marking.pieces.find(relocation.symbol) == null) continue;
                try marking.reachSymbol(relocation.symbol);
            }
        }
    }

    fn reachSymbol(marking: *Marking, symbol: u32) Failure!void {
        const definition = try marking.pieces.find(symbol) orelse return error.Declined;
        const piece = &marking.pieces.list.items[definition.piece];
        if (piece.is_reached) return;
        piece.is_reached = true;
        try marking.queue.append(marking.pieces.arena, definition.piece);
        // Relaxing may add pieces.
        const made = try relaxed(marking.pieces, piece.*);
        marking.pieces.list.items[definition.piece] = made;
    }
};

/// Has pieces of the same bytes stand for each other.
fn withoutDoubles(pieces: *Pieces, in_order: []const u32) Failure![]const u32 {
    const Key = struct { section: u32, alignment: u32, hash: u64 };
    var first: std.AutoHashMapUnmanaged(Key, std.ArrayList(u32)) = .empty;
    var kept: std.ArrayList(u32) = .empty;
    outer: for (in_order) |number| {
        const piece = &pieces.list.items[number];
        if (piece.mergeable and piece.relocations.len == 0) {
            const key: Key = .{
                .section = @backingInt(piece.section),
                .alignment = piece.alignment,
                .hash = std.hash.Wyhash.hash(0, piece.bytes),
            };
            const entry = try first.getOrPut(pieces.arena, key);
            if (!entry.found_existing) entry.value_ptr.* = .empty;
            for (entry.value_ptr.items) |same| {
                if (!std.mem.eql(u8, pieces.list.items[same].bytes, piece.bytes)) continue;
                piece.same_as = same;
                continue :outer;
            }
            try entry.value_ptr.append(pieces.arena, number);
        }
        try kept.append(pieces.arena, number);
    }
    return kept.items;
}

fn relaxed(pieces: *Pieces, given: Piece) Failure!Piece {
    if (given.relocations.len == 0) return given;
    for (given.relocations) |relocation| {
        const length: u32 = if (relocation.kind == .absolute64 or relocation.kind == .relative64) 8 else 4;
        if (relocation.offset + length > given.bytes.len) return error.Declined;
    }
    const bytes = try pieces.arena.dupe(u8, given.bytes);
    const is_code = given.section == .text;
    const before = if (is_code) try directCalls(pieces, bytes, given.relocations) else given.relocations;
    const relocations = try pieces.arena.alloc(Relocation, before.len);
    for (before, relocations) |relocation, *after| after.* = try relaxedField(pieces, bytes, relocation, is_code);
    var piece = given;
    piece.bytes = bytes;
    piece.relocations = relocations;
    return piece;
}

fn relaxedField(pieces: *Pieces, bytes: []u8, relocation: Relocation, is_code: bool) Failure!Relocation {
    switch (relocation.kind) {
        .got_relative32 => return throughSlot(pieces, relocation),
        .got_relaxable32 => return addressInsteadOfSlot(bytes, relocation) orelse throughSlot(pieces, relocation),
        .got_page21 => {
            var after = relocation;
            after.kind = .page21;
            return after;
        },
        .got_page_offset12 => return symbolInsteadOfSlot(bytes, relocation),
        .relative32 => {
            if (!is_code or !isIndirectBranch(bytes, relocation.offset)) return relocation;
            const held = try heldBy(pieces, relocation) orelse return relocation;
            return madeDirect(bytes, relocation, held);
        },
        else => return relocation,
    }
}

/// What the constant that a relocation is about holds for good: the address of a symbol; null when it is no such.
fn heldBy(pieces: *Pieces, relocation: Relocation) Failure!?Relocation {
    const definition = try pieces.find(relocation.symbol) orelse return null;
    const piece = pieces.list.items[definition.piece];
    if (piece.section != .rodata) return null;
    const at = @as(i64, definition.offset) + relocation.addend;
    for (piece.relocations) |held| {
        if (held.kind == .absolute64 and held.offset == at) return if (held.weak) null else held;
    }
    return null;
}

fn throughSlot(pieces: *Pieces, relocation: Relocation) Failure!Relocation {
    if (relocation.addend != 0) return error.Declined;
    const slot = try pieces.slotOf(relocation.symbol, relocation.weak);
    return .{ .offset = relocation.offset, .kind = .relative32, .symbol = slot, .addend = 0 };
}

// ---- x86-64: MOV from the GOT becomes LEA, branches through memory become direct (AMD64 supplement, B.2) ----

const mov_from = 0x8b;
const lea = 0x8d;
const indirect = 0xff;
/// ModR/M bytes with the address at RIP and a distance: CALL is group 5's operation 2, JMP its operation 4.
const call = 0x15;
const jump = 0x25;

fn addressInsteadOfSlot(bytes: []u8, relocation: Relocation) ?Relocation {
    const offset = relocation.offset;
    if (offset < 2 or relocation.addend != 0) return null;
    if (bytes[offset - 2] == mov_from and bytes[offset - 1] & 0xc7 == 0x05) {
        bytes[offset - 2] = lea;
        var after = relocation;
        after.kind = .relative32;
        return after;
    }
    return if (isIndirectBranch(bytes, offset)) madeDirect(bytes, relocation, relocation) else null;
}

fn isIndirectBranch(bytes: []const u8, offset: u32) bool {
    if (offset < 2 or bytes[offset - 2] != indirect) return false;
    return bytes[offset - 1] == call or bytes[offset - 1] == jump;
}

fn madeDirect(bytes: []u8, relocation: Relocation, held: Relocation) Relocation {
    const offset = relocation.offset;
    var after = relocation;
    after.kind = .relative32;
    after.symbol = held.symbol;
    after.addend = held.addend;
    if (bytes[offset - 1] == call) {
        // With a prefix that means nothing, so that the return address stays.
        bytes[offset - 2 ..][0..2].* = .{ 0x67, 0xe8 };
        return after;
    }
    bytes[offset - 2 ..][0..6].* = .{ 0xe9, 0, 0, 0, 0, 0x90 };
    after.offset = offset - 1;
    return after;
}

// ---- AArch64: loads from the GOT become additions, calls through constants become direct ----

const load_64 = 0xf940_0000;
const add_64 = 0x9100_0000;
const branch_link_register = 0xd63f_0000;
const branch_link = 0x9400_0000;
const nop = 0xd503_201f;
const adrp = 0x9000_0000;

/// Whatever takes the page of a slot loads from the slot, so the page of the symbol and an addition do as well.
fn symbolInsteadOfSlot(bytes: []u8, relocation: Relocation) Failure!Relocation {
    const load = std.mem.readInt(u32, bytes[relocation.offset..][0..4], .little);
    // Register 31 is zero for a load and the stack pointer for an addition.
    if (load & 0xffc0_0000 != load_64 or load & 31 == 31 or (load >> 5) & 31 == 31) return error.Declined;
    std.mem.writeInt(u32, bytes[relocation.offset..][0..4], add_64 | (load & 0x3ff), .little);
    var after = relocation;
    after.kind = .page_offset12;
    return after;
}

/// ADRP, LDR and BLR of a constant become BL, at the place of BLR, so that the return address stays.
fn directCalls(pieces: *Pieces, bytes: []u8, relocations: []const Relocation) Failure![]const Relocation {
    if (pieces.request.target != .aarch64) return relocations;
    var result: std.ArrayList(Relocation) = try .initCapacity(pieces.arena, relocations.len);
    var index: usize = 0;
    while (index < relocations.len) : (index += 1) {
        const page = relocations[index];
        const next = if (index + 1 < relocations.len) relocations[index + 1] else null;
        const held = if (isCallThrough(bytes, page, next)) try heldBy(pieces, page) else null;
        if (held) |what| {
            std.mem.writeInt(u32, bytes[page.offset..][0..4], nop, .little);
            std.mem.writeInt(u32, bytes[page.offset + 4 ..][0..4], nop, .little);
            std.mem.writeInt(u32, bytes[page.offset + 8 ..][0..4], branch_link, .little);
            result.appendAssumeCapacity(.{ .offset = page.offset + 8, .kind = .branch26, .symbol = what.symbol, .addend = what.addend });
            index += 1; // The load's.
        } else result.appendAssumeCapacity(page);
    }
    return result.items;
}

/// Whether one relocation and the next belong to the three instructions of a call, by way of a register that a linker may
/// change between a call and what it calls (Procedure Call Standard for AArch64, 6.1.1).
fn isCallThrough(bytes: []const u8, page: Relocation, next: ?Relocation) bool {
    const load = next orelse return false;
    const offset = page.offset;
    if (page.kind != .page21 or load.kind != .page_offset12 or load.offset != offset + 4) return false;
    if (load.symbol != page.symbol or load.addend != page.addend or offset + 12 > bytes.len) return false;
    const words: [3]u32 = .{
        std.mem.readInt(u32, bytes[offset..][0..4], .little),
        std.mem.readInt(u32, bytes[offset + 4 ..][0..4], .little),
        std.mem.readInt(u32, bytes[offset + 8 ..][0..4], .little),
    };
    const register = words[0] & 31;
    return (register == 16 or register == 17) and words[0] & 0x9f00_001f == adrp + register and
        words[1] == load_64 + register * 0x21 and words[2] == branch_link_register + register * 0x20;
}
