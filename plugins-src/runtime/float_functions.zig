//! The functions of floats: those of the C library that the process has loaded, which the host's are, bit for bit.

const std = @import("std");
const builtin = @import("builtin");
const abi = @import("abi");
const FloatFunction = abi.ops.FloatFunction;
const FloatFunction2 = abi.ops.FloatFunction2;

const Binary = *const fn (f64, f64) callconv(.c) f64;

/// Of the C library of what loads this library (POSIX).
extern fn dlsym(handle: ?*anyopaque, name: [*:0]const u8) ?*const anyopaque;

const of_one = @typeInfo(FloatFunction).@"enum".field_names.len;
pub const count = abi.float_functions;

/// The C library's power, which `power` stands on.
var its_power: ?Binary = null;

/// Fills a table of addresses by FloatFunction and, from there on, FloatFunction2: 0 for what the process has not loaded.
pub fn fillTable(table: *[count]u64) void {
    @memset(table, 0);
    if (builtin.is_test) return;
    inline for (comptime std.enums.values(FloatFunction)) |function| {
        if (nameOf(function)) |name| table[@backingInt(function)] = @intFromPtr(dlsym(null, name));
    }
    table[of_one + @backingInt(FloatFunction2.atan2)] = @intFromPtr(dlsym(null, "atan2"));
    its_power = @ptrCast(@alignCast(dlsym(null, "pow") orelse return));
    table[@backingInt(FloatFunction.exp10)] = @intFromPtr(&tenToThe);
    table[of_one + @backingInt(FloatFunction2.pow)] = @intFromPtr(&power);
}

fn nameOf(comptime function: FloatFunction) ?[:0]const u8 {
    return switch (function) {
        .ln => "log",
        .lnp1 => "log1p",
        .log => "log10",
        .exp10 => null,
        else => @tagName(function),
    };
}

fn tenToThe(exponent: f64) callconv(.c) f64 {
    return power(10, exponent);
}

/// As the host computes powers: a root and a product where they are one.
fn power(base: f64, exponent: f64) callconv(.c) f64 {
    const magnitude = @abs(base);
    if (base == 1 or (magnitude == 1 and std.math.isInf(exponent))) return 1;
    if (exponent == 0.5 and !std.math.isInf(base)) return @sqrt(base + 0.0);
    if (exponent == -0.5 and !std.math.isInf(base)) return 1 / @sqrt(base + 0.0);
    if (exponent >= 0 and exponent <= largest_product and @floor(exponent) == exponent) return product(base, @trunc(exponent));
    return its_power.?(base, exponent);
}

/// Up to this one the host multiplies.
const largest_product = 1000;

fn product(base: f64, exponent: u32) f64 {
    var result: f64 = 1;
    var factor = base;
    var rest = exponent;
    while (rest != 0) : (rest >>= 1) {
        if (rest & 1 != 0) result *= factor;
        factor *= factor;
    }
    return result;
}

test "powers to small whole numbers are products" {
    try std.testing.expectEqual(1024, power(2, 10));
    try std.testing.expectEqual(-27, power(-3, 3));
    try std.testing.expectEqual(1, power(0, 0));
    try std.testing.expectEqual(3, power(9, 0.5));
    try std.testing.expectEqual(1, power(-1, std.math.inf(f64)));
}
