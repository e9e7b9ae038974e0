//! Natural loops and their counters, for passes that ask how often a loop turns or what its counter can be.
//!
//! A natural loop is what a back edge to a dominator of its source encloses. Its counter is a parameter of the header
//! that every turn adds the same constant to, and that an exit on every turn's way compares with a bound.

const std = @import("std");
const abi = @import("abi");
const graphs = @import("graph.zig");
const Allocator = std.mem.Allocator;
const Error = graphs.Error;
const Graph = graphs.Graph;
const BlockId = graphs.BlockId;
const ValueId = graphs.ValueId;

/// Blocks looked at in all loops together: deep nests do not take quadratic time.
const max_visits = 1 << 18;

pub const Loop = struct {
    header: BlockId,
    /// The header among them.
    blocks: []const BlockId,
    has_inner_loop: bool,

    pub fn holds(loop: Loop, block: BlockId) bool {
        return std.mem.findScalar(BlockId, loop.blocks, block) != null;
    }
};

/// What a counter goes through: `first`, `first + step`, …, until the next one would be `bound`, or with `passes`, until
/// the next one would reach or pass it upwards.
pub const Counter = struct {
    first: ValueId,
    step: i64,
    bound: Sum,
    passes: bool = false,

    /// How often the loop turns, when no other exit is taken; null when that is not known.
    pub fn turns(counter: Counter, graph: *Graph) ?u64 {
        const first = sumOf(graph, counter.first);
        if (first.base != counter.bound.base) return null;
        const upwards = counter.bound.offset -% first.offset;
        const distance = if (counter.step > 0) upwards else 0 -% upwards;
        const step = @abs(counter.step);
        if (distance == 0 or (!counter.passes and distance % step != 0)) return null;
        return std.math.divCeil(u64, distance, step) catch unreachable;
    }

    /// Whether all values of the counter are above 0, as signed numbers.
    fn isPositive(counter: Counter, graph: *Graph) bool {
        if (counter.turns(graph) == null or counter.bound.base != graphs.none) return false;
        const first: i64 = @bitCast(graph.constantOf(counter.first).?);
        const bound: i64 = @bitCast(counter.bound.offset);
        return if (counter.step > 0) first > 0 and first < bound else bound >= 0 and first > bound;
    }
};

pub const NaturalLoops = struct {
    graph: *Graph,
    dominators: abi.Dominators,
    predecessors: graphs.Predecessors,
    /// Inner loops come before outer ones.
    loops: []const Loop,
    /// By block: the innermost loop, as a place in `loops`; `none` for no loop.
    loop_of: []const u32,

    /// Everything is allocated in `scratch`. In functions of enormous nests, outer loops may be missing.
    pub fn init(graph: *Graph, scratch: Allocator) Error!NaturalLoops {
        var finder: Finder = .{
            .scratch = scratch,
            .dominators = try graph.dominators(scratch),
            .predecessors = try .init(graph, scratch),
            .loop_of = try scratch.alloc(u32, graph.blocks.items.len),
            .seen = try scratch.alloc(BlockId, graph.blocks.items.len),
        };
        @memset(finder.loop_of, graphs.none);
        @memset(finder.seen, graphs.none);
        var place = finder.dominators.order.len;
        while (place > 1) {
            place -= 1;
            try finder.visitHeader(finder.dominators.order[place]);
        }
        return .{
            .graph = graph,
            .dominators = finder.dominators,
            .predecessors = finder.predecessors,
            .loops = finder.loops.items,
            .loop_of = finder.loop_of,
        };
    }

    /// Whether what is done in a block from which a loop is entered is not done in each turn of another loop.
    pub fn isBefore(natural: NaturalLoops, block: BlockId, loop: Loop) bool {
        const around = natural.loop_of[block];
        return around == graphs.none or natural.loops[around].holds(loop.header);
    }

    /// The counter that the loop's exits bound; null when none is found.
    pub fn counterOf(natural: NaturalLoops, loop: Loop) ?Counter {
        for (natural.graph.blocks.items[loop.header].parameters, 0..) |parameter, index| {
            if (natural.counterAt(loop, parameter, index)) |counter| return counter;
        }
        return null;
    }

    /// Whether a value is known to be above 0, as a signed number.
    pub fn isPositive(natural: NaturalLoops, value: ValueId) bool {
        const graph = natural.graph;
        if (graph.constantOf(value)) |bits| return @as(i64, @bitCast(bits)) > 0;
        const found = natural.walkOf(value) orelse return false;
        const counter = natural.counterAt(found.loop, value, found.index) orelse return false;
        return counter.isPositive(graph);
    }

    /// The counter that a parameter of the loop's header is.
    pub fn counterAt(natural: NaturalLoops, loop: Loop, parameter: ValueId, index: usize) ?Counter {
        const walk = natural.walkAt(loop, parameter, index) orelse return null;
        return natural.boundOf(loop, parameter, walk);
    }

    /// What a parameter of a loop's header begins with, and what every turn adds to it.
    pub const ValueWalk = struct { first: ValueId, step: u64 };

    pub fn walkAt(natural: NaturalLoops, loop: Loop, parameter: ValueId, index: usize) ?ValueWalk {
        const graph = natural.graph;
        if (graph.values.items[parameter].type != .cell) return null;
        var first: ValueId = graphs.none;
        var step: ?u64 = null;
        for (natural.predecessors.of(loop.header)) |way| {
            const value = graph.resolve(graph.blocks.items[way.from].terminator.edges[way.edge].arguments[index]);
            if (natural.dominators.dominates(loop.header, way.from)) {
                const sum = sumOf(graph, value);
                if (sum.base != parameter or sum.offset == 0 or (step orelse sum.offset) != sum.offset) return null;
                step = sum.offset;
            } else {
                if (first != graphs.none and first != value) return null;
                first = value;
            }
        }
        if (first == graphs.none) return null;
        return .{ .first = first, .step = step orelse return null };
    }

    /// The same for a value that may be such a parameter.
    fn walkOf(natural: NaturalLoops, value: ValueId) ?struct { loop: Loop, index: usize, walk: ValueWalk } {
        const graph = natural.graph;
        const block = switch (graph.values.items[value].origin) {
            .parameter => |block| block,
            else => return null,
        };
        const index = std.mem.findScalar(ValueId, graph.blocks.items[block].parameters, value) orelse return null;
        const loop = natural.loop_of[block];
        if (loop == graphs.none or natural.loops[loop].header != block) return null;
        const walk = natural.walkAt(natural.loops[loop], value, index) orelse return null;
        return .{ .loop = natural.loops[loop], .index = index, .walk = walk };
    }

    /// How deep the operands of a value are looked at.
    const max_depth = 8;

    /// A value's lowest `count` bits, when they are known.
    pub fn lowBits(natural: NaturalLoops, value: ValueId, count: u6) ?u64 {
        return natural.lowBitsWithin(value, count, max_depth);
    }

    fn lowBitsWithin(natural: NaturalLoops, value: ValueId, count: u6, depth: u32) ?u64 {
        const graph = natural.graph;
        const mask = (@as(u64, 1) << count) - 1;
        if (count == 0) return 0;
        if (graph.constantOf(value)) |bits| return bits & mask;
        if (depth == 0) return null;
        if (natural.walkOf(value)) |found| {
            if (found.walk.step & mask != 0) return null;
            return natural.lowBitsWithin(found.walk.first, count, depth - 1);
        }
        const instruction = graph.definitionOf(value) orelse return null;
        graph.resolveAll(instruction.operands);
        switch (instruction.op) {
            .add, .sub => {
                const left = natural.lowBitsWithin(instruction.operands[0], count, depth - 1) orelse return null;
                const right = natural.lowBitsWithin(instruction.operands[1], count, depth - 1) orelse return null;
                return (if (instruction.op == .add) left +% right else left -% right) & mask;
            },
            .shl => {
                const shift = graph.constantOf(instruction.operands[1]) orelse return null;
                return if (shift >= count) 0 else null;
            },
            .mul => {
                const factor = graph.constantOf(instruction.operands[1]) orelse return null;
                return if (@ctz(factor) >= count) 0 else null;
            },
            else => return null,
        }
    }

    /// Whether `distance <u step` holds exactly where the distance is zero: it is a multiple of the step, as far as the
    /// program gets.
    pub fn meetsBound(natural: NaturalLoops, distance: ValueId, step: u64) bool {
        const graph = natural.graph;
        if (@popCount(step) == 1) {
            if (natural.lowBits(distance, @intCast(@ctz(step))) == 0) return true;
        }
        // The next one less the bound: the loop ends when it passes the bound.
        const sum = sumOf(graph, distance);
        if (sum.base == graphs.none) return false;
        const found = natural.walkOf(sum.base) orelse return false;
        const counter = natural.counterAt(found.loop, sum.base, found.index) orelse return false;
        if (!counter.passes or counter.step != step or counter.bound.offset != step -% sum.offset) return false;
        if (counter.turns(graph) == null) return false;
        return (counter.bound.offset -% sumOf(graph, counter.first).offset) % step == 0;
    }

    fn boundOf(natural: NaturalLoops, loop: Loop, parameter: ValueId, walk: ValueWalk) ?Counter {
        for (loop.blocks) |number| {
            const terminator = natural.graph.blocks.items[number].terminator;
            if (terminator.op != .branch or !natural.isOnEveryTurn(loop, number)) continue;
            const leaves = [2]bool{
                !loop.holds(terminator.edges[0].target),
                !loop.holds(terminator.edges[1].target),
            };
            if (leaves[0] == leaves[1]) continue;
            if (natural.boundIn(terminator.operands[0], leaves[0], parameter, walk.step)) |bound| {
                var counter = bound;
                counter.first = walk.first;
                return counter;
            }
        }
        return null;
    }

    fn isOnEveryTurn(natural: NaturalLoops, loop: Loop, block: BlockId) bool {
        for (natural.predecessors.of(loop.header)) |way| {
            if (!natural.dominators.dominates(loop.header, way.from)) continue;
            if (!natural.dominators.dominates(block, way.from)) return false;
        }
        return true;
    }

    /// The bound in a condition that leaves the loop when it is true, or when it is false.
    fn boundIn(natural: NaturalLoops, condition: ValueId, leaves_when_true: bool, parameter: ValueId, step: u64) ?Counter {
        const graph = natural.graph;
        const signed: i64 = @bitCast(step);
        if (graph.match(condition, if (leaves_when_true) .eq else .ne)) |equality| {
            for ([2]usize{ 0, 1 }) |side| {
                const sum = sumOf(graph, equality.operands[side]);
                if (sum.base != parameter) continue;
                // parameter + offset = bound, so that the next one is bound + step - offset.
                const bound = sumOf(graph, equality.operands[1 - side]);
                const offset = bound.offset +% step -% sum.offset;
                return .{ .first = graphs.none, .step = signed, .bound = .{ .base = bound.base, .offset = offset } };
            }
        }
        const tested = sumOf(graph, condition);
        if (!leaves_when_true and tested.base == parameter) {
            // Until it is zero.
            return .{ .first = graphs.none, .step = signed, .bound = .{ .base = graphs.none, .offset = step -% tested.offset } };
        }
        if (signed <= 0) return null;
        const passing = graph.match(condition, .ult) orelse return null;
        const distance = sumOf(graph, passing.operands[0]);
        if (!leaves_when_true or distance.base != parameter or !graph.isConstant(passing.operands[1], step)) return null;
        // The next one less the bound, which is parameter + offset, is below the step.
        const bound: Sum = .{ .base = graphs.none, .offset = step -% distance.offset };
        return .{ .first = graphs.none, .step = signed, .bound = bound, .passes = true };
    }
};

/// A value as another one plus a constant; a constant has the base `none`.
pub const Sum = struct { base: ValueId, offset: u64 };

pub fn sumOf(graph: *Graph, value: ValueId) Sum {
    if (graph.constantOf(value)) |bits| return .{ .base = graphs.none, .offset = bits };
    if (graph.match(value, .add) orelse graph.match(value, .sub)) |sum| {
        if (graph.constantOf(sum.operands[1])) |bits| {
            return .{ .base = sum.operands[0], .offset = if (sum.op == .add) bits else 0 -% bits };
        }
    }
    return .{ .base = value, .offset = 0 };
}

const Finder = struct {
    scratch: Allocator,
    dominators: abi.Dominators,
    predecessors: graphs.Predecessors,
    loop_of: []u32,
    /// By block: the header of the loop that it was last found in.
    seen: []BlockId,
    loops: std.ArrayList(Loop) = .empty,
    visits: usize = 0,

    fn visitHeader(finder: *Finder, header: BlockId) Error!void {
        var pending: std.ArrayList(BlockId) = .empty;
        for (finder.predecessors.of(header)) |way| {
            if (finder.dominators.dominates(header, way.from)) try pending.append(finder.scratch, way.from);
        }
        if (pending.items.len == 0 or finder.visits > max_visits) return;
        var blocks: std.ArrayList(BlockId) = .empty;
        finder.seen[header] = header;
        try blocks.append(finder.scratch, header);
        while (pending.pop()) |block| {
            if (finder.seen[block] == header) continue;
            finder.seen[block] = header;
            finder.visits += 1;
            try blocks.append(finder.scratch, block);
            for (finder.predecessors.of(block)) |way| try pending.append(finder.scratch, way.from);
        }
        const number: u32 = @intCast(finder.loops.items.len);
        var has_inner_loop = false;
        for (blocks.items) |block| {
            if (finder.loop_of[block] == graphs.none) finder.loop_of[block] = number else has_inner_loop = true;
        }
        try finder.loops.append(finder.scratch, .{
            .header = header,
            .blocks = blocks.items,
            .has_inner_loop = has_inner_loop,
        });
    }
};
