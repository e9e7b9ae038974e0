//! Texts made of others (String ext; gforth's S+, APPEND, CAPSCOMPARE and the parts of a path).

const std = @import("std");
const shared = @import("shared");
const heap = @import("heap.zig");
const host = @import("../host.zig");
const pages = @import("../pages.zig");
const Reader = @import("../reader.zig").Reader;
const Error = host.Error;

comptime {
    host.exportWord("s+", joined);
    host.exportWord("append", append);
    host.exportWord("capscompare", compareCapitals);
    host.exportWord("replaces", replaces);
    host.exportWord("substitute", substitute);
    host.exportWord("unescape", unescape);
    host.exportWord("basename", baseName);
    host.exportWord("dirname", folderName);
}

fn joined() Error!void {
    const second = try host.popBytes();
    const first = try host.popBytes();
    try host.pushText(try heap.copy(&.{ first, second }), first.len + second.len);
}

/// APPEND of gforth: lengthens a heap string by another string.
fn append() Error!void {
    const added = try host.popText();
    const text = try host.popText();
    const length = text.bytes.len;
    // What is added may lie in what is lengthened, which may move.
    var copy: pages.Buffer = .{};
    defer copy.release();
    if (!copy.reserve(added.bytes.len)) return refuse();
    @memcpy(copy.bytes[0..added.bytes.len], added.bytes);
    const address = shared.heap.resize(&host.context, text.address, length + added.bytes.len) orelse return refuse();
    @memcpy(host.bytes[address + length ..][0..added.bytes.len], copy.bytes[0..added.bytes.len]);
    try host.pushText(address, length + added.bytes.len);
}

fn refuse() Error {
    return host.throwWith(.resize, "APPEND lengthens a string on the heap");
}

fn compareCapitals() Error!void {
    const second = try host.popBytes();
    const first = try host.popBytes();
    for (0..@min(first.len, second.len)) |at| {
        const one = std.ascii.toUpper(first[at]);
        const other = std.ascii.toUpper(second[at]);
        if (one != other) return host.pushSigned(if (one < other) -1 else 1);
    }
    try host.pushSigned(if (first.len < second.len) -1 else @intFromBool(first.len > second.len));
}

fn baseName() Error!void {
    const path = try host.popText();
    const start = nameStart(path.bytes);
    try host.pushText(path.address + start, path.bytes.len - start);
}

fn folderName() Error!void {
    const path = try host.popText();
    try host.pushText(path.address, nameStart(path.bytes));
}

/// Where the file's name begins in a path.
fn nameStart(path: []const u8) usize {
    return if (std.mem.findScalarLast(u8, path, '/')) |slash| slash + 1 else 0;
}

// ---- substitutions ----

/// A text by its name, in memory that stays.
const Substitution = struct { name: []const u8, text: []const u8, older: ?*Substitution };

/// The newest first.
var newest: ?*Substitution = null;

/// What the program was told while it was loaded: how many, then name and text of each, oldest first.
const told = @extern([*]const u8, .{ .name = "ff_substitutions", .visibility = .hidden });

/// What a name was told to be, as it is written and in another case.
const Told = struct {
    exact: ?[]const u8 = null,
    folded: ?[]const u8 = null,

    fn of(name: []const u8) Told {
        var found: Told = .{};
        var reader: Reader = .init(@intFromPtr(told), std.math.maxInt(u32));
        for (0..reader.number()) |_| {
            const known = reader.text();
            const text = reader.text();
            if (std.mem.eql(u8, known, name)) found.exact = text;
            if (std.ascii.eqlIgnoreCase(known, name)) found.folded = text;
        }
        return found;
    }
};

/// Names that differ in case are different, as in gforth; a name that is not there serves in another case, as tests of the
/// standard have it.
fn find(name: []const u8) ?[]const u8 {
    var found: ?[]const u8 = null;
    var known = newest;
    while (known) |one| : (known = one.older) {
        if (std.mem.eql(u8, one.name, name)) return one.text;
        if (found == null and std.ascii.eqlIgnoreCase(one.name, name)) found = one.text;
    }
    const loaded: Told = .of(name);
    return loaded.exact orelse found orelse loaded.folded;
}

fn replaces() Error!void {
    const name = try host.popBytes();
    const text = try host.popBytes();
    if (std.mem.findScalar(u8, name, '%') != null)
        return host.throwWith(.replaces, "the name of a substitution has no %");
    const memory = pages.keep(@sizeOf(Substitution) + name.len + text.len) orelse return host.throw(.replaces);
    const bytes = memory[@sizeOf(Substitution)..];
    @memcpy(bytes[0..name.len], name);
    @memcpy(bytes[name.len..], text);
    const made: *Substitution = @ptrCast(@alignCast(memory.ptr));
    made.* = .{ .name = bytes[0..name.len], .text = bytes[name.len..], .older = newest };
    newest = made;
}

/// SUBSTITUTE (17.6.2.2255): replaces each %name%; %% is one %; what has no substitution stays as it is.
fn substitute() Error!void {
    const target = try host.popText();
    const text = try host.popBytes();
    var result: pages.Text = .{};
    defer result.buffer.release();
    const count = replaceNames(text, &result) orelse return host.throw(.substitute);
    const made = result.slice();
    const shown = made[0..@min(made.len, target.bytes.len)];
    @memcpy(target.bytes[0..shown.len], shown);
    try host.pushText(target.address, shown.len);
    const fits = shown.len == made.len;
    try host.pushSigned(if (fits) count else @backingInt(host.ThrowCode.substitute));
}

/// How many were replaced; null when the system has no more memory.
fn replaceNames(text: []const u8, result: *pages.Text) ?i64 {
    var count: i64 = 0;
    var rest = text;
    while (std.mem.findScalar(u8, rest, '%')) |open| {
        const close = open + 1 + (std.mem.findScalar(u8, rest[open + 1 ..], '%') orelse break);
        const name = rest[open + 1 .. close];
        const replacement = find(name);
        if (name.len > 0 and replacement != null) count += 1;
        const part = if (name.len == 0) rest[open..close] else replacement orelse rest[open .. close + 1];
        if (!result.add(rest[0..open]) or !result.add(part)) return null;
        rest = rest[close + 1 ..];
    }
    return if (result.add(rest)) count else null;
}

/// UNESCAPE (17.6.2.2375): doubles each %. From the end, so that the target may begin where the text does.
fn unescape() Error!void {
    const target = try host.popAddress();
    const text = try host.popBytes();
    const length = text.len + std.mem.countScalar(u8, text, '%');
    const written = try host.bytesAt(target, length);
    var to = length;
    var from = text.len;
    while (from > 0) {
        from -= 1;
        const byte = text[from];
        to -= 1;
        written[to] = byte;
        if (byte != '%') continue;
        to -= 1;
        written[to] = byte;
    }
    try host.pushText(target, length);
}
