//! Sums in loops. Needs a settled graph that no pass changes any more. Leaves, in inner loops with a single way in, no sum of
//! a value that changes, one that does not, and a constant, which takes two steps in each turn: the last two are added before
//! the loop. Accesses add a constant to their address themselves, so that theirs stay.

const std = @import("std");
const abi = @import("abi");
const graphs = @import("graph.zig");
const NaturalLoops = @import("natural_loops.zig").NaturalLoops;
const Loop = @import("natural_loops.zig").Loop;
const addressOperand = @import("steps.zig").addressOperand;
const Allocator = std.mem.Allocator;
const Error = graphs.Error;
const Graph = graphs.Graph;
const BlockId = graphs.BlockId;
const InstructionId = graphs.InstructionId;
const ValueId = graphs.ValueId;

/// Sums that are made before one loop: each keeps a register.
const max_made = 4;

pub fn run(graph: *Graph, scratch: Allocator) Error!void {
    var sums: Sums = .{
        .graph = graph,
        .natural = try .init(graph, scratch),
        .uses = try graph.countUses(scratch),
        .is_address = try .init(scratch, graph.values.items.len, false),
        .home = try graph.findHomes(scratch),
        .scratch = scratch,
    };
    if (sums.natural.loops.len == 0) return;
    for (graph.blocks.items) |*block| {
        if (!block.is_live) continue;
        for (block.body.items) |id| {
            const instruction = graph.instructions.items[id];
            if (addressOperand(instruction.op)) |index| try sums.is_address.set(scratch, instruction.operands[index], true);
        }
    }
    for (sums.natural.loops) |loop| {
        if (!loop.has_inner_loop) try sums.visitLoop(loop);
    }
}

const Sums = struct {
    graph: *Graph,
    natural: NaturalLoops,
    scratch: Allocator,
    uses: graphs.Uses,
    /// By value: some load or store has it as its address.
    is_address: graphs.Notes(bool, false),
    home: graphs.Homes,
    made: usize = 0,

    fn visitLoop(sums: *Sums, loop: Loop) Error!void {
        const before = sums.entryOf(loop) orelse return;
        sums.made = 0;
        for (loop.blocks) |number| {
            for (sums.graph.blocks.items[number].body.items) |id| {
                if (sums.made < max_made) try sums.visit(loop, before, id);
            }
        }
        if (sums.made == 0) return;
        for (loop.blocks) |number| sums.sweep(number);
    }

    /// The block from which alone a loop is entered, unless it is run in every turn of another loop.
    fn entryOf(sums: *const Sums, loop: Loop) ?BlockId {
        var entry: ?BlockId = null;
        for (sums.natural.predecessors.of(loop.header)) |way| {
            if (sums.natural.dominators.dominates(loop.header, way.from)) continue;
            if (entry != null) return null;
            entry = way.from;
        }
        return if (sums.natural.isBefore(entry orelse return null, loop)) entry else null;
    }

    fn visit(sums: *Sums, loop: Loop, before: BlockId, id: InstructionId) Error!void {
        const graph = sums.graph;
        const outer = graph.instructions.items[id];
        if (outer.op != .add and outer.op != .sub) return;
        if (graph.constantOf(outer.operands[1]) == null or sums.is_address.of(outer.first_result)) return;
        const value = outer.operands[0];
        const inner_id = switch (graph.values.items[value].origin) {
            .result => |result| result,
            else => return,
        };
        const inner = graph.instructions.items[inner_id];
        if ((inner.op != .add and inner.op != .sub) or sums.uses.of(value) != 1 or !sums.isInside(loop, inner_id)) return;
        const left, const right = inner.operands[0..2].*;
        const is_turned = inner.op == .add and sums.isInvariant(loop, left);
        const steady = if (is_turned) left else right;
        const changing = if (is_turned) right else left;
        if (!sums.isInvariant(loop, steady) or sums.isInvariant(loop, changing) or graph.constantOf(changing) != null) return;
        // x - r + c = x - (r - c)
        const op: abi.Op = if (inner.op == .add) outer.op else if (outer.op == .add) .sub else .add;
        const made = try graph.addInstruction(op, &.{ steady, outer.operands[1] }, outer.position);
        try graph.blocks.items[before].body.append(graph.arena, made);
        sums.made += 1;
        try sums.home.set(sums.scratch, made, before);
        try sums.home.set(sums.scratch, inner_id, graphs.none);
        const instruction = &graph.instructions.items[id];
        instruction.op = inner.op;
        instruction.operands = try graph.arena.dupe(ValueId, &.{ changing, graph.instructions.items[made].first_result });
    }

    fn isInside(sums: *const Sums, loop: Loop, id: InstructionId) bool {
        return loop.holds(sums.home.of(id));
    }

    /// Whether a value that is no constant is the same in all turns.
    fn isInvariant(sums: *const Sums, loop: Loop, value: ValueId) bool {
        return switch (sums.graph.values.items[value].origin) {
            .constant => false,
            .parameter => |block| !loop.holds(block),
            .result => |id| !sums.isInside(loop, id),
        };
    }

    /// Takes the sums out of a block that nobody uses any more.
    fn sweep(sums: *Sums, number: BlockId) void {
        const body = &sums.graph.blocks.items[number].body;
        var kept: usize = 0;
        for (body.items) |id| {
            if (sums.home.of(id) == graphs.none) continue;
            body.items[kept] = id;
            kept += 1;
        }
        body.shrinkRetainingCapacity(kept);
    }
};
