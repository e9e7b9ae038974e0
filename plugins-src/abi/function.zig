//! A ForthIR function as typed slices over its words.

const std = @import("std");
const abi = @import("abi.zig");
const ops = abi.ops;

const header_words = @sizeOf(abi.FunctionHeader) / 4;
const block_words = @sizeOf(abi.Block) / 4;
const instruction_words = @sizeOf(abi.Instruction) / 4;

pub const Function = struct {
    header: *const abi.FunctionHeader,
    blocks: []const abi.Block,
    instructions: []const abi.Instruction,
    /// Types by value id, as numbers of `ValueType`.
    values: []const u32,
    extra: []const u32,

    /// The parts of a buffer that the header's counts fill exactly; null when they do not.
    pub fn fromWords(words: []const u32) ?Function {
        if (words.len < header_words) return null;
        const header: *const abi.FunctionHeader = @ptrCast(words.ptr);
        if (wordCount(header) != words.len) return null;
        const block_end = header_words + @as(usize, header.block_count) * block_words;
        const instruction_end = block_end + @as(usize, header.instruction_count) * instruction_words;
        const value_end = instruction_end + header.value_count;
        return .{
            .header = header,
            .blocks = @ptrCast(words[header_words..block_end]),
            .instructions = @ptrCast(words[block_end..instruction_end]),
            .values = words[instruction_end..value_end],
            .extra = words[value_end..],
        };
    }

    pub fn isDynamic(function: Function) bool {
        return function.header.flags & abi.function_dynamic != 0;
    }

    /// The records that positions of inlined instructions name.
    pub fn inlineSites(function: Function) []const abi.InlineSite {
        const header = function.header;
        const words = header.inline_site_count * (@sizeOf(abi.InlineSite) / 4);
        return @ptrCast(function.extra[header.inline_sites..][0..words]);
    }

    /// The instructions of a block whose range is sound.
    pub fn instructionsOf(function: Function, block: abi.Block) []const abi.Instruction {
        return function.instructions[block.first_instruction..][0..block.instruction_count];
    }

    pub fn terminatorOf(function: Function, block: abi.Block) abi.Instruction {
        return function.instructions[block.first_instruction + block.instruction_count - 1];
    }

    pub const Results = struct { cells: u32, floats: u32 };

    /// How many results an instruction has; its op and extra range must be sound.
    pub fn resultsOf(function: Function, instruction: abi.Instruction) Results {
        if (ops.table[instruction.op].shape == .call) {
            return .{ .cells = function.extra[instruction.b], .floats = function.extra[instruction.b + 1] };
        }
        const info = ops.table[instruction.op];
        return .{ .cells = info.cell_results, .floats = info.float_results };
    }

    /// The values that a sound instruction uses, in order, as three lists that may be empty.
    pub fn usesOf(function: Function, instruction: *const abi.Instruction) [3][]const u32 {
        const shape = ops.table[instruction.op].shape;
        const fields: *const [3]u32 = @ptrCast(&instruction.a);
        const direct = fields[0..directOperands(shape)];
        const empty: []const u32 = &.{};
        return switch (shape) {
            .branch => {
                const edges = function.edgesOf(instruction.*);
                return .{ direct, edges[0].?.arguments, edges[1].?.arguments };
            },
            .call => .{ direct, function.extra[instruction.b + 2 ..][0..instruction.c], empty },
            .v4, .list, .jump => .{ direct, function.extra[instruction.b..][0..instruction.c], empty },
            else => .{ direct, empty, empty },
        };
    }

    pub const Edge = struct { target: u32, arguments: []const u32 };

    /// The ways out of a block through its sound terminator.
    pub fn edgesOf(function: Function, terminator: abi.Instruction) [2]?Edge {
        const op: abi.Op = @fromBackingInt(terminator.op);
        switch (op) {
            .jump => return .{
                .{ .target = terminator.a, .arguments = function.extra[terminator.b..][0..terminator.c] },
                null,
            },
            .branch => {
                const list = function.extra[terminator.b..][0..terminator.c];
                const then_end = 2 + @as(usize, list[1]);
                return .{
                    .{ .target = list[0], .arguments = list[2..then_end] },
                    .{ .target = list[then_end], .arguments = list[then_end + 2 ..][0..list[then_end + 1]] },
                };
            },
            else => return .{ null, null },
        }
    }
};

/// Words that a function with this header takes.
pub fn wordCount(header: *const abi.FunctionHeader) u64 {
    return header_words +
        @as(u64, header.block_count) * block_words +
        @as(u64, header.instruction_count) * instruction_words +
        header.value_count + @as(u64, header.extra_count);
}

/// How many of the fields a, b, c are values.
pub fn directOperands(shape: ops.Shape) usize {
    return switch (shape) {
        .v1, .v1imm, .branch => 1,
        .v2, .v2imm => 2,
        .v3 => 3,
        .none, .v4, .imm64, .imm32, .call, .list, .jump => 0,
    };
}
