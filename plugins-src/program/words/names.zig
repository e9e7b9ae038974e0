//! Looking names up in the word lists that the program has made (Search; gforth): src/programs/program_names.ts writes them.

const std = @import("std");
const host = @import("../host.zig");
const Error = host.Error;

comptime {
    host.exportWord("(search-wordlist)", searchWordlist);
    host.exportWord("find-name-in", findNameIn);
    host.exportWord("traverse-wordlist", traverse);
}

const List = extern struct {
    wid: u32,
    is_case_sensitive: u32,
    first: u32,
    count: u32,

    /// Its words, the newest first.
    fn words(list: *const List) []const Word {
        const behind_lists: [*]const Word = @ptrCast(lists().ptr + lists().len);
        return behind_lists[list.first..][0..list.count];
    }
};

const Word = extern struct {
    /// FNV-1a of the name in lower case.
    hash: u32,
    token: u32,
    name_token: u32,
    is_immediate: u32,
    /// From the beginning of the table.
    name: u32,
    length: u32,

    fn text(word: *const Word) []const u8 {
        const bytes: [*]const u8 = @ptrCast(table);
        return bytes[word.name..][0..word.length];
    }
};

/// How many lists there are; these, their words and the names follow.
const table = @extern(*const u32, .{ .name = "ff_names", .visibility = .hidden });

fn lists() []const List {
    const behind: [*]const u32 = @ptrCast(table);
    return @as([*]const List, @ptrCast(behind + 1))[0..table.*];
}

/// ( wid -- )
fn popList() Error!*const List {
    const wid = try host.pop();
    for (lists()) |*list| if (list.wid == wid) return list;
    return host.throwWith(.invalid_address, "compiled programs know the word lists that they have made, and not this one");
}

/// ( c-addr u wid -- )
fn popFound() Error!?*const Word {
    const list = try popList();
    const name = try host.popBytes();
    const hash = hashOf(name);
    for (list.words()) |*word| {
        if (word.hash == hash and isSame(word.text(), name, list.is_case_sensitive != 0)) return word;
    }
    return null;
}

fn hashOf(name: []const u8) u32 {
    var hash: u32 = 0x811c_9dc5;
    for (name) |byte| hash = (hash ^ std.ascii.toLower(byte)) *% 0x0100_0193;
    return hash;
}

fn isSame(first: []const u8, second: []const u8, is_case_sensitive: bool) bool {
    if (first.len != second.len) return false;
    return for (first, second) |one, other| {
        if (one != other and (is_case_sensitive or std.ascii.toLower(one) != std.ascii.toLower(other))) break false;
    } else true;
}

/// ( c-addr u wid -- xt n ), both 0 where SEARCH-WORDLIST (16.6.1.2192) gives a 0 alone.
fn searchWordlist() Error!void {
    const word = try popFound() orelse {
        try host.pushCell(0);
        return host.pushCell(0);
    };
    try host.pushCell(word.token);
    try host.pushSigned(if (word.is_immediate != 0) 1 else -1);
}

/// FIND-NAME-IN ( c-addr u wid -- nt | 0 ) (gforth)
fn findNameIn() Error!void {
    const word = try popFound();
    try host.pushCell(if (word) |found| found.name_token else 0);
}

/// TRAVERSE-WORDLIST ( … xt wid -- … ) (15.6.2.2297): the newest first.
fn traverse() Error!void {
    const list = try popList();
    const visitor = try host.pop();
    for (list.words()) |*word| {
        try host.pushCell(word.name_token);
        try host.run(visitor);
        if (!try host.popFlag()) return;
    }
}
