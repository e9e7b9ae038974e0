//! The floats on the stack in the report of an error, as JavaScript writes numbers: with the fewest digits that are no other
//! double's (ECMA-262, 6.1.6.1.20).

const std = @import("std");
const decimal = @import("words/decimal.zig");
const host = @import("host.zig");
const text = @import("error_text.zig");
const put = text.put;

const shown_floats = 5;
const most_digits = 17;

comptime {
    @export(&write, .{ .name = "program floats", .visibility = .hidden });
}

fn write() callconv(.c) void {
    const depth = host.context.float_depth;
    if (depth == 0) return;
    const shown = @min(depth, shown_floats);
    put("  floats: <");
    text.number(depth);
    put(">");
    if (depth > shown) put(" …");
    const items: [*]const f64 = @ptrFromInt(host.context.float_stack);
    for (items[depth - shown .. depth]) |item| {
        put(" ");
        putFloat(item);
    }
    put("\n");
}

fn putFloat(value: f64) void {
    if (std.math.isNan(value)) return put("NaN");
    if (value < 0) put("-");
    if (std.math.isInf(value)) return put("Infinity");
    if (value == 0) return put("0");
    var memory: [decimal.most_digits]u8 = undefined;
    const shortest = shortestOf(@abs(value), &memory);
    const digits = shortest.digits;
    const exponent: i64 = shortest.exponent;
    const count: i64 = @intCast(digits.len);
    if (exponent > 21 or exponent < -5) {
        put(digits[0..1]);
        if (count > 1) put(".");
        put(digits[1..]);
        put(if (exponent > 0) "e+" else "e-");
        text.number(@intCast(@abs(exponent - 1)));
    } else if (exponent <= 0) {
        put("0.");
        text.putTimes('0', @intCast(-exponent));
        put(digits);
    } else if (count <= exponent) {
        put(digits);
        text.putTimes('0', @intCast(exponent - count));
    } else {
        put(digits[0..@intCast(exponent)]);
        put(".");
        put(digits[@intCast(exponent)..]);
    }
}

fn shortestOf(magnitude: f64, memory: *[decimal.most_digits]u8) decimal.Decimal.Rounded {
    const exact: decimal.Decimal = .of(magnitude);
    for (1..most_digits) |count| {
        const rounded = exact.rounded(count, memory);
        if (decimal.toDouble(rounded.digits, rounded.exponent) == magnitude) return rounded;
    }
    return exact.rounded(most_digits, memory);
}
