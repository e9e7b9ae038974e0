//! Block parameters that are no choice. Needs a settled graph. Leaves no parameter that gets one and the same value on
//! every way in, itself not counted (Braun et al., "Simple and Efficient Construction of Static Single Assignment
//! Form", 2013, section 3.1), and no two parameters of a block that get the same values, be it from one another around a loop.

const std = @import("std");
const graphs = @import("graph.zig");
const Allocator = std.mem.Allocator;
const Error = graphs.Error;
const Graph = graphs.Graph;

/// One removal leads to others, mostly in blocks that come later; what is left after so many walks waits for the next
/// round of passes.
const max_walks = 8;
/// Blocks with more parameters are not searched for equal ones.
const max_compared = 64;

pub fn run(graph: *Graph, scratch: Allocator) Error!void {
    const predecessors: graphs.Predecessors = try .init(graph, scratch);
    for (0..max_walks) |_| {
        var found = false;
        for (1..graph.blocks.items.len) |number| {
            const block: graphs.BlockId = @intCast(number);
            if (!graph.blocks.items[block].is_live) continue;
            if (try simplify(graph, scratch, block, predecessors.of(block))) found = true;
        }
        if (!found) break;
    }
    try mergeEqual(graph, scratch, predecessors);
    graph.settle();
}

fn simplify(graph: *Graph, scratch: Allocator, block: graphs.BlockId, incoming: []const graphs.Way) Error!bool {
    const parameters = graph.blocks.items[block].parameters;
    const is_removed = try scratch.alloc(bool, parameters.len);
    var found = false;
    for (parameters, is_removed, 0..) |parameter, *removed, index| {
        const value = soleArgument(graph, incoming, index, parameter);
        removed.* = value != null;
        if (value) |by| {
            graph.replace(parameter, by);
            found = true;
        }
    }
    if (found) graph.removeParameters(block, incoming, is_removed);
    return found;
}

fn argument(graph: *Graph, way: graphs.Way, index: usize) graphs.ValueId {
    return graph.resolve(graph.blocks.items[way.from].terminator.edges[way.edge].arguments[index]);
}

fn soleArgument(graph: *Graph, incoming: []const graphs.Way, index: usize, parameter: graphs.ValueId) ?graphs.ValueId {
    var sole: ?graphs.ValueId = null;
    for (incoming) |way| {
        const value = argument(graph, way, index);
        if (value == parameter or value == sole) continue;
        if (sole != null) return null;
        sole = value;
    }
    return sole;
}

/// Takes all parameters of a block for equal, and then those apart that get different values, until none are left to take
/// apart. What is still equal is.
fn mergeEqual(graph: *Graph, scratch: Allocator, predecessors: graphs.Predecessors) Error!void {
    // By value: the parameter that it is equal to, the first one; others are themselves.
    const same = try scratch.alloc(graphs.ValueId, graph.values.items.len);
    for (same, 0..) |*value, number| value.* = @intCast(number);
    for (graph.blocks.items[1..]) |block| {
        if (!block.is_live or block.parameters.len > max_compared) continue;
        for (block.parameters, 0..) |parameter, index| {
            for (block.parameters[0..index]) |earlier| {
                if (same[earlier] != earlier or graph.values.items[earlier].type != graph.values.items[parameter].type) continue;
                same[parameter] = earlier;
                break;
            }
        }
    }
    for (0..max_walks) |_| {
        var changed = false;
        for (graph.blocks.items[1..], 1..) |block, number| {
            if (!block.is_live or block.parameters.len > max_compared) continue;
            const incoming = predecessors.of(@intCast(number));
            for (block.parameters, 0..) |parameter, index| {
                if (same[parameter] == parameter) continue;
                const first = std.mem.findScalar(graphs.ValueId, block.parameters, same[parameter]).?;
                if (haveSameArguments(graph, incoming, same, index, first)) continue;
                changed = true;
                same[parameter] = for (block.parameters[0..index], 0..) |earlier, other| {
                    if (same[earlier] != earlier or graph.values.items[earlier].type != graph.values.items[parameter].type) continue;
                    if (haveSameArguments(graph, incoming, same, index, other)) break earlier;
                } else parameter;
            }
        }
        if (!changed) break;
    } else return;
    for (graph.blocks.items[1..], 1..) |block, number| {
        if (!block.is_live or block.parameters.len > max_compared) continue;
        const is_removed = try scratch.alloc(bool, block.parameters.len);
        for (block.parameters, is_removed) |parameter, *removed| removed.* = same[parameter] != parameter;
        if (std.mem.findScalar(bool, is_removed, true) == null) continue;
        for (block.parameters, is_removed) |parameter, removed| if (removed) graph.replace(parameter, same[parameter]);
        graph.removeParameters(@intCast(number), predecessors.of(@intCast(number)), is_removed);
    }
}

fn haveSameArguments(
    graph: *Graph,
    incoming: []const graphs.Way,
    same: []const graphs.ValueId,
    a: usize,
    b: usize,
) bool {
    for (incoming) |way| {
        if (same[argument(graph, way, a)] != same[argument(graph, way, b)]) return false;
    }
    return true;
}
