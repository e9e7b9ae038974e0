//! Needs a settled graph. Makes the ForthIR of it: live blocks in their old order, values in the order of their
//! definitions, each constant right before its first use in each block that uses it, and loop flags where jumps come
//! back to.

const std = @import("std");
const abi = @import("abi");
const graphs = @import("graph.zig");
const Allocator = std.mem.Allocator;
const Error = graphs.Error;
const Graph = graphs.Graph;
const ValueId = graphs.ValueId;

/// The words of the function, in `scratch`.
pub fn encode(scratch: Allocator, graph: *Graph) Error![]const u32 {
    std.debug.assert(!graph.unsettled);
    var encoder: Encoder = .{
        .scratch = scratch,
        .graph = graph,
        .number_of = try scratch.alloc(u32, graph.values.items.len),
        .placed_in = try scratch.alloc(graphs.BlockId, graph.values.items.len),
        .block_number = try scratch.alloc(u32, graph.blocks.items.len),
    };
    // Uses may come before definitions, so that the walk is done twice: to number, then to write.
    encoder.is_writing = false;
    try encoder.walk();
    encoder.is_writing = true;
    try encoder.walk();
    return encoder.join();
}

const Encoder = struct {
    scratch: Allocator,
    graph: *Graph,
    is_writing: bool = false,
    number_of: []u32,
    /// By value: the block in which a constant was written last.
    placed_in: []graphs.BlockId,
    block_number: []u32,
    block: graphs.BlockId = 0,
    value_count: u32 = 0,
    blocks: std.ArrayList(abi.Block) = .empty,
    instructions: std.ArrayList(abi.Instruction) = .empty,
    types: std.ArrayList(u32) = .empty,
    extra: std.ArrayList(u32) = .empty,

    fn walk(encoder: *Encoder) Error!void {
        encoder.value_count = 0;
        @memset(encoder.placed_in, graphs.none);
        const is_header: []const bool = if (encoder.is_writing) try encoder.findLoopHeaders() else &.{};
        var count: u32 = 0;
        for (encoder.graph.blocks.items, 0..) |*block, id| {
            if (!block.is_live) continue;
            encoder.block = @intCast(id);
            encoder.block_number[id] = count;
            count += 1;
            const first: u32 = @intCast(encoder.instructions.items.len);
            const first_parameter = encoder.value_count;
            for (block.parameters) |parameter| try encoder.define(parameter);
            for (block.body.items, 1..) |instruction_id, place| {
                const instruction = encoder.graph.instructions.items[instruction_id];
                if (place == block.body.items.len and isConditionOf(instruction, block.terminator)) {
                    // A comparison stays right before its branch, where a backend makes one of the two.
                    try encoder.placeEdgeConstants(&block.terminator);
                }
                try encoder.walkInstruction(instruction);
            }
            try encoder.walkTerminator(&block.terminator);
            if (encoder.is_writing) try encoder.blocks.append(encoder.scratch, .{
                .first_instruction = first,
                .instruction_count = @as(u32, @intCast(encoder.instructions.items.len)) - first,
                .first_parameter = if (block.parameters.len == 0) graphs.none else first_parameter,
                .parameter_count = @intCast(block.parameters.len),
                .flags = if (is_header[id]) abi.block_loop_header else 0,
                .reserved = 0,
            });
        }
    }

    /// By block: whether an edge comes to it from a block that is not before it in reverse postorder.
    fn findLoopHeaders(encoder: *Encoder) Error![]const bool {
        const order = try encoder.graph.dominators(encoder.scratch);
        const is_header = try encoder.scratch.alloc(bool, encoder.graph.blocks.items.len);
        @memset(is_header, false);
        for (encoder.graph.blocks.items, order.place_of) |*block, place| {
            if (!block.is_live) continue;
            for (block.terminator.ways()) |edge| {
                if (order.place_of[edge.target] <= place) is_header[edge.target] = true;
            }
        }
        return is_header;
    }

    fn walkInstruction(encoder: *Encoder, instruction: graphs.Instruction) Error!void {
        try encoder.placeConstants(instruction.operands, instruction.position);
        for (0..instruction.result_count) |index| {
            try encoder.define(instruction.first_result + @as(u32, @intCast(index)));
        }
        if (encoder.is_writing) try encoder.writeInstruction(instruction);
    }

    fn walkTerminator(encoder: *Encoder, terminator: *graphs.Terminator) Error!void {
        try encoder.placeConstants(terminator.operands, terminator.position);
        try encoder.placeEdgeConstants(terminator);
        if (encoder.is_writing) try encoder.writeTerminator(terminator);
    }

    fn placeEdgeConstants(encoder: *Encoder, terminator: *graphs.Terminator) Error!void {
        for (terminator.ways()) |edge| try encoder.placeConstants(edge.arguments, terminator.position);
    }

    fn isConditionOf(instruction: graphs.Instruction, terminator: graphs.Terminator) bool {
        return terminator.op == .branch and instruction.first_result == terminator.operands[0];
    }

    fn define(encoder: *Encoder, value: ValueId) Error!void {
        encoder.number_of[value] = encoder.value_count;
        encoder.value_count += 1;
        if (!encoder.is_writing) return;
        try encoder.types.append(encoder.scratch, @backingInt(encoder.graph.values.items[value].type));
    }

    fn placeConstants(encoder: *Encoder, values: []const ValueId, position: u32) Error!void {
        for (values) |value| {
            const bits = encoder.graph.constantOf(value) orelse continue;
            if (encoder.placed_in[value] == encoder.block) continue;
            encoder.placed_in[value] = encoder.block;
            try encoder.define(value);
            if (!encoder.is_writing) continue;
            const op: abi.Op = if (encoder.graph.values.items[value].type == .float) .fconst else .@"const";
            const halves = [3]u32{ @truncate(bits), @truncate(bits >> 32), 0 };
            try encoder.write(op, value, .{ .abc = halves, .position = position });
        }
    }

    const Fields = struct { abc: [3]u32 = @splat(0), position: u32 };

    fn write(encoder: *Encoder, op: abi.Op, result: ValueId, fields: Fields) Error!void {
        try encoder.instructions.append(encoder.scratch, .{
            .op = @backingInt(op),
            .result = if (result == graphs.none) graphs.none else encoder.number_of[result],
            .a = fields.abc[0],
            .b = fields.abc[1],
            .c = fields.abc[2],
            .position = fields.position,
        });
    }

    fn writeInstruction(encoder: *Encoder, instruction: graphs.Instruction) Error!void {
        const operands = instruction.operands;
        var fields: Fields = .{ .position = instruction.position };
        switch (abi.ops.info(instruction.op).shape) {
            .none => {},
            .imm32 => fields.abc[0] = instruction.immediate,
            .v1, .v2, .v3, .v1imm, .v2imm => |shape| {
                for (operands, fields.abc[0..operands.len]) |operand, *field| field.* = encoder.number_of[operand];
                if (shape == .v1imm) fields.abc[1] = instruction.immediate;
                if (shape == .v2imm) fields.abc[2] = instruction.immediate;
            },
            .v4 => {
                fields.abc[1] = try encoder.writeList(operands);
                fields.abc[2] = 4;
            },
            .call => {
                var floats: u32 = 0;
                for (0..instruction.result_count) |index| {
                    floats += @backingInt(encoder.graph.values.items[instruction.first_result + index].type);
                }
                fields.abc[0] = instruction.immediate;
                fields.abc[1] = @intCast(encoder.extra.items.len);
                fields.abc[2] = @intCast(operands.len);
                try encoder.extra.appendSlice(encoder.scratch, &.{ instruction.result_count - floats, floats });
                _ = try encoder.writeList(operands);
            },
            .imm64, .list, .jump, .branch => unreachable,
        }
        try encoder.write(instruction.op, instruction.first_result, fields);
    }

    fn writeTerminator(encoder: *Encoder, terminator: *graphs.Terminator) Error!void {
        var fields: Fields = .{ .position = terminator.position };
        switch (terminator.op) {
            .jump => {
                const edge = terminator.edges[0];
                fields.abc[0] = encoder.block_number[edge.target];
                fields.abc[1] = try encoder.writeList(edge.arguments);
                fields.abc[2] = @intCast(edge.arguments.len);
            },
            .branch => {
                fields.abc[0] = encoder.number_of[terminator.operands[0]];
                fields.abc[1] = @intCast(encoder.extra.items.len);
                for (terminator.ways()) |edge| {
                    const head = [2]u32{ encoder.block_number[edge.target], @intCast(edge.arguments.len) };
                    try encoder.extra.appendSlice(encoder.scratch, &head);
                    _ = try encoder.writeList(edge.arguments);
                }
                fields.abc[2] = @as(u32, @intCast(encoder.extra.items.len)) - fields.abc[1];
            },
            .@"return" => {
                fields.abc[1] = try encoder.writeList(terminator.operands);
                fields.abc[2] = @intCast(terminator.operands.len);
            },
            else => {},
        }
        try encoder.write(terminator.op, graphs.none, fields);
    }

    /// Where the values begin in extra.
    fn writeList(encoder: *Encoder, values: []const ValueId) Error!u32 {
        const start: u32 = @intCast(encoder.extra.items.len);
        for (values) |value| try encoder.extra.append(encoder.scratch, encoder.number_of[value]);
        return start;
    }

    /// Writes the inline sites that positions still name, directly or through other sites, under new numbers.
    fn writeSites(encoder: *Encoder, header: *abi.FunctionHeader) Error!void {
        const sites = encoder.graph.sites.items;
        const number_of = try encoder.scratch.alloc(u32, sites.len);
        @memset(number_of, graphs.none);
        for (encoder.instructions.items) |instruction| {
            var position = instruction.position;
            while (siteOf(sites, position)) |site| : (position = sites[site].caller) {
                if (number_of[site] != graphs.none) break;
                number_of[site] = 0;
            }
        }
        header.inline_sites = @intCast(encoder.extra.items.len);
        header.inline_site_count = 0;
        for (sites, number_of) |site, *number| {
            if (number.* == graphs.none) continue;
            number.* = header.inline_site_count;
            header.inline_site_count += 1;
            const caller = if (siteOf(sites, site.caller)) |outer| abi.inlined_position | number_of[outer] else site.caller;
            try encoder.extra.appendSlice(encoder.scratch, &.{ site.word, site.position, caller });
        }
        if (header.inline_site_count == 0) header.inline_sites = 0;
        for (encoder.instructions.items) |*instruction| {
            if (siteOf(sites, instruction.position)) |site| instruction.position = abi.inlined_position | number_of[site];
        }
    }

    /// The number of the site that a position names; sites that do not exist, in functions from elsewhere, are none.
    fn siteOf(sites: []const abi.InlineSite, position: u32) ?u32 {
        if (position & abi.inlined_position == 0) return null;
        const site = position & ~abi.inlined_position;
        return if (site < sites.len) site else null;
    }

    fn join(encoder: *Encoder) Error![]const u32 {
        var header = encoder.graph.header;
        try encoder.writeSites(&header);
        header.block_count = @intCast(encoder.blocks.items.len);
        header.instruction_count = @intCast(encoder.instructions.items.len);
        header.value_count = @intCast(encoder.types.items.len);
        header.extra_count = @intCast(encoder.extra.items.len);
        const parts = [_][]const u32{
            @ptrCast(&header),
            @ptrCast(encoder.blocks.items),
            @ptrCast(encoder.instructions.items),
            encoder.types.items,
            encoder.extra.items,
        };
        return std.mem.concat(encoder.scratch, u32, &parts);
    }
};
