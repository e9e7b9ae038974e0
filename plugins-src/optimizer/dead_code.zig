//! Dead code elimination. Needs a settled graph. Leaves no pure instruction and no block parameter whose value reaches
//! nothing that can be observed, not even around a loop. What may THROW stays, and so does a load, whose address may be
//! bad.

const std = @import("std");
const graphs = @import("graph.zig");
const Allocator = std.mem.Allocator;
const Error = graphs.Error;
const Graph = graphs.Graph;

pub fn run(graph: *Graph, scratch: Allocator) Error!void {
    var liveness: Liveness = .{
        .graph = graph,
        .scratch = scratch,
        .predecessors = try .init(graph, scratch),
        .is_live = try scratch.alloc(bool, graph.values.items.len),
        .parameter_index = try scratch.alloc(u32, graph.values.items.len),
    };
    @memset(liveness.is_live, false);
    try liveness.markRoots();
    while (liveness.pending.pop()) |value| try liveness.markSources(value);
    for (0..graph.blocks.items.len) |number| {
        if (graph.blocks.items[number].is_live) try liveness.sweep(@intCast(number));
    }
}

const Liveness = struct {
    graph: *Graph,
    scratch: Allocator,
    predecessors: graphs.Predecessors,
    /// By value.
    is_live: []bool,
    parameter_index: []u32,
    pending: std.ArrayList(graphs.ValueId) = .empty,

    fn mark(liveness: *Liveness, values: []const graphs.ValueId) Error!void {
        for (values) |value| {
            if (liveness.is_live[value]) continue;
            liveness.is_live[value] = true;
            try liveness.pending.append(liveness.scratch, value);
        }
    }

    fn markRoots(liveness: *Liveness) Error!void {
        const graph = liveness.graph;
        for (graph.blocks.items) |block| {
            if (!block.is_live) continue;
            for (block.parameters, 0..) |parameter, index| liveness.parameter_index[parameter] = @intCast(index);
            for (block.body.items) |id| {
                const instruction = graph.instructions.items[id];
                if (!graph.isPure(instruction)) try liveness.mark(instruction.operands);
            }
            try liveness.mark(block.terminator.operands);
        }
        try liveness.mark(graph.blocks.items[0].parameters);
    }

    /// What a live value is made from.
    fn markSources(liveness: *Liveness, value: graphs.ValueId) Error!void {
        const graph = liveness.graph;
        switch (graph.values.items[value].origin) {
            .constant => {},
            .result => |id| try liveness.mark(graph.instructions.items[id].operands),
            .parameter => |block| for (liveness.predecessors.of(block)) |way| {
                const edge = graph.blocks.items[way.from].terminator.edges[way.edge];
                const index = liveness.parameter_index[value];
                try liveness.mark(edge.arguments[index..][0..1]);
            },
        }
    }

    fn sweep(liveness: *Liveness, number: graphs.BlockId) Error!void {
        const graph = liveness.graph;
        const block = &graph.blocks.items[number];
        var kept: usize = 0;
        for (block.body.items) |id| {
            if (!liveness.isNeeded(graph.instructions.items[id])) continue;
            block.body.items[kept] = id;
            kept += 1;
        }
        if (kept < block.body.items.len) graph.changed = true;
        block.body.shrinkRetainingCapacity(kept);

        const is_removed = try liveness.scratch.alloc(bool, block.parameters.len);
        for (block.parameters, is_removed) |parameter, *removed| removed.* = !liveness.is_live[parameter];
        if (std.mem.findScalar(bool, is_removed, true) == null) return;
        graph.removeParameters(number, liveness.predecessors.of(number), is_removed);
    }

    fn isNeeded(liveness: *Liveness, instruction: graphs.Instruction) bool {
        if (!liveness.graph.isPure(instruction)) return true;
        for (0..instruction.result_count) |index| {
            if (liveness.is_live[instruction.first_result + index]) return true;
        }
        return false;
    }
};
