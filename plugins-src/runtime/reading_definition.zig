//! Reads a definition from behind its `:` or `:NONAME` to its `;`: the records of its body are those that the words make
//! of which it consists (src/words/control.ts, src/words/compiling.ts, src/words/locals.ts, src/forth/definition.ts), in
//! their order and with their positions.

const std = @import("std");
const abi = @import("abi");
const number = @import("number");
const float_text = @import("float_text.zig");
const reading = @import("reading.zig");
const Action = abi.ReadingAction;
const Kind = abi.BodyKind;
const Reader = reading.Reader;
const Stop = reading.Stop;
const Token = reading.Token;
const items = reading.items;

const most_records = 1024;
const most_open = 64;
const most_locals = 32;
/// Words that one definition makes: the parts at DOES>, and quotations.
pub const most_parts = 8;
const most_text = 1024;
/// Immediate words within one another.
const most_expansions = 8;
/// Bytes of a packed record at most: the kind and three numbers of 32 bits.
const longest_record = 16;
const has_b = 0x40;

/// Reads a definition. One without a name is that of a :NONAME at `nameless`.
pub noinline fn read(reader: *Reader, nameless: ?Token) Stop!void {
    const request = reader.request;
    const name = if (nameless == null) try reader.nextOnLine() else null;
    try reader.needRoom(name);
    const at = if (nameless) |token| token.start else name.?.start;
    var it: Definition = .{
        .reader = reader,
        .texts_end = request.texts_end,
        .bodies_end = request.bodies_end,
        .position = request.first_position +% at,
    };
    try it.begin();
    try it.compileAll();
    request.texts_end = it.texts_end;
    const first = request.word_end;
    for (it.parts[0..it.part_count], 0..) |part, i| {
        reader.addWord(if (i == 0) name else null, part.position, .code, 0);
        const word = request.word_end - 1;
        reader.header(word).end_position = part.end_position;
        if (part.takes_returns) {
            reader.header(word).form |= @backingInt(abi.WordForm.takes_returns);
            request.takes_returns = 1;
        }
        items(u32, request.body_places)[word] = part.body + 1;
    }
    // In the order in which the bodies lie.
    for (it.finished[0..it.finished_count]) |part| {
        items(u32, request.body_starts)[request.body_count] = it.parts[part].body;
        request.body_count += 1;
    }
    request.bodies_end = it.bodies_end;
    request.latest = first;
}

/// A word that the definition makes.
const Part = struct { position: u32, end_position: u32 = 0, body: u32 = 0, takes_returns: bool = false };

/// An entry of the control-flow stack. Paths from there lead to the label, if any come from there.
const Open = struct {
    kind: enum { orig, dest, loop, case, of },
    label: u32,
    /// Of a CASE, how many exits there were before it; of a loop, its LEAVE.
    other: u32 = 0,
    is_reached: bool = false,
};

/// A label to which paths lead that are somewhere else already.
const Exit = struct { label: u32, is_reached: bool };

const Local = struct { kind: enum { cell, double, float }, name: Token, index: u32 };

/// A body that is open: those of quotations are within that of another.
const Body = struct {
    part: u32,
    /// What ;] leaves the token of, and where RECURSE begins: the part before the first DOES>.
    opened: u32,
    is_quotation: bool,
    first_record: u32,
    first_open: u32,
    first_exit: u32,
    first_leave: u32,
    first_local: u32,
    labels: u32 = 0,
    cell_locals: u32 = 0,
    float_locals: u32 = 0,
    /// Whether a path leads to the point of compilation.
    is_reached: bool = true,
};

const Definition = struct {
    reader: *Reader,
    /// Of the token that is compiled.
    position: u32,
    texts_end: u32,
    bodies_end: u32,

    records: [most_records]abi.BodyInstruction = undefined,
    count: u32 = 0,
    open: [most_open]Open = undefined,
    depth: u32 = 0,
    /// Labels at the ends of CASEs that ENDOF goes to, innermost CASE last.
    exits: [most_open]Exit = undefined,
    exit_count: u32 = 0,
    /// Labels that LEAVE goes to.
    leaves: [most_open]Exit = undefined,
    leave_count: u32 = 0,
    locals: [most_locals]Local = undefined,
    local_count: u32 = 0,
    bodies: [most_parts]Body = undefined,
    body_count: u32 = 0,
    parts: [most_parts]Part = undefined,
    part_count: u32 = 0,
    finished: [most_parts]u32 = undefined,
    finished_count: u32 = 0,
    /// ASSERT(s without their ).
    assertions: u32 = 0,

    fn body(self: *Definition) *Body {
        return &self.bodies[self.body_count - 1];
    }

    fn wordOf(self: *Definition, part: u32) u32 {
        return self.reader.request.word_end + part;
    }

    fn newPart(self: *Definition) Stop!u32 {
        if (self.part_count == most_parts) return error.Left;
        self.parts[self.part_count] = .{ .position = self.position };
        self.part_count += 1;
        return self.part_count - 1;
    }

    fn begin(self: *Definition) Stop!void {
        const part = try self.newPart();
        self.openBody(part, part, false);
    }

    fn openBody(self: *Definition, part: u32, opened: u32, is_quotation: bool) void {
        self.bodies[self.body_count] = .{
            .part = part,
            .opened = opened,
            .is_quotation = is_quotation,
            .first_record = self.count,
            .first_open = self.depth,
            .first_exit = self.exit_count,
            .first_leave = self.leave_count,
            .first_local = self.local_count,
        };
        self.body_count += 1;
    }

    fn compileAll(self: *Definition) Stop!void {
        const reader = self.reader;
        while (true) {
            const token = reader.next() orelse return error.Left;
            self.position = reader.request.first_position +% token.start;
            if (try self.compileLocal(token)) continue;
            const meaning = try reader.meaningOf(token);
            if (meaning.word == 0) try self.compileLiteral(meaning.literal, token) else switch (meaning.action) {
                .semicolon => {
                    if (self.body_count > 1 or self.assertions > 0) return error.Left;
                    return self.closeBody();
                },
                .left, .special => return error.Left,
                .call => {
                    const is_macro = meaning.word > reader.request.system_count and
                        reader.header(meaning.word).form & reading.immediate != 0;
                    if (is_macro) try self.expand(meaning.word, 0) else try self.emit(.call, meaning.word, 0);
                },
                else => if (isCalled(meaning.action)) try self.emit(.call, meaning.word, 0) else try self.compile(meaning.action, meaning.word),
            }
        }
    }

    /// Whether a definition calls a word of the action as any other.
    fn isCalled(action: Action) bool {
        return switch (action) {
            .variable, .two_variable, .create, .constant, .value, .comma, .c_comma, .allot, .colon => true,
            .two_comma, .float_comma, .text_comma, .@"align", .two_constant, .float_constant, .float_variable => true,
            .float_value, .@"defer", .buffer, .begin_structure, .end_structure, .field, .field8, .field16 => true,
            .field32, .field64, .field128, .immediate, .tick, .character, .no_name => true,
            .parse_name, .word => true,
            else => false,
        };
    }

    /// A word that takes from the return stack: what lies there may be the definition's own, or its caller's.
    fn callReturns(self: *Definition, word: u32) Stop!void {
        self.parts[self.body().part].takes_returns = true;
        try self.emit(.call, word, 0);
    }

    fn compileLiteral(self: *Definition, literal: number.Literal, token: Token) Stop!void {
        if (literal.kind == .float) {
            const value: u64 = @bitCast(float_text.literal(self.reader.textOf(token)) orelse return error.Left);
            return self.emit(.float_literal, @truncate(value), @truncate(value >> 32));
        }
        try self.cell(@truncate(literal.value));
        if (literal.kind == .double) try self.cell(@truncate(literal.value >> 64));
    }

    noinline fn emit(self: *Definition, kind: Kind, a: u32, b: u32) Stop!void {
        if (self.count == most_records) return error.Left;
        self.records[self.count] = .{ .kind = @backingInt(kind), .a = a, .b = b, .position = self.position };
        self.count += 1;
    }

    noinline fn cell(self: *Definition, value: u64) Stop!void {
        try self.emit(.literal, @truncate(value), @truncate(value >> 32));
    }

    fn compile(self: *Definition, action: Action, word: u32) Stop!void {
        const reader = self.reader;
        const request = reader.request;
        switch (action) {
            .comment => try reader.skipComment(),
            .line_comment => reader.skipLine(),
            .@"if" => try self.openOrig(.branch_zero),
            .@"else" => {
                const orig = try self.pop(.orig);
                try self.openOrig(.branch);
                self.endFlow();
                try self.join(.{ .label = orig.label, .is_reached = orig.is_reached });
            },
            .then => {
                const orig = try self.pop(.orig);
                try self.join(.{ .label = orig.label, .is_reached = orig.is_reached });
            },
            .begin => {
                const label = self.newLabel();
                try self.emit(.label, label, 0);
                // It would see the locals that are said to be live.
                if (!self.body().is_reached and self.hasLocals()) return error.Left;
                self.body().is_reached = true;
                try self.push(.{ .kind = .dest, .label = label });
            },
            .again => {
                try self.emit(.branch, (try self.pop(.dest)).label, 0);
                self.endFlow();
            },
            .until => try self.emit(.branch_zero, (try self.pop(.dest)).label, 0),
            .@"while" => {
                const dest = try self.pop(.dest);
                try self.openOrig(.branch_zero);
                try self.push(dest);
            },
            .repeat => {
                try self.emit(.branch, (try self.pop(.dest)).label, 0);
                self.endFlow();
                const orig = try self.pop(.orig);
                try self.join(.{ .label = orig.label, .is_reached = orig.is_reached });
            },
            .do => {
                try self.emit(.do, 0, 0);
                try self.openLoop(.{ .label = self.newLabel(), .is_reached = false });
            },
            .question_do, .plus_do, .u_plus_do, .minus_do, .u_minus_do => {
                const label = self.newLabel();
                try self.emit(.question_do, label, @backingInt(action) - @backingInt(Action.question_do));
                try self.openLoop(.{ .label = label, .is_reached = self.body().is_reached });
            },
            .loop => try self.closeLoop(.loop, 0),
            .plus_loop => try self.closeLoop(.plus_loop, 0),
            .minus_loop => try self.closeLoop(.plus_loop, 1),
            .leave => {
                if (self.leave_count == self.body().first_leave) return error.Left;
                const leave = &self.leaves[self.leave_count - 1];
                try self.emit(.unloop, 0, 0);
                try self.emit(.branch, leave.label, 0);
                leave.is_reached = leave.is_reached or self.body().is_reached;
                self.endFlow();
            },
            .unloop => try self.emit(.unloop, 0, 0),
            .index_i => {
                // Outside of loops it may be R@.
                if (self.leave_count == self.body().first_leave) return error.Left;
                try self.emit(.index, 0, 0);
            },
            .index_j => try self.emit(.index, 1, 0),
            .index_k => try self.emit(.index, 2, 0),
            .exit => {
                try self.emit(.exit, 0, 0);
                self.endFlow();
            },
            .recurse => try self.emit(.call, self.wordOf(self.body().part), 0),
            .case => try self.push(.{ .kind = .case, .label = 0, .other = self.exit_count }),
            .of => {
                try self.emit(.call, request.over, 0);
                try self.emit(.call, request.equals, 0);
                const label = self.newLabel();
                try self.emit(.branch_zero, label, 0);
                try self.push(.{ .kind = .of, .label = label, .is_reached = self.body().is_reached });
                try self.emit(.call, request.drop, 0);
            },
            .end_of => {
                const of = try self.pop(.of);
                if (self.depth == self.body().first_open or self.open[self.depth - 1].kind != .case) return error.Left;
                if (self.exit_count == most_open) return error.Left;
                const label = self.newLabel();
                try self.emit(.branch, label, 0);
                self.exits[self.exit_count] = .{ .label = label, .is_reached = self.body().is_reached };
                self.exit_count += 1;
                self.endFlow();
                try self.join(.{ .label = of.label, .is_reached = of.is_reached });
            },
            .end_case => {
                try self.emit(.call, request.drop, 0);
                const before = (try self.pop(.case)).other;
                for (self.exits[before..self.exit_count]) |exit| try self.join(exit);
                self.exit_count = before;
            },
            .char => {
                const token = try reader.nextOnLine();
                const character = reader.source[token.start];
                if (character >= 0x80) return error.Left;
                try self.cell(character);
            },
            .text => try self.compileText(),
            .printed_text => {
                try self.compileText();
                try self.emit(.call, request.type, 0);
            },
            .abort_text => {
                try self.compileText();
                try self.emit(.call, request.abort_quote, 0);
            },
            .escaped_text => try self.compileEscapedText(),
            .counted_text => {
                const text = try reader.textTo('"');
                if (text.len > 255) return error.Left;
                const address = try reader.keepText(&self.texts_end, &.{@intCast(text.len)});
                _ = try reader.keepText(&self.texts_end, text);
                try self.cell(address);
            },
            .throw => try self.emit(.call, if (self.endsInCode()) request.throw_anew else word, 0),
            .bracket_tick => {
                const meaning = try reader.nextWord();
                if (reader.header(meaning.word).form & reading.dual != 0) return error.Left;
                try self.cell(meaning.word);
            },
            .postpone => try self.compilePostpone(),
            .to => try self.compileTo(false),
            .plus_to => try self.compileTo(true),
            .braced_locals => try self.declareLocals("}"),
            .locals => try self.declareLocals(":}"),
            .barred_locals => try self.declareBarred(),
            .returns => try self.callReturns(word),
            .assertion => {
                if (reader.variable(.assert_level).* -% 1 >= 1 << 31) return error.Left;
                self.assertions += 1;
            },
            .end_assertion => {
                if (self.assertions == 0) return error.Left;
                self.assertions -= 1;
                try self.emit(.call, request.assertion, 0);
            },
            .does => try self.split(),
            .begin_quotation => {
                const part = try self.newPart();
                if (self.body_count == most_parts) return error.Left;
                self.openBody(part, part, true);
            },
            .end_quotation => {
                const quotation = self.body().*;
                if (!quotation.is_quotation) return error.Left;
                try self.closeBody();
                try self.cell(self.wordOf(quotation.opened));
            },
            else => return error.Left,
        }
    }

    /// Ends the innermost body, which may have nothing open: it is packed, and its records are gone.
    fn closeBody(self: *Definition) Stop!void {
        const closed = self.body().*;
        if (self.depth != closed.first_open) return error.Left;
        try self.emit(.exit, 0, 0);
        const part = &self.parts[closed.part];
        part.end_position = self.position;
        // What stands behind DOES> belongs to the definition that it splits.
        self.parts[closed.opened].end_position = self.position;
        part.body = self.bodies_end;
        self.bodies_end = try self.pack(self.wordOf(closed.part), self.records[closed.first_record..self.count]);
        self.finished[self.finished_count] = closed.part;
        self.finished_count += 1;
        self.count = closed.first_record;
        self.exit_count = closed.first_exit;
        self.local_count = closed.first_local;
        self.body_count -= 1;
    }

    /// DOES>: what follows is a word of its own, whose token the part before it has.
    fn split(self: *Definition) Stop!void {
        const before = self.body().*;
        const part = try self.newPart();
        try self.cell(self.wordOf(part));
        try self.emit(.call, self.reader.request.does, 0);
        try self.closeBody();
        self.openBody(part, before.opened, before.is_quotation);
    }

    // ---- texts, tokens, values ----

    noinline fn compileText(self: *Definition) Stop!void {
        const text = try self.reader.textTo('"');
        try self.compileKept(text);
    }

    fn compileKept(self: *Definition, text: []const u8) Stop!void {
        try self.cell(try self.reader.keepText(&self.texts_end, text));
        try self.cell(text.len);
    }

    /// S\" with the usual escapes (src/words/escapes.ts).
    noinline fn compileEscapedText(self: *Definition) Stop!void {
        const reader = self.reader;
        const source = reader.source;
        var buffer: [most_text]u8 = undefined;
        var length: usize = 0;
        var at: usize = reader.at.offset + 1;
        if (at > source.len or source[at - 1] == '\n') return error.Left;
        while (true) : (at += 1) {
            if (at + 1 >= source.len or length + 2 > most_text) return error.Left;
            var byte = source[at];
            switch (byte) {
                '"' => break,
                '\n' => return error.Left,
                '\\' => {
                    at += 1;
                    byte = switch (source[at]) {
                        'a' => 7,
                        'b' => 8,
                        'e' => 27,
                        'f' => 12,
                        'l', 'n' => 10,
                        'q', '"' => '"',
                        'r' => 13,
                        't' => 9,
                        'v' => 11,
                        'z' => 0,
                        '\\' => '\\',
                        'm' => m: {
                            buffer[length] = 13;
                            length += 1;
                            break :m 10;
                        },
                        else => return error.Left,
                    };
                },
                else => {},
            }
            buffer[length] = byte;
            length += 1;
        }
        reader.at.offset = @intCast(at + 1);
        try self.compileKept(buffer[0..length]);
    }

    /// Whether what was compiled last gives a cell that is known and not zero.
    fn endsInCode(self: *Definition) bool {
        if (self.count == self.body().first_record) return false;
        const last = self.records[self.count - 1];
        if (last.kind == @backingInt(Kind.literal)) return last.a != 0 or last.b != 0;
        if (last.kind != @backingInt(Kind.call)) return false;
        const info = self.reader.info(last.a);
        // One that the definition itself makes is not there yet.
        if (last.a >= self.reader.request.word_end) return false;
        return info.kind == @backingInt(abi.WordKind.constant) and (info.a != 0 or info.b != 0);
    }

    noinline fn compilePostpone(self: *Definition) Stop!void {
        const reader = self.reader;
        const meaning = try reader.nextWord();
        const form = reader.header(meaning.word).form;
        const is_dual = form & reading.dual != 0;
        if (form & reading.immediate != 0 and !is_dual) return self.emit(.call, meaning.word, 0);
        try self.cell(meaning.word);
        try self.emit(.call, if (is_dual) reader.request.compile_dual else reader.request.compile_comma, 0);
    }

    /// Does what an immediate word of the program's does that compiles and nothing else: it is made of POSTPONE.
    fn expand(self: *Definition, word: u32, depth: u32) Stop!void {
        const reader = self.reader;
        const request = reader.request;
        const place = items(u32, request.body_places)[word];
        const is_code = reader.info(word).kind == @backingInt(abi.WordKind.code);
        if (place == 0 or !is_code or depth == most_expansions) return error.Left;
        var macro: PackedBody = .{ .bytes = items(u8, request.bodies), .at = place - 1 };
        _ = macro.read();
        var token: u32 = 0;
        var left = macro.read();
        while (left > 0) : (left -= 1) {
            const record = macro.record();
            switch (@as(Kind, @fromBackingInt(record.kind))) {
                .exit => return if (token != 0) error.Left,
                .literal => {
                    const exists = @backingInt(abi.WordForm.exists);
                    if (token != 0 or record.b != 0 or record.a >= request.word_end) return error.Left;
                    if (reader.header(record.a).form & exists == 0) return error.Left;
                    token = record.a;
                },
                .call => {
                    if (record.a == request.compile_comma and token != 0) {
                        if (token <= request.system_count) {
                            const action: Action = @fromBackingInt(items(u8, request.actions)[token]);
                            if (action == .undecided) {
                                request.left_word = token;
                                return error.Unknown;
                            }
                            if (action == .returns) self.parts[self.body().part].takes_returns = true;
                        }
                        try self.emit(.call, token, 0);
                        token = 0;
                        continue;
                    }
                    if (token != 0) return error.Left;
                    if (record.a > request.system_count) {
                        // What is not immediate does something itself.
                        if (reader.header(record.a).form & reading.immediate == 0) return error.Left;
                        try self.expand(record.a, depth + 1);
                        continue;
                    }
                    const action: Action = @fromBackingInt(items(u8, request.actions)[record.a]);
                    if (action == .undecided) {
                        request.left_word = record.a;
                        return error.Unknown;
                    }
                    if (!isStructure(action)) return error.Left;
                    try self.compile(action, record.a);
                },
                else => return error.Left,
            }
        }
    }

    /// Whether what a word compiles depends on nothing that follows in the text.
    fn isStructure(action: Action) bool {
        return switch (action) {
            .@"if", .@"else", .then, .begin, .again, .until, .@"while", .repeat, .do, .question_do, .plus_do => true,
            .u_plus_do, .minus_do, .u_minus_do, .loop, .plus_loop, .minus_loop, .leave, .unloop, .index_i => true,
            .index_j, .index_k, .exit, .recurse, .case, .of, .end_of, .end_case => true,
            else => false,
        };
    }

    /// TO and IS, or +TO.
    noinline fn compileTo(self: *Definition, adds: bool) Stop!void {
        const reader = self.reader;
        const request = reader.request;
        const token = try reader.nextOnLine();
        if (try self.localOf(token)) |local| {
            if (adds) {
                if (local.kind != .cell) return error.Left;
                try self.emit(.local_get, local.index, 0);
                try self.emit(.call, request.plus, 0);
            }
            return self.setLocal(local);
        }
        const word = reader.find(token.hash, reader.textOf(token));
        if (word <= request.system_count or reader.header(word).form & reading.synonym != 0) return error.Left;
        const info = reader.info(word);
        const access = switch (@as(abi.WordKind, @fromBackingInt(info.kind))) {
            .value => if (adds) request.plus_store else request.store,
            .fvalue => if (adds) return error.Left else request.float_store,
            .@"defer" => if (adds) return error.Left else request.store,
            else => return error.Left,
        };
        self.position = request.first_position +% token.start;
        try self.cell(info.a);
        try self.emit(.call, access, 0);
    }

    // ---- control flow ----

    fn newLabel(self: *Definition) u32 {
        const it = self.body();
        it.labels += 1;
        return it.labels - 1;
    }

    fn endFlow(self: *Definition) void {
        self.body().is_reached = false;
    }

    /// Places a label that other paths come to.
    noinline fn join(self: *Definition, from: Exit) Stop!void {
        try self.emit(.label, from.label, 0);
        if (from.is_reached) self.body().is_reached = true;
    }

    noinline fn push(self: *Definition, entry: Open) Stop!void {
        if (self.depth == most_open) return error.Left;
        self.open[self.depth] = entry;
        self.depth += 1;
    }

    noinline fn pop(self: *Definition, kind: @FieldType(Open, "kind")) Stop!Open {
        if (self.depth == self.body().first_open or self.open[self.depth - 1].kind != kind) return error.Left;
        self.depth -= 1;
        return self.open[self.depth];
    }

    noinline fn openOrig(self: *Definition, kind: Kind) Stop!void {
        const label = self.newLabel();
        try self.emit(kind, label, 0);
        try self.push(.{ .kind = .orig, .label = label, .is_reached = self.body().is_reached });
    }

    noinline fn openLoop(self: *Definition, leave: Exit) Stop!void {
        const start = self.newLabel();
        try self.emit(.label, start, 0);
        try self.push(.{ .kind = .loop, .label = start });
        if (self.leave_count == most_open) return error.Left;
        self.leaves[self.leave_count] = leave;
        self.leave_count += 1;
    }

    noinline fn closeLoop(self: *Definition, kind: Kind, variant: u32) Stop!void {
        const entry = try self.pop(.loop);
        try self.emit(kind, entry.label, variant);
        self.leave_count -= 1;
        try self.join(self.leaves[self.leave_count]);
    }

    // ---- locals ----

    fn hasLocals(self: *Definition) bool {
        return self.local_count > self.body().first_local;
    }

    /// The newest local of the name. No path leads to what comes where none is reached, and none is seen there.
    noinline fn localOf(self: *Definition, token: Token) Stop!?Local {
        const it = self.body();
        var i = self.local_count;
        while (i > it.first_local) {
            i -= 1;
            const local = self.locals[i];
            if (local.name.hash != token.hash or !self.reader.isNamed(token, self.reader.textOf(local.name))) continue;
            return if (it.is_reached) local else error.Left;
        }
        return null;
    }

    inline fn compileLocal(self: *Definition, token: Token) Stop!bool {
        if (!self.hasLocals()) return false;
        const local = try self.localOf(token) orelse return false;
        switch (local.kind) {
            .float => try self.emit(.float_local_get, local.index, 0),
            else => try self.emit(.local_get, local.index, 0),
        }
        if (local.kind == .double) try self.emit(.local_get, local.index + 1, 0);
        return true;
    }

    fn setLocal(self: *Definition, local: Local) Stop!void {
        if (local.kind == .double) try self.emit(.local_set, local.index + 1, 0);
        try self.emit(if (local.kind == .float) .float_local_set else .local_set, local.index, 0);
    }

    fn newLocal(self: *Definition, kind: @FieldType(Local, "kind"), name: Token) Stop!Local {
        if (self.local_count == most_locals) return error.Left;
        const it = self.body();
        const local: Local = .{ .kind = kind, .name = name, .index = if (kind == .float) it.float_locals else it.cell_locals };
        switch (kind) {
            .cell => it.cell_locals += 1,
            .double => it.cell_locals += 2,
            .float => it.float_locals += 1,
        }
        self.locals[self.local_count] = local;
        self.local_count += 1;
        return local;
    }

    /// Locals that the whole rest of the definition sees. Names come into being in their order and before any gets its value
    /// from the stack.
    noinline fn declareLocals(self: *Definition, closer: []const u8) Stop!void {
        const reader = self.reader;
        const it = self.body();
        if (self.depth != it.first_open or !it.is_reached) return error.Left;
        const first = self.local_count;
        var last = first;
        var section: enum { arguments, values, comment } = .arguments;
        var kind: @FieldType(Local, "kind") = .cell;
        while (true) {
            // As in gforth the comment of { goes to the end of its line at most.
            const token = if (section == .comment and closer.len == 1) reader.nextOnLine() catch break else reader.next() orelse return error.Left;
            if (reader.isNamed(token, closer)) break;
            if (section == .comment) continue;
            if (reader.isNamed(token, "|")) {
                section = .values;
                continue;
            }
            if (reader.isNamed(token, "--")) {
                section = .comment;
                continue;
            }
            const text = reader.textOf(token);
            if (text.len == 2 and (text[1] == ':' or text[1] == '^')) {
                kind = switch (text[0] | 0x20) {
                    'w' => .cell,
                    'd' => .double,
                    'f' => .float,
                    else => return error.Left,
                };
                if (text[1] == '^') return error.Left;
                continue;
            }
            // Comments between the names, a kind that is rare, or a buffer.
            if (text[0] == '\\' or text[0] == '(' or text[text.len - 1] == ':' or text[text.len - 1] == '[') return error.Left;
            const local = try self.newLocal(kind, token);
            if (section == .arguments) last = self.local_count else try self.declareZero(local);
            kind = .cell;
        }
        while (last > first) {
            last -= 1;
            try self.setLocal(self.locals[last]);
        }
    }

    /// LOCALS|, whose names take their values in their order.
    noinline fn declareBarred(self: *Definition) Stop!void {
        const reader = self.reader;
        if (self.depth != self.body().first_open or !self.body().is_reached) return error.Left;
        while (true) {
            const token = try reader.nextOnLine();
            self.position = reader.request.first_position +% token.start;
            if (reader.isNamed(token, "|")) return;
            try self.setLocal(try self.newLocal(.cell, token));
        }
    }

    fn declareZero(self: *Definition, local: Local) Stop!void {
        switch (local.kind) {
            .float => try self.emit(.float_literal, 0, 0),
            .cell => try self.cell(0),
            .double => {
                try self.cell(0);
                try self.cell(0);
            },
        }
        try self.setLocal(local);
    }

    // ---- bodies ----

    /// Packs records as a body; gives where it ends.
    noinline fn pack(self: *Definition, word: u32, records: []const abi.BodyInstruction) Stop!u32 {
        return packBody(self.reader, self.bodies_end, word, records);
    }
};

/// Packs records of a word's body from `start` on; gives where they end.
pub fn packBody(reader: *Reader, start: u32, word: u32, records: []const abi.BodyInstruction) Stop!u32 {
    const request = reader.request;
    if (request.bodies_limit - start < longest_record * (records.len + 1)) return error.Full;
    const bytes = items(u8, request.bodies);
    var at = write(bytes, start, word);
    at = write(bytes, at, @intCast(records.len));
    var before: u32 = 0;
    for (records) |record| {
        bytes[at] = @as(u8, @intCast(record.kind)) | if (record.b == 0) @as(u8, 0) else has_b;
        at = write(bytes, at + 1, record.a);
        if (record.b != 0) at = write(bytes, at, record.b);
        const further: i32 = @bitCast(record.position -% before);
        before = record.position;
        at = write(bytes, at, @bitCast((further << 1) ^ (further >> 31)));
    }
    return at;
}

/// Records as `packBody` has packed them.
pub const PackedBody = struct {
    bytes: [*]const u8,
    at: u32,
    position: u32 = 0,

    pub fn read(self: *PackedBody) u32 {
        var value: u32 = 0;
        var shift: u5 = 0;
        while (true) : (shift += 7) {
            const byte = self.bytes[self.at];
            self.at += 1;
            value |= @as(u32, byte & 0x7f) << shift;
            if (byte < 0x80) return value;
        }
    }

    pub fn record(self: *PackedBody) abi.BodyInstruction {
        const kind = self.bytes[self.at];
        self.at += 1;
        const a = self.read();
        const b = if (kind & has_b != 0) self.read() else 0;
        const further = self.read();
        self.position +%= (further >> 1) ^ (0 -% (further & 1));
        return .{ .kind = kind & ~@as(u8, has_b), .a = a, .b = b, .position = self.position };
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
