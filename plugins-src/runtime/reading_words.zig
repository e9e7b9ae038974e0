//! What is interpreted between definitions without the host: literals, words that make data (src/words/defining.ts,
//! src/words/facility.ts), conditionals (src/words/tools.ts), and words that run from their bodies (`interpreter.zig`).
//! What THROWs is left to the host, with nothing changed.

const std = @import("std");
const abi = @import("abi");
const number = @import("number");
const code = @import("reading_code.zig");
const definition = @import("reading_definition.zig");
const float_text = @import("float_text.zig");
const interpreter = @import("interpreter.zig");
const names = @import("names.zig");
const reading = @import("reading.zig");
const End = abi.ReadingEnd;
const Meaning = reading.Meaning;
const Reader = reading.Reader;
const Stop = reading.Stop;
const Token = reading.Token;
const items = reading.items;

/// Words of an instruction of cold code.
const instruction = 4;
/// Words of an activation's record.
const record = @sizeOf(abi.Activation) / 4;
/// Room that WORD wants at HERE: see src/words/parsing.ts.
const most_word = 1022;

// ---- stacks ----

/// Makes sure that so many cells are there, and so many more find room.
inline fn need(reader: *Reader, given: u32, more: u32) Stop!void {
    const depth = reader.context.data_depth;
    if (depth < given or depth + more > reader.request.stack_limit) return error.Left;
}

inline fn peek(reader: *Reader, back: u32) u64 {
    return items(u64, reader.request.data_stack)[reader.context.data_depth - 1 - back];
}

inline fn drop(reader: *Reader, count: u32) void {
    reader.context.data_depth -= count;
}

/// There must be room.
inline fn push(reader: *Reader, value: u64) void {
    items(u64, reader.request.data_stack)[reader.context.data_depth] = value;
    reader.context.data_depth += 1;
}

fn interpretation(reader: *Reader) Stop!*abi.Interpretation {
    if (reader.request.interpretation == 0) return error.Left;
    return @ptrFromInt(reader.request.interpretation);
}

fn pushFloat(reader: *Reader, bits: u64) Stop!void {
    const state = try interpretation(reader);
    if (reader.context.float_depth >= state.float_capacity) return error.Left;
    items(u64, state.float_stack)[reader.context.float_depth] = bits;
    reader.context.float_depth += 1;
}

fn peekFloat(reader: *Reader) Stop!u64 {
    const state = try interpretation(reader);
    if (reader.context.float_depth < 1) return error.Left;
    return items(u64, state.float_stack)[reader.context.float_depth - 1];
}

pub noinline fn pushLiteral(reader: *Reader, literal: number.Literal, token: Token) Stop!void {
    switch (literal.kind) {
        .float => try pushFloat(reader, @bitCast(float_text.literal(reader.textOf(token)) orelse return error.Left)),
        .double => {
            try need(reader, 0, 2);
            push(reader, @truncate(literal.value));
            push(reader, @truncate(literal.value >> 64));
        },
        else => {
            try need(reader, 0, 1);
            push(reader, @truncate(literal.value));
        },
    }
}

// ---- words of the system ----

/// Does what a word does, or leaves it to the host; gives why nothing more is to be read now.
pub fn interpret(reader: *Reader, meaning: Meaning, token: Token) Stop!?End {
    switch (meaning.action) {
        .call => return execute(reader, meaning.word, token),
        .comment => try reader.skipComment(),
        .line_comment => reader.skipLine(),
        .create => try createData(reader, 0, 0),
        .variable, .float_variable => try createData(reader, 8, 8),
        .two_variable => try createData(reader, 16, 16),
        .buffer => {
            try need(reader, 1, 0);
            const size = peek(reader, 0);
            if (size >> 31 != 0) return error.Left;
            try createData(reader, size, 0);
            drop(reader, 1);
        },
        .constant => try makeConstant(reader),
        .two_constant => try makeTwoConstant(reader),
        .float_constant => {
            const bits = try peekFloat(reader);
            reader.addNamed(try newName(reader), .fconstant, bits);
            reader.context.float_depth -= 1;
        },
        .value => {
            try need(reader, 1, 0);
            try defineFetching(reader, .value, peek(reader, 0));
            drop(reader, 1);
        },
        .float_value => {
            try defineFetching(reader, .fvalue, try peekFloat(reader));
            reader.context.float_depth -= 1;
        },
        .@"defer" => try defineFetching(reader, .@"defer", reader.request.uninitialised),
        .comma => try append(reader, 1),
        .two_comma => try append(reader, 2),
        .float_comma => {
            const bits = try peekFloat(reader);
            reader.store(try reader.reserve(8, false), bits);
            reader.context.float_depth -= 1;
        },
        .c_comma => {
            try need(reader, 1, 0);
            reader.memory(try reader.reserve(1, false))[0] = @truncate(peek(reader, 0));
            drop(reader, 1);
        },
        .allot => {
            try need(reader, 1, 0);
            const size = peek(reader, 0);
            if (size >> 31 != 0) return error.Left;
            _ = try reader.reserve(size, false);
            drop(reader, 1);
        },
        .@"align" => _ = try reader.reserve(0, true),
        .text_comma => {
            const text = try reader.textTo('"');
            if (text.len > 255) return error.Left;
            const at = reader.memory(try reader.reserve(text.len + 1, false));
            at[0] = @intCast(text.len);
            @memcpy(at[1..][0..text.len], text);
        },
        .text => {
            try need(reader, 0, 2);
            const text = try reader.textTo('"');
            push(reader, try reader.keepText(&reader.request.texts_end, text));
            push(reader, text.len);
        },
        .begin_structure => {
            try need(reader, 0, 2);
            const word = reader.request.word_end;
            reader.addNamed(try newName(reader), .constant, 0);
            push(reader, word);
            push(reader, 0);
        },
        .end_structure => try endStructure(reader),
        .field => {
            try need(reader, 2, 0);
            const end = try makeField(reader, peek(reader, 1), peek(reader, 0), 1);
            drop(reader, 2);
            push(reader, end);
        },
        .field8, .field16, .field32, .field64, .field128 => {
            try need(reader, 1, 0);
            const size = @as(u64, 1) << @intCast(@backingInt(meaning.action) - @backingInt(abi.ReadingAction.field8));
            const end = try makeField(reader, peek(reader, 0), size, @min(size, 8));
            drop(reader, 1);
            push(reader, end);
        },
        .immediate => {
            const word = reader.request.latest;
            if (word <= reader.request.system_count) return error.Left;
            reader.header(word).form |= reading.immediate;
            reader.request.names_changed = 1;
        },
        .tick => {
            try need(reader, 0, 1);
            const named = try reader.nextWord();
            if (reader.header(named.word).form & reading.dual != 0) return error.Left;
            push(reader, named.word);
        },
        .character => {
            try need(reader, 0, 1);
            const name = try reader.nextOnLine();
            const character = reader.source[name.start];
            if (character >= 0x80) return error.Left;
            push(reader, character);
        },
        .parse_name => {
            // What lies in the data space has an address; lines of files are copied there by the host.
            if (reader.request.is_string == 0) return error.Left;
            try need(reader, 0, 2);
            const name = try reader.nextOnLine();
            push(reader, name.start);
            push(reader, name.end - name.start);
        },
        .word => try parseWord(reader),
        .no_name => {
            try need(reader, 0, 1);
            const word = reader.request.word_end;
            try definition.read(reader, token);
            push(reader, word);
        },
        .to => try assign(reader, false),
        .plus_to => try assign(reader, true),
        .bracket_if => {
            try need(reader, 1, 0);
            try beginConditional(reader, peek(reader, 0) != 0, token);
            drop(reader, 1);
        },
        .bracket_defined, .bracket_undefined => {
            try need(reader, 0, 1);
            const is_known = try isDefined(reader);
            push(reader, if (is_known == (meaning.action == .bracket_defined)) std.math.maxInt(u64) else 0);
        },
        .bracket_if_defined, .bracket_if_undefined => {
            const is_known = try isDefined(reader);
            try beginConditional(reader, is_known == (meaning.action == .bracket_if_defined), token);
        },
        .bracket_else => {
            try skipConditional(reader, false);
        },
        .bracket_then => endConditional(reader),
        else => return error.Left,
    }
    return null;
}

/// BL WORD: a counted string at HERE, behind which is a space.
noinline fn parseWord(reader: *Reader) Stop!void {
    const here = reader.variable(.here).*;
    const limit = reader.request.data_limit;
    if (here < abi.dictionary_start or here > limit or limit - here <= most_word) return error.Left;
    try need(reader, 1, 0);
    if (peek(reader, 0) != ' ') return error.Left;
    const name = reader.textOf(try reader.nextOnLine());
    if (name.len > 255) return error.Left;
    const at = reader.memory(@intCast(here));
    at[0] = @intCast(name.len);
    std.mem.copyForwards(u8, at[1..][0..name.len], name);
    at[1 + name.len] = ' ';
    drop(reader, 1);
    push(reader, here);
}

/// The name of a new word, for which there is room.
fn newName(reader: *Reader) Stop!Token {
    const name = try reader.nextOnLine();
    try reader.needRoom(name);
    return name;
}

/// CREATE and its kin: data of so many bytes, the first of which are zero. No two words have their data at one address: see
/// src/words/defining.ts.
noinline fn createData(reader: *Reader, size: u64, zeroed: u64) Stop!void {
    const name = try newName(reader);
    const here = reader.variable(.here);
    const before = here.*;
    errdefer here.* = before;
    if (try reader.reserve(0, true) == reader.variable(.newest_body).*) _ = try reader.reserve(8, false);
    const at = try reader.reserve(size, false);
    reader.variable(.newest_body).* = at;
    @memset(reader.memory(at)[0..zeroed], 0);
    reader.addNamed(name, .data, at);
}

noinline fn makeConstant(reader: *Reader) Stop!void {
    try need(reader, 1, 0);
    const value = peek(reader, 0);
    // A word list gets the name.
    if (value == reader.request.newest_wordlist) return error.Left;
    reader.addNamed(try newName(reader), .constant, value);
    drop(reader, 1);
}

noinline fn makeTwoConstant(reader: *Reader) Stop!void {
    try need(reader, 2, 0);
    const name = try newName(reader);
    const at = try reader.reserve(16, true);
    reader.store(at, peek(reader, 0));
    reader.store(at + 8, peek(reader, 1));
    drop(reader, 2);
    reader.addNamed(name, .does, at | @as(u64, reader.request.two_fetch) << 32);
}

/// A new word that fetches from one new cell.
noinline fn defineFetching(reader: *Reader, kind: abi.WordKind, value: u64) Stop!void {
    const name = try newName(reader);
    const at = try reader.reserve(8, true);
    reader.store(at, value);
    reader.addNamed(name, kind, at);
}

/// Appends cells, the top first.
inline fn append(reader: *Reader, count: u32) Stop!void {
    try need(reader, count, 0);
    const at = try reader.reserve(8 * count, false);
    for (0..count) |i| reader.store(at + 8 * @as(u32, @intCast(i)), peek(reader, @intCast(i)));
    drop(reader, count);
}

noinline fn endStructure(reader: *Reader) Stop!void {
    try need(reader, 2, 0);
    const word = peek(reader, 1);
    if (word <= reader.request.system_count or word >= reader.request.word_end) return error.Left;
    const info = reader.info(@intCast(word));
    const is_there = reader.header(@intCast(word)).form & @backingInt(abi.WordForm.exists) != 0;
    if (!is_there or info.kind != @backingInt(abi.WordKind.constant)) return error.Left;
    info.* = .{
        .kind = info.kind,
        .a = @truncate(peek(reader, 0)),
        .b = @truncate(peek(reader, 0) >> 32),
        .cell_in = 0,
        .cell_out = 0,
        .float_in = 0,
        .float_out = 0,
        .flags = 0,
    };
    drop(reader, 2);
}

/// A field of a structure, whose name adds its offset; gives the offset behind it.
noinline fn makeField(reader: *Reader, offset: u64, size: u64, alignment: u64) Stop!u64 {
    const request = reader.request;
    if (offset >> 30 != 0 or size >> 30 != 0) return error.Left;
    const aligned = std.mem.alignForward(u64, offset, alignment);
    const name = try newName(reader);
    const body: [2]abi.BodyInstruction = .{
        .{ .kind = @backingInt(abi.BodyKind.literal), .a = @intCast(aligned), .b = 0, .position = 0 },
        .{ .kind = @backingInt(abi.BodyKind.call), .a = request.plus, .b = 0, .position = 0 },
    };
    const word = request.word_end;
    const end = try definition.packBody(reader, request.bodies_end, word, if (aligned == 0) &.{} else &body);
    // The host says where among the bodies that are in use it lies.
    reader.addNamed(name, .@"inline", 0);
    items(u32, request.body_places)[word] = request.bodies_end + 1;
    items(u32, request.body_starts)[request.body_count] = request.bodies_end;
    request.body_count += 1;
    request.bodies_end = end;
    return aligned + size;
}

/// TO and IS, or +TO, of a word that keeps a cell or float.
noinline fn assign(reader: *Reader, adds: bool) Stop!void {
    const named = try reader.nextWord();
    if (named.word <= reader.request.system_count) return error.Left;
    const info = reader.info(named.word);
    switch (@as(abi.WordKind, @fromBackingInt(info.kind))) {
        .value, .@"defer" => |kind| {
            if (adds and kind == .@"defer") return error.Left;
            try need(reader, 1, 0);
            const cell: *align(1) u64 = @ptrCast(reader.memory(info.a));
            cell.* = peek(reader, 0) +% if (adds) cell.* else 0;
            drop(reader, 1);
        },
        .fvalue => {
            if (adds) return error.Left;
            reader.store(info.a, try peekFloat(reader));
            reader.context.float_depth -= 1;
        },
        else => return error.Left,
    }
}

// ---- conditionals ----

fn isDefined(reader: *Reader) Stop!bool {
    const name = try reader.nextOnLine();
    const found = reader.find(name.hash, reader.textOf(name));
    if (found == 0 or found > reader.request.system_count) return found != 0;
    // A word for tests may be hidden.
    const action: abi.ReadingAction = @fromBackingInt(items(u8, reader.request.actions)[found]);
    if (action == .undecided) {
        reader.request.left_word = found;
        return error.Unknown;
    }
    return if (action == .left) error.Left else true;
}

fn needConditional(reader: *Reader) Stop!void {
    if (reader.request.has_positions == 0) return error.Unplaced;
    if (reader.request.conditional_count == reader.request.conditional_limit) return error.Left;
}

fn openConditional(reader: *Reader, token: Token) void {
    const request = reader.request;
    items(u32, request.conditionals)[request.conditional_count] = request.first_position +% token.start;
    request.conditional_count += 1;
}

fn endConditional(reader: *Reader) void {
    if (reader.request.conditional_count > 0) reader.request.conditional_count -= 1;
}

fn beginConditional(reader: *Reader, holds: bool, token: Token) Stop!void {
    try needConditional(reader);
    if (holds) openConditional(reader, token) else try skipConditional(reader, true);
}

/// Skips up to the [THEN] or, with `or_else`, the [ELSE] of this level (15.6.2.2532). Without `or_else` an [ELSE] ends what
/// its [IF] has begun.
noinline fn skipConditional(reader: *Reader, or_else: bool) Stop!void {
    try needConditional(reader);
    var level: u32 = 1;
    while (reader.nextBracketed()) |token| {
        if (reader.isNamed(token, "[if]") or reader.isNamed(token, "[ifdef]") or reader.isNamed(token, "[ifundef]")) {
            level += 1;
        } else if (reader.isNamed(token, "[then]") or reader.isNamed(token, "[endif]")) {
            level -= 1;
        } else if (or_else and level == 1 and reader.isNamed(token, "[else]")) {
            return openConditional(reader, token);
        }
        if (level == 0) return if (!or_else) endConditional(reader);
    }
    return error.Left;
}

// ---- words that run ----

/// Runs a word that needs no host, as the word table's entries do (src/forth/word_entries.ts).
fn execute(reader: *Reader, word: u32, token: Token) Stop!?End {
    const info = reader.info(word);
    switch (@as(abi.WordKind, @fromBackingInt(info.kind))) {
        .constant => {
            try need(reader, 0, 1);
            push(reader, @as(u64, info.b) << 32 | info.a);
        },
        .data => {
            try need(reader, 0, 1);
            push(reader, info.a);
        },
        .value => {
            try need(reader, 0, 1);
            push(reader, @bitCast(reader.memory(info.a)[0..8].*));
        },
        .fconstant => try pushFloat(reader, @as(u64, info.b) << 32 | info.a),
        .fvalue => try pushFloat(reader, @bitCast(reader.memory(info.a)[0..8].*)),
        .@"defer" => {
            const action: u64 = @bitCast(reader.memory(info.a)[0..8].*);
            if (action >> 32 != 0) return error.Left;
            return run(reader, word, @intCast(action), token);
        },
        .does => {
            try need(reader, 0, 1);
            push(reader, info.a);
            errdefer drop(reader, 1);
            return run(reader, word, info.b, token);
        },
        else => return run(reader, word, word, token),
    }
    return null;
}

/// Where the cold code of a word begins, or 0.
fn startOf(reader: *Reader, word: u32) Stop!u32 {
    const state = try interpretation(reader);
    return if (word < state.start_count) items(u32, state.starts)[word] else 0;
}

/// Whether a word without cold code has none because it has not run yet, and not because it has machine code: as long as no
/// word is hot, or where the word is new.
fn isInterpreted(reader: *Reader, word: u32) bool {
    const request = reader.request;
    if (word <= request.system_count or word >= request.word_end) return false;
    if (reader.header(word).form & @backingInt(abi.WordForm.exists) == 0) return false;
    // The session has yet to look whether a new one calls words that end it.
    if (word >= reader.first_word) return request.ends_callers == 0;
    const state: *abi.Interpretation = @ptrFromInt(request.interpretation);
    return word < state.start_count and items(i32, state.heat)[word] == 0;
}

/// Runs the cold code of a word, which the text calls by the name of `named`.
noinline fn run(reader: *Reader, named: u32, word: u32, token: Token) Stop!?End {
    const request = reader.request;
    var start = try startOf(reader, word);
    if (start == 0 and isInterpreted(reader, word)) start = try code.decode(reader, word);
    if (start == 0) return error.Left;
    const state = try interpretation(reader);
    const instructions = items(u32, state.code);
    const records = items(u32, state.records);
    const at = request.interpreter_depth;
    const next = at + record;
    const cells = records[at + 2] + instructions[start + 1];
    const floats = records[at + 3] + instructions[start + 2];
    if (next + record >= state.record_count or cells > state.cell_slot_count or floats > state.float_slot_count) return error.Left;
    reader.variable(.to_in).* = toIn(reader);
    request.operands_end = 0;
    if (named <= request.system_count) keepOperands(reader);
    records[at + 1] = -%start;
    records[next + 2] = cells;
    records[next + 3] = floats;
    state.entry = at;
    state.at = at;
    state.place = start;
    // What the text runs often takes no longer for that: only long runs count as heat.
    const heat = items(u32, state.heat);
    const heat_before = heat[word];
    request.token_start = token.start;
    var stop = goOn(reader, state);
    while (stop == .call and isParsing(reader)) {
        callNatively(reader, state.operand) catch break;
        state.place += instruction;
        stop = goOn(reader, state);
    }
    if (stop == .finished) {
        heat[word] = heat_before;
        if (isParsing(reader) and isAsBefore(reader)) return null;
    }
    request.stop = @backingInt(stop);
    request.left_word = named;
    return .begun;
}

/// Runs on. What runs may look names up, and the host says that they have changed only when all of this ends.
fn goOn(reader: *Reader, state: *abi.Interpretation) abi.InterpreterStop {
    const request = reader.request;
    if (request.names_changed != 0 or request.word_end != reader.first_word) names.haveChanged(reader.context);
    return interpreter.run(state);
}

/// Does for a word that runs what a word of the system does that makes data, or parses. Nothing is changed where the host is
/// to do it.
fn callNatively(reader: *Reader, word: u32) Stop!void {
    const request = reader.request;
    if (word > request.system_count) return error.Left;
    const action: abi.ReadingAction = @fromBackingInt(items(u8, request.actions)[word]);
    const start = request.token_start;
    const behind = reader.at;
    errdefer reader.at = behind;
    switch (action) {
        .create, .variable, .float_variable, .two_variable, .constant, .two_constant, .float_constant, .value => {},
        .float_value, .@"defer", .comma, .two_comma, .float_comma, .c_comma, .allot, .@"align", .field, .field8 => {},
        .field16, .field32, .field64, .field128, .character, .tick, .parse_name, .word => {},
        .call => {
            if (word != request.does) return error.Left;
            return applyDoes(reader);
        },
        else => return error.Left,
    }
    // The token has a meaning of its own for none of these.
    _ = try interpret(reader, .{ .word = word, .action = action }, .{ .start = start, .end = start, .hash = 0 });
    if (reader.at.offset != behind.offset) {
        if (reader.at.line != behind.line) return error.Left;
        reader.variable(.to_in).* = toIn(reader);
        request.token_start = reader.parsed_start;
    }
}

/// What DOES> does to a word that is new: nothing knows of it yet.
fn applyDoes(reader: *Reader) Stop!void {
    const request = reader.request;
    const word = request.latest;
    if (word < reader.first_word) return error.Left;
    try need(reader, 1, 0);
    const info = reader.info(word);
    const kind: abi.WordKind = @fromBackingInt(info.kind);
    const action = peek(reader, 0);
    if ((kind != .data and kind != .does) or action == 0 or action >= request.word_end) return error.Left;
    info.kind = @backingInt(abi.WordKind.does);
    info.b = @intCast(action);
    drop(reader, 1);
}

/// Whether >IN is where the text has been read to: a word may have stored there.
fn isParsing(reader: *Reader) bool {
    return reader.variable(.to_in).* == toIn(reader);
}

/// >IN behind the token and what delimits it.
fn toIn(reader: *Reader) u64 {
    const end = reader.at.offset;
    const is_delimited = end < reader.source.len and reader.source[end] != '\n' and reader.source[end] != '\r';
    return end - reader.at.line_start + @intFromBool(is_delimited);
}

/// Whether the text is still read as it was: a word may have stored in any variable.
fn isAsBefore(reader: *Reader) bool {
    const request = reader.request;
    return reader.variable(.state).* == 0 and reader.variable(.current).* == request.wordlist and
        reader.variable(.recognizer).* == request.recognizer;
}

/// Keeps what a word of the system is given, for a report.
fn keepOperands(reader: *Reader) void {
    const request = reader.request;
    const depth = reader.context.data_depth;
    const count = @min(depth, abi.most_operands);
    @memcpy(items(u64, request.operands)[0..count], items(u64, request.data_stack)[depth - count ..][0..count]);
    request.operands_end = count + 1;
    request.operand_depth = depth;
}
