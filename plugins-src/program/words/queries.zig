//! ENVIRONMENT? (6.1.1345): what a program may ask of the system, and the answers, as src/words/environment.ts.

const std = @import("std");
const abi = @import("abi");
const host = @import("../host.zig");
const places = @import("places.zig");
const Error = host.Error;

comptime {
    host.exportWord("environment?", query);
}

const most_signed = std.math.maxInt(i64);
const most_unsigned = std.math.maxInt(u64);

/// Queries that are answered by cells, the last of which is the top.
const numbers = [_]struct { []const u8, []const u64 }{
    .{ "/counted-string", &.{255} },
    .{ "/hold", &.{abi.hold_area_end - abi.hold_area_start} },
    .{ "/pad", &.{4096} },
    .{ "address-unit-bits", &.{8} },
    .{ "floored", &.{most_unsigned} },
    .{ "max-char", &.{255} },
    .{ "max-d", &.{ most_unsigned, most_signed } },
    .{ "max-n", &.{most_signed} },
    .{ "max-u", &.{most_unsigned} },
    .{ "max-ud", &.{ most_unsigned, most_unsigned } },
    .{ "return-stack-cells", &.{host.capacity.returns} },
    .{ "stack-cells", &.{host.capacity.data} },
    .{ "floating-stack", &.{host.capacity.float} },
    .{ "wordlists", &.{64} },
    .{ "max-xchar", &.{0x10FFFF} },
    .{ "xchar-maxmem", &.{4} },
};

const texts = [_]struct { []const u8, []const u8 }{
    .{ "xchar-encoding", "UTF-8" },
    .{ "os-class", "unix" },
    .{ "gforth", "000.007.009" },
};

/// Word sets of Forth 1994 that are here with their extensions.
const word_sets = [_][]const u8{
    "core",   "block",        "double", "exception",    "facility", "file",  "floating",
    "locals", "memory-alloc", "tools",  "search-order", "string",   "xchar",
};

/// Extensions that Forth 2012 took in; queries about them give nothing but true.
const extensions = [_][]const u8{
    "deferred",          "defined",    "ekeys",             "escaped-strings", "extended-characters", "fp-stack",
    "ftrunc",            "fvalue",     "2value",            "buffer",          "locals",              "n-to-r",
    "number-prefixes",   "parse-name", "required",          "structures",      "substitute",          "synonym",
    "text-substitution", "throw-iors", "traverse-wordlist", "xchar",
};

fn query() Error!void {
    try host.pushFlag(try answer(try places.popName()));
}

fn answer(name: []const u8) Error!bool {
    for (&numbers) |*known| if (isNamed(name, known[0])) {
        for (known[1]) |value| try host.pushCell(value);
        return true;
    };
    for (&texts) |*known| if (isNamed(name, known[0])) {
        try host.pushText(try places.storeString(known[1]), known[1].len);
        return true;
    };
    if (isNamed(name, "max-float")) {
        try host.pushFloat(std.math.floatMax(f64));
        return true;
    }
    if (isNamed(name, "#locals")) {
        try host.pushCell(host.limit() / 8);
        return true;
    }
    if (name.len > 2 and isNamed(name[0..2], "x:")) return isOneOf(name[2..], &extensions);
    const set = if (name.len > 4 and isNamed(name[name.len - 4 ..], "-ext")) name[0 .. name.len - 4] else name;
    if (!isOneOf(set, &word_sets)) return false;
    try host.pushCell(most_unsigned);
    return true;
}

fn isOneOf(name: []const u8, names: []const []const u8) bool {
    for (names) |known| if (isNamed(name, known)) return true;
    return false;
}

fn isNamed(name: []const u8, known: []const u8) bool {
    return std.ascii.eqlIgnoreCase(name, known);
}
