//! The layout of everything in the contract: which structs and enums there are, that nothing in them is padded, and
//! one hash over all of it, which a library exports and the loader compares.

const std = @import("std");
const abi = @import("abi.zig");
const ops = abi.ops;

/// Records of u32 fields: the bindings give sizes and offsets in words.
pub const records = .{
    .{ "Token", abi.Token },
    .{ "WordInfo", abi.WordInfo },
    .{ "BodyInstruction", abi.BodyInstruction },
    .{ "FunctionHeader", abi.FunctionHeader },
    .{ "Block", abi.Block },
    .{ "Instruction", abi.Instruction },
    .{ "InlineSite", abi.InlineSite },
    .{ "IrReference", abi.IrReference },
    .{ "CodeHeader", abi.CodeHeader },
    .{ "Relocation", abi.Relocation },
    .{ "CodePosition", abi.CodePosition },
    .{ "CodeLine", abi.CodeLine },
    .{ "CodeUse", abi.CodeUse },
    .{ "NameEntry", abi.NameEntry },
    .{ "FileRecord", abi.FileRecord },
    .{ "Activation", abi.Activation },
};

/// Structs with 64-bit fields: the bindings give sizes and offsets in bytes.
pub const structs = .{
    .{ "ParseRequest", abi.ParseRequest },
    .{ "CompileRequest", abi.CompileRequest },
    .{ "OptimizeRequest", abi.OptimizeRequest },
    .{ "GenerateRequest", abi.GenerateRequest },
    .{ "WordEntry", abi.WordEntry },
    .{ "ExecutionContext", abi.ExecutionContext },
    .{ "NativeMemory", abi.NativeMemory },
    .{ "Interpretation", abi.Interpretation },
};

/// What the linker of programs and their runtime share, which no stage sees: it is not part of the hash.
pub const program_structs = .{
    .{ "ProgramImage", abi.ProgramImage },
    .{ "ImageChunk", abi.ImageChunk },
    .{ "ProgramWord", abi.ProgramWord },
    .{ "ProgramFunction", abi.ProgramFunction },
    .{ "ProgramHostWord", abi.ProgramHostWord },
    .{ "ProgramBody", abi.ProgramBody },
    .{ "ProgramHeapField", abi.ProgramHeapField },
    .{ "LinkRequest", abi.LinkRequest },
    .{ "LinkFunction", abi.LinkFunction },
    .{ "LinkPiece", abi.LinkPiece },
    .{ "LinkRelocation", abi.LinkRelocation },
    .{ "LinkName", abi.LinkName },
    .{ "LinkSlot", abi.LinkSlot },
    .{ "LinkWord", abi.LinkWord },
    .{ "LinkText", abi.LinkText },
};

/// What the runtime library and the session share, which no stage sees: it is not part of the hash.
pub const runtime_records = .{.{ "WordHeader", abi.WordHeader }};
pub const runtime_structs = .{ .{ "ReadingRequest", abi.ReadingRequest }, .{ "ReadingList", abi.ReadingList } };
pub const runtime_enums = .{
    .{ "WordForm", abi.WordForm },
    .{ "ReadingAction", abi.ReadingAction },
    .{ "ReadingEnd", abi.ReadingEnd },
};

/// Enums of the contract besides Op.
pub const enums = .{
    .{ "ProgramBodyKind", abi.ProgramBodyKind },
    .{ "Status", abi.Status },
    .{ "TokenKind", abi.TokenKind },
    .{ "WordKind", abi.WordKind },
    .{ "WordFlag", abi.WordFlag },
    .{ "Shuffle", abi.Shuffle },
    .{ "BodyKind", abi.BodyKind },
    .{ "QuestionDo", abi.QuestionDo },
    .{ "BodyFault", abi.BodyFault },
    .{ "DeclineReason", abi.DeclineReason },
    .{ "ValueType", abi.ValueType },
    .{ "Shape", ops.Shape },
    .{ "Purity", ops.Purity },
    .{ "FloatFunction", ops.FloatFunction },
    .{ "FloatFunction2", ops.FloatFunction2 },
    .{ "Architecture", abi.Architecture },
    .{ "OperatingSystem", abi.OperatingSystem },
    .{ "GenerateKind", abi.GenerateKind },
    .{ "CpuFeature", abi.CpuFeature },
    .{ "RelocationKind", abi.RelocationKind },
    .{ "SymbolKind", abi.SymbolKind },
    .{ "CodePositionFlag", abi.CodePositionFlag },
    .{ "CodeUseKind", abi.CodeUseKind },
    .{ "CodeFlag", abi.CodeFlag },
    .{ "RuntimeEntry", abi.RuntimeEntry },
    .{ "HostRequest", abi.HostRequest },
    .{ "LibraryFunction", abi.LibraryFunction },
    .{ "HeapField", abi.HeapField },
    .{ "SystemVariable", abi.SystemVariable },
    .{ "Interrupt", abi.Interrupt },
    .{ "RuntimeAnswer", abi.RuntimeAnswer },
    .{ "ColdOp", abi.ColdOp },
    .{ "InterpreterStop", abi.InterpreterStop },
    .{ "TextFunction", abi.TextFunction },
    .{ "ThrowCodes", abi.ThrowCode },
    .{ "Rule", abi.Rule },
};

/// Numbers that every session needs.
pub const session_numbers = .{
    .{ "RETURN_STACK_BASE", abi.return_stack_base },
    .{ "FIRST_ADDRESS", abi.first_address },
    .{ "RUNTIME_VERSION", abi.runtime_version },
    .{ "INTERRUPT_SIGNAL_SHIFT", abi.interrupt_signal_shift },
    .{ "HEAP_CLASSES", abi.heap_classes },
    .{ "HEAP_SMALL_CLASSES", abi.heap_small_classes },
    .{ "HEAP_HEADER", abi.heap_header },
    .{ "HEAP_FREE_MARK", abi.heap_free_mark },
    .{ "HEAP_MARK_FACTOR", abi.heap_mark_factor },
    .{ "HEAP_LONGEST_WAIT", abi.heap_longest_wait },
    .{ "NEAR_HEAP_START", abi.near_heap_start },
    .{ "DICTIONARY_START", abi.dictionary_start },
    .{ "HOLD_AREA_START", abi.hold_area_start },
    .{ "HOLD_AREA_END", abi.hold_area_end },
    .{ "LONGEST_CACHED_NAME", abi.longest_cached_name },
    .{ "NAME_CACHE_HEADER", abi.name_cache_header },
    .{ "NAME_CACHE_ENTRIES", abi.name_cache_entries },
    .{ "MOST_NAME_CACHE_ENTRIES", abi.most_name_cache_entries },
    .{ "FILE_TABLE_HEADER", abi.file_table_header },
    .{ "FILE_RECORDS", abi.file_records },
};

/// Bits of flag fields that have no enum of their own.
pub const flags = .{
    .{ "PARSE_SINGLE_LINE", abi.parse_single_line },
    .{ "COMPILE_FORCE_DYNAMIC", abi.compile_force_dynamic },
    .{ "COMPILE_NEVER_RETURNS", abi.compile_never_returns },
    .{ "FUNCTION_DYNAMIC", abi.function_dynamic },
    .{ "BLOCK_LOOP_HEADER", abi.block_loop_header },
    .{ "GENERATE_MARKS", abi.generate_marks },
    .{ "GENERATE_USES", abi.generate_uses },
    .{ "GENERATE_DEBUG", abi.generate_debug },
    .{ "LINK_STRIP", abi.link_strip },
    .{ "CALLABLE_EFFECT", abi.callable_effect },
    .{ "INLINED_POSITION", abi.inlined_position },
    .{ "MOST_CLOSURES", abi.most_closures },
    .{ "ENTRY_RESERVE", abi.entry_reserve },
};

/// Expected sizes in bytes: a change here is a change of the ABI.
const sizes = .{
    .{ abi.Token, 40 },
    .{ abi.WordInfo, 32 },
    .{ abi.BodyInstruction, 16 },
    .{ abi.FunctionHeader, 64 },
    .{ abi.Block, 24 },
    .{ abi.Instruction, 24 },
    .{ abi.InlineSite, 12 },
    .{ abi.IrReference, 8 },
    .{ abi.CodeHeader, 88 },
    .{ abi.Relocation, 24 },
    .{ abi.CodePosition, 16 },
    .{ abi.CodeLine, 8 },
    .{ abi.CodeUse, 8 },
    .{ abi.NameEntry, 64 },
    .{ abi.FileRecord, 32 },
    .{ abi.Activation, 16 },
    .{ abi.ParseRequest, 72 },
    .{ abi.CompileRequest, 96 },
    .{ abi.OptimizeRequest, 144 },
    .{ abi.GenerateRequest, 96 },
    .{ abi.WordEntry, 32 },
    .{ abi.ExecutionContext, 344 },
    .{ abi.NativeMemory, 80 },
    .{ abi.Interpretation, 192 },
    .{ abi.ProgramImage, 224 },
    .{ abi.ImageChunk, 16 },
    .{ abi.ProgramWord, 32 },
    .{ abi.ProgramFunction, 16 },
    .{ abi.ProgramHostWord, 16 },
    .{ abi.ProgramBody, 24 },
    .{ abi.ProgramHeapField, 8 },
    .{ abi.LinkRequest, 208 },
    .{ abi.LinkFunction, 40 },
    .{ abi.LinkPiece, 28 },
    .{ abi.LinkRelocation, 8 },
    .{ abi.LinkName, 8 },
    .{ abi.LinkSlot, 12 },
    .{ abi.LinkWord, 12 },
    .{ abi.LinkText, 40 },
    .{ abi.WordHeader, 32 },
    .{ abi.ReadingRequest, 432 },
    .{ abi.ReadingList, 16 },
};

/// Fails the compilation unless every struct has its expected size and every field begins where the one before it
/// ends: then each offset is the sum of the sizes before it, on every platform.
pub fn check() void {
    @setEvalBranchQuota(100_000);
    if (sizes.len != records.len + structs.len + program_structs.len + runtime_records.len + runtime_structs.len) @compileError("a struct of the contract has no expected size");
    for (sizes) |entry| {
        if (@sizeOf(entry[0]) != entry[1]) {
            @compileError(std.fmt.comptimePrint("{s} has {d} bytes, not {d}", .{ @typeName(entry[0]), @sizeOf(entry[0]), entry[1] }));
        }
        var end: usize = 0;
        const fields = @typeInfo(entry[0]).@"struct";
        for (fields.field_names, fields.field_types) |name, Field| {
            if (@offsetOf(entry[0], name) != end) @compileError("padding before " ++ @typeName(entry[0]) ++ "." ++ name);
            if (Field != u32 and Field != u64) @compileError(@typeName(entry[0]) ++ "." ++ name ++ " is neither u32 nor u64");
            end += @sizeOf(Field);
        }
        if (end != @sizeOf(entry[0])) @compileError("padding at the end of " ++ @typeName(entry[0]));
    }
}

/// FNV-1a (64 bits) over the names, offsets and sizes of all structs, the numbers of all enums and flags, and the op
/// table.
pub const hash: u64 = blk: {
    @setEvalBranchQuota(2_000_000);
    var h = std.hash.Fnv1a_64.init();
    number(&h, abi.abi_version);
    for (records ++ structs) |entry| {
        text(&h, entry[0]);
        number(&h, @sizeOf(entry[1]));
        const fields = @typeInfo(entry[1]).@"struct";
        for (fields.field_names, fields.field_types) |name, Field| {
            text(&h, name);
            number(&h, @offsetOf(entry[1], name));
            number(&h, @sizeOf(Field));
        }
    }
    for (enums) |entry| {
        text(&h, entry[0]);
        const values = @typeInfo(entry[1]).@"enum";
        for (values.field_names, values.field_values) |name, value| {
            text(&h, name);
            number(&h, @bitCast(@as(i64, value)));
        }
    }
    for (session_numbers ++ flags) |flag| {
        text(&h, flag[0]);
        number(&h, flag[1]);
    }
    for (ops.table) |entry| {
        text(&h, @tagName(entry.op));
        number(&h, @backingInt(entry.shape));
        for (entry.operands) |operand| number(&h, @backingInt(operand));
        number(&h, entry.cell_results);
        number(&h, entry.float_results);
        number(&h, @backingInt(entry.purity));
        number(&h, @intFromBool(entry.memory_stack));
    }
    break :blk h.final();
};

fn text(h: *std.hash.Fnv1a_64, string: []const u8) void {
    h.update(string);
    h.update(&.{0});
}

fn number(h: *std.hash.Fnv1a_64, value: u64) void {
    for (0..8) |byte| h.update(&.{@truncate(value >> (8 * byte))});
}

test "the hash depends on the contract" {
    var empty = std.hash.Fnv1a_64.init();
    try std.testing.expect(hash != empty.final());
}
