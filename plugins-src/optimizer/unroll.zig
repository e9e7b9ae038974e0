//! Several turns of a loop in one. Needs a settled graph that passes have made small. Leaves no short loop of one block that
//! calls nothing and counts by one, or turns a known number of times, but what is over when its turns are taken by fours or
//! twos: what counts them is done once for all of these, and of several looks at the interrupt flag one is left.
//!
//! Where the number of turns is known and even, the loop itself becomes the one that has several in one; where it is small, no
//! loop at all. Where it is not known, the loop stays for the last turns, behind another one:
//!
//!     count    how many turns can be taken by fours; none for as many as a cell has values, which a count of zero stands for
//!     fours    four turns at once
//!     rest     whether there are more
//!     the loop itself
//!     exit     what others use of the loop, whichever way it came

const std = @import("std");
const abi = @import("abi");
const graphs = @import("graph.zig");
const natural_loops = @import("natural_loops.zig");
const NaturalLoops = natural_loops.NaturalLoops;
const Allocator = std.mem.Allocator;
const Error = graphs.Error;
const Graph = graphs.Graph;
const BlockId = graphs.BlockId;
const InstructionId = graphs.InstructionId;
const ValueId = graphs.ValueId;

/// Instructions of a loop that becomes one turn, of one that has two or four turns in one, and of one with few turns as a whole.
const max_twice = 24;
const max_four_times = 12;
const max_whole = 64;
/// Turns of a loop that is written out.
const max_turns = 8;
/// A function of fewer instructions does not become larger than this, so that it is still inlined.
const max_inlined = 120;

/// Loops of unknown turns in a function that are taken by fours.
const max_open = 6;

pub fn run(graph: *Graph, scratch: Allocator) Error!void {
    var natural: NaturalLoops = try .init(graph, scratch);
    var size: usize = 0;
    for (graph.blocks.items) |*block| {
        if (block.is_live) size += block.body.items.len + 1;
    }
    var open: std.ArrayList(BlockId) = .empty;
    for (natural.loops) |loop| {
        if (loop.blocks.len != 1) continue;
        const length = lengthOf(graph, loop.header) orelse continue;
        const counter = natural.counterOf(loop) orelse continue;
        const turns = counter.turns(graph) orelse 0;
        const copies = copiesOf(turns, length) orelse {
            if (length <= max_four_times and open.items.len < max_open) try open.append(scratch, loop.header);
            continue;
        };
        if (!mayGrow(&size, length * (copies - 1))) continue;
        var unrolling: Unrolling = .{ .graph = graph, .scratch = scratch, .number = loop.header };
        try unrolling.unroll(copies, copies == turns);
    }
    for (open.items) |header| {
        // What has been unrolled gave values and blocks other places.
        natural = try .init(graph, scratch);
        const open_loop = openLoopAt(graph, natural, header) orelse continue;
        if (!mayGrow(&size, 4 * lengthOf(graph, header).? + 8)) return;
        var unrolling: Unrolling = .{ .graph = graph, .scratch = scratch, .number = header };
        try unrolling.takeByFours(open_loop);
    }
}

fn mayGrow(size: *usize, by: usize) bool {
    if (size.* <= max_inlined and size.* + by > max_inlined) return false;
    size.* += by;
    return true;
}

/// A loop that counts by one up or down to a bound from outside.
const OpenLoop = struct { entry: graphs.Way, index: usize, step: i64, bound: natural_loops.Sum };

fn openLoopAt(graph: *Graph, natural: NaturalLoops, header: BlockId) ?OpenLoop {
    const loop = natural.loops[natural.loop_of[header]];
    var entry: ?graphs.Way = null;
    for (natural.predecessors.of(header)) |way| {
        if (way.from == header) continue;
        if (entry != null) return null;
        entry = way;
    }
    for (graph.blocks.items[header].parameters, 0..) |parameter, index| {
        const counter = natural.counterAt(loop, parameter, index) orelse continue;
        if (counter.passes or @abs(counter.step) != 1) continue;
        const base = counter.bound.base;
        if (base != graphs.none) switch (graph.values.items[base].origin) {
            .constant => {},
            .parameter => |block| if (block == header) continue,
            .result => |id| if (std.mem.findScalar(InstructionId, graph.blocks.items[header].body.items, id) != null) continue,
        };
        return .{ .entry = entry orelse return null, .index = index, .step = counter.step, .bound = counter.bound };
    }
    return null;
}

/// How long a loop's block is; null when it does something that stays alone.
fn lengthOf(graph: *const Graph, number: BlockId) ?usize {
    var length: usize = 0;
    for (graph.blocks.items[number].body.items) |id| {
        switch (abi.ops.info(graph.instructions.items[id].op).purity) {
            .pure, .traps, .reads, .writes => length += 1,
            .effects, .terminator => if (graph.instructions.items[id].op != .poll) return null,
        }
    }
    return length;
}

fn copiesOf(turns: u64, length: usize) ?usize {
    if (turns == 0) return null;
    if (turns >= 2 and turns <= max_turns and turns * length <= max_whole) return @intCast(turns);
    if (turns % 4 == 0 and length <= max_four_times) return 4;
    return if (turns % 2 == 0 and length <= max_twice) 2 else null;
}

const Unrolling = struct {
    graph: *Graph,
    scratch: Allocator,
    number: BlockId,
    /// In the present copy: what the block's parameters and results are.
    values: std.AutoHashMapUnmanaged(ValueId, ValueId) = .empty,

    /// The block's own instructions become the last copy, so that what uses their results goes on doing so.
    fn unroll(unrolling: *Unrolling, copies: usize, is_whole: bool) Error!void {
        const graph = unrolling.graph;
        const old = try unrolling.scratch.dupe(InstructionId, graph.blocks.items[unrolling.number].body.items);
        var body: std.ArrayList(InstructionId) = .empty;
        const parameters = graph.blocks.items[unrolling.number].parameters;
        const back = graph.blocks.items[unrolling.number].terminator.edges[unrolling.backEdge()].arguments;
        for (1..copies) |_| {
            for (old) |id| {
                if (graph.instructions.items[id].op != .poll) try body.append(unrolling.scratch, try unrolling.copy(id));
            }
            const next = try unrolling.scratch.alloc(ValueId, parameters.len);
            for (back, next) |argument, *value| value.* = unrolling.valueOf(argument);
            unrolling.values.clearRetainingCapacity();
            for (parameters, next) |parameter, value| try unrolling.values.put(unrolling.scratch, parameter, value);
        }
        for (old) |id| unrolling.redirect(graph.instructions.items[id].operands);
        try body.appendSlice(unrolling.scratch, old);
        const block = &graph.blocks.items[unrolling.number];
        block.body.clearRetainingCapacity();
        try block.body.appendSlice(graph.arena, body.items);
        unrolling.redirectTerminator(&block.terminator);
        if (is_whole) {
            const onward = block.terminator.edges[1 - unrolling.backEdge()];
            block.terminator = .{ .op = .jump, .position = block.terminator.position, .edge_count = 1 };
            block.terminator.edges[0] = onward;
        }
        for (graph.blocks.items, 0..) |*other, number| {
            if (!other.is_live or number == unrolling.number) continue;
            for (other.body.items) |id| unrolling.redirect(graph.instructions.items[id].operands);
            unrolling.redirectTerminator(&other.terminator);
        }
        graph.changed = true;
    }

    /// Puts a loop of four turns in one before the loop.
    fn takeByFours(unrolling: *Unrolling, loop: OpenLoop) Error!void {
        const graph = unrolling.graph;
        const scratch = unrolling.scratch;
        const header = unrolling.number;
        const parameters = graph.blocks.items[header].parameters;
        const results = try unrolling.usedOutside();
        const count = try unrolling.newBlock(&.{parameters});
        const fours = try unrolling.newBlock(&.{parameters});
        const rest = try unrolling.newBlock(&.{ parameters, results });
        const exit = try unrolling.newBlock(&.{results});
        const new_blocks = [_]BlockId{ count, fours, rest, exit };

        // Others use what comes out at the exit.
        for (results, graph.blocks.items[exit].parameters) |value, parameter| try unrolling.values.put(scratch, value, parameter);
        for (graph.blocks.items, 0..) |*other, number| {
            if (!other.is_live or number == header or std.mem.findScalar(BlockId, &new_blocks, @intCast(number)) != null) continue;
            for (other.body.items) |id| unrolling.redirect(graph.instructions.items[id].operands);
            unrolling.redirectTerminator(&other.terminator);
        }
        const leaving = &graph.blocks.items[header].terminator.edges[1 - unrolling.backEdge()];
        const onward = try graph.arena.dupe(ValueId, leaving.arguments);
        unrolling.redirect(onward);
        try unrolling.jump(exit, &.{.{ .target = leaving.target, .arguments = onward }}, &.{});
        leaving.* = .{ .target = exit, .arguments = try graph.arena.dupe(ValueId, results) };
        graph.blocks.items[loop.entry.from].terminator.edges[loop.entry.edge].target = count;

        // A distance of zero is the longest one.
        const own = graph.blocks.items[count].parameters;
        const up = loop.step > 0;
        const bound = if (loop.bound.base == graphs.none)
            try graph.cell(loop.bound.offset)
        else if (loop.bound.offset == 0)
            loop.bound.base
        else
            try unrolling.emit(count, .add, &.{ loop.bound.base, try graph.cell(loop.bound.offset) });
        const first = own[loop.index];
        const turns = try unrolling.emit(count, .sub, if (up) &.{ bound, first } else &.{ first, bound });
        const by_fours = try unrolling.emit(count, .@"and", &.{ turns, try graph.cell(~@as(u64, 3)) });
        const last = try unrolling.emit(count, if (up) .add else .sub, &.{ first, by_fours });
        const anew = try graph.arena.dupe(ValueId, own);
        try unrolling.jump(count, &.{ .{ .target = fours, .arguments = try graph.arena.dupe(ValueId, own) }, .{ .target = header, .arguments = anew } }, &.{by_fours});

        unrolling.values.clearRetainingCapacity();
        for (parameters, graph.blocks.items[fours].parameters) |parameter, value| try unrolling.values.put(scratch, parameter, value);
        const back = graph.blocks.items[header].terminator.edges[unrolling.backEdge()].arguments;
        const old = try scratch.dupe(InstructionId, graph.blocks.items[header].body.items);
        const next = try graph.arena.alloc(ValueId, parameters.len);
        const given = try graph.arena.dupe(ValueId, results);
        for (1..5) |turn| {
            for (old) |id| {
                if (turn < 4 and graph.instructions.items[id].op == .poll) continue;
                const made = try unrolling.copy(id);
                try graph.blocks.items[fours].body.append(graph.arena, made);
            }
            for (back, next) |argument, *value| value.* = unrolling.valueOf(argument);
            if (turn == 4) unrolling.redirect(given);
            unrolling.values.clearRetainingCapacity();
            for (parameters, next) |parameter, value| try unrolling.values.put(scratch, parameter, value);
        }
        const is_last = try unrolling.emit(fours, .eq, &.{ next[loop.index], last });
        const outward = try std.mem.concat(graph.arena, ValueId, &.{ next, given });
        try unrolling.jump(fours, &.{ .{ .target = rest, .arguments = outward }, .{ .target = fours, .arguments = next } }, &.{is_last});

        const is_all = try unrolling.emit(rest, .eq, &.{ last, bound });
        const passed = graph.blocks.items[rest].parameters;
        const out: graphs.Edge = .{ .target = exit, .arguments = try graph.arena.dupe(ValueId, passed[parameters.len..]) };
        const in: graphs.Edge = .{ .target = header, .arguments = try graph.arena.dupe(ValueId, passed[0..parameters.len]) };
        try unrolling.jump(rest, &.{ out, in }, &.{is_all});
        graph.changed = true;
    }

    /// The loop's parameters and results that other blocks use, or that its way out takes along.
    fn usedOutside(unrolling: *Unrolling) Error![]const ValueId {
        const graph = unrolling.graph;
        const scratch = unrolling.scratch;
        var own: std.AutoHashMapUnmanaged(ValueId, bool) = .empty;
        const block = &graph.blocks.items[unrolling.number];
        for (block.parameters) |parameter| try own.put(scratch, parameter, false);
        for (block.body.items) |id| {
            const instruction = graph.instructions.items[id];
            for (0..instruction.result_count) |index| try own.put(scratch, @intCast(instruction.first_result + index), false);
        }
        var used: std.ArrayList(ValueId) = .empty;
        const edge = block.terminator.edges[1 - unrolling.backEdge()];
        try note(scratch, edge.arguments, &own, &used);
        for (graph.blocks.items, 0..) |*other, number| {
            if (!other.is_live or number == unrolling.number) continue;
            for (other.body.items) |id| try note(scratch, graph.instructions.items[id].operands, &own, &used);
            try note(scratch, other.terminator.operands, &own, &used);
            for (other.terminator.ways()) |way| try note(scratch, way.arguments, &own, &used);
        }
        return used.items;
    }

    fn note(
        scratch: Allocator,
        values: []const ValueId,
        own: *std.AutoHashMapUnmanaged(ValueId, bool),
        used: *std.ArrayList(ValueId),
    ) Error!void {
        for (values) |value| {
            const is_noted = own.getPtr(value) orelse continue;
            if (is_noted.*) continue;
            is_noted.* = true;
            try used.append(scratch, value);
        }
    }

    /// A block with parameters like some values, which ends with nothing yet.
    fn newBlock(unrolling: *Unrolling, lists: []const []const ValueId) Error!BlockId {
        const graph = unrolling.graph;
        const number = try graph.addBlock(graph.blocks.items[unrolling.number].terminator.position);
        const parameters = try std.mem.concat(graph.arena, ValueId, lists);
        for (parameters) |*parameter| {
            const value_type = graph.values.items[parameter.*].type;
            parameter.* = try graph.addValue(.{ .type = value_type, .origin = .{ .parameter = number } });
        }
        graph.blocks.items[number].parameters = parameters;
        return number;
    }

    /// Ends a block with a jump, or with two edges a branch on its operand.
    fn jump(unrolling: *Unrolling, number: BlockId, edges: []const graphs.Edge, operands: []const ValueId) Error!void {
        const graph = unrolling.graph;
        const terminator = &graph.blocks.items[number].terminator;
        terminator.op = if (edges.len == 1) .jump else .branch;
        terminator.edge_count = @intCast(edges.len);
        terminator.operands = try graph.arena.dupe(ValueId, operands);
        @memcpy(terminator.edges[0..edges.len], edges);
    }

    fn emit(unrolling: *Unrolling, number: BlockId, op: abi.Op, operands: []const ValueId) Error!ValueId {
        const graph = unrolling.graph;
        return graph.addInstructionTo(number, op, operands, graph.blocks.items[number].terminator.position);
    }

    fn backEdge(unrolling: *const Unrolling) usize {
        return if (unrolling.graph.blocks.items[unrolling.number].terminator.edges[0].target == unrolling.number) 0 else 1;
    }

    fn valueOf(unrolling: *const Unrolling, value: ValueId) ValueId {
        return unrolling.values.get(value) orelse value;
    }

    fn redirect(unrolling: *const Unrolling, values: []ValueId) void {
        for (values) |*value| value.* = unrolling.valueOf(value.*);
    }

    fn redirectTerminator(unrolling: *const Unrolling, terminator: *graphs.Terminator) void {
        unrolling.redirect(terminator.operands);
        for (terminator.ways()) |edge| unrolling.redirect(edge.arguments);
    }

    /// An instruction of the present copy, with results of its own.
    fn copy(unrolling: *Unrolling, id: InstructionId) Error!InstructionId {
        const graph = unrolling.graph;
        var instruction = graph.instructions.items[id];
        instruction.operands = try graph.arena.dupe(ValueId, instruction.operands);
        unrolling.redirect(instruction.operands);
        const made: InstructionId = @intCast(graph.instructions.items.len);
        const first = instruction.first_result;
        for (0..instruction.result_count) |index| {
            const old: ValueId = @intCast(first + index);
            const value = try graph.addValue(.{ .type = graph.values.items[old].type, .origin = .{ .result = made } });
            if (index == 0) instruction.first_result = value;
            try unrolling.values.put(unrolling.scratch, old, value);
        }
        try graph.instructions.append(graph.arena, instruction);
        return made;
    }
};
