//! Strides. Needs a settled graph. Leaves in inner loops that call nothing, and have one way in and one way back, no address
//! that is made of a product with a counter: it is a counter of its own, to which each turn adds the stride. Where an access
//! scales the counter itself, what is added to that and does not change is added before the loop. The constant part of an
//! address stays outermost, where the access adds it for nothing, so that accesses that differ in that alone share the rest.
//!
//! All sums are modulo 2^64, so that it is the same address in each turn, whatever overflows.

const std = @import("std");
const abi = @import("abi");
const graphs = @import("graph.zig");
const natural_loops = @import("natural_loops.zig");
const addressOperand = @import("steps.zig").addressOperand;
const Allocator = std.mem.Allocator;
const Error = graphs.Error;
const Graph = graphs.Graph;
const BlockId = graphs.BlockId;
const InstructionId = graphs.InstructionId;
const Loop = natural_loops.Loop;
const NaturalLoops = natural_loops.NaturalLoops;
const ValueId = graphs.ValueId;

/// What is made for one loop: each keeps a register.
const max_made = 4;
/// Addresses looked at in one loop, and blocks of one that is looked at.
const max_addresses = 32;
const max_blocks = 8;
/// How deep the operands of an address are looked at, and how many parts that do not change it may have.
const max_depth = 8;
const max_terms = 4;

pub fn run(graph: *Graph, scratch: Allocator) Error!void {
    const natural: NaturalLoops = try .init(graph, scratch);
    if (natural.loops.len == 0) return;
    var strides: Strides = .{
        .graph = graph,
        .natural = natural,
        .home = try graph.findHomes(scratch),
    };
    for (natural.loops) |loop| {
        if (!loop.has_inner_loop and loop.blocks.len <= max_blocks) try strides.visitLoop(loop);
    }
    graph.settle();
}

/// A value that does not change in the loop, and how often it is added.
const Term = struct { value: ValueId, times: u64 };

/// counter * scale * by + terms + offset, where `by` is `none` for 1, and `counter` `none` for a value that does not change.
const Linear = struct {
    counter: ValueId = graphs.none,
    scale: u64 = 0,
    by: ValueId = graphs.none,
    /// By their values, ascending.
    terms: [max_terms]Term = undefined,
    count: usize = 0,
    offset: u64 = 0,

    fn plus(a: Linear, b: Linear, times: u64) ?Linear {
        var sum = a;
        sum.offset +%= b.offset *% times;
        if (b.counter != graphs.none) {
            if (a.counter != graphs.none and (a.counter != b.counter or a.by != b.by)) return null;
            sum.counter = b.counter;
            sum.by = b.by;
            sum.scale +%= b.scale *% times;
            if (sum.scale == 0) return null;
        }
        for (b.terms[0..b.count]) |term| if (!sum.addTerm(term.value, term.times *% times)) return null;
        return sum;
    }

    /// False when there are too many.
    fn addTerm(sum: *Linear, value: ValueId, times: u64) bool {
        var at: usize = 0;
        while (at < sum.count and sum.terms[at].value < value) at += 1;
        if (at < sum.count and sum.terms[at].value == value) {
            sum.terms[at].times +%= times;
            return true;
        }
        if (sum.count == max_terms) return false;
        std.mem.copyBackwards(Term, sum.terms[at + 1 .. sum.count + 1], sum.terms[at..sum.count]);
        sum.terms[at] = .{ .value = value, .times = times };
        sum.count += 1;
        return true;
    }

    /// Whether an access can scale the counter itself.
    fn isScaled(linear: Linear) bool {
        return linear.by == graphs.none and linear.scale <= 8 and @popCount(linear.scale) == 1;
    }

    /// Whether nothing is gained: the access adds all of this itself.
    fn isShort(linear: Linear) bool {
        return linear.isScaled() and (linear.count == 0 or (linear.count == 1 and linear.terms[0].times == 1));
    }

    /// Whether two differ in their offsets alone.
    fn sharesWith(a: Linear, b: Linear) bool {
        if (a.counter != b.counter or a.scale != b.scale or a.by != b.by or a.count != b.count) return false;
        for (a.terms[0..a.count], b.terms[0..b.count]) |left, right| {
            if (left.value != right.value or left.times != right.times) return false;
        }
        return true;
    }
};

/// What addresses of a loop share: for a scaled counter what is added to it, else the counter with the stride.
const Made = struct { linear: Linear, value: ValueId };

const Strides = struct {
    graph: *Graph,
    natural: NaturalLoops,
    /// What is made here has none.
    home: graphs.Homes,
    loop: Loop = undefined,
    entry: graphs.Way = undefined,
    back: graphs.Way = undefined,
    made: [max_made]Made = undefined,
    made_count: usize = 0,

    fn visitLoop(strides: *Strides, loop: Loop) Error!void {
        const graph = strides.graph;
        strides.loop = loop;
        strides.made_count = 0;
        if (!strides.findWays()) return;
        var addresses: [max_addresses]InstructionId = undefined;
        var count: usize = 0;
        for (loop.blocks) |number| {
            for (graph.blocks.items[number].body.items) |id| {
                const instruction = graph.instructions.items[id];
                if (abi.ops.info(instruction.op).purity == .effects and instruction.op != .poll) return;
                const operand = addressOperand(instruction.op) orelse continue;
                const made_by = strides.definedInside(instruction.operands[operand]) orelse continue;
                if (std.mem.findScalar(InstructionId, addresses[0..count], made_by) != null) continue;
                if (count == max_addresses) return;
                addresses[count] = made_by;
                count += 1;
            }
        }
        for (addresses[0..count]) |id| try strides.visit(id);
    }

    /// Finds the only way into the loop, from outside of any other one that does not hold this, and the only way back.
    fn findWays(strides: *Strides) bool {
        const natural = strides.natural;
        const header = strides.loop.header;
        const ways = natural.predecessors.of(header);
        if (ways.len != 2) return false;
        const returns_first = natural.dominators.dominates(header, ways[0].from);
        if (returns_first == natural.dominators.dominates(header, ways[1].from)) return false;
        strides.back = if (returns_first) ways[0] else ways[1];
        strides.entry = if (returns_first) ways[1] else ways[0];
        return natural.isBefore(strides.entry.from, strides.loop);
    }

    /// The instruction of the loop that gives a value.
    fn definedInside(strides: *const Strides, value: ValueId) ?InstructionId {
        const id = switch (strides.graph.values.items[value].origin) {
            .result => |id| id,
            else => return null,
        };
        return if (strides.loop.holds(strides.home.of(id))) id else null;
    }

    /// The linear form of a value in the loop; null when it has none.
    fn linearOf(strides: *Strides, value: ValueId, depth: usize) ?Linear {
        const graph = strides.graph;
        if (graph.constantOf(value)) |bits| return .{ .offset = bits };
        const id = strides.definedInside(value) orelse {
            switch (graph.values.items[value].origin) {
                .parameter => |block| if (strides.loop.holds(block)) return strides.counter(value, block),
                else => {},
            }
            var alone: Linear = .{};
            return if (alone.addTerm(value, 1)) alone else null;
        };
        const instruction = graph.instructions.items[id];
        switch (instruction.op) {
            .add, .sub, .shl, .mul => if (depth == 0) return null,
            else => return null,
        }
        const left = strides.linearOf(instruction.operands[0], depth - 1) orelse return null;
        const right = strides.linearOf(instruction.operands[1], depth - 1) orelse return null;
        return switch (instruction.op) {
            .add => left.plus(right, 1),
            .sub => left.plus(right, ~@as(u64, 0)),
            .shl => if (isConstant(right) and right.offset < 64) (Linear{}).plus(left, @as(u64, 1) << @intCast(right.offset)) else null,
            .mul => if (isConstant(right)) (Linear{}).plus(left, right.offset) else if (isConstant(left)) (Linear{}).plus(right, left.offset) else product(left, right) orelse product(right, left),
            else => unreachable,
        };
    }

    fn counter(strides: *Strides, value: ValueId, block: BlockId) ?Linear {
        if (block != strides.loop.header) return null;
        const index = std.mem.findScalar(ValueId, strides.graph.blocks.items[block].parameters, value) orelse return null;
        // Parameters made here come after those that the edges had.
        if (strides.natural.walkAt(strides.loop, value, index) == null) return null;
        return .{ .counter = value, .scale = 1 };
    }

    /// Makes an address anew if it is linear and that saves something.
    fn visit(strides: *Strides, id: InstructionId) Error!void {
        const graph = strides.graph;
        const result = graph.instructions.items[id].first_result;
        const linear = strides.linearOf(result, max_depth) orelse return;
        if (linear.counter == graphs.none or linear.isShort()) return;
        const shared = try strides.sharedOf(linear) orelse return;
        const position = graph.instructions.items[id].position;
        var sum = shared;
        if (linear.isScaled()) {
            const shift: u64 = @ctz(linear.scale);
            const scaled = if (shift == 0) linear.counter else try strides.insert(id, .shl, linear.counter, try graph.cell(shift), position);
            sum = try strides.insert(id, .add, scaled, shared, position);
        }
        if (linear.offset == 0) return graph.replace(result, sum);
        const instruction = &graph.instructions.items[id];
        instruction.op = .add;
        instruction.operands = try graph.arena.dupe(ValueId, &.{ sum, try graph.cell(linear.offset) });
    }

    /// What the address shares with others; null when too much has been made.
    fn sharedOf(strides: *Strides, linear: Linear) Error!?ValueId {
        for (strides.made[0..strides.made_count]) |made| if (made.linear.sharesWith(linear)) return made.value;
        if (strides.made_count == max_made) return null;
        const value = if (linear.isScaled()) try strides.emitTerms(linear, graphs.none) else try strides.makeCounter(linear);
        strides.made[strides.made_count] = .{ .linear = linear, .value = value };
        strides.made_count += 1;
        return value;
    }

    /// A parameter of the loop's header that is the address without its offset.
    fn makeCounter(strides: *Strides, linear: Linear) Error!ValueId {
        const graph = strides.graph;
        const header = strides.loop.header;
        const old = graph.blocks.items[header].parameters;
        const index = std.mem.findScalar(ValueId, old, linear.counter).?;
        const walk = strides.natural.walkAt(strides.loop, linear.counter, index).?;
        var begin = try strides.multiply(strides.entry, walk.first, linear.scale);
        var step = try graph.cell(walk.step *% linear.scale);
        if (linear.by != graphs.none) {
            begin = try strides.emit(strides.entry, .mul, begin, linear.by);
            step = try strides.emit(strides.entry, .mul, linear.by, step);
        }
        const first = try strides.emitTerms(linear, begin);
        const made = try graph.addValue(.{ .type = .cell, .origin = .{ .parameter = header } });
        const next = try strides.emit(strides.back, .add, made, step);
        graph.blocks.items[header].parameters = try std.mem.concat(graph.arena, ValueId, &.{ old, &.{made} });
        for ([2]graphs.Way{ strides.entry, strides.back }, [2]ValueId{ first, next }) |way, argument| {
            const edge = &graph.blocks.items[way.from].terminator.edges[way.edge];
            edge.arguments = try std.mem.concat(graph.arena, ValueId, &.{ edge.arguments, &.{argument} });
        }
        return made;
    }

    /// Adds the terms, before the loop, to a value, which may be `none`.
    fn emitTerms(strides: *Strides, linear: Linear, to: ValueId) Error!ValueId {
        var sum = to;
        for (linear.terms[0..linear.count]) |term| {
            const part = try strides.multiply(strides.entry, term.value, term.times);
            sum = if (sum == graphs.none) part else try strides.emit(strides.entry, .add, sum, part);
        }
        return if (sum == graphs.none) strides.graph.cell(0) else sum;
    }

    fn multiply(strides: *Strides, way: graphs.Way, value: ValueId, times: u64) Error!ValueId {
        const graph = strides.graph;
        if (graph.constantOf(value)) |bits| return graph.cell(bits *% times);
        if (times == 1) return value;
        if (@popCount(times) == 1) return strides.emit(way, .shl, value, try graph.cell(@ctz(times)));
        return strides.emit(way, .mul, value, try graph.cell(times));
    }

    /// An operation at the end of the block from which a way comes: where that does not need it, before its condition, which
    /// stays right before the branch.
    fn emit(strides: *Strides, way: graphs.Way, op: abi.Op, left: ValueId, right: ValueId) Error!ValueId {
        const graph = strides.graph;
        const block = &graph.blocks.items[way.from];
        const id = try graph.addInstruction(op, &.{ left, right }, block.terminator.position);
        const body = &block.body;
        var at = body.items.len;
        if (at > 0 and block.terminator.operands.len == 1) {
            const last = graph.instructions.items[body.items[at - 1]];
            const condition = last.first_result;
            const is_condition = last.result_count == 1 and condition == block.terminator.operands[0];
            if (is_condition and condition != left and condition != right) at -= 1;
        }
        try body.insert(graph.arena, at, id);
        return graph.instructions.items[id].first_result;
    }

    /// An operation before an instruction of the loop.
    fn insert(strides: *Strides, before: InstructionId, op: abi.Op, left: ValueId, right: ValueId, position: u32) Error!ValueId {
        const graph = strides.graph;
        const id = try graph.addInstruction(op, &.{ left, right }, position);
        const body = &graph.blocks.items[strides.home.of(before)].body;
        try body.insert(graph.arena, std.mem.findScalar(InstructionId, body.items, before).?, id);
        return graph.instructions.items[id].first_result;
    }
};

fn isConstant(linear: Linear) bool {
    return linear.counter == graphs.none and linear.count == 0;
}

/// A counter with an offset, times a value that does not change.
fn product(left: Linear, right: Linear) ?Linear {
    const is_value = right.counter == graphs.none and right.count == 1 and right.terms[0].times == 1 and right.offset == 0;
    if (!is_value or left.counter == graphs.none or left.by != graphs.none or left.count != 0) return null;
    var result: Linear = .{ .counter = left.counter, .scale = left.scale, .by = right.terms[0].value };
    if (left.offset != 0) std.debug.assert(result.addTerm(right.terms[0].value, left.offset));
    return result;
}
