//! The dominator tree of a function whose jumps have targets in range.
//! Algorithm: Cooper, Harvey, Kennedy, "A Simple, Fast Dominance Algorithm" (2001).

const std = @import("std");
const abi = @import("abi.zig");
const Function = abi.Function;

const unreachable_block: u32 = abi.none;

pub const Dominators = struct {
    /// Reachable blocks in reverse postorder; the entry comes first.
    order: []const u32,
    /// By block: its place in `order`, `none` when the block cannot be reached from the entry.
    place_of: []const u32,
    /// By place: the place of the immediate dominator; 0 for the entry.
    immediate: []const u32,
    /// By place: number in a preorder walk of the tree, and how many blocks the subtree has.
    preorder: []const u32,
    subtree: []const u32,

    /// Everything is allocated in `arena`, which the caller frees as a whole.
    pub fn init(arena: std.mem.Allocator, function: Function) error{OutOfMemory}!Dominators {
        const successors = try arena.alloc([2]u32, function.blocks.len);
        for (function.blocks, successors) |block, *ways| {
            for (function.edgesOf(function.terminatorOf(block)), ways) |edge, *way| {
                way.* = if (edge) |taken| taken.target else abi.none;
            }
        }
        return fromSuccessors(arena, successors);
    }

    /// The same from each block's ways out alone, `none` where there is none. Everything is allocated in `arena`.
    pub fn fromSuccessors(arena: std.mem.Allocator, successors: []const [2]u32) error{OutOfMemory}!Dominators {
        const place_of = try arena.alloc(u32, successors.len);
        @memset(place_of, unreachable_block);
        const order = try reversePostorder(arena, successors, place_of);
        const immediate = try immediateDominators(arena, successors, order, place_of);
        const preorder = try arena.alloc(u32, order.len);
        const subtree = try arena.alloc(u32, order.len);
        try numberTree(arena, immediate, preorder, subtree);
        return .{ .order = order, .place_of = place_of, .immediate = immediate, .preorder = preorder, .subtree = subtree };
    }

    pub fn isReachable(dominators: Dominators, block: u32) bool {
        return dominators.place_of[block] != unreachable_block;
    }

    /// Whether every way from the entry to `block` leads through `dominator`; both must be reachable.
    pub fn dominates(dominators: Dominators, dominator: u32, block: u32) bool {
        const upper = dominators.place_of[dominator];
        const start = dominators.preorder[upper];
        const at = dominators.preorder[dominators.place_of[block]];
        return at >= start and at - start < dominators.subtree[upper];
    }
};

fn reversePostorder(arena: std.mem.Allocator, successors: []const [2]u32, place_of: []u32) error{OutOfMemory}![]u32 {
    const not_seen = 3;
    const order = try arena.alloc(u32, successors.len);
    const stack = try arena.alloc(u32, successors.len);
    // By block: how many of its ways out were taken.
    const taken = try arena.alloc(u8, successors.len);
    @memset(taken, not_seen);
    var found: usize = 0;
    var depth: usize = 1;
    stack[0] = 0;
    taken[0] = 0;
    while (depth > 0) {
        const block = stack[depth - 1];
        const way = taken[block];
        if (way == 2) {
            order[found] = block;
            found += 1;
            depth -= 1;
            continue;
        }
        taken[block] = way + 1;
        const target = successors[block][way];
        if (target != abi.none and taken[target] == not_seen) {
            taken[target] = 0;
            stack[depth] = target;
            depth += 1;
        }
    }
    std.mem.reverse(u32, order[0..found]);
    for (order[0..found], 0..) |block, place| place_of[block] = @intCast(place);
    return order[0..found];
}

fn immediateDominators(
    arena: std.mem.Allocator,
    successors: []const [2]u32,
    order: []const u32,
    place_of: []const u32,
) error{OutOfMemory}![]u32 {
    const predecessors = try Predecessors.init(arena, successors, order, place_of);
    const tree: Tree = .{
        .immediate = try arena.alloc(u32, order.len),
        .depth = try arena.alloc(u32, order.len),
        .jump = try arena.alloc(u32, order.len),
    };
    @memset(tree.immediate, abi.none);
    tree.immediate[0] = 0;
    tree.depth[0] = 0;
    tree.jump[0] = 0;
    var changed = true;
    while (changed) {
        changed = false;
        for (1..order.len) |number| {
            const place: u32 = @intCast(number);
            var common: u32 = abi.none;
            for (predecessors.of(place)) |from| {
                if (tree.immediate[from] == abi.none) continue;
                common = if (common == abi.none)
                    from
                else if (from < place and common < place)
                    tree.commonDominator(from, common)
                else
                    tree.commonAbove(from, common);
            }
            if (tree.immediate[place] != common) {
                tree.immediate[place] = common;
                changed = true;
            }
            tree.placeBelow(place, common);
        }
    }
    return tree.immediate;
}

/// The dominator tree so far. Where thousands of branches meet, as behind a long CASE, walking from each up to where they
/// meet would take quadratic time: each place knows another one far above, so that few steps lead to any height
/// (Myers 1983, "An applicative random-access stack").
const Tree = struct {
    immediate: []u32,
    depth: []u32,
    jump: []u32,

    /// `place` gets its immediate dominator, whose depth and jump are those of this sweep.
    fn placeBelow(tree: Tree, place: u32, parent: u32) void {
        if (parent == abi.none) return;
        const far = tree.jump[parent];
        const is_even = tree.depth[parent] - tree.depth[far] == tree.depth[far] - tree.depth[tree.jump[far]];
        tree.depth[place] = tree.depth[parent] + 1;
        tree.jump[place] = if (is_even) tree.jump[far] else parent;
    }

    /// Of two places that this sweep has been to.
    fn commonDominator(tree: Tree, first: u32, second: u32) u32 {
        var a = first;
        var b = second;
        if (tree.depth[a] < tree.depth[b]) std.mem.swap(u32, &a, &b);
        while (tree.depth[a] > tree.depth[b]) {
            a = if (tree.depth[tree.jump[a]] >= tree.depth[b]) tree.jump[a] else tree.immediate[a];
        }
        while (a != b) {
            const steps = if (tree.jump[a] == tree.jump[b]) tree.immediate else tree.jump;
            a = steps[a];
            b = steps[b];
        }
        return a;
    }

    /// Of any two: where a branch goes back, this sweep has not yet been to its place.
    fn commonAbove(tree: Tree, first: u32, second: u32) u32 {
        var a = first;
        var b = second;
        while (a != b) {
            while (a > b) a = tree.immediate[a];
            while (b > a) b = tree.immediate[b];
        }
        return a;
    }
};

/// The places of the predecessors of each place.
const Predecessors = struct {
    starts: []u32,
    list: []u32,

    fn init(
        arena: std.mem.Allocator,
        successors: []const [2]u32,
        order: []const u32,
        place_of: []const u32,
    ) error{OutOfMemory}!Predecessors {
        const starts = try arena.alloc(u32, order.len + 2);
        const list = try arena.alloc(u32, order.len * 2);
        @memset(starts, 0);
        for (order) |block| for (successors[block]) |target| {
            if (target != abi.none) starts[place_of[target] + 2] += 1;
        };
        for (2..starts.len) |place| starts[place] += starts[place - 1];
        for (order, 0..) |block, place| for (successors[block]) |target| {
            if (target == abi.none) continue;
            const slot = &starts[place_of[target] + 1];
            list[slot.*] = @intCast(place);
            slot.* += 1;
        };
        return .{ .starts = starts, .list = list };
    }

    fn of(predecessors: Predecessors, place: usize) []const u32 {
        return predecessors.list[predecessors.starts[place]..predecessors.starts[place + 1]];
    }
};

/// A dominator comes before its subtree in the order, so that one walk back sums sizes and one forth numbers.
fn numberTree(arena: std.mem.Allocator, immediate: []const u32, preorder: []u32, subtree: []u32) error{OutOfMemory}!void {
    @memset(subtree, 1);
    var place = immediate.len;
    while (place > 1) {
        place -= 1;
        subtree[immediate[place]] += subtree[place];
    }
    const next = try arena.alloc(u32, immediate.len);
    preorder[0] = 0;
    next[0] = 1;
    for (immediate[1..], 1..) |parent, child| {
        preorder[child] = next[parent];
        next[parent] += subtree[child];
        next[child] = preorder[child] + 1;
    }
}
