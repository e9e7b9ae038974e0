//! Loop-invariant code motion. Needs a settled graph. Leaves in no natural loop with a single way in a pure op, dearer
//! than the register that its result occupies, that gives the same in every turn; it stands in the block before.
//!
//! Only pure ops move, so that doing one too early or for nothing cannot be noticed.

const std = @import("std");
const abi = @import("abi");
const graphs = @import("graph.zig");
const Allocator = std.mem.Allocator;
const Error = graphs.Error;
const Graph = graphs.Graph;
const BlockId = graphs.BlockId;

/// Blocks looked at in all loops together: deep nests do not take quadratic time.
const max_visits = 1 << 18;
/// Operations moved out of one loop: each keeps a register.
const max_moved = 12;
/// Among them, those that take a step with a constant: keeping their results only just pays.
const max_cheap = 3;
/// How deep the operands of an op may be invariant ops themselves.
const max_depth = 4;

pub fn run(graph: *Graph, scratch: Allocator) Error!void {
    const entries = try splitEntries(graph, scratch);
    defer joinEmpty(graph, entries);
    var motion: Motion = .{
        .graph = graph,
        .scratch = scratch,
        .dominators = try graph.dominators(scratch),
        .predecessors = try .init(graph, scratch),
        .loop_of = try scratch.alloc(BlockId, graph.blocks.items.len),
        .home = try graph.findHomes(scratch),
        .uses = try graph.countUses(scratch),
    };
    @memset(motion.loop_of, graphs.none);
    // Inner headers come after outer ones in reverse postorder: what leaves an inner loop may leave the outer one too.
    var place = motion.dominators.order.len;
    while (place > 1) {
        place -= 1;
        try motion.visitHeader(motion.dominators.order[place]);
    }
}

/// A block that was put on the only way into a loop.
const Entry = struct { block: BlockId, from: BlockId, edge: u32 };

/// Puts a block on the way into each loop that begins at one of two edges of a branch, so that what leaves the loop is done
/// only where the loop is entered, and not in each turn of another loop that ends with this branch.
fn splitEntries(graph: *Graph, scratch: Allocator) Error![]const Entry {
    var entries: std.ArrayList(Entry) = .empty;
    const dominators = try graph.dominators(scratch);
    const predecessors: graphs.Predecessors = try .init(graph, scratch);
    for (dominators.order[1..]) |header| {
        const entry = entryOf(dominators, predecessors, header) orelse continue;
        const before = &graph.blocks.items[entry.from];
        if (before.terminator.edge_count == 1) continue;
        const block: BlockId = @intCast(graph.blocks.items.len);
        var terminator: graphs.Terminator = .{ .op = .jump, .position = before.terminator.position, .edge_count = 1 };
        terminator.edges[0] = before.terminator.edges[entry.edge];
        before.terminator.edges[entry.edge] = .{ .target = block, .arguments = &.{} };
        try graph.blocks.append(graph.arena, .{ .parameters = &.{}, .terminator = terminator });
        try entries.append(scratch, .{ .block = block, .from = entry.from, .edge = entry.edge });
    }
    return entries.items;
}

/// Takes out again those in which nothing stands.
fn joinEmpty(graph: *Graph, entries: []const Entry) void {
    for (entries) |entry| {
        const block = &graph.blocks.items[entry.block];
        if (block.body.items.len > 0) continue;
        graph.blocks.items[entry.from].terminator.edges[entry.edge] = block.terminator.edges[0];
        block.is_live = false;
    }
}

/// The only way into a loop; null for a block that begins none.
fn entryOf(dominators: abi.Dominators, predecessors: graphs.Predecessors, header: BlockId) ?graphs.Way {
    var entry: ?graphs.Way = null;
    var is_loop = false;
    for (predecessors.of(header)) |way| {
        if (dominators.dominates(header, way.from)) {
            is_loop = true;
        } else if (entry == null) {
            entry = way;
        } else return null;
    }
    return if (is_loop) entry else null;
}

const Motion = struct {
    graph: *Graph,
    scratch: Allocator,
    dominators: abi.Dominators,
    predecessors: graphs.Predecessors,
    /// By block: the header of the loop that was last found to hold it.
    loop_of: []BlockId,
    home: graphs.Homes,
    visits: usize = 0,
    header: BlockId = 0,
    before: BlockId = 0,
    moved: usize = 0,
    cheap: usize = 0,
    /// By value, as it was when the pass began.
    uses: graphs.Uses,

    fn visitHeader(motion: *Motion, header: BlockId) Error!void {
        if (motion.visits > max_visits) return;
        const entry = entryOf(motion.dominators, motion.predecessors, header) orelse return;
        var ends: std.ArrayList(BlockId) = .empty;
        for (motion.predecessors.of(header)) |way| {
            if (way.from != entry.from or way.edge != entry.edge) try ends.append(motion.scratch, way.from);
        }
        motion.header = header;
        motion.before = entry.from;
        motion.moved = 0;
        motion.cheap = 0;
        const blocks = try motion.collect(ends);
        // In program order, so that operands go first.
        std.mem.sortUnstable(BlockId, blocks, motion, comesBefore);
        for (blocks) |block| try motion.visitBlock(block);
        if (motion.moved > 0) motion.sweep(blocks);
    }

    fn comesBefore(motion: *Motion, a: BlockId, b: BlockId) bool {
        return motion.dominators.place_of[a] < motion.dominators.place_of[b];
    }

    /// The blocks from which the loop's ends are reached without going through its header, and the header.
    fn collect(motion: *Motion, ends: std.ArrayList(BlockId)) Error![]BlockId {
        var pending = ends;
        var blocks: std.ArrayList(BlockId) = .empty;
        motion.loop_of[motion.header] = motion.header;
        try blocks.append(motion.scratch, motion.header);
        while (pending.pop()) |block| {
            if (motion.loop_of[block] == motion.header) continue;
            motion.loop_of[block] = motion.header;
            motion.visits += 1;
            try blocks.append(motion.scratch, block);
            for (motion.predecessors.of(block)) |way| try pending.append(motion.scratch, way.from);
        }
        return blocks.items;
    }

    fn visitBlock(motion: *Motion, block: BlockId) Error!void {
        for (motion.graph.blocks.items[block].body.items) |id| {
            const instruction = motion.graph.instructions.items[id];
            if (motion.moved >= max_moved) return;
            const is_cheap = motion.isCheap(instruction);
            if (is_cheap and motion.cheap >= max_cheap) continue;
            if (!is_cheap and !isDear(motion.graph, instruction)) continue;
            if (!motion.isInvariant(id, max_depth)) continue;
            motion.cheap += @intFromBool(is_cheap);
            try motion.move(id);
        }
    }

    /// A shift or mask with a constant. A short shift that is used once can be part of an address.
    fn isCheap(motion: *const Motion, instruction: graphs.Instruction) bool {
        const operands = instruction.operands;
        switch (instruction.op) {
            .shl, .shr, .sar, .@"and", .@"or", .xor => {},
            else => return false,
        }
        const constant = motion.graph.constantOf(operands[1]) orelse return false;
        const value = instruction.first_result;
        return instruction.op != .shl or constant > 3 or motion.uses.of(value) > 1;
    }

    fn isInside(motion: *Motion, block: BlockId) bool {
        return motion.loop_of[block] == motion.header;
    }

    /// Whether an instruction of the loop can stand before it, with the operands that would have to go along.
    fn isInvariant(motion: *Motion, id: graphs.InstructionId, depth: u32) bool {
        const instruction = motion.graph.instructions.items[id];
        if (!motion.graph.isPure(instruction)) return false;
        for (instruction.operands) |operand| switch (motion.graph.values.items[operand].origin) {
            .constant => {},
            .parameter => |block| if (motion.isInside(block)) return false,
            .result => |other| if (motion.isInside(motion.home.of(other))) {
                if (depth == 0 or !motion.isInvariant(other, depth - 1)) return false;
            },
        };
        return true;
    }

    /// Puts an instruction before the loop, behind operands that have to go along.
    fn move(motion: *Motion, id: graphs.InstructionId) Error!void {
        const graph = motion.graph;
        for (graph.instructions.items[id].operands) |operand| switch (graph.values.items[operand].origin) {
            .result => |other| if (motion.isInside(motion.home.of(other))) try motion.move(other),
            else => {},
        };
        try motion.home.set(motion.scratch, id, motion.before);
        motion.moved += 1;
        try graph.blocks.items[motion.before].body.append(graph.arena, id);
        graph.changed = true;
    }

    /// Takes what was moved out of the bodies that held it.
    fn sweep(motion: *Motion, blocks: []const BlockId) void {
        for (blocks) |number| {
            const body = &motion.graph.blocks.items[number].body;
            var kept: usize = 0;
            for (body.items) |id| {
                if (motion.home.of(id) != number) continue;
                body.items[kept] = id;
                kept += 1;
            }
            body.shrinkRetainingCapacity(kept);
        }
    }
};

/// Comparisons belong to the branch that they decide, and one step with a constant is about as quick as a move.
fn isDear(graph: *const Graph, instruction: graphs.Instruction) bool {
    return switch (instruction.op) {
        .eq, .ne, .lt, .le, .ult, .ule, .feq, .flt, .fle => false,
        .add, .sub, .@"and", .@"or", .xor, .shl, .shr, .sar => for (instruction.operands) |operand| {
            if (graph.constantOf(operand) != null) break false;
        } else true,
        else => true,
    };
}
