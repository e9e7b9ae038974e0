//! Branches that only choose values. Needs a settled graph. Leaves no branch whose two ways meet again at once, after a
//! few cheap pure ops, where a selection of one or two cells does the same: the processor cannot guess it wrong.

const std = @import("std");
const abi = @import("abi");
const graphs = @import("graph.zig");
const Allocator = std.mem.Allocator;
const Error = graphs.Error;
const Graph = graphs.Graph;
const BlockId = graphs.BlockId;
const ValueId = graphs.ValueId;

/// Ops on both ways together, which are then done whatever the condition.
const max_ops = 4;
/// Values that are chosen.
const max_choices = 2;

pub fn run(graph: *Graph, scratch: Allocator) Error!void {
    const predecessors: graphs.Predecessors = try .init(graph, scratch);
    var found = false;
    for (0..graph.blocks.items.len) |number| {
        if (try select(graph, predecessors, @intCast(number))) found = true;
    }
    if (found) try graph.dropUnreachable(scratch);
}

/// What happens on a way until it meets the other one.
const Arm = struct { block: BlockId, target: BlockId, arguments: []const ValueId };

fn select(graph: *Graph, predecessors: graphs.Predecessors, number: BlockId) Error!bool {
    const block = &graph.blocks.items[number];
    if (!block.is_live or block.terminator.op != .branch) return false;
    const edges = block.terminator.edges;
    const arms = for ([_][2]bool{ .{ false, false }, .{ true, false }, .{ false, true }, .{ true, true } }) |enters| {
        const first = armOf(graph, predecessors, edges[0], enters[0]) orelse continue;
        const second = armOf(graph, predecessors, edges[1], enters[1]) orelse continue;
        if (first.target == second.target) break [2]Arm{ first, second };
    } else return false;
    if (!isWorthIt(graph, block.terminator.operands[0], arms)) return false;
    for (arms) |arm| {
        if (arm.block == graphs.none) continue;
        try block.body.appendSlice(graph.arena, graph.blocks.items[arm.block].body.items);
    }
    try choose(graph, block, arms);
    return true;
}

/// The way along an edge to where it leads, or with `enters` through the block there to where that jumps.
fn armOf(graph: *Graph, predecessors: graphs.Predecessors, edge: graphs.Edge, enters: bool) ?Arm {
    if (!enters) return .{ .block = graphs.none, .target = edge.target, .arguments = edge.arguments };
    const block = &graph.blocks.items[edge.target];
    // Arguments of its own would have to be put in the place of its parameters: other passes do that.
    if (block.terminator.op != .jump or block.parameters.len > 0) return null;
    if (predecessors.of(edge.target).len != 1 or block.body.items.len > max_ops) return null;
    for (block.body.items) |id| if (!isCheap(graph, graph.instructions.items[id])) return null;
    const onward = block.terminator.edges[0];
    return .{ .block = edge.target, .target = onward.target, .arguments = onward.arguments };
}

fn isCheap(graph: *Graph, instruction: graphs.Instruction) bool {
    return switch (instruction.op) {
        .add, .sub, .@"and", .@"or", .xor, .eq, .ne, .lt, .le, .ult, .ule => true,
        .shl, .shr, .sar => graph.constantOf(instruction.operands[1]) != null,
        // Times 3, 5 or 9 is one addition.
        .mul => switch (graph.constantOf(instruction.operands[1]) orelse 0) {
            3, 5, 9 => true,
            else => false,
        },
        else => false,
    };
}

fn isWorthIt(graph: *Graph, condition: ValueId, arms: [2]Arm) bool {
    var ops: usize = 0;
    for (arms) |arm| {
        if (arm.block != graphs.none) ops += graph.blocks.items[arm.block].body.items.len;
    }
    // Whether floats are equal takes two of the processor's flags.
    if (graph.match(condition, .feq) != null) return false;
    var choices: usize = 0;
    for (arms[0].arguments, arms[1].arguments) |first, second| {
        if (first == second) continue;
        if (graph.values.items[first].type == .float) return false;
        // As in `longest @ max longest !`: a guess does not wait for memory.
        if (isLoaded(graph, first) or isLoaded(graph, second)) return false;
        choices += 1;
    }
    return ops <= max_ops and choices <= max_choices;
}

fn isLoaded(graph: *Graph, value: ValueId) bool {
    const instruction = graph.definitionOf(value) orelse return false;
    return abi.ops.info(instruction.op).purity == .reads;
}

/// Ends a block with a jump along both arms at once.
fn choose(graph: *Graph, block: *graphs.Block, arms: [2]Arm) Error!void {
    const branch = block.terminator;
    const arguments = try graph.arena.dupe(ValueId, arms[0].arguments);
    for (arguments, arms[1].arguments) |*argument, other| {
        if (argument.* == other) continue;
        const operands = [3]ValueId{ branch.operands[0], argument.*, other };
        const id = try graph.addInstruction(.select, &operands, branch.position);
        try block.body.append(graph.arena, id);
        argument.* = graph.instructions.items[id].first_result;
    }
    block.terminator = .{ .op = .jump, .position = branch.position, .edge_count = 1 };
    block.terminator.edges[0] = .{ .target = arms[0].target, .arguments = arguments };
    graph.changed = true;
}
