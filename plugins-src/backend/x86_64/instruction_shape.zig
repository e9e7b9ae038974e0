//! How long instructions of x86-64 are, and their operands, without what they do (Intel SDM, volume 2, chapter 2 and
//! appendix A), as far as generated code has them.

pub const Shape = struct {
    /// Bytes.
    length: u32,
    /// 0: one byte; 1: after 0F; 2: after 0F 38; 3: after 0F 3A; also with VEX.
    map: u8,
    opcode: u8,
    /// Of ModR/M, with the bits of REX; 0 when it has none.
    mod: u8 = 0,
    reg: u8 = 0,
    rm: u8 = 0,
    is_register: bool = false,
    /// Bytes of a distance that it branches by, at its end, not counting calls; else 0.
    relative: u32 = 0,
};

/// What follows an opcode.
const Follows = packed struct(u8) {
    /// Bytes of an immediate or a distance.
    bytes: u3 = 0,
    /// Only when the operation in ModR/M is 0 or 1 (TEST).
    is_test: bool = false,
    long: bool = false,
    /// Four bytes, or two with a prefix 66; for a MOV of 64 bits to a register, with `long`, eight.
    whole: bool = false,
    /// The last bytes of the instruction are a distance.
    distance: bool = false,
    mod_rm: bool = false,
};

const Row = struct { u8, u8, Follows };

fn table(comptime rows: []const Row) [256]Follows {
    @setEvalBranchQuota(10_000);
    var all: [256]Follows = @splat(.{});
    for (rows) |row| {
        for (row[0]..@as(usize, row[1]) + 1) |opcode| all[opcode] = row[2];
    }
    return all;
}

/// The first forms of the eight operations of two operands, and their immediates.
const arithmetic = blk: {
    var rows: [24]Row = undefined;
    for (0..8) |number| {
        const first: u8 = 8 * number;
        rows[3 * number] = .{ first, first + 3, .{ .mod_rm = true } };
        rows[3 * number + 1] = .{ first + 4, first + 4, .{ .bytes = 1 } };
        rows[3 * number + 2] = .{ first + 5, first + 5, .{ .whole = true } };
    }
    break :blk rows;
};

const one_byte = table(&(arithmetic ++ [_]Row{
    .{ 0x63, 0x63, .{ .mod_rm = true } },
    .{ 0x68, 0x68, .{ .whole = true } },
    .{ 0x69, 0x69, .{ .mod_rm = true, .whole = true } },
    .{ 0x6a, 0x6a, .{ .bytes = 1 } },
    .{ 0x6b, 0x6b, .{ .mod_rm = true, .bytes = 1 } },
    .{ 0x70, 0x7f, .{ .distance = true, .bytes = 1 } },
    .{ 0x80, 0x80, .{ .mod_rm = true, .bytes = 1 } },
    .{ 0x81, 0x81, .{ .mod_rm = true, .whole = true } },
    .{ 0x83, 0x83, .{ .mod_rm = true, .bytes = 1 } },
    .{ 0x84, 0x8f, .{ .mod_rm = true } },
    .{ 0xa8, 0xa8, .{ .bytes = 1 } },
    .{ 0xa9, 0xa9, .{ .whole = true } },
    .{ 0xb0, 0xb7, .{ .bytes = 1 } },
    .{ 0xb8, 0xbf, .{ .whole = true, .long = true } },
    .{ 0xc0, 0xc1, .{ .mod_rm = true, .bytes = 1 } },
    .{ 0xc2, 0xc2, .{ .bytes = 2 } },
    .{ 0xc6, 0xc6, .{ .mod_rm = true, .bytes = 1 } },
    .{ 0xc7, 0xc7, .{ .mod_rm = true, .whole = true } },
    .{ 0xd0, 0xd3, .{ .mod_rm = true } },
    .{ 0xe8, 0xe8, .{ .bytes = 4 } },
    .{ 0xe9, 0xe9, .{ .distance = true, .bytes = 4 } },
    .{ 0xeb, 0xeb, .{ .distance = true, .bytes = 1 } },
    .{ 0xf6, 0xf6, .{ .mod_rm = true, .is_test = true, .bytes = 1 } },
    .{ 0xf7, 0xf7, .{ .mod_rm = true, .is_test = true, .whole = true } },
    .{ 0xfe, 0xff, .{ .mod_rm = true } },
}));

const after_0f = table(&.{
    .{ 0x00, 0xff, .{ .mod_rm = true } },
    .{ 0x05, 0x05, .{} },
    .{ 0x0b, 0x0b, .{} },
    .{ 0x31, 0x31, .{} },
    .{ 0x70, 0x73, .{ .mod_rm = true, .bytes = 1 } },
    .{ 0x77, 0x77, .{} },
    .{ 0x80, 0x8f, .{ .distance = true, .bytes = 4 } },
    .{ 0xa2, 0xa2, .{} },
    .{ 0xa4, 0xa4, .{ .mod_rm = true, .bytes = 1 } },
    .{ 0xac, 0xac, .{ .mod_rm = true, .bytes = 1 } },
    .{ 0xba, 0xba, .{ .mod_rm = true, .bytes = 1 } },
    .{ 0xc2, 0xc2, .{ .mod_rm = true, .bytes = 1 } },
    .{ 0xc4, 0xc6, .{ .mod_rm = true, .bytes = 1 } },
    .{ 0xc8, 0xcf, .{} },
});

const maps = [_][256]Follows{
    one_byte,
    after_0f,
    table(&.{.{ 0x00, 0xff, .{ .mod_rm = true } }}),
    table(&.{.{ 0x00, 0xff, .{ .mod_rm = true, .bytes = 1 } }}),
};

/// The instruction at an offset. Behind the code are zeros.
pub fn shapeAt(code: []const u8, offset: u32) Shape {
    var at: Cursor = .{ .code = code, .at = offset };
    var byte = at.next();
    var is_short = false;
    while (isPrefix(byte)) : (byte = at.next()) {
        if (byte == 0x66) is_short = true;
    }
    var rex: u8 = 0;
    if (byte >> 4 == 4) {
        rex = byte;
        byte = at.next();
    }
    var map: u8 = 0;
    if (byte == 0x0f) {
        map = 1;
        byte = at.next();
        if (byte == 0x38 or byte == 0x3a) {
            map = if (byte == 0x38) 2 else 3;
            byte = at.next();
        }
    } else if (byte == 0xc5 or byte == 0xc4) {
        map = if (byte == 0xc5) 1 else at.peek() & 3;
        at.at += if (byte == 0xc5) 1 else 2;
        byte = at.next();
    }
    const follows = maps[map][byte];
    var shape: Shape = .{ .length = 0, .map = map, .opcode = byte };
    var bytes: u32 = follows.bytes;
    if (follows.whole) bytes = if (rex & 8 != 0) (if (follows.long) 8 else 4) else if (is_short) 2 else 4;
    if (follows.mod_rm) {
        const operation = at.modRm(&shape, rex);
        if (follows.is_test and operation > 1) bytes = 0;
    }
    if (follows.distance) shape.relative = bytes;
    shape.length = at.at + bytes - offset;
    return shape;
}

fn isPrefix(byte: u8) bool {
    return switch (byte) {
        0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65, 0x66, 0x67, 0xf2, 0xf3 => true,
        else => false,
    };
}

const Cursor = struct {
    code: []const u8,
    at: u32,

    fn peek(cursor: *const Cursor) u8 {
        return if (cursor.at < cursor.code.len) cursor.code[cursor.at] else 0;
    }

    fn next(cursor: *Cursor) u8 {
        defer cursor.at += 1;
        return cursor.peek();
    }

    /// Reads ModR/M with what belongs to it. Gives the operation in it.
    fn modRm(cursor: *Cursor, shape: *Shape, rex: u8) u8 {
        const byte = cursor.next();
        const mod = byte >> 6;
        const low = byte & 7;
        const operation = (byte >> 3) & 7;
        shape.mod = mod;
        shape.reg = operation | ((rex & 4) << 1);
        shape.rm = low | ((rex & 1) << 3);
        shape.is_register = mod == 3;
        if (mod == 3) return operation;
        // SIB, and a distance.
        const base = if (low == 4) cursor.next() & 7 else low;
        if (mod == 1) {
            cursor.at += 1;
        } else if (mod == 2 or base == 5) {
            cursor.at += 4;
        }
        return operation;
    }
};

test "lengths" {
    const std = @import("std");
    const cases = [_]struct { u32, []const u8 }{
        .{ 1, &.{0xc3} },
        .{ 3, &.{ 0x48, 0x89, 0xd8 } },
        .{ 4, &.{ 0x48, 0x83, 0xec, 0x18 } },
        .{ 7, &.{ 0x48, 0x81, 0xec, 0, 1, 0, 0 } },
        .{ 10, &.{ 0x48, 0xb8, 1, 2, 3, 4, 5, 6, 7, 8 } },
        .{ 5, &.{ 0xb8, 1, 2, 3, 4 } },
        .{ 8, &.{ 0x48, 0x8d, 0xa4, 0x24, 0, 0xff, 0xff, 0xff } },
        .{ 5, &.{ 0x48, 0x8b, 0x44, 0x24, 8 } },
        .{ 7, &.{ 0x48, 0x8b, 0x05, 0, 0, 0, 0 } },
        .{ 8, &.{ 0x48, 0x8b, 0x04, 0xc5, 0, 0, 0, 0 } },
        .{ 6, &.{ 0x0f, 0x84, 0, 0, 0, 0 } },
        .{ 2, &.{ 0x75, 0xfe } },
        .{ 10, &.{ 0x66, 0xc7, 0x84, 0x24, 0, 0, 0, 0, 1, 2 } },
        .{ 7, &.{ 0x48, 0xf7, 0xc0, 1, 0, 0, 0 } },
        .{ 3, &.{ 0x48, 0xf7, 0xd8 } },
        .{ 5, &.{ 0xf2, 0x48, 0x0f, 0x2a, 0xc0 } },
        .{ 4, &.{ 0xc5, 0xfb, 0x58, 0xc1 } },
        .{ 6, &.{ 0xc4, 0xe3, 0xfb, 0xf0, 0xc0, 7 } },
    };
    for (cases) |case| try std.testing.expectEqual(case[0], shapeAt(case[1], 0).length);
}
