//! Needs a function that the verifier accepted. Makes the graph of it, without blocks that cannot be reached.

const std = @import("std");
const abi = @import("abi");
const graphs = @import("graph.zig");
const Allocator = std.mem.Allocator;
const Error = graphs.Error;
const Graph = graphs.Graph;
const ValueId = graphs.ValueId;

/// The graph of a function. It lives in `arena` and keeps nothing of `function`; `scratch` is for the meantime.
pub fn decode(arena: Allocator, scratch: Allocator, function: abi.Function) Error!Graph {
    const reached: abi.Dominators = try .init(scratch, function);
    var decoder: Decoder = .{
        .graph = .{ .arena = arena, .header = function.header.* },
        .function = function,
        .value_of = try scratch.alloc(ValueId, function.values.len),
        .block_of = try scratch.alloc(graphs.BlockId, function.blocks.len),
    };
    try decoder.graph.sites.appendSlice(arena, function.inlineSites());
    try decoder.graph.values.ensureTotalCapacity(arena, function.values.len);
    try decoder.graph.forward.ensureTotalCapacity(arena, function.values.len);
    try decoder.graph.instructions.ensureTotalCapacity(arena, function.instructions.len);
    for (function.blocks, 0..) |block, number| {
        if (reached.isReachable(@intCast(number))) try decoder.define(block, number);
    }
    for (function.blocks, 0..) |block, number| {
        if (reached.isReachable(@intCast(number))) try decoder.fill(block, number);
    }
    return decoder.graph;
}

const Decoder = struct {
    graph: Graph,
    function: abi.Function,
    /// By value and block of the function.
    value_of: []ValueId,
    block_of: []graphs.BlockId,

    /// Gives a block, its parameters and all results their numbers: uses may come before definitions.
    fn define(decoder: *Decoder, block: abi.Block, number: usize) Error!void {
        const graph = &decoder.graph;
        const id: graphs.BlockId = @intCast(graph.blocks.items.len);
        decoder.block_of[number] = id;
        const parameters = try graph.arena.alloc(ValueId, block.parameter_count);
        for (parameters, 0..) |*parameter, index| {
            parameter.* = try decoder.addValue(block.first_parameter + @as(u32, @intCast(index)), .{ .parameter = id });
        }
        const terminator = decoder.function.terminatorOf(block);
        try graph.blocks.append(graph.arena, .{
            .parameters = parameters,
            .terminator = .{ .op = @fromBackingInt(terminator.op), .position = terminator.position },
        });
        const body = &graph.blocks.items[id].body;
        try body.ensureTotalCapacity(graph.arena, block.instruction_count);
        const instructions = decoder.function.instructionsOf(block);
        for (instructions[0 .. instructions.len - 1]) |instruction| {
            if (try decoder.defineConstant(instruction)) continue;
            body.appendAssumeCapacity(try decoder.defineInstruction(instruction));
        }
    }

    fn addValue(decoder: *Decoder, value: u32, origin: graphs.Origin) Error!ValueId {
        const value_type: abi.ValueType = @fromBackingInt(decoder.function.values[value]);
        const id = try decoder.graph.addValue(.{ .type = value_type, .origin = origin });
        decoder.value_of[value] = id;
        return id;
    }

    fn defineConstant(decoder: *Decoder, instruction: abi.Instruction) Error!bool {
        const op: abi.Op = @fromBackingInt(instruction.op);
        if (op != .@"const" and op != .fconst) return false;
        const bits = @as(u64, instruction.b) << 32 | instruction.a;
        decoder.value_of[instruction.result] = try decoder.graph.constant(if (op == .fconst) .float else .cell, bits);
        return true;
    }

    fn defineInstruction(decoder: *Decoder, instruction: abi.Instruction) Error!graphs.InstructionId {
        const graph = &decoder.graph;
        const id: graphs.InstructionId = @intCast(graph.instructions.items.len);
        const results = decoder.function.resultsOf(instruction);
        const count = results.cells + results.floats;
        const first: ValueId = @intCast(graph.values.items.len);
        for (0..count) |index| {
            _ = try decoder.addValue(instruction.result + @as(u32, @intCast(index)), .{ .result = id });
        }
        try graph.instructions.append(graph.arena, .{
            .op = @fromBackingInt(instruction.op),
            .position = instruction.position,
            .immediate = immediateOf(instruction),
            .first_result = if (count == 0) graphs.none else first,
            .result_count = count,
            .operands = &.{},
        });
        return id;
    }

    /// Translates operands and edges.
    fn fill(decoder: *Decoder, block: abi.Block, number: usize) Error!void {
        const graph = &decoder.graph;
        const target = &graph.blocks.items[decoder.block_of[number]];
        var at: usize = 0;
        const instructions = decoder.function.instructionsOf(block);
        for (instructions[0 .. instructions.len - 1]) |*instruction| {
            const op: abi.Op = @fromBackingInt(instruction.op);
            if (op == .@"const" or op == .fconst) continue;
            const lists = decoder.function.usesOf(instruction);
            const operands = if (lists[0].len > 0) lists[0] else lists[1];
            graph.instructions.items[target.body.items[at]].operands = try decoder.translate(operands);
            at += 1;
        }
        try decoder.fillTerminator(target, &instructions[instructions.len - 1]);
    }

    fn fillTerminator(decoder: *Decoder, block: *graphs.Block, terminator: *const abi.Instruction) Error!void {
        const lists = decoder.function.usesOf(terminator);
        switch (block.terminator.op) {
            .branch => block.terminator.operands = try decoder.translate(lists[0]),
            .@"return" => block.terminator.operands = try decoder.translate(lists[1]),
            else => {},
        }
        for (decoder.function.edgesOf(terminator.*)) |edge| {
            const way = edge orelse continue;
            block.terminator.edges[block.terminator.edge_count] = .{
                .target = decoder.block_of[way.target],
                .arguments = try decoder.translate(way.arguments),
            };
            block.terminator.edge_count += 1;
        }
    }

    fn translate(decoder: *Decoder, values: []const u32) Error![]ValueId {
        const translated = try decoder.graph.arena.alloc(ValueId, values.len);
        for (values, translated) |value, *id| id.* = decoder.value_of[value];
        return translated;
    }
};

fn immediateOf(instruction: abi.Instruction) u32 {
    return switch (abi.ops.table[instruction.op].shape) {
        .imm32, .call => instruction.a,
        .v1imm => instruction.b,
        .v2imm => instruction.c,
        else => 0,
    };
}
