//! The textual form of ForthIR, the same that src/ir/print.ts writes and explains.

const std = @import("std");
const abi = @import("abi.zig");
const ops = abi.ops;
const Function = abi.Function;
const Writer = std.Io.Writer;

/// Positions begin in this column, or two spaces after a longer instruction.
const position_column = 36;

/// Writes a function, each line ended. It must keep the verifier's rules.
pub fn print(function: Function, out: *Writer) Writer.Error!void {
    const header = function.header;
    if (function.isDynamic()) {
        try out.print("function {d} dynamic\n", .{header.word});
    } else {
        try out.print("function {d} static ", .{header.word});
        try printTypes(header.cell_in, header.float_in, out);
        try out.writeAll(" -> ");
        try printTypes(header.cell_out, header.float_out, out);
        try out.writeAll("\n");
    }
    for (function.blocks, 0..) |block, number| {
        try printBlockHeader(function, block, number, out);
        for (function.instructionsOf(block)) |instruction| try printInstruction(function, instruction, out);
    }
}

fn printTypes(cells: u32, floats: u32, out: *Writer) Writer.Error!void {
    try out.writeAll("(");
    for (0..@as(u64, cells) + floats) |index| {
        if (index > 0) try out.writeAll(", ");
        try out.writeAll(if (index < cells) "cell" else "float");
    }
    try out.writeAll(")");
}

fn printBlockHeader(function: Function, block: abi.Block, number: usize, out: *Writer) Writer.Error!void {
    try out.print("block{d}(", .{number});
    for (0..block.parameter_count) |index| {
        const value = block.first_parameter + index;
        if (index > 0) try out.writeAll(", ");
        try out.print("v{d}: {s}", .{ value, if (function.values[value] == 1) "float" else "cell" });
    }
    try out.writeAll(if (block.flags & abi.block_loop_header != 0) ") loop:\n" else "):\n");
}

/// One instruction, indented, with its line end.
fn printInstruction(function: Function, instruction: abi.Instruction, out: *Writer) Writer.Error!void {
    try printOperation(function, instruction, out);
    if (instruction.position != 0) {
        // The line is formatted twice, once for its width alone: it may be longer than any buffer.
        var width: Writer.Discarding = .init(&.{});
        printOperation(function, instruction, &width.writer) catch unreachable;
        const written: usize = @intCast(width.fullCount());
        try out.splatByteAll(' ', (position_column -| 2) -| written);
        try out.print("  @{d}", .{instruction.position});
    }
    try out.writeAll("\n");
}

fn printOperation(function: Function, instruction: abi.Instruction, out: *Writer) Writer.Error!void {
    const info = ops.table[instruction.op];
    const results = function.resultsOf(instruction);
    try out.writeAll("  ");
    for (0..results.cells + results.floats) |index| {
        try out.print("{s}v{d}", .{ if (index > 0) ", " else "", instruction.result + index });
    }
    if (results.cells + results.floats > 0) try out.writeAll(" = ");
    try out.writeAll(ops.textName(info.op));
    const extra = function.extra;
    const a = instruction.a;
    const b = instruction.b;
    const c = instruction.c;
    switch (info.shape) {
        .none => {},
        .v1 => try out.print(" v{d}", .{a}),
        .v2 => try out.print(" v{d}, v{d}", .{ a, b }),
        .v3 => try out.print(" v{d}, v{d}, v{d}", .{ a, b, c }),
        .v4, .list => if (c > 0) {
            try out.writeAll(" ");
            try printValues(extra[b..][0..c], out);
        },
        .imm64 => {
            const bits = @as(u64, b) << 32 | a;
            try out.writeAll(" ");
            if (info.op == .fconst) try printFloat(bits, out) else try out.print("{d}", .{@as(i64, @bitCast(bits))});
        },
        .imm32 => try out.print(" {d}", .{a}),
        .v1imm => try out.print(".{s} v{d}", .{ @tagName(@as(ops.FloatFunction, @fromBackingInt(b))), a }),
        .v2imm => try out.print(".{s} v{d}, v{d}", .{ @tagName(@as(ops.FloatFunction2, @fromBackingInt(c))), a, b }),
        .call => {
            try out.print(" {d}(", .{a});
            try printValues(extra[b + 2 ..][0..c], out);
            try out.writeAll(") -> ");
            try printTypes(extra[b], extra[b + 1], out);
        },
        .jump, .branch => {
            if (info.shape == .branch) try out.print(" v{d},", .{a});
            for (function.edgesOf(instruction), 0..) |edge, index| {
                const way = edge orelse break;
                try out.print("{s} block{d}(", .{ if (index > 0) "," else "", way.target });
                try printValues(way.arguments, out);
                try out.writeAll(")");
            }
        },
    }
}

fn printValues(values: []const u32, out: *Writer) Writer.Error!void {
    for (values, 0..) |value, index| try out.print("{s}v{d}", .{ if (index > 0) ", " else "", value });
}

fn printFloat(bits: u64, out: *Writer) Writer.Error!void {
    const value: f64 = @bitCast(bits);
    if (std.math.isNan(value)) return out.print("nan:0x{x}", .{bits});
    if (std.math.isInf(value)) return out.writeAll(if (value < 0) "-inf" else "inf");
    try out.print("{e}", .{value});
}
