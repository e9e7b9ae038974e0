//! Writes the TypeScript side of the contract to standard output: the files of src/abi, each behind a line with its name.

const std = @import("std");
const abi = @import("abi.zig");
const layout = abi.layout;

const Writer = std.Io.Writer;

pub fn main(init: std.process.Init) !void {
    var buffer: [4096]u8 = undefined;
    var stdout: std.Io.File.Writer = .init(.stdout(), init.io, &buffer);
    try write(&stdout.interface);
    try stdout.interface.flush();
}

/// What every session needs, also one that compiles nothing: a file of its own, because the rest takes a tenth of a
/// program's start to load.
const session_names = [_][]const u8{ "TokenKind", "WordKind", "WordFlag", "Token", "WordInfo", "ExecutionContext", "Interrupt", "RuntimeAnswer", "ThrowCodes", "HeapField", "SystemVariable", "NameEntry", "FileRecord", "WordHeader", "WordForm", "InterpreterStop" };

fn isOfSession(comptime name: []const u8) bool {
    @setEvalBranchQuota(10_000);
    inline for (session_names) |session_name| {
        if (comptime std.mem.eql(u8, name, session_name)) return true;
    }
    return false;
}

pub fn write(out: *Writer) Writer.Error!void {
    try writeHead(out, "session_bindings.ts");
    inline for (layout.session_numbers) |entry| try out.print("export const {s} = {d};\n", .{ entry[0], entry[1] });
    try out.writeAll("\n");
    try out.print("export const NAME_LENGTH_SHIFT = {d};\n", .{abi.name_length_shift});
    try out.print("export const MOST_OPERANDS = {d};\n\n", .{abi.most_operands});
    inline for (layout.enums ++ layout.runtime_enums) |entry| {
        if (comptime isOfSession(entry[0])) try writeEnum(out, entry[0], entry[1]);
    }
    inline for (layout.records ++ layout.runtime_records) |entry| {
        if (comptime isOfSession(entry[0])) try writeLayout(out, entry[0], entry[1], .words);
    }
    try writeLayout(out, "ExecutionContext", abi.ExecutionContext, .words);
    try writeHead(out, "bindings.ts");
    try out.writeAll("export * from \"./session_bindings.ts\";\n\n");
    try writeRest(out);
}

fn writeHead(out: *Writer, name: []const u8) Writer.Error!void {
    try out.print(
        \\==> {s}
        \\// Generated from plugins-src/abi by `build.ts bindings`; change it there.
        \\// What each number and field means is said beside its definition in abi.zig and ops.zig.
        \\
        \\
    , .{name});
}

/// In the order in which it is read: numbers, enums, op table, layouts.
fn writeRest(out: *Writer) Writer.Error!void {
    try out.print("export const ABI_VERSION = {d};\n", .{abi.abi_version});
    try out.print("/** Hash over the whole contract; a stage library answers `ff_layout_hash()` with it. */\n", .{});
    try out.print("export const LAYOUT_HASH = 0x{x:0>16}n;\n\n", .{layout.hash});
    try out.print("/** No value, no block: where a field holds an index. */\nexport const NONE = 0x{x:0>8};\n", .{abi.none});
    try out.print("export const IR_MAGIC = 0x{x:0>8};\n", .{abi.ir_magic});
    try out.print("export const CODE_MAGIC = 0x{x:0>8};\n\n", .{abi.code_magic});
    inline for (layout.flags) |flag| try out.print("export const {s} = {d};\n", .{ flag[0], flag[1] });
    try out.print("export const MOST_READING_LISTS = {d};\n", .{abi.most_reading_lists});
    try out.writeAll("\n");
    inline for (layout.enums ++ layout.runtime_enums) |entry| {
        if (comptime !isOfSession(entry[0])) try writeEnum(out, entry[0], entry[1]);
    }
    try writeEnum(out, "Op", abi.Op);
    try writeOpTable(out);
    inline for (layout.records) |entry| {
        if (comptime !isOfSession(entry[0])) try writeLayout(out, entry[0], entry[1], .words);
    }
    inline for (layout.structs ++ layout.program_structs ++ layout.runtime_structs) |entry| {
        if (comptime !isOfSession(entry[0])) try writeLayout(out, entry[0], entry[1], comptime smallestFieldOf(entry[1]));
    }
}

fn writeEnum(out: *Writer, comptime name: []const u8, comptime Enum: type) Writer.Error!void {
    const values = @typeInfo(Enum).@"enum";
    try out.print("export const {s} = {{\n", .{name});
    inline for (values.field_names, values.field_values) |field, value| {
        try out.print("  {s}: {d},", .{ abi.ops.camelCase(field), value });
        if (Enum == abi.Op) try out.print(" // {s}", .{abi.ops.table[value].meaning});
        try out.writeAll("\n");
    }
    try out.print("}} as const;\nexport type {s} = (typeof {s})[keyof typeof {s}];\n\n", .{ name, name, name });
}

fn writeOpTable(out: *Writer) Writer.Error!void {
    try out.writeAll(
        \\export interface OpInfo {
        \\  readonly name: string;
        \\  readonly shape: Shape;
        \\  /** Types of the value operands in order; empty where they vary (call, list, jump). */
        \\  readonly operands: readonly ValueType[];
        \\  readonly cellResults: number;
        \\  readonly floatResults: number;
        \\  readonly purity: Purity;
        \\  /** Touches the in-memory data or float stack itself: only in dynamic functions. */
        \\  readonly memoryStack: boolean;
        \\}
        \\
        \\/** Indexed by op number. */
        \\export const opTable: readonly OpInfo[] = [
        \\
    );
    inline for (abi.ops.table) |info| {
        try out.print("  {{ name: \"{s}\", shape: Shape.{s}, operands: [", .{ abi.ops.textName(info.op), @tagName(info.shape) });
        for (info.operands, 0..) |operand, index| try out.print("{s}{d}", .{ if (index == 0) "" else ", ", @backingInt(operand) });
        try out.print(
            "], cellResults: {d}, floatResults: {d}, purity: Purity.{s}, memoryStack: {} }},\n",
            .{ info.cell_results, info.float_results, @tagName(info.purity), info.memory_stack },
        );
    }
    try out.writeAll("];\n\n");
}

/// What a struct is seen as an array of, so that a field's offset is its index there.
const Unit = enum(u32) { words = 4, longs = 8 };

fn smallestFieldOf(comptime Struct: type) Unit {
    for (@typeInfo(Struct).@"struct".field_types) |Field| {
        if (@sizeOf(Field) == 4) return .words;
    }
    return .longs;
}

fn hasAddresses(comptime Struct: type) bool {
    for (@typeInfo(Struct).@"struct".field_types) |Field| {
        if (Field == u64) return true;
    }
    return false;
}

fn writeLayout(out: *Writer, comptime name: []const u8, comptime Struct: type, comptime unit: Unit) Writer.Error!void {
    const divisor = @backingInt(unit);
    try out.print("/** Offsets in {s}. */\nexport const {s} = {{\n", .{
        if (unit == .words) "u32 words" else "u64 words",
        name,
    });
    try out.print("  {s}: {d},\n", .{ if (unit == .words) "WORDS" else "LONGS", @sizeOf(Struct) / divisor });
    // Of what is handed over by its address.
    if (comptime hasAddresses(Struct)) try out.print("  BYTES: {d},\n", .{@sizeOf(Struct)});
    inline for (@typeInfo(Struct).@"struct".field_names) |field| {
        try out.print("  {s}: {d},\n", .{ abi.ops.camelCase(field), @offsetOf(Struct, field) / divisor });
    }
    try out.writeAll("} as const;\n\n");
}

test "the bindings can be written" {
    var discarding: Writer.Discarding = .init(&.{});
    try write(&discarding.writer);
    try std.testing.expect(discarding.fullCount() > 1000);
}
