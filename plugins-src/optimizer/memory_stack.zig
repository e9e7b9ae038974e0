//! The in-memory stacks of dynamic functions. Needs a settled graph. Leaves no pop of what the same block has pushed before,
//! unless something between may look at the stack, and no question whether the stack has so many items where the block has
//! pushed as many itself. Words that are called by values neither look at the caller's items nor at their number.
//!
//! A push that goes does not find the stack full any more. So it is in words of known effect, which have no pushes at all.

const std = @import("std");
const abi = @import("abi");
const graphs = @import("graph.zig");
const Allocator = std.mem.Allocator;
const Error = graphs.Error;
const Graph = graphs.Graph;
const InstructionId = graphs.InstructionId;
const ValueId = graphs.ValueId;

pub fn run(graph: *Graph, scratch: Allocator) Error!void {
    if (graph.header.flags & abi.function_dynamic == 0) return;
    var walk: Walk = .{ .graph = graph, .scratch = scratch, .uses = try graph.countUses(scratch) };
    for (graph.blocks.items) |*block| {
        if (block.is_live) try walk.visitBlock(block);
    }
    if (walk.depths.count() > 0) try walk.answerComparisons();
    graph.settle();
}

const Stack = enum { cells, floats };

/// Which of the present block's pushes nobody has taken yet.
const Pending = std.EnumArray(Stack, std.ArrayList(InstructionId));

const Walk = struct {
    graph: *Graph,
    scratch: Allocator,
    /// By value, as it was when the pass began.
    uses: graphs.Uses,
    /// Results of `depth` and `fdepth`: how many items there are at least.
    depths: std.AutoHashMapUnmanaged(ValueId, u64) = .empty,
    pending: Pending = .initFill(.empty),
    /// Instructions of the present block that go.
    removed: std.AutoHashMapUnmanaged(InstructionId, void) = .empty,

    fn visitBlock(walk: *Walk, block: *graphs.Block) Error!void {
        walk.forget();
        walk.removed.clearRetainingCapacity();
        for (block.body.items) |id| try walk.visit(id);
        if (walk.removed.count() == 0) return;
        var kept: usize = 0;
        for (block.body.items) |id| {
            if (walk.removed.contains(id)) continue;
            block.body.items[kept] = id;
            kept += 1;
        }
        block.body.shrinkRetainingCapacity(kept);
        walk.graph.changed = true;
    }

    fn visit(walk: *Walk, id: InstructionId) Error!void {
        const instruction = walk.graph.instructions.items[id];
        switch (instruction.op) {
            .push => try walk.pending.getPtr(.cells).append(walk.scratch, id),
            .fpush => try walk.pending.getPtr(.floats).append(walk.scratch, id),
            .pop => try walk.pop(.cells, id),
            .fpop => try walk.pop(.floats, id),
            .depth => try walk.depth(.cells, id),
            .fdepth => try walk.depth(.floats, id),
            // What the host does meanwhile may show the stack.
            .poll => walk.forget(),
            else => if (abi.ops.info(instruction.op).memory_stack) walk.forget(),
        }
    }

    fn forget(walk: *Walk) void {
        for (&walk.pending.values) |*pushes| pushes.clearRetainingCapacity();
    }

    fn pop(walk: *Walk, stack: Stack, id: InstructionId) Error!void {
        const push = walk.pending.getPtr(stack).pop() orelse return;
        const graph = walk.graph;
        graph.replace(graph.instructions.items[id].first_result, graph.instructions.items[push].operands[0]);
        try walk.removed.put(walk.scratch, push, {});
        try walk.removed.put(walk.scratch, id, {});
    }

    fn depth(walk: *Walk, stack: Stack, id: InstructionId) Error!void {
        const result = walk.graph.instructions.items[id].first_result;
        if (walk.uses.of(result) == 0) return walk.removed.put(walk.scratch, id, {});
        const pushes = walk.pending.getPtr(stack);
        if (pushes.items.len > 0) try walk.depths.put(walk.scratch, result, pushes.items.len);
        // It counts them.
        pushes.clearRetainingCapacity();
    }

    /// Comparisons of depths with what they are at least.
    fn answerComparisons(walk: *Walk) Error!void {
        const graph = walk.graph;
        for (graph.blocks.items) |*block| {
            if (!block.is_live) continue;
            var kept: usize = 0;
            for (block.body.items) |id| {
                const instruction = graph.instructions.items[id];
                if (walk.answerOf(instruction)) |answer| {
                    graph.replace(instruction.first_result, try graph.cell(if (answer) ~@as(u64, 0) else 0));
                    continue;
                }
                block.body.items[kept] = id;
                kept += 1;
            }
            block.body.shrinkRetainingCapacity(kept);
        }
    }

    fn answerOf(walk: *Walk, instruction: graphs.Instruction) ?bool {
        switch (instruction.op) {
            .ult => {
                const least = walk.depths.get(instruction.operands[0]) orelse return null;
                const wanted = walk.graph.constantOf(instruction.operands[1]) orelse return null;
                return if (least >= wanted) false else null;
            },
            .ule => {
                const least = walk.depths.get(instruction.operands[1]) orelse return null;
                const wanted = walk.graph.constantOf(instruction.operands[0]) orelse return null;
                return if (least >= wanted) true else null;
            },
            else => return null,
        }
    }
};
