//! Numbers to the output and pictured numeric output (Core, Double), as the runtime library makes them, with the THROWs for a
//! broken BASE and a full buffer, and for outputs that show each character.

const std = @import("std");
const abi = @import("abi");
const shared = @import("shared");
const host = @import("../host.zig");
const output = @import("../output.zig");
const Error = host.Error;
const library = shared.library;
const numbers = shared.numbers;

comptime {
    host.exportWord(".", printing(1, numbers.dot));
    host.exportWord("u.", printing(1, numbers.unsignedDot));
    host.exportWord("d.", printing(2, numbers.doubleDot));
    host.exportWord("ud.", printing(2, numbers.unsignedDoubleDot));
    host.exportWord(".r", printingRight(1, numbers.dot));
    host.exportWord("u.r", printingRight(1, numbers.unsignedDot));
    host.exportWord("d.r", printingRight(2, numbers.doubleDot));
    host.exportWord("ud.r", printingRight(2, numbers.unsignedDoubleDot));
    host.exportWord("dec.", printingIn(10, numbers.dot, ""));
    host.exportWord("hex.", printingIn(16, numbers.unsignedDot, "$"));
    host.exportWord("<#", begin);
    host.exportWord("#", digit);
    host.exportWord("#s", digits);
    host.exportWord("#>", end);
    host.exportWord("hold", hold);
    host.exportWord("holds", holds);
    host.exportWord("sign", sign);
    host.exportWord(">number", toNumber);
}

/// The digits of a number in BASE, with a blank behind them.
fn written(buffer: []u8, comptime cells: u32, comptime function: anytype) Error![]const u8 {
    const context = &host.context;
    const high = if (cells == 2) try host.pop();
    const low = try host.pop();
    _ = try host.base();
    const used = context.output_length;
    const capacity = context.output_capacity;
    const place = context.output;
    context.output = @intFromPtr(buffer.ptr);
    context.output_length = 0;
    context.output_capacity = @intCast(buffer.len);
    _ = if (cells == 2) function(context, low, high) else function(context, low);
    const length = context.output_length;
    context.output = place;
    context.output_length = used;
    context.output_capacity = capacity;
    return buffer[0..length];
}

/// Digits of 128 bits in base 2, a sign and a blank.
const longest = 130;

/// ( n -- )
fn printing(comptime cells: u32, comptime function: anytype) fn () Error!void {
    return struct {
        fn word() Error!void {
            var buffer: [longest]u8 = undefined;
            try output.typeBytes(try written(&buffer, cells, function));
        }
    }.word;
}

/// ( n -- ) In a base of its own.
fn printingIn(comptime base: u64, comptime function: anytype, comptime prefix: []const u8) fn () Error!void {
    return struct {
        fn word() Error!void {
            var buffer: [longest]u8 = undefined;
            const variable = host.variable(.base);
            const before = variable.*;
            variable.* = base;
            defer variable.* = before;
            const text = try written(&buffer, 1, function);
            try output.typeBytes(prefix);
            try output.typeBytes(text);
        }
    }.word;
}

/// The greatest width that a number is padded to.
const widest = 1 << 20;

/// ( n1 n2 -- )
fn printingRight(comptime cells: u32, comptime function: anytype) fn () Error!void {
    return struct {
        fn word() Error!void {
            var buffer: [longest]u8 = undefined;
            const width = try host.popSigned();
            const text = try written(&buffer, cells, function);
            const number = text[0 .. text.len - 1];
            const wanted: u64 = @intCast(std.math.clamp(width, 0, widest));
            try output.spaces(wanted -| number.len);
            try output.typeBytes(number);
        }
    }.word;
}

fn begin() Error!void {
    _ = numbers.begin(&host.context);
}

fn full() Error {
    return host.throwWith(.pictured_overflow, std.fmt.comptimePrint("{} characters at most", .{
        abi.hold_area_end - abi.hold_area_start,
    }));
}

fn digit() Error!void {
    return digitsBy(numbers.digit);
}

fn digits() Error!void {
    return digitsBy(numbers.digits);
}

fn digitsBy(comptime function: fn (*library.Context, u64, u64) ?library.Results) Error!void {
    const value = try host.popDouble();
    _ = try host.base();
    const rest = function(&host.context, @truncate(value), @truncate(value >> 64)) orelse return full();
    try host.pushText(rest.first, rest.second);
}

fn end() Error!void {
    _ = try host.popDouble();
    const start = host.variable(.hold_start).*;
    try host.pushText(start, host.variable(.hold_end).* -% start);
}

/// Adds a character before the text.
pub fn add(byte: u8) Error!void {
    const start = host.variable(.hold_start);
    if (start.* <= abi.hold_area_start or start.* > abi.hold_area_end) return full();
    start.* -= 1;
    host.bytes[start.*] = byte;
}

fn hold() Error!void {
    return add(@truncate(try host.pop()));
}

/// From the end, one by one: the text may overlap its own target.
fn holds() Error!void {
    const length: i32 = @truncate(try host.popSigned());
    const text = try host.bytesAt(try host.popAddress(), @bitCast(@as(i64, length)));
    var at = text.len;
    while (at > 0) {
        at -= 1;
        try add(text[at]);
    }
}

fn sign() Error!void {
    if (try host.popSigned() < 0) try add('-');
}

fn toNumber() Error!void {
    const length: i32 = @truncate(try host.popSigned());
    const address = try host.popAddress();
    const value = try host.popDouble();
    _ = try host.bytesAt(address, @bitCast(@as(i64, length)));
    _ = try host.base();
    const context = &host.context;
    const given: u64 = @bitCast(@as(i64, length));
    const results = numbers.toNumber(context, @truncate(value), @truncate(value >> 64), address, given) orelse library.Results{};
    try host.pushText(results.first, results.second);
    try host.pushText(context.operand2, context.operand3);
}
