//! Division by a constant as a product with its reciprocal (Granlund and Montgomery, "Division by Invariant Integers using
//! Multiplication", 1994, theorem 4.2).

const std = @import("std");

/// For dividends n below 2^63 and divisors d above 2: floor(n / d) is the high cell of n * multiplier, shifted right by
/// `shift`. The multiplier is floor(2^(63+s) / d) + 1 with s = ceil(log2 d), which is exact.
///
/// For a negative dividend n, floor(n / d) is the complement of floor(~n / d), so that all cells can be divided so.
pub const Reciprocal = struct {
    multiplier: u64,
    shift: u6,

    pub fn init(divisor: i64) Reciprocal {
        std.debug.assert(divisor > 2);
        const bits: u7 = 64 - @as(u7, @clz(divisor - 1));
        const multiplier = (@as(u128, 1) << @intCast(63 + @as(u32, bits))) / @as(u128, @intCast(divisor)) + 1;
        return .{ .multiplier = @intCast(multiplier), .shift = @intCast(bits - 1) };
    }
};

test "quotients are exact at the ends and around multiples" {
    const largest: u64 = std.math.maxInt(i64);
    for ([_]u64{ 3, 5, 6, 7, 10, 641, 1000, 0xFFFF_FFFF, 0x1_0000_0001, largest / 3, largest / 2 + 1, largest - 1, largest }) |divisor| {
        const reciprocal: Reciprocal = .init(@intCast(divisor));
        for ([_]u64{ 0, 1, 2, largest / 2, largest - 1, largest }) |near| {
            const multiple = near / divisor * divisor;
            for ([_]u64{ near, multiple, multiple -| 1, @min(multiple + 1, largest) }) |dividend| {
                const high: u64 = @truncate(@as(u128, dividend) * reciprocal.multiplier >> 64);
                try std.testing.expectEqual(dividend / divisor, high >> reciprocal.shift);
            }
        }
    }
}
