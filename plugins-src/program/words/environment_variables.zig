//! The environment of the process, by gforth's names.

const std = @import("std");
const heap = @import("heap.zig");
const host = @import("../host.zig");
const pages = @import("../pages.zig");
const places = @import("places.zig");
const system = @import("../system.zig");
const Error = host.Error;

comptime {
    host.exportWord("getenv", getVariable);
    host.exportWord("setenv", setVariable);
    host.exportWord("unsetenv", unsetVariable);
}

fn getVariable() Error!void {
    const name = try places.popName();
    const value = system.environmentValue(host.environment, name) orelse return host.pushText(0, 0);
    try host.pushText(try heap.copy(&.{value}), value.len);
}

/// ( c-addr1 u1 c-addr2 u2 n1 -- n2 ) as C has it: n1 says whether to replace a value.
fn setVariable() Error!void {
    const replaces = try host.popFlag();
    const value = try places.popName();
    const name = try places.popName();
    const is_name = name.len > 0 and std.mem.findScalar(u8, name, '=') == null;
    const is_known = is_name and system.environmentValue(host.environment, name) != null;
    if (is_name and (replaces or !is_known)) try set(name, value);
    try host.pushSigned(if (is_name) 0 else -1);
}

fn unsetVariable() Error!void {
    remove(try places.popName());
    try host.pushCell(0);
}

/// Whether the entries lie in memory that this file has made.
var is_own = false;
var entries: pages.Buffer = .{};

fn set(name: []const u8, value: []const u8) Error!void {
    remove(name);
    const entry = pages.keep(name.len + value.len + 2) orelse return host.throw(.allocate);
    @memcpy(entry[0..name.len], name);
    entry[name.len] = '=';
    @memcpy(entry[name.len + 1 ..][0..value.len], value);
    entry[entry.len - 1] = 0;
    const count = host.environment.len;
    const pointer_size = @sizeOf(usize);
    // With a zero at the end, as commands are started with it.
    if (!entries.reserve((count + 2) * pointer_size)) return host.throw(.allocate);
    const table: [*]?[*:0]u8 = @ptrCast(@alignCast(entries.bytes.ptr));
    if (!is_own) for (host.environment, 0..) |known, at| {
        table[at] = known;
    };
    is_own = true;
    table[count] = @ptrCast(entry.ptr);
    table[count + 1] = null;
    host.environment = @as([*]const [*:0]u8, @ptrCast(table))[0 .. count + 1];
}

/// Takes all entries of a name out.
fn remove(name: []const u8) void {
    const table: [*]?[*:0]u8 = @ptrCast(@constCast(host.environment.ptr));
    var kept: usize = 0;
    for (host.environment) |entry| {
        const text = std.mem.span(entry);
        const is_it = text.len > name.len and text[name.len] == '=' and std.mem.startsWith(u8, text, name);
        if (is_it) continue;
        table[kept] = entry;
        kept += 1;
    }
    if (host.environment.len > 0) table[kept] = null;
    host.environment = host.environment[0..kept];
}
