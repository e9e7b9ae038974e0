//! Guarded stores. Needs a settled graph. In loops that keep variables, a store through a computed address might hit one of
//! them: it would have to be loaded again in each turn, and what one turn has stored would come to the next through memory.
//! So a comparison behind the store asks whether it has. `variables.zig` then carries the variables along as if it had not,
//! and loads them again where it has:
//!
//!     store value, address
//!     distance of the address from the variables, modulo 2^32 as in the access itself
//!     branch when it is beyond them to the rest, else to a block that loads them, and to the rest

const std = @import("std");
const abi = @import("abi");
const graphs = @import("graph.zig");
const ranges_module = @import("ranges.zig");
const variables = @import("variables.zig");
const natural_loops = @import("natural_loops.zig");
const Allocator = std.mem.Allocator;
const Bytes = ranges_module.Bytes;
const Error = graphs.Error;
const Graph = graphs.Graph;
const BlockId = graphs.BlockId;
const InstructionId = graphs.InstructionId;
const NaturalLoops = natural_loops.NaturalLoops;

/// Places that are looked at in a loop.
const max_places = 16;
/// Variables that lie so close together are asked for at once. Between two that lie further apart may be what the store is
/// meant for.
const max_gap = 32;
/// Such neighbourhoods in a loop, stores that are guarded in one, and comparisons in a function.
const max_hulls = 2;
const max_stores = 6;
const max_guards = 24;
/// Functions of more blocks are left alone.
const max_blocks = 1 << 10;

pub fn run(graph: *Graph, scratch: Allocator) Error!void {
    if (graph.blocks.items.len > max_blocks) return;
    const natural: NaturalLoops = try .init(graph, scratch);
    if (natural.loops.len == 0) return;
    var finder: Finder = .{
        .graph = graph,
        .scratch = scratch,
        .natural = natural,
        .ranges = .{ .graph = graph, .scratch = scratch },
    };
    for (natural.loops, 0..) |loop, number| try finder.visitLoop(loop, @intCast(number));
    if (finder.plans.items.len == 0) return;
    var guards: std.ArrayList(variables.Guard) = .empty;
    for (finder.plans.items) |plan| try insert(graph, scratch, plan, &guards);
    try variables.runGuarded(graph, scratch, guards.items);
}

/// A store that is to be guarded, and the bytes of variables that it might hit.
const Plan = struct { block: BlockId, store: InstructionId, hulls: [max_hulls]Bytes, count: usize };

/// A variable of a loop.
const Place = struct { bytes: Bytes, loads: u32 = 0, is_stored: bool = false };

const Finder = struct {
    graph: *Graph,
    scratch: Allocator,
    natural: NaturalLoops,
    ranges: ranges_module.Ranges,
    plans: std.ArrayList(Plan) = .empty,
    comparisons: usize = 0,

    fn visitLoop(finder: *Finder, loop: natural_loops.Loop, number: u32) Error!void {
        if (finder.callsInEachTurn(loop)) return;
        var places: [max_places]Place = undefined;
        const found = finder.placesIn(loop, &places) orelse return;
        var hulls: [max_hulls]Bytes = undefined;
        const near = hullsOf(found, &hulls) orelse return;
        const first = finder.plans.items.len;
        for (loop.blocks) |block| {
            if (finder.natural.loop_of[block] == number) try finder.planBlock(block, near);
        }
        const added = finder.plans.items[first..];
        for (added) |plan| finder.comparisons += plan.count;
        if (isWorthIt(found, added.len) and finder.comparisons <= max_guards) return;
        for (added) |plan| finder.comparisons -= plan.count;
        finder.plans.shrinkRetainingCapacity(first);
    }

    /// Then variables are loaded again anyway.
    fn callsInEachTurn(finder: *const Finder, loop: natural_loops.Loop) bool {
        for (loop.blocks) |block| {
            if (!finder.calls(block)) continue;
            for (finder.natural.predecessors.of(loop.header)) |way| {
                if (!loop.holds(way.from)) continue;
                if (finder.natural.dominators.dominates(block, way.from)) return true;
            }
        }
        return false;
    }

    fn calls(finder: *const Finder, block: BlockId) bool {
        for (finder.graph.blocks.items[block].body.items) |id| {
            const instruction = finder.graph.instructions.items[id];
            switch (instruction.op) {
                .call, .call_stack, .execute, .call_through => if (!finder.graph.callees.onlyNotes(instruction)) return true,
                else => {},
            }
        }
        return false;
    }

    /// The variables that a loop loads and that may be loaded at any time, by their addresses; null when there are many.
    fn placesIn(finder: *const Finder, loop: natural_loops.Loop, places: *[max_places]Place) ?[]Place {
        const graph = finder.graph;
        var count: usize = 0;
        for (loop.blocks) |block| {
            if (finder.isHit(block)) continue;
            for (graph.blocks.items[block].body.items) |id| {
                const instruction = graph.instructions.items[id];
                if (abi.ops.info(instruction.op).purity != .reads) continue;
                const bytes = finder.constantBytes(instruction.op, instruction.operands[0]) orelse continue;
                var at: usize = 0;
                while (at < count and places[at].bytes.start < bytes.start) at += 1;
                if (at == count or places[at].bytes.start != bytes.start or places[at].bytes.end != bytes.end) {
                    if (count == max_places) return null;
                    std.mem.copyBackwards(Place, places[at + 1 .. count + 1], places[at..count]);
                    places[at] = .{ .bytes = bytes };
                    count += 1;
                }
                places[at].loads += 1;
            }
        }
        for (loop.blocks) |block| for (graph.blocks.items[block].body.items) |id| {
            const instruction = graph.instructions.items[id];
            if (abi.ops.info(instruction.op).purity != .writes) continue;
            const bytes = finder.constantBytes(instruction.op, instruction.operands[1]) orelse continue;
            for (places[0..count]) |*place| {
                if (place.bytes.meets(bytes)) place.is_stored = true;
            }
        };
        return if (count > 0) places[0..count] else null;
    }

    /// Whether a block is what a guard leads to that an inlined word has brought along.
    fn isHit(finder: *const Finder, block: BlockId) bool {
        const graph = finder.graph;
        const ways = finder.natural.predecessors.of(block);
        if (ways.len != 1 or ways[0].edge != 0) return false;
        const branch = &graph.blocks.items[ways[0].from].terminator;
        if (branch.op != .branch) return false;
        const comparison = graph.match(branch.operands[0], .ult) orelse return false;
        const distance = graph.match(comparison.operands[0], .@"and") orelse return false;
        return graph.constantOf(comparison.operands[1]) != null and graph.isConstant(distance.operands[1], 0xFFFF_FFFF);
    }

    fn constantBytes(finder: *const Finder, op: abi.Op, address: graphs.ValueId) ?Bytes {
        const start = finder.graph.constantOf(address) orelse return null;
        if (start < abi.first_address or start >= finder.graph.accessible_end) return null;
        const bytes: Bytes = .{ .start = start, .end = start + ranges_module.sizeOf(op) };
        return if (bytes.end <= finder.graph.accessible_end) bytes else null;
    }

    fn planBlock(finder: *Finder, block: BlockId, hulls: []const Bytes) Error!void {
        for (finder.graph.blocks.items[block].body.items) |id| {
            const instruction = finder.graph.instructions.items[id];
            if (abi.ops.info(instruction.op).purity != .writes) continue;
            const address = instruction.operands[1];
            if (finder.graph.constantOf(address) != null) continue;
            const written = try ranges_module.bytesOf(&finder.ranges, address, ranges_module.sizeOf(instruction.op));
            var plan: Plan = .{ .block = block, .store = id, .hulls = undefined, .count = 0 };
            for (hulls) |hull| {
                if (written) |bytes| if (!bytes.meets(hull)) continue;
                plan.hulls[plan.count] = hull;
                plan.count += 1;
            }
            if (plan.count > 0) try finder.plans.append(finder.scratch, plan);
        }
    }
};

/// The neighbourhoods of some places that are sorted by their addresses; null when there are many.
fn hullsOf(places: []const Place, hulls: *[max_hulls]Bytes) ?[]Bytes {
    var count: usize = 0;
    for (places) |place| {
        if (count > 0 and place.bytes.start <= hulls[count - 1].end + max_gap) {
            hulls[count - 1].end = @max(hulls[count - 1].end, place.bytes.end);
            continue;
        }
        if (count == max_hulls) return null;
        hulls[count] = place.bytes;
        count += 1;
    }
    return hulls[0..count];
}

/// A guard takes about as long as two loads, so that it pays only where something comes from turn to turn through memory.
fn isWorthIt(places: []const Place, stores: usize) bool {
    if (stores == 0 or stores > max_stores) return false;
    for (places) |place| if (place.is_stored) return true;
    return false;
}

/// Cuts a block behind a store, once for each of the hulls.
fn insert(graph: *Graph, scratch: Allocator, plan: Plan, guards: *std.ArrayList(variables.Guard)) Error!void {
    const block = try holderOf(graph, plan.block, plan.store, guards.items);
    const place = std.mem.findScalar(InstructionId, graph.blocks.items[block].body.items, plan.store).?;
    const store = graph.instructions.items[plan.store];
    const size = ranges_module.sizeOf(store.op);
    const rest = try graph.addBlock(0);
    const cut = &graph.blocks.items[block];
    try graph.blocks.items[rest].body.appendSlice(graph.arena, cut.body.items[place + 1 ..]);
    graph.blocks.items[rest].terminator = cut.terminator;
    cut.body.shrinkRetainingCapacity(place + 1);
    var from = block;
    for (plan.hulls[0..plan.count], 1..) |hull, number| {
        const onward = if (number == plan.count) rest else try graph.addBlock(0);
        const hit = try graph.addBlock(0);
        // The store hits a hull when it begins less than its size before it, or in it.
        const start = hull.start - size + 1;
        const distance = try graph.addInstructionTo(from, .add, &.{ store.operands[1], try graph.cell(0 -% start) }, store.position);
        const short = try graph.addInstructionTo(from, .@"and", &.{ distance, try graph.cell(0xFFFF_FFFF) }, store.position);
        const is_hit = try graph.addInstructionTo(from, .ult, &.{ short, try graph.cell(hull.end - start) }, store.position);
        const branch = &graph.blocks.items[from].terminator;
        branch.* = .{ .op = .branch, .position = store.position, .edge_count = 2 };
        branch.operands = try graph.arena.dupe(graphs.ValueId, &.{is_hit});
        branch.edges = .{ .{ .target = hit, .arguments = &.{} }, .{ .target = onward, .arguments = &.{} } };
        const jump = &graph.blocks.items[hit].terminator;
        jump.* = .{ .op = .jump, .position = store.position, .edge_count = 1 };
        jump.edges[0] = .{ .target = onward, .arguments = &.{} };
        try guards.append(scratch, .{ .store = plan.store, .hit = hit, .rest = rest, .bytes = hull });
        from = onward;
    }
}

/// The block that holds a store: one that others of the same block have been cut off to may have it now.
fn holderOf(graph: *const Graph, block: BlockId, store: InstructionId, guards: []const variables.Guard) Error!BlockId {
    if (std.mem.findScalar(InstructionId, graph.blocks.items[block].body.items, store) != null) return block;
    var at = guards.len;
    while (at > 0) {
        at -= 1;
        const rest = guards[at].rest;
        if (std.mem.findScalar(InstructionId, graph.blocks.items[rest].body.items, store) != null) return rest;
    }
    unreachable;
}
