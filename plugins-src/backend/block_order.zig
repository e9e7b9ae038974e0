//! The order in which blocks are laid out, and how deep in loops they lie.
//!
//! Needs a verified function. Leaves true: every reachable block comes once, the entry first; the blocks of a loop
//! with one entry lie together; a loop that tests at its beginning has its header at its end, where one jump both
//! tests and repeats. What hardly ever runs comes behind all of that, and counts as in no loop.

const std = @import("std");
const abi = @import("abi");
const Function = abi.Function;
const Dominators = abi.Dominators;
const Allocator = std.mem.Allocator;

pub const BlockOrder = struct {
    /// Reachable blocks as they are laid out.
    blocks: []const u32,
    /// By block: its place in `blocks`, `none` when it cannot be reached.
    place_of: []const u32,
    /// By block: how many loops it is in.
    depth: []const u8,

    /// Everything is allocated in `arena`.
    pub fn init(arena: Allocator, function: Function) error{OutOfMemory}!BlockOrder {
        const dominators: Dominators = try .init(arena, function);
        const loops: Loops = try .init(arena, function, dominators);
        const order = try postorderReversed(arena, function, loops.depth);
        try moveReloads(arena, function, loops, order);
        rotateLoops(function, loops, order);
        const place_of = try arena.alloc(u32, function.blocks.len);
        @memset(place_of, abi.none);
        for (order, 0..) |block, place| place_of[block] = @intCast(place);
        return .{ .blocks = order, .place_of = place_of, .depth = loops.depth };
    }

    pub fn isReachable(order: BlockOrder, block: u32) bool {
        return order.place_of[block] != abi.none;
    }

    /// How often a block runs, as a guess: ten times as often a loop.
    pub fn frequency(order: BlockOrder, block: u32) f32 {
        const powers = [_]f32{ 1, 10, 100, 1e3, 1e4, 1e5 };
        return powers[@min(order.depth[block], powers.len - 1)];
    }
};

/// Natural loops: those whose back edges lead to a dominator of their source. Other cycles count as no loop.
const Loops = struct {
    depth: []u8,
    /// By block: the header of the innermost loop around it, itself when it is one.
    header: []u32,

    fn init(arena: Allocator, function: Function, dominators: Dominators) error{OutOfMemory}!Loops {
        const count = function.blocks.len;
        const loops: Loops = .{ .depth = try arena.alloc(u8, count), .header = try arena.alloc(u32, count) };
        @memset(loops.depth, 0);
        @memset(loops.header, abi.none);
        const predecessors = try predecessorLists(arena, function, dominators);
        const seen = try arena.alloc(u32, count);
        @memset(seen, abi.none);
        var pending: std.ArrayList(u32) = .empty;
        // Dominators come first, so that inner headers overwrite outer ones.
        for (dominators.order) |header| {
            for (predecessors.of(header)) |source| {
                if (dominators.dominates(header, source)) try pending.append(arena, source);
            }
            if (pending.items.len == 0) continue;
            seen[header] = header;
            loops.enter(header, header);
            while (pending.pop()) |block| {
                if (seen[block] == header) continue;
                seen[block] = header;
                loops.enter(block, header);
                try pending.appendSlice(arena, predecessors.of(block));
            }
        }
        return loops;
    }

    fn enter(loops: Loops, block: u32, header: u32) void {
        loops.depth[block] +|= 1;
        loops.header[block] = header;
    }
};

const PredecessorLists = struct {
    starts: []u32,
    list: []u32,

    fn of(lists: PredecessorLists, block: u32) []const u32 {
        return lists.list[lists.starts[block]..lists.starts[block + 1]];
    }
};

fn predecessorLists(arena: Allocator, function: Function, dominators: Dominators) error{OutOfMemory}!PredecessorLists {
    const starts = try arena.alloc(u32, function.blocks.len + 2);
    const list = try arena.alloc(u32, 2 * function.blocks.len);
    @memset(starts, 0);
    for (dominators.order) |block| for (successorsOf(function, block)) |target| {
        if (target != abi.none) starts[target + 2] += 1;
    };
    for (2..starts.len) |index| starts[index] += starts[index - 1];
    for (dominators.order) |block| for (successorsOf(function, block)) |target| {
        if (target == abi.none) continue;
        list[starts[target + 1]] = block;
        starts[target + 1] += 1;
    };
    return .{ .starts = starts, .list = list };
}

fn successorsOf(function: Function, block: u32) [2]u32 {
    const edges = function.edgesOf(function.terminatorOf(function.blocks[block]));
    return .{
        if (edges[0]) |edge| edge.target else abi.none,
        if (edges[1]) |edge| edge.target else abi.none,
    };
}

/// Reverse postorder in which the way out of a loop is walked first and so laid out last.
fn postorderReversed(arena: Allocator, function: Function, depth: []const u8) error{OutOfMemory}![]u32 {
    const count = function.blocks.len;
    const order = try arena.alloc(u32, count);
    const stack = try arena.alloc(u32, count);
    const not_seen = 3;
    const taken = try arena.alloc(u8, count);
    @memset(taken, not_seen);
    taken[0] = 0;
    stack[0] = 0;
    var height: usize = 1;
    var found: usize = 0;
    while (height > 0) {
        const block = stack[height - 1];
        const way = taken[block];
        if (way == 2) {
            order[found] = block;
            found += 1;
            height -= 1;
            continue;
        }
        taken[block] = way + 1;
        const ways = successorsOf(function, block);
        const first_is_deeper = ways[0] != abi.none and ways[1] != abi.none and depth[ways[0]] < depth[ways[1]];
        const target = ways[if (first_is_deeper) way else 1 - way];
        if (target != abi.none and taken[target] == not_seen) {
            taken[target] = 0;
            stack[height] = target;
            height += 1;
        }
    }
    std.mem.reverse(u32, order[0..found]);
    return order[0..found];
}

/// Moves to the end what loads variables again where a store has hit one of them (guards.zig of the optimizer).
fn moveReloads(arena: Allocator, function: Function, loops: Loops, order: []u32) error{OutOfMemory}!void {
    const is_reload = try arena.alloc(bool, function.blocks.len);
    @memset(is_reload, false);
    for (order) |block| if (reloadBeside(function, block)) |reload| {
        is_reload[reload] = true;
    };
    var reloads: std.ArrayList(u32) = .empty;
    var kept: usize = 0;
    for (order) |block| {
        if (is_reload[block]) {
            try reloads.append(arena, block);
            loops.depth[block] = 0;
            loops.header[block] = abi.none;
        } else {
            order[kept] = block;
            kept += 1;
        }
    }
    @memcpy(order[kept..], reloads.items);
}

/// The block that only loads before it goes where a block's branch on an unsigned comparison leads, too.
fn reloadBeside(function: Function, block: u32) ?u32 {
    const branch = function.terminatorOf(function.blocks[block]);
    const edges = function.edgesOf(branch);
    const reload = (edges[0] orelse return null).target;
    const onward = edges[1] orelse return null;
    const comparison = for (function.instructionsOf(function.blocks[block])) |instruction| {
        if (instruction.op == @backingInt(abi.Op.ult) and instruction.result == branch.a) break instruction;
    } else return null;
    if (comparison.result != branch.a or reload == onward.target) return null;
    const last = function.terminatorOf(function.blocks[reload]);
    if (last.op != @backingInt(abi.Op.jump) or last.a != onward.target) return null;
    if (function.blocks[reload].parameter_count > 0 or function.blocks[reload].instruction_count < 3) return null;
    const body = function.instructionsOf(function.blocks[reload]);
    for (body[0 .. body.len - 1]) |instruction| switch (@as(abi.Op, @fromBackingInt(instruction.op))) {
        .@"const", .load, .load8, .load16, .load32, .fload, .sfload => {},
        else => return null,
    };
    return reload;
}

/// Moves a header that leaves its loop to the end of the loop, when the loop's last block jumps to it.
fn rotateLoops(function: Function, loops: Loops, order: []u32) void {
    var place: usize = 1;
    while (place < order.len) {
        // After a move, what now lies here may be the header of an inner loop.
        if (!rotateLoop(function, loops, order[place..])) place += 1;
    }
}

/// The same for the loop whose header comes first; false when there is nothing to move.
fn rotateLoop(function: Function, loops: Loops, order: []u32) bool {
    const header = order[0];
    if (loops.header[header] != header) return false;
    var end: usize = 1;
    while (end < order.len and isInLoop(loops, order[end], header)) end += 1;
    if (end < 2 or !isTestAtBeginning(function, loops, header)) return false;
    const last = function.terminatorOf(function.blocks[order[end - 1]]);
    if (last.op != @backingInt(abi.Op.jump) or last.a != header) return false;
    std.mem.copyForwards(u32, order[0 .. end - 1], order[1..end]);
    order[end - 1] = header;
    return true;
}

fn isInLoop(loops: Loops, block: u32, header: u32) bool {
    return block == header or (loops.header[block] != abi.none and
        (loops.header[block] == header or loops.depth[block] > loops.depth[header]));
}

/// The header's own terminator decides between the loop and what follows it.
fn isTestAtBeginning(function: Function, loops: Loops, header: u32) bool {
    var inside: u32 = 0;
    var outside: u32 = 0;
    for (successorsOf(function, header)) |target| {
        if (target == abi.none) continue;
        if (isInLoop(loops, target, header)) inside += 1 else outside += 1;
    }
    return inside == 1 and outside == 1;
}
