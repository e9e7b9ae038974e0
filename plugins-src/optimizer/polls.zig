//! Polls of the interrupt flag. Needs a settled graph. Leaves none in a loop that is over in no time: it calls nothing,
//! has no loop inside, and turns a known number of times. A loop around it keeps its own.

const std = @import("std");
const graphs = @import("graph.zig");
const Allocator = std.mem.Allocator;
const Error = graphs.Error;
const Graph = graphs.Graph;
const NaturalLoops = @import("natural_loops.zig").NaturalLoops;
const Loop = @import("natural_loops.zig").Loop;

/// Instructions that may run without a look at the flag: some milliseconds.
const max_work = 1 << 23;

pub fn run(graph: *Graph, scratch: Allocator) Error!void {
    const natural: NaturalLoops = try .init(graph, scratch);
    for (natural.loops) |loop| {
        if (loop.has_inner_loop) continue;
        const work = workOf(graph, loop) orelse continue;
        const counter = natural.counterOf(loop) orelse continue;
        const turns = counter.turns(graph) orelse continue;
        if (turns <= max_work / work) removePolls(graph, loop);
    }
}

/// Instructions of a turn; null when one may take any time.
fn workOf(graph: *Graph, loop: Loop) ?u64 {
    var work: u64 = 0;
    for (loop.blocks) |block| {
        work += 1;
        for (graph.blocks.items[block].body.items) |id| {
            work += switch (graph.instructions.items[id].op) {
                .call, .call_stack, .execute, .call_through, .roll => return null,
                .fmath1, .fmath2 => 64,
                .div, .mod, .udivmod, .sdivrem, .fdivmod, .fdiv, .fsqrt => 16,
                else => 1,
            };
        }
    }
    return work;
}

fn removePolls(graph: *Graph, loop: Loop) void {
    for (loop.blocks) |number| {
        const body = &graph.blocks.items[number].body;
        var kept: usize = 0;
        for (body.items) |id| {
            if (graph.instructions.items[id].op == .poll) continue;
            body.items[kept] = id;
            kept += 1;
        }
        if (kept < body.items.len) graph.changed = true;
        body.shrinkRetainingCapacity(kept);
    }
}
