//! Debug information of a program ("DWARF Debugging Information Format, Version 5"): the same bytes as src/linking/dwarf
//! writes.

const std = @import("std");
const abi = @import("abi");
const Allocator = std.mem.Allocator;
const Code = @import("pieces.zig").Code;
const Failure = @import("pieces.zig").Failure;
const Pieces = @import("pieces.zig").Pieces;
const Sources = @import("sources.zig").Sources;
const Writer = @import("writer.zig").Writer;

pub const Sections = struct {
    abbreviations: []const u8,
    information: []const u8,
    lines: []const u8,
    frames: []const u8,
};

const Row = struct { offset: u32, site: u32 };

/// Code in the program.
const Function = struct {
    address: u64,
    length: u32,
    word: u32,
    /// A place.
    declaration: ?u32,
    rows: []const Row,
    frames: []const u8,
    changes_stack: bool,
    calls: []const *InlinedCall = &.{},

    fn hasSource(function: Function) bool {
        return function.declaration != null or function.rows.len > 0;
    }

    fn isBefore(_: void, a: Function, b: Function) bool {
        return a.address < b.address;
    }
};

/// Null when the program has none of the functions.
pub fn debugSections(arena: Allocator, pieces: *const Pieces, sources: *Sources) Failure!?Sections {
    var functions: std.ArrayList(Function) = .empty;
    for (pieces.request.functions, 0..) |described, number| {
        const code = try Code.of(described);
        const declaration = try sources.placeOf(pieces.request.words[described.word].declaration);
        const rows = try rowsOf(arena, sources, @intCast(number), code);
        const address = pieces.addressOf(described.own_symbol) orelse continue;
        try functions.append(arena, .{
            .address = address,
            .length = code.header.code_length,
            .word = described.word,
            .declaration = declaration,
            .rows = rows,
            .frames = code.frames,
            .changes_stack = code.header.flags & @backingInt(abi.CodeFlag.changes_stack) != 0,
        });
    }
    if (functions.items.len == 0) return null;
    std.mem.sort(Function, functions.items, {}, Function.isBefore);
    var with_source: std.ArrayList(Function) = .empty;
    for (functions.items) |function| if (function.hasSource()) try with_source.append(arena, function);
    var files: Files = try .init(arena, sources);
    var information: Information = .{
        .arena = arena,
        .sources = sources,
        .files = &files,
        .functions = with_source.items,
        .writer = .{ .arena = arena },
    };
    try information.write();
    return .{
        .abbreviations = try abbreviationTable(arena, information.used),
        .information = try information.writer.finished(),
        .lines = try lineSection(arena, sources, &files, with_source.items),
        .frames = try frameSection(arena, pieces.request.target, functions.items),
    };
}

fn rowsOf(arena: Allocator, sources: *Sources, number: u32, code: Code) Failure![]const Row {
    var rows: std.ArrayList(Row) = .empty;
    var before: ?u32 = null;
    for (code.lines) |line| {
        const site = try sources.siteAt(number, line.position) orelse continue;
        // What has no place of its own belongs to what stands before it.
        if (before == site) continue;
        try rows.append(arena, .{ .offset = line.offset, .site = site });
        before = site;
    }
    return rows.items;
}

/// The files that debug information is about, by number; the program's has 0 and, for readers that count from there, 1.
const Files = struct {
    arena: Allocator,
    sources: *const Sources,
    names: std.ArrayList([]const u8) = .empty,
    numbers: std.StringHashMapUnmanaged(u32) = .empty,

    fn init(arena: Allocator, sources: *const Sources) Failure!Files {
        var files: Files = .{ .arena = arena, .sources = sources };
        const main = sources.request.debug_name;
        try files.names.appendNTimes(arena, main, 2);
        try files.numbers.put(arena, main, 1);
        return files;
    }

    fn numberOf(files: *Files, file: u32) Failure!u32 {
        const name = files.sources.fileName(file);
        const entry = try files.numbers.getOrPut(files.arena, name);
        if (!entry.found_existing) {
            entry.value_ptr.* = @intCast(files.names.items.len);
            try files.names.append(files.arena, name);
        }
        return entry.value_ptr.*;
    }
};

// ---- what there is: functions, and calls that were inlined (DWARF 5, 7.5) ----

/// Code that stands where a call stood. One that lies in several stretches of code is as many calls.
const InlinedCall = struct {
    name: []const u8,
    /// The place of the call.
    call: u32,
    start: u32,
    end: u32,
    calls: std.ArrayList(*InlinedCall) = .empty,
};

fn inlinedCalls(arena: Allocator, sources: *const Sources, function: Function) Failure![]const *InlinedCall {
    const sites = sources.sites.items;
    var outermost: std.ArrayList(*InlinedCall) = .empty;
    // From the outermost on, `depth` of them.
    var open: std.ArrayList(*InlinedCall) = .empty;
    // What was called, innermost first: the call of each is the next one.
    var way: std.ArrayList(u32) = .empty;
    for (function.rows, 0..) |row, index| {
        const next = if (index + 1 < function.rows.len) function.rows[index + 1].offset else function.length;
        const end = @min(next, function.length);
        if (row.offset >= end) continue;
        way.clearRetainingCapacity();
        var at = row.site;
        while (sites[at].caller) |caller| : (at = caller) try way.append(arena, at);
        const count = way.items.len;
        var same: usize = 0;
        while (same < count and same < open.items.len and isSame(sources, open.items[same], way.items[count - 1 - same])) same += 1;
        open.shrinkRetainingCapacity(same);
        while (open.items.len < count) {
            const called = sites[way.items[count - 1 - open.items.len]];
            const inlined = try arena.create(InlinedCall);
            inlined.* = .{
                .name = sources.nameOf(called.word),
                .call = sites[called.caller.?].place,
                .start = row.offset,
                .end = end,
            };
            const list = if (open.items.len == 0) &outermost else &open.items[open.items.len - 1].calls;
            try list.append(arena, inlined);
            try open.append(arena, inlined);
        }
        for (open.items) |call| call.end = end;
    }
    return outermost.items;
}

fn isSame(sources: *const Sources, open: *const InlinedCall, called: u32) bool {
    const site = sources.sites.items[called];
    if (!std.mem.eql(u8, open.name, sources.nameOf(site.word))) return false;
    const a = sources.places.items[open.call];
    const b = sources.places.items[sources.sites.items[site.caller.?].place];
    return a.file == b.file and a.line == b.line and a.column == b.column;
}

const unit = 1;
const function_with_calls = 2;
const plain_function = 3;
const inlined_function = 4;
const call_with_calls = 5;
const plain_call = 6;

const tag = struct {
    const compile_unit = 0x11;
    const inlined_subroutine = 0x1d;
    const subprogram = 0x2e;
};

const attribute = struct {
    const name = 0x03;
    const stmt_list = 0x10;
    const low_pc = 0x11;
    const high_pc = 0x12;
    const language = 0x13;
    const comp_dir = 0x1b;
    const inlined = 0x20;
    const producer = 0x25;
    const abstract_origin = 0x31;
    const decl_file = 0x3a;
    const decl_line = 0x3b;
    const external = 0x3f;
    const frame_base = 0x40;
    const call_column = 0x57;
    const call_file = 0x58;
    const call_line = 0x59;
};

const form = struct {
    const addr = 0x01;
    const data2 = 0x05;
    const data4 = 0x06;
    const string = 0x08;
    const data1 = 0x0b;
    const udata = 0x0f;
    const ref4 = 0x13;
    const sec_offset = 0x17;
    const exprloc = 0x18;
    const flag_present = 0x19;
};

const function_attributes = [_][2]u8{
    .{ attribute.name, form.string },
    .{ attribute.low_pc, form.addr },
    .{ attribute.high_pc, form.data4 },
    .{ attribute.decl_file, form.udata },
    .{ attribute.decl_line, form.udata },
    .{ attribute.external, form.flag_present },
    .{ attribute.frame_base, form.exprloc },
};

const call_attributes = [_][2]u8{
    .{ attribute.abstract_origin, form.ref4 },
    .{ attribute.low_pc, form.addr },
    .{ attribute.high_pc, form.data4 },
    .{ attribute.call_file, form.udata },
    .{ attribute.call_line, form.udata },
    .{ attribute.call_column, form.udata },
};

const unit_attributes = [_][2]u8{
    .{ attribute.producer, form.string },
    .{ attribute.language, form.data2 },
    .{ attribute.name, form.string },
    .{ attribute.comp_dir, form.string },
    .{ attribute.low_pc, form.addr },
    .{ attribute.high_pc, form.data4 },
    .{ attribute.stmt_list, form.sec_offset },
};

const inlined_attributes = [_][2]u8{ .{ attribute.name, form.string }, .{ attribute.inlined, form.data1 } };

/// By their numbers, from 1: tag, whether entries follow that belong to it, attributes with forms.
const abbreviations = [_]struct { u8, bool, []const [2]u8 }{
    .{ tag.compile_unit, true, &unit_attributes },
    .{ tag.subprogram, true, &function_attributes },
    .{ tag.subprogram, false, &function_attributes },
    .{ tag.subprogram, false, &inlined_attributes },
    .{ tag.inlined_subroutine, true, &call_attributes },
    .{ tag.inlined_subroutine, false, &call_attributes },
};

fn abbreviationTable(arena: Allocator, used: [abbreviations.len + 1]bool) Failure![]const u8 {
    var writer: Writer = .{ .arena = arena };
    for (abbreviations, 1..) |entry, number| {
        if (!used[number]) continue;
        writer.unsigned(number);
        writer.unsigned(entry[0]);
        writer.byte(@intFromBool(entry[1]));
        for (entry[2]) |pair| {
            writer.unsigned(pair[0]);
            writer.unsigned(pair[1]);
        }
        writer.int(u16, 0);
    }
    writer.byte(0);
    return writer.finished();
}

const dwarf_version = 5;
/// There is no number for Forth; names and lines are all that a debugger is to show, which is the same in C.
const language_c99 = 0x0c;
const directory = ".";

const Information = struct {
    arena: Allocator,
    sources: *const Sources,
    files: *Files,
    functions: []Function,
    writer: Writer,
    /// The numbers of abbreviations.
    used: [abbreviations.len + 1]bool = @splat(false),
    /// Of functions that were inlined, by name: where their entry is.
    inlined: std.StringHashMapUnmanaged(u32) = .empty,

    fn write(information: *Information) Failure!void {
        const writer = &information.writer;
        const functions = information.functions;
        writer.int(u32, 0);
        writer.int(u16, dwarf_version);
        writer.byte(1); // A compile unit,
        writer.byte(8); // addresses of 8 bytes.
        writer.int(u32, 0); // The abbreviations begin their section, as the lines do theirs.
        information.abbreviated(unit);
        writer.text(information.sources.request.producer);
        writer.int(u16, language_c99);
        writer.text(information.sources.request.debug_name);
        writer.text(directory);
        // All of it lies together, with what has no source in between.
        const start = if (functions.len == 0) 0 else functions[0].address;
        const end = if (functions.len == 0) 0 else functions[functions.len - 1].address + functions[functions.len - 1].length;
        writer.int(u64, start);
        writer.int(u32, @intCast(end - start));
        writer.int(u32, 0);
        for (functions) |*function| {
            function.calls = try inlinedCalls(information.arena, information.sources, function.*);
            for (function.calls) |call| try information.addInlined(call);
        }
        for (functions) |function| try information.addFunction(function);
        writer.byte(0);
        writer.set(0, writer.length() - 4);
    }

    fn addInlined(information: *Information, call: *const InlinedCall) Failure!void {
        const entry = try information.inlined.getOrPut(information.arena, call.name);
        if (!entry.found_existing) {
            entry.value_ptr.* = information.writer.length();
            information.abbreviated(inlined_function);
            information.writer.text(call.name);
            information.writer.byte(1);
        }
        for (call.calls.items) |inner| try information.addInlined(inner);
    }

    fn addFunction(information: *Information, function: Function) Failure!void {
        const writer = &information.writer;
        information.abbreviated(if (function.calls.len > 0) function_with_calls else plain_function);
        writer.text(information.sources.nameOf(function.word));
        writer.int(u64, function.address);
        writer.int(u32, function.length);
        const declaration = if (function.declaration) |place| information.sources.places.items[place] else null;
        writer.unsigned(if (declaration) |place| try information.files.numberOf(place.file) else 0);
        writer.unsigned(if (declaration) |place| place.line else 0);
        writer.unsigned(1);
        writer.byte(0x9c); // DW_OP_call_frame_cfa
        try information.addCalls(function.address, function.calls);
    }

    fn addCalls(information: *Information, base: u64, calls: []const *InlinedCall) Failure!void {
        const writer = &information.writer;
        for (calls) |call| {
            information.abbreviated(if (call.calls.items.len > 0) call_with_calls else plain_call);
            const place = information.sources.places.items[call.call];
            writer.int(u32, information.inlined.get(call.name).?);
            writer.int(u64, base + call.start);
            writer.int(u32, call.end - call.start);
            writer.unsigned(try information.files.numberOf(place.file));
            writer.unsigned(place.line);
            writer.unsigned(place.column);
            try information.addCalls(base, call.calls.items);
        }
        if (calls.len > 0) writer.byte(0);
    }

    fn abbreviated(information: *Information, number: u8) void {
        information.writer.unsigned(number);
        information.used[number] = true;
    }
};

// ---- which source line code is from: the line number program (DWARF 5, 6.2) ----

/// Special opcodes advance the line by line_base to line_base + line_range - 1.
const line_base = -5;
const line_range = 14;
/// Operands of the standard opcodes, from 1 on.
const operand_counts = [_]u8{ 0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1 };
const first_special = operand_counts.len + 1;

const opcode = struct {
    const copy = 1;
    const advance_address = 2;
    const advance_line = 3;
    const set_file = 4;
    const set_column = 5;
    /// Extended.
    const end_sequence = 1;
    const set_address = 2;
};

fn lineSection(arena: Allocator, sources: *const Sources, files: *Files, functions: []const Function) Failure![]const u8 {
    var program: Writer = .{ .arena = arena };
    for (functions) |function| {
        var sequence: Sequence = .{ .writer = &program, .sources = sources, .files = files };
        try sequence.write(function);
    }
    var header: Writer = .{ .arena = arena };
    header.byte(1); // Addresses count bytes,
    header.byte(1); // one operation an instruction,
    header.byte(1); // and every row is a place for breakpoints.
    header.byte(@bitCast(@as(i8, line_base)));
    header.byte(line_range);
    header.byte(first_special);
    header.append(&operand_counts);
    header.append(&.{ 1, 1, form.string });
    header.unsigned(1);
    header.text(directory);
    header.append(&.{ 2, 1, form.string, 2, form.udata });
    header.unsigned(files.names.items.len);
    for (files.names.items) |name| {
        header.text(name);
        header.unsigned(0);
    }
    var writer: Writer = .{ .arena = arena };
    writer.int(u32, 2 + 1 + 1 + 4 + header.length() + program.length());
    writer.int(u16, dwarf_version);
    writer.byte(8);
    writer.byte(0);
    writer.int(u32, header.length());
    writer.append(try header.finished());
    writer.append(try program.finished());
    return writer.finished();
}

/// The rows of one function.
const Sequence = struct {
    writer: *Writer,
    sources: *const Sources,
    files: *Files,
    at: u32 = 0,
    file: u32 = 1,
    line: i64 = 1,
    column: u32 = 0,

    fn write(sequence: *Sequence, function: Function) Failure!void {
        const writer = sequence.writer;
        writer.append(&.{ 0, 9, opcode.set_address });
        writer.int(u64, function.address);
        const first = if (function.rows.len > 0) function.rows[0].offset else function.length;
        if (first > 0) try sequence.declare(function.declaration);
        for (function.rows) |row| {
            if (row.offset >= function.length) continue;
            const place = sequence.sources.places.items[sequence.sources.sites.items[row.site].place];
            try sequence.addRow(row.offset, try sequence.files.numberOf(place.file), place.line, place.column);
        }
        writer.byte(opcode.advance_address);
        writer.unsigned(function.length - sequence.at);
        writer.append(&.{ 0, 1, opcode.end_sequence });
    }

    /// Line 0 is code that no line is to blame for.
    fn declare(sequence: *Sequence, declaration: ?u32) Failure!void {
        const place = if (declaration) |number| sequence.sources.places.items[number] else return sequence.addRow(0, sequence.file, 0, 0);
        return sequence.addRow(0, try sequence.files.numberOf(place.file), place.line, 0);
    }

    fn addRow(sequence: *Sequence, offset: u32, file: u32, line: u32, column: u32) Failure!void {
        const writer = sequence.writer;
        if (file != sequence.file) {
            writer.byte(opcode.set_file);
            writer.unsigned(file);
            sequence.file = file;
        }
        if (column != sequence.column) {
            writer.byte(opcode.set_column);
            writer.unsigned(column);
            sequence.column = column;
        }
        sequence.advance(offset - sequence.at, @as(i64, line) - sequence.line);
    }

    /// To the next row: by one special opcode where that is enough.
    fn advance(sequence: *Sequence, bytes: u32, lines: i64) void {
        const writer = sequence.writer;
        sequence.at += bytes;
        sequence.line += lines;
        const is_near = lines >= line_base and lines < line_base + line_range;
        const special = lines - line_base + line_range * @as(i64, bytes) + first_special;
        if (is_near and special <= 255) return writer.byte(@intCast(special));
        if (bytes > 0) {
            writer.byte(opcode.advance_address);
            writer.unsigned(bytes);
        }
        if (is_near) return writer.byte(@intCast(lines - line_base + first_special));
        writer.byte(opcode.advance_line);
        writer.signed(lines);
        writer.byte(opcode.copy);
    }
};

// ---- where callers' frames are: .debug_frame (DWARF 5, 6.4), for code that keeps no frame pointer ----

fn frameSection(arena: Allocator, target: abi.Architecture, functions: []const Function) Failure![]const u8 {
    var writer: Writer = .{ .arena = arena };
    // What is common comes before those that it is common to; by whether they change stacks.
    for ([_]bool{ false, true }) |changes_stack| {
        var count: usize = 0;
        for (functions) |function| count += @intFromBool(function.changes_stack == changes_stack);
        if (changes_stack and count == 0) continue;
        const common = writer.length();
        writer.int(u32, 0);
        writeCommon(&writer, target, changes_stack);
        endEntry(&writer, common);
        for (functions) |function| {
            if (function.changes_stack != changes_stack) continue;
            const start = writer.length();
            writer.int(u32, 0);
            writer.int(u32, common);
            writer.int(u64, function.address);
            writer.int(u64, function.length);
            writer.append(function.frames);
            endEntry(&writer, start);
        }
    }
    return writer.finished();
}

/// What a function calls may be on a stack that lies above its own: debuggers take that for damage, but of what handles
/// signals, which is what the augmentation says (GCC's, for C libraries).
fn writeCommon(writer: *Writer, target: abi.Architecture, changes_stack: bool) void {
    writer.int(u32, abi.none);
    writer.byte(4);
    writer.text(if (changes_stack) "S" else "");
    writer.byte(8); // addresses of 8 bytes,
    writer.byte(0); // no segments;
    writer.unsigned(1); // code counts in bytes,
    writer.signed(-8); // saved registers in cells below the frame.
    // "System V ABI, AMD64", 3.6.2; "DWARF for the Arm 64-bit Architecture", 4.1: the register of the return address, the
    // stack pointer with the bytes of the frame, where the return address is.
    writer.append(switch (target) {
        .x86_64 => &.{ 16, 0x0c, 7, 8, 0x80 | 16, 1 },
        .aarch64 => &.{ 30, 0x0c, 31, 0, 0x08, 30 },
    });
}

/// In all a multiple of an address.
fn endEntry(writer: *Writer, start: u32) void {
    while ((writer.length() - start) % 8 != 0) writer.byte(0);
    writer.set(start, writer.length() - start - 4);
}
