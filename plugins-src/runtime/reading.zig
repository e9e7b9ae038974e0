//! Reads a text as the text interpreter does (src/forth/text_interpreter.ts), as long as it holds what most texts do:
//! definitions of names that are found, numbers, control structures, locals, comments, strings (`reading_definition.zig`);
//! and between them words that make data, conditionals, and whatever words run without the host (`reading_words.zig`).
//!
//! It reads a definition, or a word with what it parses, whole or not at all: whatever else it comes by, it says where that
//! begins, and the session reads it itself, with its messages and THROWs, so that each has one meaning. Nothing is changed
//! before the end is known.

const std = @import("std");
const abi = @import("abi");
const number = @import("number");
const definition = @import("reading_definition.zig");
const words = @import("reading_words.zig");
const Action = abi.ReadingAction;
const End = abi.ReadingEnd;
const Header = abi.WordHeader;
const Request = abi.ReadingRequest;

/// Words made at once: a millisecond of them.
const words_at_once = 4096;

pub const hidden = @backingInt(abi.WordForm.hidden);
pub const immediate = @backingInt(abi.WordForm.immediate);
pub const synonym = @backingInt(abi.WordForm.synonym);
pub const dual = @backingInt(abi.WordForm.dual);

/// What stops the reading of an item. Its beginning is where the session goes on.
pub const Stop = error{ Left, Unknown, Full, Unplaced };

/// Variables of the system, as src/machine/data_space.ts has them.
pub const Variable = enum(u32) {
    to_in = @backingInt(abi.SystemVariable.to_in),
    base = @backingInt(abi.SystemVariable.base),
    state = abi.first_address + 2 * 8,
    assert_level = abi.first_address + 8 * 8,
    current = abi.first_address + 11 * 8,
    here = @backingInt(abi.SystemVariable.here),
    recognizer = abi.first_address + 21 * 8,
    newest_body = abi.first_address + 29 * 8,
};

pub fn read(request: *Request) End {
    if (request.data_space == 0) return .left;
    const context: *abi.ExecutionContext = @ptrFromInt(request.context);
    const source = items(u8, request.source)[0..request.source_length];
    const at: Place = .{ .offset = request.offset, .line = request.line, .line_start = request.line_start };
    const first_word = request.word_end;
    var reader: Reader = .{ .request = request, .context = context, .source = source, .at = at, .first_word = first_word };
    request.names_changed = 0;
    request.takes_returns = 0;
    while (request.word_end - first_word < words_at_once and @atomicLoad(u32, &context.interrupt, .monotonic) == 0) {
        const end = reader.readOne() catch |stop| return switch (stop) {
            error.Left => .left,
            error.Unknown => .unknown_word,
            error.Full => .full,
            error.Unplaced => .unplaced,
        };
        request.offset = reader.at.offset;
        request.line = reader.at.line;
        request.line_start = reader.at.line_start;
        if (end) |why| return why;
        // What runs next may call a word that ends its callers: the session looks at all words before.
        if (request.takes_returns != 0) break;
    }
    return .paused;
}

pub inline fn items(comptime Item: type, address: u64) [*]Item {
    return @ptrFromInt(address);
}

const Place = struct { offset: u32, line: u32, line_start: u32 };

pub const Token = struct { start: u32, end: u32, hash: u32 };

/// What a token means: an action, .call for a word that the library knows no more of; or a literal, for the word 0.
pub const Meaning = struct { word: u32, action: Action, literal: number.Literal = undefined };

pub const Reader = struct {
    request: *Request,
    context: *abi.ExecutionContext,
    source: []const u8,
    at: Place,
    /// The first word that this call of the library has made.
    first_word: u32,
    /// Where the name begins that was parsed last.
    parsed_start: u32 = 0,

    /// Reads one definition, comment, number or word; gives why nothing more is to be read now.
    fn readOne(self: *Reader) Stop!?End {
        const request = self.request;
        const first = self.next() orelse return .ended;
        request.offset = first.start;
        request.line = self.at.line;
        request.line_start = self.at.line_start;
        const meaning = try self.meaningOf(first);
        if (meaning.word == 0) {
            try words.pushLiteral(self, meaning.literal, first);
            return null;
        }
        if (meaning.action == .colon) {
            try definition.read(self, null);
            return null;
        }
        const behind = self.at;
        return words.interpret(self, meaning, first) catch |stop| {
            if (stop != error.Left) return stop;
            self.at = behind;
            request.left_word = meaning.word;
            request.token_start = first.start;
            return .run;
        };
    }

    // ---- tokens ----

    /// The next token; null at the end of the source.
    pub fn next(self: *Reader) ?Token {
        const source = self.source;
        while (self.at.offset < source.len) {
            const byte = source[self.at.offset];
            if (byte > ' ') return self.take();
            self.at.offset += 1;
            if (byte == '\n') self.beginLine();
        }
        return null;
    }

    inline fn beginLine(self: *Reader) void {
        self.at.line +%= 1;
        self.at.line_start = self.at.offset;
    }

    /// The next token of the line.
    pub noinline fn nextOnLine(self: *Reader) Stop!Token {
        const source = self.source;
        while (self.at.offset < source.len) : (self.at.offset += 1) {
            const byte = source[self.at.offset];
            if (byte > ' ') {
                self.parsed_start = self.at.offset;
                return self.take();
            }
            if (byte == '\n') break;
        }
        return error.Left;
    }

    /// The next token that begins with a bracket; null at the end of the source.
    pub noinline fn nextBracketed(self: *Reader) ?Token {
        const source = self.source;
        while (self.at.offset < source.len) {
            const byte = source[self.at.offset];
            if (byte == '[') return self.take();
            if (byte > ' ') {
                self.skipToken();
                continue;
            }
            self.at.offset += 1;
            if (byte == '\n') self.beginLine();
        }
        return null;
    }

    inline fn skipToken(self: *Reader) void {
        while (self.at.offset < self.source.len and self.source[self.at.offset] > ' ') self.at.offset += 1;
    }

    noinline fn take(self: *Reader) Token {
        const start = self.at.offset;
        var hash: u32 = 0x811c_9dc5;
        var end = start;
        while (end < self.source.len and self.source[end] > ' ') : (end += 1) {
            hash = (hash ^ lower(self.source[end])) *% 0x0100_0193;
        }
        self.at.offset = end;
        return .{ .start = start, .end = end, .hash = hash };
    }

    pub inline fn textOf(self: *const Reader, token: Token) []const u8 {
        return self.source[token.start..token.end];
    }

    pub inline fn isNamed(self: *const Reader, token: Token, name: []const u8) bool {
        const text = self.textOf(token);
        return text.len == name.len and isSame(name, text);
    }

    /// The text behind the token up to a delimiter on its line, past which it goes.
    pub noinline fn textTo(self: *Reader, delimiter: u8) Stop![]const u8 {
        // One character separates the token from its text.
        const start = self.at.offset + 1;
        if (start > self.source.len or self.source[self.at.offset] == '\n') return error.Left;
        for (self.source[start..], start..) |byte, end| {
            if (byte == delimiter) {
                self.at.offset = @intCast(end + 1);
                return self.source[start..end];
            }
            if (byte == '\n') break;
        }
        return error.Left;
    }

    /// A comment may go on over several lines.
    pub noinline fn skipComment(self: *Reader) Stop!void {
        var at = self.at;
        while (at.offset < self.source.len) {
            const byte = self.source[at.offset];
            at.offset += 1;
            if (byte == ')') {
                self.at = at;
                return;
            }
            if (byte == '\n') {
                at.line +%= 1;
                at.line_start = at.offset;
            }
        }
        return error.Left;
    }

    pub fn skipLine(self: *Reader) void {
        const rest = self.source[self.at.offset..];
        self.at.offset += @intCast(std.mem.findScalar(u8, rest, '\n') orelse rest.len);
    }

    // ---- names ----

    pub fn meaningOf(self: *const Reader, token: Token) Stop!Meaning {
        const found = self.find(token.hash, self.textOf(token));
        if (found == 0) return .{ .word = 0, .action = .left, .literal = try self.literalOf(token) };
        return self.meaningOfWord(found);
    }

    fn meaningOfWord(self: *const Reader, found: u32) Stop!Meaning {
        const request = self.request;
        if (found > request.system_count) {
            if (self.header(found).form & synonym != 0) return error.Left;
            return .{ .word = found, .action = .call };
        }
        const action: Action = @fromBackingInt(items(u8, request.actions)[found]);
        switch (action) {
            .undecided => {
                request.left_word = found;
                return error.Unknown;
            },
            .left => return error.Left,
            else => return .{ .word = found, .action = action },
        }
    }

    noinline fn literalOf(self: *const Reader, token: Token) Stop!number.Literal {
        const base = self.variable(.base).*;
        if (base < 2 or base > 36) return error.Left;
        const literal = number.classify(self.textOf(token), @intCast(base));
        return switch (literal.kind) {
            .cell, .double, .float => literal,
            else => error.Left,
        };
    }

    /// The word that the next token of the line names, which is no synonym; with what it is read as.
    pub noinline fn nextWord(self: *Reader) Stop!Meaning {
        const token = try self.nextOnLine();
        const found = self.find(token.hash, self.textOf(token));
        if (found == 0) return error.Left;
        return self.meaningOfWord(found);
    }

    pub fn header(self: *const Reader, word: u32) *Header {
        return &items(Header, self.request.headers)[word];
    }

    pub fn info(self: *const Reader, word: u32) *abi.WordInfo {
        return &items(abi.WordInfo, self.request.words)[word];
    }

    /// The newest visible word of the name in the search order, or 0.
    pub noinline fn find(self: *const Reader, hash: u32, name: []const u8) u32 {
        for (items(abi.ReadingList, self.request.lists)[0..self.request.list_count]) |list| {
            const found = self.findIn(list, hash, name);
            if (found != 0) return found;
        }
        return 0;
    }

    inline fn findIn(self: *const Reader, list: abi.ReadingList, hash: u32, name: []const u8) u32 {
        const slots = items(u32, list.slots);
        const mask = list.slot_count - 1;
        var slot = hash & mask;
        while (slots[slot] != 0) : (slot = (slot + 1) & mask) {
            if (self.header(slots[slot]).hash != hash) continue;
            var word = slots[slot];
            while (word != 0) : (word = self.header(word).older) {
                const it = self.header(word);
                if (it.form & hidden != 0 or it.form >> abi.name_length_shift != name.len) continue;
                const own = items(u8, self.request.names)[it.name..][0..name.len];
                if (isSame(own, name)) return word;
            }
            break;
        }
        return if (list.has_system != 0) self.findInSystem(hash, name) else 0;
    }

    fn findInSystem(self: *const Reader, hash: u32, name: []const u8) u32 {
        const request = self.request;
        const slots = items(u16, request.system_slots);
        const starts = items(u16, request.system_name_starts);
        const mask = request.system_slot_count - 1;
        var slot = hash & mask;
        while (slots[slot] != 0) : (slot = (slot + 1) & mask) {
            const word = slots[slot];
            const own = items(u8, request.system_names)[starts[word - 1]..starts[word]];
            if (own.len == name.len and isSame(own, name)) return word;
        }
        return 0;
    }

    // ---- the data space ----

    pub inline fn memory(self: *const Reader, address: u32) [*]u8 {
        return items(u8, self.request.data_space) + address;
    }

    pub inline fn variable(self: *const Reader, which: Variable) *align(1) u64 {
        return @ptrCast(self.memory(@backingInt(which)));
    }

    pub inline fn store(self: *const Reader, address: u32, value: u64) void {
        self.memory(address)[0..8].* = @bitCast(value);
    }

    /// Moves HERE, aligned before if asked: the gap holds blanks.
    pub noinline fn reserve(self: *Reader, size: u64, aligned: bool) Stop!u32 {
        const here = self.variable(.here);
        if (here.* < abi.dictionary_start or here.* > self.request.data_limit) return error.Left;
        const before: u32 = @intCast(here.*);
        const gap = if (aligned) -%before & 7 else 0;
        if (gap + size > self.request.data_limit - before) return error.Left;
        @memset(self.memory(before)[0..gap], ' ');
        here.* = before + gap + size;
        return before + gap;
    }

    /// Keeps a text where texts of strings lie, from `end` on; gives its address.
    pub noinline fn keepText(self: *Reader, end: *u32, text: []const u8) Stop!u32 {
        if (text.len > self.request.texts_limit - end.*) return error.Left;
        const address = end.*;
        @memcpy(self.memory(address)[0..text.len], text);
        end.* += @intCast(text.len);
        return address;
    }

    // ---- the dictionary ----

    /// Makes sure that a word of the name can be added, and some without a name.
    pub noinline fn needRoom(self: *Reader, name: ?Token) Stop!void {
        const request = self.request;
        if (request.has_positions == 0) return error.Unplaced;
        if (request.word_end + definition.most_parts > request.word_limit) return error.Full;
        const length = if (name) |token| token.end - token.start else 0;
        if (length > request.names_limit - request.names_end) return error.Full;
        if ((request.slots_used + 1) * 2 > request.slot_count) return error.Full;
        if (request.body_count + definition.most_parts > request.body_starts_limit) return error.Full;
    }

    /// Makes a word; one without a name is in no list.
    pub noinline fn addWord(self: *Reader, name: ?Token, position: u32, kind: abi.WordKind, value: u64) void {
        const request = self.request;
        const word = request.word_end;
        const text = if (name) |token| self.textOf(token) else "";
        @memcpy(items(u8, request.names)[request.names_end..][0..text.len], text);
        self.header(word).* = .{
            .hash = if (name) |token| token.hash else 0x811c_9dc5,
            .older = 0,
            .name = request.names_end,
            .form = @backingInt(abi.WordForm.exists) | @as(u32, @intCast(text.len)) << abi.name_length_shift,
            .wordlist = 0,
            .position = position,
            .end_position = 0,
            .previous = request.newest,
        };
        self.info(word).* = .{
            .kind = @backingInt(kind),
            .a = @truncate(value),
            .b = @truncate(value >> 32),
            .cell_in = 0,
            .cell_out = 0,
            .float_in = 0,
            .float_out = 0,
            .flags = 0,
        };
        if (request.interpretation != 0) {
            const state: *abi.Interpretation = @ptrFromInt(request.interpretation);
            if (word < state.start_count) items(u32, state.starts)[word] = 0;
        }
        request.names_end += @intCast(text.len);
        request.newest = word;
        request.word_end += 1;
        if (name) |token| self.enter(word, token.hash);
    }

    /// Puts a word into the list that new ones go to.
    fn enter(self: *Reader, word: u32, hash: u32) void {
        const request = self.request;
        const slots = items(u32, request.slots);
        const mask = request.slot_count - 1;
        var slot = hash & mask;
        while (slots[slot] != 0 and self.header(slots[slot]).hash != hash) slot = (slot + 1) & mask;
        if (slots[slot] == 0) request.slots_used += 1;
        self.header(word).older = slots[slot];
        self.header(word).wordlist = request.wordlist;
        slots[slot] = word;
        request.latest = word;
    }

    /// The same for a name in the text, at which its position is.
    pub fn addNamed(self: *Reader, name: Token, kind: abi.WordKind, value: u64) void {
        self.addWord(name, self.request.first_position +% name.start, kind, value);
    }
};

inline fn lower(byte: u8) u8 {
    return if (byte >= 'A' and byte <= 'Z') byte | 0x20 else byte;
}

pub fn isSame(own: []const u8, name: []const u8) bool {
    for (own, name) |a, b| if (a != b and lower(a) != lower(b)) return false;
    return true;
}
