//! Branches, jumps and blocks. Needs a settled graph. Leaves
//!
//! - no code after a THROW of a known code,
//! - no branch whose condition is known: a constant, or one that a branch on every way to it has decided,
//! - no edge to a block that only goes on from there in a known direction, loop headers excepted: a jump past one would
//!   give its loop a second entry,
//! - no jump to a block that nothing else goes to,
//! - no block that cannot be reached.

const std = @import("std");
const abi = @import("abi");
const graphs = @import("graph.zig");
const Allocator = std.mem.Allocator;
const Error = graphs.Error;
const Graph = graphs.Graph;
const ValueId = graphs.ValueId;
const BlockId = graphs.BlockId;

pub fn run(graph: *Graph, scratch: Allocator) Error!void {
    cutAfterThrows(graph);
    simplifyBranches(graph);
    try graph.dropUnreachable(scratch);
    try decideByDominatingBranches(graph, scratch);
    try graph.dropUnreachable(scratch);
    try threadJumps(graph, scratch);
    try graph.dropUnreachable(scratch);
    try mergeBlocks(graph, scratch);
    graph.settle();
}

fn cutAfterThrows(graph: *Graph) void {
    for (graph.blocks.items) |*block| {
        if (!block.is_live) continue;
        for (block.body.items, 1..) |id, count| {
            const instruction = graph.instructions.items[id];
            if (instruction.op != .throw or (graph.constantOf(instruction.operands[0]) orelse 0) == 0) continue;
            if (block.terminator.op == .@"unreachable" and count == block.body.items.len) break;
            block.body.shrinkRetainingCapacity(count);
            block.terminator = .{ .op = .@"unreachable", .position = instruction.position };
            graph.changed = true;
            break;
        }
    }
}

fn simplifyBranches(graph: *Graph) void {
    for (graph.blocks.items) |*block| {
        if (!block.is_live or block.terminator.op != .branch) continue;
        const ways = block.terminator.ways();
        if (graph.constantOf(block.terminator.operands[0])) |condition| {
            goAlways(graph, block, ways[if (condition != 0) 0 else 1]);
        } else if (ways[0].target == ways[1].target and std.mem.eql(ValueId, ways[0].arguments, ways[1].arguments)) {
            goAlways(graph, block, ways[0]);
        }
    }
}

fn goAlways(graph: *Graph, block: *graphs.Block, edge: graphs.Edge) void {
    block.terminator = .{ .op = .jump, .position = block.terminator.position, .edge_count = 1 };
    block.terminator.edges[0] = edge;
    graph.changed = true;
}

/// Says of a value in the blocks that `block` dominates: it is zero, or it is not.
const Decision = struct { block: BlockId, is_zero: bool, next: u32 };

/// How many earlier decisions on one value are looked at.
const max_decisions = 64;

fn decideByDominatingBranches(graph: *Graph, scratch: Allocator) Error!void {
    const dominators = try graph.dominators(scratch);
    const predecessors: graphs.Predecessors = try .init(graph, scratch);
    const first = try scratch.alloc(u32, graph.values.items.len);
    @memset(first, graphs.none);
    var decisions: std.ArrayList(Decision) = .empty;
    for (dominators.order) |number| {
        const block = &graph.blocks.items[number];
        if (block.terminator.op != .branch) continue;
        const condition = block.terminator.operands[0];
        var next = first[condition];
        const known = for (0..max_decisions) |_| {
            if (next == graphs.none) break null;
            const decision = decisions.items[next];
            if (dominators.dominates(decision.block, number)) break decision;
            next = decision.next;
        } else null;
        if (known) |decision| {
            goAlways(graph, block, block.terminator.edges[if (decision.is_zero) 1 else 0]);
            continue;
        }
        for (block.terminator.ways(), [2]bool{ false, true }) |edge, is_zero| {
            if (predecessors.of(edge.target).len != 1) continue;
            try decisions.append(scratch, .{ .block = edge.target, .is_zero = is_zero, .next = first[condition] });
            first[condition] = @intCast(decisions.items.len - 1);
        }
    }
}

/// An edge is led past at most so many blocks.
const max_hops = 16;

fn threadJumps(graph: *Graph, scratch: Allocator) Error!void {
    var threading: Threading = .{
        .graph = graph,
        .scratch = scratch,
        .is_passable = try scratch.alloc(bool, graph.blocks.items.len),
    };
    try threading.findPassableBlocks();
    for (graph.blocks.items) |*block| {
        if (!block.is_live) continue;
        for (block.terminator.ways(), 0..) |*edge, index| {
            const condition: ?ValueId = if (block.terminator.op == .branch) block.terminator.operands[0] else null;
            for (0..max_hops) |_| {
                if (!try threading.hop(edge, condition, index == 1)) break;
            }
        }
    }
}

const Threading = struct {
    graph: *Graph,
    scratch: Allocator,
    /// By block: nothing happens in it, nobody behind it uses its parameters, and no loop begins there.
    is_passable: []bool,

    fn findPassableBlocks(threading: *Threading) Error!void {
        const graph = threading.graph;
        const dominators = try graph.dominators(threading.scratch);
        for (graph.blocks.items, threading.is_passable, 0..) |*block, *passable, number| {
            passable.* = number != 0 and block.is_live and block.body.items.len == 0 and block.terminator.edge_count > 0;
        }
        for (graph.blocks.items, 0..) |*block, number| {
            if (!block.is_live) continue;
            const at: BlockId = @intCast(number);
            for (block.body.items) |id| threading.noteUses(graph.instructions.items[id].operands, at);
            threading.noteUses(block.terminator.operands, at);
            for (block.terminator.ways()) |edge| {
                threading.noteUses(edge.arguments, at);
                if (dominators.place_of[edge.target] <= dominators.place_of[at]) threading.is_passable[edge.target] = false;
            }
        }
    }

    fn noteUses(threading: *Threading, values: []const ValueId, at: BlockId) void {
        for (values) |value| switch (threading.graph.values.items[value].origin) {
            .parameter => |block| if (block != at) {
                threading.is_passable[block] = false;
            },
            else => {},
        };
    }

    /// Leads an edge past its target when it is clear how it goes on there. `condition` is zero on this edge, or it is
    /// not.
    fn hop(threading: *Threading, edge: *graphs.Edge, condition: ?ValueId, is_zero: bool) Error!bool {
        if (!threading.is_passable[edge.target]) return false;
        const graph = threading.graph;
        const block = &graph.blocks.items[edge.target];
        var way: usize = 0;
        if (block.terminator.op == .branch) {
            const value = argumentFor(block, edge.*, block.terminator.operands[0]);
            if (graph.constantOf(value)) |bits| {
                way = if (bits != 0) 0 else 1;
            } else if (value == condition) {
                way = if (is_zero) 1 else 0;
            } else return false;
        }
        const onward = block.terminator.edges[way];
        const arguments = try graph.arena.dupe(ValueId, onward.arguments);
        for (arguments) |*argument| argument.* = argumentFor(block, edge.*, argument.*);
        edge.* = .{ .target = onward.target, .arguments = arguments };
        graph.changed = true;
        return true;
    }
};

/// What a value that a block uses is when it is entered by this edge.
fn argumentFor(block: *const graphs.Block, edge: graphs.Edge, value: ValueId) ValueId {
    const index = std.mem.findScalar(ValueId, block.parameters, value) orelse return value;
    return edge.arguments[index];
}

fn mergeBlocks(graph: *Graph, scratch: Allocator) Error!void {
    const predecessors: graphs.Predecessors = try .init(graph, scratch);
    for (graph.blocks.items, 0..) |*block, number| {
        if (!block.is_live) continue;
        while (block.terminator.op == .jump) {
            const edge = block.terminator.edges[0];
            if (edge.target == number or edge.target == 0 or predecessors.of(edge.target).len != 1) break;
            const target = &graph.blocks.items[edge.target];
            for (target.parameters, edge.arguments) |parameter, argument| graph.replace(parameter, argument);
            try block.body.appendSlice(graph.arena, target.body.items);
            block.terminator = target.terminator;
            target.is_live = false;
            target.terminator.edge_count = 0;
            graph.changed = true;
        }
    }
}
