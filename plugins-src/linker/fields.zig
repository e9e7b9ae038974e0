//! Puts addresses into fields of code and data, as src/linking/relocation_fields.ts does.

const std = @import("std");
const Failure = @import("pieces.zig").Failure;
const Kind = @import("pieces.zig").Kind;

const page = 4096;

/// @param place the field's address @param target the address that it is about
pub fn fill(bytes: []u8, kind: Kind, place: i64, target: i64) Failure!void {
    switch (kind) {
        .absolute64 => std.mem.writeInt(i64, bytes[0..8], target, .little),
        .relative64 => std.mem.writeInt(i64, bytes[0..8], target - (place + 8), .little),
        .absolute32 => std.mem.writeInt(u32, bytes[0..4], std.math.cast(u32, target) orelse return error.Declined, .little),
        .absolute_signed32 => std.mem.writeInt(i32, bytes[0..4], std.math.cast(i32, target) orelse return error.Declined, .little),
        .relative32 => std.mem.writeInt(i32, bytes[0..4], std.math.cast(i32, target - (place + 4)) orelse return error.Declined, .little),
        .branch26 => try insert(bytes, 0x03ff_ffff, try instructions(i26, target - place)),
        .branch19 => try insert(bytes, 0x7ffff << 5, try instructions(i19, target - place) << 5),
        .branch14 => try insert(bytes, 0x3fff << 5, try instructions(i14, target - place) << 5),
        .address21 => try insert(bytes, page_mask, try pageBits(target - place)),
        .page21 => try insert(bytes, page_mask, try pageBits(@divFloor(target, page) - @divFloor(place, page))),
        .page_offset12 => {
            const size = accessSize(std.mem.readInt(u32, bytes[0..4], .little));
            const offset: u32 = @intCast(@mod(target, page));
            if (offset % size != 0) return error.Declined;
            try insert(bytes, 0xfff << 10, (offset / size) << 10);
        },
        .move0 => try move(bytes, 0, target, false),
        .move1 => try move(bytes, 1, target, false),
        .move2 => try move(bytes, 2, target, false),
        .move3 => try move(bytes, 3, target, false),
        .move0_part => try move(bytes, 0, target, true),
        .move1_part => try move(bytes, 1, target, true),
        .move2_part => try move(bytes, 2, target, true),
        .got_relative32, .got_relaxable32, .got_page21, .got_page_offset12 => return error.Declined,
    }
}

const page_mask = (3 << 29) | (0x7ffff << 5);

fn insert(bytes: []u8, mask: u32, bits: u32) Failure!void {
    const instruction = std.mem.readInt(u32, bytes[0..4], .little);
    std.mem.writeInt(u32, bytes[0..4], (instruction & ~mask) | (bits & mask), .little);
}

fn instructions(comptime Distance: type, distance: i64) Failure!u32 {
    if (@mod(distance, 4) != 0) return error.Declined;
    const count = std.math.cast(Distance, @divExact(distance, 4)) orelse return error.Declined;
    return @bitCast(@as(i32, count));
}

fn pageBits(distance: i64) Failure!u32 {
    const pages: i32 = std.math.cast(i21, distance) orelse return error.Declined;
    const bits: u32 = @bitCast(pages);
    return ((bits & 3) << 29) | (((bits >> 2) & 0x7ffff) << 5);
}

/// What a load or store with an unsigned offset accesses, in bytes; 1 for other instructions (Arm ARM, C4.1.94).
fn accessSize(instruction: u32) u32 {
    if ((instruction >> 24) & 0x3b != 0x39) return 1;
    const is_vector = instruction & (1 << 26) != 0;
    if (is_vector and instruction >> 30 == 0 and instruction & (1 << 23) != 0) return 16;
    return @as(u32, 1) << @intCast(instruction >> 30);
}

fn move(bytes: []u8, part: u6, target: i64, is_part: bool) Failure!void {
    if (target < 0) return error.Declined;
    const bits = @as(u64, @intCast(target)) >> (16 * part);
    if (!is_part and bits > 0xffff) return error.Declined;
    try insert(bytes, 0xffff << 5, @as(u32, @intCast(bits & 0xffff)) << 5);
}
