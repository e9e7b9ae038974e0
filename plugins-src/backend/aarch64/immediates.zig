//! Which constants AArch64 instructions can hold, and how.

const std = @import("std");

/// Whether an addition, subtraction or comparison can hold a number: twelve bits, or twelve bits times 4096.
pub fn isSum(value: u64) bool {
    return value < 1 << 12 or (value < 1 << 24 and value % (1 << 12) == 0);
}

/// Whether two of them, one after the other, can.
pub fn isTwoSums(value: u64) bool {
    return value < 1 << 24;
}

/// The fields N, immr and imms with which a bitwise operation holds a constant (Arm ARM, DecodeBitMasks): a run of ones,
/// rotated, in an element of 2 to 64 bits that repeats. Null when the constant is none of these.
pub fn bitPattern(value: u64) ?u13 {
    if (value == 0 or value == std.math.maxInt(u64)) return null;
    var size: u7 = 64;
    while (size > 2) : (size /= 2) {
        const half: u6 = @intCast(size / 2);
        if ((value ^ value >> half) & lowBits(half) != 0) break;
    }
    const element = value & lowBits(size);
    const ones = @popCount(element);
    for (0..size) |index| {
        const rotation: u7 = @intCast(index);
        if (rotatedRight(element, rotation, size) != lowBits(ones)) continue;
        const n: u13 = if (size == 64) 1 else 0;
        const immr: u13 = (size - rotation) % size;
        const imms: u13 = (63 ^ (2 * @as(u13, size) - 1) & 63) | (ones - 1);
        return n << 12 | immr << 6 | imms;
    }
    return null;
}

fn lowBits(count: u7) u64 {
    return if (count == 64) std.math.maxInt(u64) else (@as(u64, 1) << @intCast(count)) - 1;
}

/// Rotates the low `size` bits; the others are zero.
fn rotatedRight(element: u64, count: u7, size: u7) u64 {
    if (count == 0) return element;
    return (element >> @intCast(count) | element << @intCast(size - count)) & lowBits(size);
}

/// The eight bits with which FMOV holds a double (Arm ARM, VFPExpandImm): a sign, an exponent of -3 to 4, four bits of
/// fraction.
pub fn floatImmediate(bits: u64) ?u8 {
    if (bits & lowBits(48) != 0) return null;
    const exponent = bits >> 52 & 0x7FF;
    if (exponent < 0x3FC or exponent > 0x403) return null;
    const sign: u8 = @intCast(bits >> 63);
    return sign << 7 | @as(u8, @intCast(exponent & 7)) << 4 | @as(u8, @intCast(bits >> 48 & 15));
}

test "bit patterns are those that the processor unfolds" {
    // Every pattern that there is, unfolded and found again.
    var size: u7 = 2;
    while (true) : (size *= 2) {
        for (1..size) |ones| for (0..size) |rotation| {
            var value = rotatedRight(lowBits(@intCast(ones)), @intCast(rotation), size);
            var width = size;
            while (width < 64) : (width *= 2) value |= value << @intCast(width);
            const pattern = bitPattern(value).?;
            const element_bits: u13 = 63 ^ (2 * @as(u13, size) - 1) & 63;
            try std.testing.expectEqual(element_bits | @as(u13, @intCast(ones - 1)), pattern & 63);
            try std.testing.expectEqual(rotation, pattern >> 6 & 63);
            try std.testing.expectEqual(@intFromBool(size == 64), pattern >> 12);
        };
        if (size == 64) break;
    }
    for ([_]u64{ 0, std.math.maxInt(u64), 5, 0x1234, 0x0001_0001_0001_0003 }) |value| {
        try std.testing.expectEqual(null, bitPattern(value));
    }
}

test "doubles that fit in eight bits" {
    try std.testing.expectEqual(0x70, floatImmediate(@bitCast(@as(f64, 1))));
    try std.testing.expectEqual(0x80, floatImmediate(@bitCast(@as(f64, -2))));
    try std.testing.expectEqual(0x60, floatImmediate(@bitCast(@as(f64, 0.5))));
    try std.testing.expectEqual(0x3F, floatImmediate(@bitCast(@as(f64, 31))));
    try std.testing.expectEqual(0x40, floatImmediate(@bitCast(@as(f64, 0.125))));
    for ([_]f64{ 0, -0.0, 0.1, 32, 33, 0.0625, std.math.inf(f64) }) |value| {
        try std.testing.expectEqual(null, floatImmediate(@bitCast(value)));
    }
}
