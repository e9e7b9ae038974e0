//! Reads definitions of a text as the text interpreter does (src/forth/text_interpreter.ts), as long as they are what most
//! are: names that are found, numbers, control structures, comments, strings; and between them constants and variables.
//! Numbers between definitions it pushes, and names the words there that the session is to run.
//!
//! It reads a definition whole or not at all: whatever else it comes by, it says where the definition begins, and the
//! session reads that itself, with its messages and THROWs, so that each has one meaning. Nothing is changed before the end
//! of a definition is known.

const std = @import("std");
const abi = @import("abi");
const number = @import("number");
const Action = abi.ReadingAction;
const End = abi.ReadingEnd;
const Header = abi.WordHeader;
const Kind = abi.BodyKind;
const Request = abi.ReadingRequest;

const most_records = 1024;
const most_open = 64;
/// Words read at once: a millisecond of them. The host looks for interrupts between.
const words_at_once = 4096;
/// Bytes of a packed record at most: the kind and three numbers of 32 bits.
const longest_record = 16;
const has_b = 0x40;

const hidden = @backingInt(abi.WordForm.hidden);
const immediate = @backingInt(abi.WordForm.immediate);
const synonym = @backingInt(abi.WordForm.synonym);

/// What stops the reading of a definition. Its beginning is where the session goes on.
const Stop = error{ Left, Unknown, Full };

pub fn read(request: *Request) End {
    var reader: Reader = .{ .request = request, .source = items(u8, request.source)[0..request.source_length], .at = .{
        .offset = request.offset,
        .line = request.line,
        .line_start = request.line_start,
    } };
    const first_word = request.word_end;
    while (request.word_end - first_word < words_at_once) {
        const end = reader.readOne() catch |stop| return switch (stop) {
            error.Left => .left,
            error.Unknown => .unknown_word,
            error.Full => .full,
        };
        request.offset = reader.at.offset;
        request.line = reader.at.line;
        request.line_start = reader.at.line_start;
        if (end) |why| return why;
    }
    return .paused;
}

inline fn items(comptime Item: type, address: u64) [*]Item {
    return @ptrFromInt(address);
}

/// Where the data of the newest word of CREATE and its kin begins: newestBody of src/machine/data_space.ts.
const newest_body: u32 = abi.first_address + 29 * 8;

const Place = struct { offset: u32, line: u32, line_start: u32 };

const Token = struct { start: u32, end: u32, hash: u32 };

/// What a token means: an action, .call for a word that the library knows no more of; or a literal, for the word 0.
const Meaning = struct { word: u32, action: Action, literal: number.Literal };

/// An entry of the control-flow stack.
const Open = struct {
    kind: enum { orig, dest, loop, case, of },
    label: u32,
    /// Of a loop, where LEAVE goes; of a CASE, how many exits there were before it.
    other: u32 = 0,
};

const Reader = struct {
    request: *Request,
    source: []const u8,
    at: Place,

    records: [most_records]abi.BodyInstruction = undefined,
    count: u32 = 0,
    labels: u32 = 0,
    open: [most_open]Open = undefined,
    depth: u32 = 0,
    /// Labels at the ends of CASEs that ENDOF goes to, innermost CASE last.
    exits: [most_open]u32 = undefined,
    exit_count: u32 = 0,
    /// Labels that LEAVE goes to.
    leaves: [most_open]u32 = undefined,
    leave_count: u32 = 0,
    position: u32 = 0,
    texts_end: u32 = 0,

    // ---- tokens ----

    /// The next token; null at the end of the source.
    fn next(self: *Reader) ?Token {
        const source = self.source;
        while (self.at.offset < source.len) {
            const byte = source[self.at.offset];
            if (byte > ' ') return self.take();
            self.at.offset += 1;
            if (byte == '\n') {
                self.at.line +%= 1;
                self.at.line_start = self.at.offset;
            }
        }
        return null;
    }

    /// The next token of the line.
    noinline fn nextOnLine(self: *Reader) Stop!Token {
        const source = self.source;
        while (self.at.offset < source.len) : (self.at.offset += 1) {
            const byte = source[self.at.offset];
            if (byte > ' ') return self.take();
            if (byte == '\n') break;
        }
        return error.Left;
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

    /// The text behind the token up to a delimiter on its line, past which it goes.
    noinline fn textTo(self: *Reader, delimiter: u8) Stop![]const u8 {
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

    fn skipLine(self: *Reader) void {
        const rest = self.source[self.at.offset..];
        self.at.offset += @intCast(std.mem.indexOfScalar(u8, rest, '\n') orelse rest.len);
    }

    // ---- names ----

    fn meaningOf(self: *const Reader, token: Token) Stop!Meaning {
        const request = self.request;
        const name = self.source[token.start..token.end];
        const found = self.find(token.hash, name);
        if (found == 0) {
            const literal = number.classify(name, request.base);
            if (literal.kind != .cell and literal.kind != .double) return error.Left;
            return .{ .word = 0, .action = .left, .literal = literal };
        }
        if (found > request.system_count) {
            if (self.header(found).form & (immediate | synonym) != 0) return error.Left;
            return .{ .word = found, .action = .call, .literal = undefined };
        }
        const action: Action = @fromBackingInt(items(u8, request.actions)[found]);
        switch (action) {
            .undecided => {
                request.left_word = found;
                return error.Unknown;
            },
            .left => return error.Left,
            else => return .{ .word = found, .action = action, .literal = undefined },
        }
    }

    fn header(self: *const Reader, word: u32) *Header {
        return &items(Header, self.request.headers)[word];
    }

    /// The newest visible word of the name, or 0.
    noinline fn find(self: *const Reader, hash: u32, name: []const u8) u32 {
        const request = self.request;
        const slots = items(u32, request.slots);
        const mask = request.slot_count - 1;
        var slot = hash & mask;
        while (slots[slot] != 0) : (slot = (slot + 1) & mask) {
            if (self.header(slots[slot]).hash != hash) continue;
            var word = slots[slot];
            while (word != 0) : (word = self.header(word).older) {
                const it = self.header(word);
                if (it.form & hidden != 0 or it.form >> abi.name_length_shift != name.len) continue;
                const own = items(u8, request.names)[it.name..][0..name.len];
                if (isSame(own, name)) return word;
            }
            break;
        }
        return self.findInSystem(hash, name);
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

    // ---- definitions ----

    /// Reads one definition, comment, number or item of data; gives why nothing more is to be read now.
    fn readOne(self: *Reader) Stop!?End {
        const request = self.request;
        const first = self.next() orelse return .ended;
        request.offset = first.start;
        request.line = self.at.line;
        request.line_start = self.at.line_start;
        const meaning = try self.meaningOf(first);
        const behind = self.at;
        const read_data = if (meaning.word == 0) self.readData(meaning.literal) else switch (meaning.action) {
            .comment => {
                _ = try self.textTo(')');
                return null;
            },
            .line_comment => {
                self.skipLine();
                return null;
            },
            .colon => {
                try self.readDefinition();
                return null;
            },
            .create => self.createData(0),
            .variable => self.createData(1),
            .two_variable => self.createData(2),
            .call, .constant, .value, .comma, .c_comma, .allot => error.Left,
            else => return error.Left,
        };
        read_data catch |stop| {
            if (stop != error.Left) return stop;
            self.at = behind;
            if (meaning.word == 0) {
                try self.pushLiteral(meaning.literal);
                return null;
            }
            request.left_word = meaning.word;
            request.token_start = first.start;
            return .run;
        };
        return null;
    }

    noinline fn pushLiteral(self: *Reader, literal: number.Literal) Stop!void {
        const request = self.request;
        if (request.data_space == 0) return error.Left;
        const context: *abi.ExecutionContext = @ptrFromInt(request.context);
        const count: u32 = if (literal.kind == .double) 2 else 1;
        if (context.data_depth + count > request.stack_limit) return error.Left;
        const stack = items(u64, request.data_stack);
        stack[context.data_depth] = @truncate(literal.value);
        if (count == 2) stack[context.data_depth + 1] = @truncate(literal.value >> 64);
        context.data_depth += count;
    }

    fn readDefinition(self: *Reader) Stop!void {
        const request = self.request;
        const name = try self.nextOnLine();
        try self.needRoom(name);
        self.count = 0;
        self.labels = 0;
        self.depth = 0;
        self.exit_count = 0;
        self.leave_count = 0;
        self.texts_end = request.texts_end;
        while (true) {
            const token = self.next() orelse return error.Left;
            self.position = request.first_position +% token.start;
            const meaning = try self.meaningOf(token);
            if (meaning.word == 0) {
                try self.cell(@truncate(meaning.literal.value));
                if (meaning.literal.kind == .double) try self.cell(@truncate(meaning.literal.value >> 64));
                continue;
            }
            switch (meaning.action) {
                .semicolon => break,
                // A definition calls these as any other word.
                .call, .variable, .two_variable, .create, .constant, .value, .comma, .c_comma, .allot, .colon => try self.emit(.call, meaning.word, 0),
                else => try self.compile(meaning.action),
            }
        }
        if (self.depth != 0) return error.Left;
        try self.emit(.exit, 0, 0);
        const word = request.word_end;
        const packed_end = try self.pack(word);
        request.texts_end = self.texts_end;
        self.addWord(name, .code, 0);
        self.header(word).end_position = self.position;
        items(u32, request.body_places)[word] = request.bodies_end + 1;
        items(u32, request.body_starts)[request.body_count] = request.bodies_end;
        request.body_count += 1;
        request.bodies_end = packed_end;
    }

    noinline fn emit(self: *Reader, kind: Kind, a: u32, b: u32) Stop!void {
        if (self.count == most_records) return error.Left;
        self.records[self.count] = .{ .kind = @backingInt(kind), .a = a, .b = b, .position = self.position };
        self.count += 1;
    }

    noinline fn cell(self: *Reader, value: u64) Stop!void {
        try self.emit(.literal, @truncate(value), @truncate(value >> 32));
    }

    /// As the words do that src/words/control.ts has, record by record.
    fn compile(self: *Reader, action: Action) Stop!void {
        const request = self.request;
        switch (action) {
            .comment => _ = try self.textTo(')'),
            .line_comment => self.skipLine(),
            .@"if" => try self.openOrig(.branch_zero),
            .@"else" => {
                const orig = try self.pop(.orig);
                try self.openOrig(.branch);
                try self.emit(.label, orig.label, 0);
            },
            .then => try self.emit(.label, (try self.pop(.orig)).label, 0),
            .begin => {
                const label = self.newLabel();
                try self.emit(.label, label, 0);
                try self.push(.{ .kind = .dest, .label = label });
            },
            .again => try self.emit(.branch, (try self.pop(.dest)).label, 0),
            .until => try self.emit(.branch_zero, (try self.pop(.dest)).label, 0),
            .@"while" => {
                const dest = try self.pop(.dest);
                try self.openOrig(.branch_zero);
                try self.push(dest);
            },
            .repeat => {
                try self.emit(.branch, (try self.pop(.dest)).label, 0);
                try self.emit(.label, (try self.pop(.orig)).label, 0);
            },
            .do => {
                try self.emit(.do, 0, 0);
                try self.openLoop(self.newLabel());
            },
            .question_do, .plus_do, .u_plus_do, .minus_do, .u_minus_do => {
                const label = self.newLabel();
                try self.emit(.question_do, label, @backingInt(action) - @backingInt(Action.question_do));
                try self.openLoop(label);
            },
            .loop => try self.closeLoop(.loop, 0),
            .plus_loop => try self.closeLoop(.plus_loop, 0),
            .minus_loop => try self.closeLoop(.plus_loop, 1),
            .leave => {
                if (self.leave_count == 0) return error.Left;
                try self.emit(.unloop, 0, 0);
                try self.emit(.branch, self.leaves[self.leave_count - 1], 0);
            },
            .unloop => try self.emit(.unloop, 0, 0),
            .index_i => try self.emit(.index, 0, 0),
            .index_j => try self.emit(.index, 1, 0),
            .index_k => try self.emit(.index, 2, 0),
            .exit => try self.emit(.exit, 0, 0),
            .recurse => try self.emit(.call, request.word_end, 0),
            .case => try self.push(.{ .kind = .case, .label = 0, .other = self.exit_count }),
            .of => {
                try self.emit(.call, request.over, 0);
                try self.emit(.call, request.equals, 0);
                const label = self.newLabel();
                try self.emit(.branch_zero, label, 0);
                try self.push(.{ .kind = .of, .label = label });
                try self.emit(.call, request.drop, 0);
            },
            .end_of => {
                const of = try self.pop(.of);
                if (self.depth == 0 or self.open[self.depth - 1].kind != .case) return error.Left;
                if (self.exit_count == most_open) return error.Left;
                const label = self.newLabel();
                try self.emit(.branch, label, 0);
                self.exits[self.exit_count] = label;
                self.exit_count += 1;
                try self.emit(.label, of.label, 0);
            },
            .end_case => {
                try self.emit(.call, request.drop, 0);
                const before = (try self.pop(.case)).other;
                for (self.exits[before..self.exit_count]) |label| try self.emit(.label, label, 0);
                self.exit_count = before;
            },
            .char => {
                const token = try self.nextOnLine();
                const character = self.source[token.start];
                if (character >= 0x80) return error.Left;
                try self.cell(character);
            },
            .text => try self.compileText(),
            .printed_text => {
                try self.compileText();
                try self.emit(.call, request.type, 0);
            },
            else => return error.Left,
        }
    }

    noinline fn compileText(self: *Reader) Stop!void {
        const request = self.request;
        const text = try self.textTo('"');
        if (request.data_space == 0 or text.len > request.texts_limit - self.texts_end) return error.Left;
        @memcpy(items(u8, request.data_space)[self.texts_end..][0..text.len], text);
        try self.cell(self.texts_end);
        try self.cell(text.len);
        self.texts_end += @intCast(text.len);
    }

    fn newLabel(self: *Reader) u32 {
        self.labels += 1;
        return self.labels - 1;
    }

    noinline fn push(self: *Reader, entry: Open) Stop!void {
        if (self.depth == most_open) return error.Left;
        self.open[self.depth] = entry;
        self.depth += 1;
    }

    noinline fn pop(self: *Reader, kind: @FieldType(Open, "kind")) Stop!Open {
        if (self.depth == 0 or self.open[self.depth - 1].kind != kind) return error.Left;
        self.depth -= 1;
        return self.open[self.depth];
    }

    noinline fn openOrig(self: *Reader, kind: Kind) Stop!void {
        const label = self.newLabel();
        try self.emit(kind, label, 0);
        try self.push(.{ .kind = .orig, .label = label });
    }

    noinline fn openLoop(self: *Reader, leave: u32) Stop!void {
        const start = self.newLabel();
        try self.emit(.label, start, 0);
        try self.push(.{ .kind = .loop, .label = start, .other = leave });
        if (self.leave_count == most_open) return error.Left;
        self.leaves[self.leave_count] = leave;
        self.leave_count += 1;
    }

    noinline fn closeLoop(self: *Reader, kind: Kind, variant: u32) Stop!void {
        const entry = try self.pop(.loop);
        try self.emit(kind, entry.label, variant);
        self.leave_count -= 1;
        try self.emit(.label, entry.other, 0);
    }

    // ---- data ----

    /// What begins with a number: `12 constant dozen`, `12 value dozen`, `12 ,`.
    fn readData(self: *Reader, literal: number.Literal) Stop!void {
        if (literal.kind != .cell) return error.Left;
        const value: u64 = @truncate(literal.value);
        const meaning = try self.meaningOf(self.next() orelse return error.Left);
        if (meaning.word == 0) return error.Left;
        switch (meaning.action) {
            .constant => {
                const name = try self.nextOnLine();
                try self.needRoom(name);
                // A word list gets the name.
                if (value == self.request.newest_wordlist) return error.Left;
                self.addWord(name, .constant, value);
            },
            .value => {
                const name = try self.nextOnLine();
                try self.needRoom(name);
                const at = try self.reserve(8, true);
                self.store(at, value);
                self.addWord(name, .value, at);
            },
            .comma => self.store(try self.reserve(8, false), value),
            .c_comma => items(u8, self.request.data_space)[try self.reserve(1, false)] = @truncate(value),
            .allot => {
                if (value >> 31 != 0) return error.Left;
                _ = try self.reserve(value, false);
            },
            else => return error.Left,
        }
    }

    /// CREATE and VARIABLE. No two words have their data at one address: see src/words/defining.ts.
    fn createData(self: *Reader, cells: u64) Stop!void {
        const name = try self.nextOnLine();
        try self.needRoom(name);
        if (try self.reserve(0, true) == self.load(newest_body)) _ = try self.reserve(8, false);
        const at = try self.reserve(cells * 8, false);
        self.store(newest_body, at);
        @memset(items(u8, self.request.data_space)[at..][0 .. cells * 8], 0);
        self.addWord(name, .data, at);
    }

    fn load(self: *Reader, address: u32) u64 {
        return @bitCast(items(u8, self.request.data_space)[address..][0..8].*);
    }

    fn store(self: *Reader, address: u32, value: u64) void {
        items(u8, self.request.data_space)[address..][0..8].* = @bitCast(value);
    }

    /// Moves HERE, aligned before if asked: the gap holds blanks.
    noinline fn reserve(self: *Reader, size: u64, aligned: bool) Stop!u32 {
        const request = self.request;
        if (request.data_space == 0) return error.Left;
        const here: *align(1) u64 = @ptrFromInt(request.data_space + @backingInt(abi.SystemVariable.here));
        if (here.* < abi.dictionary_start or here.* > request.data_limit) return error.Left;
        const before: u32 = @intCast(here.*);
        const gap = if (aligned) -%before & 7 else 0;
        if (gap + size > request.data_limit - before) return error.Left;
        @memset(items(u8, request.data_space)[before..][0..gap], ' ');
        here.* = before + gap + size;
        return before + gap;
    }

    // ---- the dictionary ----

    /// Makes sure that a word of the name can be added.
    noinline fn needRoom(self: *Reader, name: Token) Stop!void {
        const request = self.request;
        if (request.word_end >= request.word_limit) return error.Full;
        if (name.end - name.start > request.names_limit - request.names_end) return error.Full;
        if ((request.slots_used + 1) * 2 > request.slot_count) return error.Full;
        if (request.body_count == request.body_starts_limit) return error.Full;
    }

    noinline fn addWord(self: *Reader, name: Token, kind: abi.WordKind, value: u64) void {
        const request = self.request;
        const word = request.word_end;
        const text = self.source[name.start..name.end];
        @memcpy(items(u8, request.names)[request.names_end..][0..text.len], text);
        const slots = items(u32, request.slots);
        const mask = request.slot_count - 1;
        var slot = name.hash & mask;
        while (slots[slot] != 0 and self.header(slots[slot]).hash != name.hash) slot = (slot + 1) & mask;
        if (slots[slot] == 0) request.slots_used += 1;
        self.header(word).* = .{
            .hash = name.hash,
            .older = slots[slot],
            .name = request.names_end,
            .form = @backingInt(abi.WordForm.exists) | @as(u32, @intCast(text.len)) << abi.name_length_shift,
            .wordlist = request.wordlist,
            .position = request.first_position +% name.start,
            .end_position = 0,
            .previous = request.newest,
        };
        slots[slot] = word;
        items(abi.WordInfo, request.words)[word] = .{
            .kind = @backingInt(kind),
            .a = @truncate(value),
            .b = @truncate(value >> 32),
            .cell_in = 0,
            .cell_out = 0,
            .float_in = 0,
            .float_out = 0,
            .flags = 0,
        };
        request.names_end += @intCast(text.len);
        request.newest = word;
        request.word_end += 1;
    }

    /// Packs the records behind the bodies; gives where they end.
    noinline fn pack(self: *Reader, word: u32) Stop!u32 {
        const request = self.request;
        if (request.bodies_limit - request.bodies_end < longest_record * (self.count + 1)) return error.Full;
        const bytes = items(u8, request.bodies);
        var at = write(bytes, request.bodies_end, word);
        at = write(bytes, at, self.count);
        var before: u32 = 0;
        for (self.records[0..self.count]) |record| {
            bytes[at] = @as(u8, @intCast(record.kind)) | if (record.b == 0) @as(u8, 0) else has_b;
            at = write(bytes, at + 1, record.a);
            if (record.b != 0) at = write(bytes, at, record.b);
            const further: i32 = @bitCast(record.position -% before);
            before = record.position;
            at = write(bytes, at, @bitCast((further << 1) ^ (further >> 31)));
        }
        return at;
    }
};

/// A number, of seven bits a byte; gives where it ends.
inline fn write(bytes: [*]u8, start: u32, value: u32) u32 {
    var at = start;
    var rest = value;
    while (rest > 0x7f) : (rest >>= 7) {
        bytes[at] = @as(u8, @truncate(rest)) | 0x80;
        at += 1;
    }
    bytes[at] = @truncate(rest);
    return at + 1;
}

inline fn lower(byte: u8) u8 {
    return if (byte >= 'A' and byte <= 'Z') byte | 0x20 else byte;
}

fn isSame(own: []const u8, name: []const u8) bool {
    for (own, name) |a, b| if (a != b and lower(a) != lower(b)) return false;
    return true;
}
