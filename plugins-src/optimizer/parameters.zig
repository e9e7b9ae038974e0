//! Block parameters that are no choice. Needs a settled graph. Leaves no parameter that gets one and the same value on
//! every way in, itself not counted (Braun et al., "Simple and Efficient Construction of Static Single Assignment
//! Form", 2013, section 3.1), and no two parameters of a block that get the same values.

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
    graph.settle();
}

fn simplify(graph: *Graph, scratch: Allocator, block: graphs.BlockId, incoming: []const graphs.Way) Error!bool {
    const parameters = graph.blocks.items[block].parameters;
    const is_removed = try scratch.alloc(bool, parameters.len);
    var found = false;
    for (parameters, is_removed, 0..) |parameter, *removed, index| {
        const value = soleArgument(graph, incoming, index, parameter) orelse
            equalParameter(graph, incoming, index, parameters[0..index], is_removed);
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

/// An earlier parameter that stays and gets the same arguments.
fn equalParameter(
    graph: *Graph,
    incoming: []const graphs.Way,
    index: usize,
    earlier: []const graphs.ValueId,
    is_removed: []const bool,
) ?graphs.ValueId {
    if (index > max_compared) return null;
    search: for (earlier, 0..) |candidate, other| {
        if (is_removed[other]) continue;
        for (incoming) |way| {
            if (argument(graph, way, index) != argument(graph, way, other)) continue :search;
        }
        return candidate;
    }
    return null;
}
