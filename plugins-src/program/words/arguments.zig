//! The arguments of the process. ARGC and ARGV are variables, as in gforth: a count, and an array of addresses of strings that
//! end with a zero byte.

const std = @import("std");
const shared = @import("shared");
const host = @import("../host.zig");
const places = @import("places.zig");
const Error = host.Error;

comptime {
    host.exportWord("argc", argumentCount);
    host.exportWord("argv", argumentVector);
    host.exportWord("arg", argument);
    host.exportWord("next-arg", nextArgument);
    host.exportWord("shift-arg", shift);
    host.exportWord("shift-args", shift);
}

const cell = 8;
/// A cell with the address of the array; 0 before somebody asks.
var vector: u32 = 0;

/// Puts the arguments into the data space, once: what was there when the program was made is none of its own.
fn store() Error!void {
    if (vector != 0) return;
    const count = host.arguments.len;
    const place = shared.heap.allocate(&host.context, (count + 2) * cell) orelse
        return host.throwWith(.dictionary_overflow, "no room for the arguments");
    const array = place + cell;
    try host.storeCell(place, array);
    for (host.arguments, 0..) |text, index| {
        const bytes = std.mem.span(text);
        try host.storeCell(array + @as(u32, @intCast(index)) * cell, try places.storeString(text[0 .. bytes.len + 1]));
    }
    try host.storeCell(array + @as(u32, @intCast(count)) * cell, 0);
    places.systemCell(.argument_count).* = count;
    vector = place;
}

fn argumentCount() Error!void {
    try store();
    try host.pushCell(places.addressOf(.argument_count));
}

fn argumentVector() Error!void {
    try store();
    try host.pushCell(vector);
}

fn arrayAddress() Error!u32 {
    return @truncate(try host.cellAt(vector));
}

/// Pushes the argument with this number, or 0 0.
fn push(index: u64) Error!void {
    const count: i64 = @bitCast(places.systemCell(.argument_count).*);
    if (count <= 0 or index >= count) return host.pushText(0, 0);
    const address: u32 = @truncate(try host.cellAt(@truncate(try arrayAddress() + index * cell)));
    _ = try host.bytesAt(address, 1);
    const rest = host.bytes[address..host.limit()];
    try host.pushText(address, std.mem.findScalar(u8, rest, 0) orelse rest.len);
}

fn argument() Error!void {
    try store();
    try push(try host.pop());
}

fn nextArgument() Error!void {
    try store();
    try push(1);
    try shift();
}

fn shift() Error!void {
    try store();
    const remaining = @as(i64, @bitCast(places.systemCell(.argument_count).*)) - 1;
    if (remaining < 1) return;
    const length = @as(u64, @intCast(remaining)) * cell;
    const first = try arrayAddress();
    _ = try host.bytesAt(first, length + cell);
    std.mem.copyForwards(u8, host.bytes[first + cell ..][0 .. length - cell], host.bytes[first + 2 * cell ..][0 .. length - cell]);
    places.systemCell(.argument_count).* = @intCast(remaining);
}
