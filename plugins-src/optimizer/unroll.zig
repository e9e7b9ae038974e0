//! Several turns of a loop in one. Needs a settled graph that passes have made small. Leaves no short loop of one block that
//! turns a known number of times and calls nothing, unless the number is odd: what counts its turns is done once for two or
//! four of them, or not at all, when there are few. Of several looks at the interrupt flag one is left.

const std = @import("std");
const abi = @import("abi");
const graphs = @import("graph.zig");
const NaturalLoops = @import("natural_loops.zig").NaturalLoops;
const Loop = @import("natural_loops.zig").Loop;
const Allocator = std.mem.Allocator;
const Error = graphs.Error;
const Graph = graphs.Graph;
const BlockId = graphs.BlockId;
const InstructionId = graphs.InstructionId;
const ValueId = graphs.ValueId;

/// Instructions of a loop that becomes one turn, of one that has two or four turns in one, and of one with few turns as a whole.
const max_twice = 24;
const max_four_times = 12;
const max_whole = 64;
/// Turns of a loop that is written out.
const max_turns = 8;
/// A function of fewer instructions does not become larger than this, so that it is still inlined.
const max_inlined = 120;

pub fn run(graph: *Graph, scratch: Allocator) Error!void {
    const natural: NaturalLoops = try .init(graph, scratch);
    var size: usize = 0;
    for (graph.blocks.items) |*block| {
        if (block.is_live) size += block.body.items.len + 1;
    }
    for (natural.loops) |loop| {
        if (loop.blocks.len != 1) continue;
        const length = lengthOf(graph, loop.header) orelse continue;
        const counter = natural.counterOf(loop) orelse continue;
        const turns = counter.turns(graph) orelse continue;
        const copies = copiesOf(turns, length) orelse continue;
        const grown = size + length * (copies - 1);
        if (size <= max_inlined and grown > max_inlined) continue;
        size = grown;
        var unrolling: Unrolling = .{ .graph = graph, .scratch = scratch, .number = loop.header };
        try unrolling.unroll(copies, copies == turns);
    }
}

/// How long a loop's block is; null when it does something that stays alone.
fn lengthOf(graph: *const Graph, number: BlockId) ?usize {
    var length: usize = 0;
    for (graph.blocks.items[number].body.items) |id| {
        switch (abi.ops.info(graph.instructions.items[id].op).purity) {
            .pure, .traps, .reads, .writes => length += 1,
            .effects, .terminator => if (graph.instructions.items[id].op != .poll) return null,
        }
    }
    return length;
}

fn copiesOf(turns: u64, length: usize) ?usize {
    if (turns >= 2 and turns <= max_turns and turns * length <= max_whole) return @intCast(turns);
    if (turns % 4 == 0 and length <= max_four_times) return 4;
    return if (turns % 2 == 0 and length <= max_twice) 2 else null;
}

const Unrolling = struct {
    graph: *Graph,
    scratch: Allocator,
    number: BlockId,
    /// In the present copy: what the block's parameters and results are.
    values: std.AutoHashMapUnmanaged(ValueId, ValueId) = .empty,

    /// The block's own instructions become the last copy, so that what uses their results goes on doing so.
    fn unroll(unrolling: *Unrolling, copies: usize, is_whole: bool) Error!void {
        const graph = unrolling.graph;
        const old = try unrolling.scratch.dupe(InstructionId, graph.blocks.items[unrolling.number].body.items);
        var body: std.ArrayList(InstructionId) = .empty;
        const parameters = graph.blocks.items[unrolling.number].parameters;
        const back = graph.blocks.items[unrolling.number].terminator.edges[unrolling.backEdge()].arguments;
        for (1..copies) |_| {
            for (old) |id| {
                if (graph.instructions.items[id].op != .poll) try body.append(unrolling.scratch, try unrolling.copy(id));
            }
            const next = try unrolling.scratch.alloc(ValueId, parameters.len);
            for (back, next) |argument, *value| value.* = unrolling.valueOf(argument);
            unrolling.values.clearRetainingCapacity();
            for (parameters, next) |parameter, value| try unrolling.values.put(unrolling.scratch, parameter, value);
        }
        for (old) |id| unrolling.redirect(graph.instructions.items[id].operands);
        try body.appendSlice(unrolling.scratch, old);
        const block = &graph.blocks.items[unrolling.number];
        block.body.clearRetainingCapacity();
        try block.body.appendSlice(graph.arena, body.items);
        unrolling.redirectTerminator(&block.terminator);
        if (is_whole) {
            const onward = block.terminator.edges[1 - unrolling.backEdge()];
            block.terminator = .{ .op = .jump, .position = block.terminator.position, .edge_count = 1 };
            block.terminator.edges[0] = onward;
        }
        for (graph.blocks.items, 0..) |*other, number| {
            if (!other.is_live or number == unrolling.number) continue;
            for (other.body.items) |id| unrolling.redirect(graph.instructions.items[id].operands);
            unrolling.redirectTerminator(&other.terminator);
        }
        graph.changed = true;
    }

    fn backEdge(unrolling: *const Unrolling) usize {
        return if (unrolling.graph.blocks.items[unrolling.number].terminator.edges[0].target == unrolling.number) 0 else 1;
    }

    fn valueOf(unrolling: *const Unrolling, value: ValueId) ValueId {
        return unrolling.values.get(value) orelse value;
    }

    fn redirect(unrolling: *const Unrolling, values: []ValueId) void {
        for (values) |*value| value.* = unrolling.valueOf(value.*);
    }

    fn redirectTerminator(unrolling: *const Unrolling, terminator: *graphs.Terminator) void {
        unrolling.redirect(terminator.operands);
        for (terminator.ways()) |edge| unrolling.redirect(edge.arguments);
    }

    /// An instruction of the present copy, with results of its own.
    fn copy(unrolling: *Unrolling, id: InstructionId) Error!InstructionId {
        const graph = unrolling.graph;
        var instruction = graph.instructions.items[id];
        instruction.operands = try graph.arena.dupe(ValueId, instruction.operands);
        unrolling.redirect(instruction.operands);
        const made: InstructionId = @intCast(graph.instructions.items.len);
        const first = instruction.first_result;
        for (0..instruction.result_count) |index| {
            const old: ValueId = @intCast(first + index);
            const value = try graph.addValue(.{ .type = graph.values.items[old].type, .origin = .{ .result = made } });
            if (index == 0) instruction.first_result = value;
            try unrolling.values.put(unrolling.scratch, old, value);
        }
        try graph.instructions.append(graph.arena, instruction);
        return made;
    }
};
