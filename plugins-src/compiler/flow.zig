//! Second pass: the control-flow graph of the reachable steps.
//!
//! Takes expanded steps. Leaves regions: maximal runs of basic blocks that can only be executed one after the other,
//! each entered at its beginning alone. Regions are numbered in reverse post order (so every region but the entry
//! has a predecessor with a lower number, and an edge to the same or a lower number closes a cycle); region 0 is the
//! entry and has no predecessor.

const std = @import("std");
const Step = @import("steps.zig").Step;

/// No successor.
pub const no_region = std.math.maxInt(u32);

/// A basic block: step numbers, first and past the last; block numbers of its successors.
const RawBlock = struct { start: u32, end: u32, taken: u32, next: u32 };

/// A basic block within its region.
pub const Span = struct { start: u32, end: u32 };

pub const Region = struct {
    /// Its blocks are spans[first_span..end_span], in order.
    first_span: u32,
    end_span: u32,
    /// Where a branch goes when it is taken, and where control falls through.
    taken: u32,
    next: u32,
    /// Predecessors are predecessors[first_predecessor..end_predecessor], by number; one that gets here by both ways
    /// counts twice.
    first_predecessor: u32,
    end_predecessor: u32,

    /// Of a region that goes on to one region alone, which one.
    pub fn onlySuccessor(region: Region) u32 {
        return if (region.taken == no_region) region.next else region.taken;
    }

    pub fn goesOn(region: Region) bool {
        return region.taken != no_region or region.next != no_region;
    }
};

pub const FlowGraph = struct {
    regions: []Region,
    spans: []Span,
    predecessors: []u32,

    /// Builds the graph of expanded steps.
    pub fn build(arena: std.mem.Allocator, steps: []const Step) error{OutOfMemory}!FlowGraph {
        const blocks = try splitBlocks(arena, steps);
        const predecessor_counts = try arena.alloc(u32, blocks.len);
        const post_order = try orderBlocks(arena, blocks, predecessor_counts);
        const region_of = try arena.alloc(u32, blocks.len);
        var graph = try joinRegions(arena, blocks, post_order, predecessor_counts, region_of);
        try graph.linkRegions(arena, blocks, post_order, region_of);
        return graph;
    }

    /// Whether one of the region's edges goes to itself or to a region before it.
    pub fn closesCycle(graph: FlowGraph, number: u32) bool {
        const region = graph.regions[number];
        return (region.taken != no_region and region.taken <= number) or
            (region.next != no_region and region.next <= number);
    }

    pub fn predecessorsOf(graph: FlowGraph, number: u32) []const u32 {
        const region = graph.regions[number];
        return graph.predecessors[region.first_predecessor..region.end_predecessor];
    }

    /// The region from which alone one gets here, by one way; `no_region` when there are several.
    pub fn onlyPredecessor(graph: FlowGraph, number: u32) u32 {
        const from = graph.predecessorsOf(number);
        return if (from.len == 1) from[0] else no_region;
    }

    pub fn spansOf(graph: FlowGraph, number: u32) []const Span {
        const region = graph.regions[number];
        return graph.spans[region.first_span..region.end_span];
    }

    /// A block continues the region of its only predecessor when that goes nowhere else.
    fn joinRegions(
        arena: std.mem.Allocator,
        blocks: []const RawBlock,
        post_order: []const u32,
        predecessor_counts: []const u32,
        region_of: []u32,
    ) error{OutOfMemory}!FlowGraph {
        const spans = try arena.alloc(Span, post_order.len);
        var regions: std.ArrayList(Region) = try .initCapacity(arena, post_order.len);
        var previous: u32 = no_region;
        for (0..post_order.len) |index| {
            const number = post_order[post_order.len - 1 - index];
            const continues = previous != no_region and predecessor_counts[number] == 1 and
                onlySuccessor(blocks[previous]) == number;
            if (!continues) regions.appendAssumeCapacity(.{
                .first_span = @intCast(index),
                .end_span = undefined,
                .taken = no_region,
                .next = no_region,
                .first_predecessor = 0,
                .end_predecessor = 0,
            });
            regions.items[regions.items.len - 1].end_span = @intCast(index + 1);
            region_of[number] = @intCast(regions.items.len - 1);
            spans[index] = .{ .start = blocks[number].start, .end = blocks[number].end };
            previous = number;
        }
        return .{ .regions = regions.items, .spans = spans, .predecessors = &.{} };
    }

    fn linkRegions(
        graph: *FlowGraph,
        arena: std.mem.Allocator,
        blocks: []const RawBlock,
        post_order: []const u32,
        region_of: []const u32,
    ) error{OutOfMemory}!void {
        const regions = graph.regions;
        for (regions) |*region| {
            const last = blocks[post_order[post_order.len - region.end_span]];
            if (last.taken != no_region) region.taken = region_of[last.taken];
            if (last.next != no_region) region.next = region_of[last.next];
            if (region.taken != no_region) regions[region.taken].end_predecessor += 1;
            if (region.next != no_region) regions[region.next].end_predecessor += 1;
        }
        var total: u32 = 0;
        for (regions) |*region| {
            region.first_predecessor = total;
            total += region.end_predecessor;
            region.end_predecessor = region.first_predecessor;
        }
        graph.predecessors = try arena.alloc(u32, total);
        for (regions, 0..) |region, number| {
            graph.addPredecessor(region.taken, @intCast(number));
            graph.addPredecessor(region.next, @intCast(number));
        }
    }

    fn addPredecessor(graph: *FlowGraph, number: u32, predecessor: u32) void {
        if (number == no_region) return;
        const region = &graph.regions[number];
        graph.predecessors[region.end_predecessor] = predecessor;
        region.end_predecessor += 1;
    }
};

/// Block 0 is empty, so that the entry has no predecessor even when something jumps to the first step.
fn splitBlocks(arena: std.mem.Allocator, steps: []const Step) error{OutOfMemory}![]RawBlock {
    const unset = no_region;
    // By step: the number of the block that begins there, `unset` when none does.
    const block_at = try arena.alloc(u32, steps.len + 1);
    @memset(block_at, unset);
    var count: u32 = 2;
    block_at[0] = 0;
    for (steps, 0..) |step, index| {
        if (!endsBlock(step)) continue;
        const starts = [2]usize{ index + 1, if (branches(step)) step.a else index + 1 };
        for (starts) |start| {
            count += @intFromBool(start < steps.len and block_at[start] == unset);
            block_at[start] = 0;
        }
    }

    const blocks = try arena.alloc(RawBlock, count);
    blocks[0] = .{ .start = 0, .end = 0, .taken = no_region, .next = 1 };
    var block: u32 = 0;
    for (block_at[0..steps.len], 0..) |*at, index| {
        if (at.* == unset) continue;
        blocks[block].end = @intCast(index);
        block += 1;
        blocks[block].start = @intCast(index);
        at.* = block;
    }
    std.debug.assert(block + 1 == count);
    blocks[block].end = @intCast(steps.len);

    for (blocks[1..], 1..) |*each, number| {
        const last = steps[each.end - 1];
        each.taken = if (branches(last)) block_at[last.a] else no_region;
        const falls = last.kind == .branch_zero or !endsBlock(last);
        each.next = if (falls) @intCast(number + 1) else no_region;
    }
    return blocks;
}

/// Post order by depth-first search, branches before fall-through: loops then lie together in reverse.
fn orderBlocks(
    arena: std.mem.Allocator,
    blocks: []const RawBlock,
    predecessor_counts: []u32,
) error{OutOfMemory}![]u32 {
    // Blocks on the stack, each once, and how many of each one's ways were gone.
    const stack = try arena.alloc(u32, blocks.len);
    const stages = try arena.alloc(u8, blocks.len);
    var post_order: std.ArrayList(u32) = try .initCapacity(arena, blocks.len);
    @memset(stages, 0);
    @memset(predecessor_counts, 0);
    stack[0] = 0;
    var depth: usize = 1;
    while (depth > 0) {
        const number = stack[depth - 1];
        const stage = stages[number];
        stages[number] = stage + 1;
        if (stage == 2) {
            post_order.appendAssumeCapacity(number);
            depth -= 1;
            continue;
        }
        const successor = if (stage == 0) blocks[number].taken else blocks[number].next;
        if (successor == no_region) continue;
        predecessor_counts[successor] += 1;
        if (stages[successor] == 0) {
            stack[depth] = successor;
            depth += 1;
        }
    }
    return post_order.items;
}

fn onlySuccessor(block: RawBlock) u32 {
    if (block.taken == no_region) return block.next;
    return if (block.next == no_region) block.taken else no_region;
}

fn branches(step: Step) bool {
    return step.kind == .branch or step.kind == .branch_zero;
}

fn endsBlock(step: Step) bool {
    return switch (step.kind) {
        .branch, .branch_zero, .exit, .end => true,
        .call => step.b != 0,
        else => false,
    };
}
