//! Variables in registers. Needs a settled graph. Leaves no load from a constant address whose bytes every way to it has
//! loaded or stored before, with nothing between that may have changed them; the value comes along as a parameter where
//! ways meet. Where only the way into a loop has not, it is loaded there, once; and where only ways that come from calls
//! have not, as those of a wrong guess do, it is loaded again at their ends.
//!
//! Stores stay, so that memory is always as the program has it: for the host at a poll, for whoever catches a THROW. What
//! is loaded before a loop may not be loaded in it at all, so it has to lie where loads always succeed.

const std = @import("std");
const abi = @import("abi");
const graphs = @import("graph.zig");
const ranges_module = @import("ranges.zig");
const Allocator = std.mem.Allocator;
const Bytes = ranges_module.Bytes;
const Error = graphs.Error;
const Graph = graphs.Graph;
const BlockId = graphs.BlockId;
const ValueId = graphs.ValueId;

/// Places that are looked at in a function: the first ones.
const max_places = 32;
/// Places that are loaded before a loop: each keeps a register, of either class, for a loop's whole length.
const max_loaded = 8;
/// Functions of more blocks are left alone.
const max_blocks = 1 << 12;
/// The walk over all blocks is repeated until nothing changes, or given up.
const max_walks = 32;

/// A store that changes some bytes only where it goes on with a block, `hit`, in which nothing else has happened yet.
pub const Guard = struct { store: graphs.InstructionId, hit: BlockId, rest: BlockId, bytes: Bytes };

pub fn run(graph: *Graph, scratch: Allocator) Error!void {
    try runGuarded(graph, scratch, &.{});
}

pub fn runGuarded(graph: *Graph, scratch: Allocator, guards: []const Guard) Error!void {
    if (graph.blocks.items.len > max_blocks) return;
    var variables: Variables = .{
        .graph = graph,
        .scratch = scratch,
        .guards = guards,
        .ranges = .{ .graph = graph, .scratch = scratch },
    };
    try variables.findPlaces();
    if (variables.places.items.len == 0) return;
    variables.dominators = try graph.dominators(scratch);
    variables.predecessors = try .init(graph, scratch);
    variables.changes = try .init(scratch, graph.instructions.items.len, 0);
    variables.blocks = try scratch.alloc(Block, graph.blocks.items.len);
    @memset(variables.blocks, .{});
    for (variables.dominators.order) |block| try variables.summarize(block);
    if (!variables.solveUses() or !variables.solveKnown()) return;
    try variables.rewrite();
    graph.settle();
}

/// A set of places by their numbers.
const Set = u32;

/// What a load of this kind from this address gives.
const Place = struct { load: abi.Op, address: u64, position: u32 };

/// By block, for each place.
const Block = struct {
    /// Loaded before anything in the block may have changed it.
    used: Set = 0,
    /// Stored, or perhaps changed, in the block.
    changed: Set = 0,
    /// Known at the end, if it was at the beginning or not.
    known: Set = 0,
    /// Whether it calls a word, or is where a guarded store has hit, or only ways from such a block lead to it.
    calls: bool = false,
    /// What a load at the beginning could be for.
    used_in: Set = 0,
    known_in: Set = ~@as(Set, 0),
    known_out: Set = ~@as(Set, 0),
    /// Places that have a new parameter.
    parameters: Set = 0,
    /// By place: its value at the end, `none` when it is not known; null before the block is rewritten.
    values: ?*[max_places]ValueId = null,
};

const Variables = struct {
    graph: *Graph,
    scratch: Allocator,
    guards: []const Guard,
    ranges: ranges_module.Ranges,
    places: std.ArrayList(Place) = .empty,
    dominators: abi.Dominators = undefined,
    predecessors: graphs.Predecessors = undefined,
    blocks: []Block = &.{},
    /// By instruction, for writes and calls: the places that they may change. What is known of addresses is asked for once,
    /// before anything is rewritten.
    changes: graphs.Notes(Set, 0) = undefined,

    fn findPlaces(variables: *Variables) Error!void {
        for (variables.graph.blocks.items) |*block| {
            if (!block.is_live) continue;
            for (block.body.items) |id| {
                const instruction = variables.graph.instructions.items[id];
                if (abi.ops.info(instruction.op).purity != .reads) continue;
                const address = variables.graph.constantOf(instruction.operands[0]) orelse continue;
                if (variables.placeOf(instruction.op, address) != null) continue;
                if (variables.places.items.len == max_places) return;
                try variables.places.append(variables.scratch, .{
                    .load = instruction.op,
                    .address = address,
                    .position = instruction.position,
                });
            }
        }
    }

    fn placeOf(variables: *const Variables, load: abi.Op, address: u64) ?u5 {
        for (variables.places.items, 0..) |place, number| {
            if (place.load == load and place.address == address) return @intCast(number);
        }
        return null;
    }

    // ---- what instructions do ----

    /// The place whose bytes an instruction gives, or is given to write there.
    fn placeAt(variables: *const Variables, instruction: graphs.Instruction) ?u5 {
        const load: abi.Op, const address = switch (instruction.op) {
            .load, .load8, .load16, .load32, .fload, .sfload => .{ instruction.op, instruction.operands[0] },
            .store => .{ .load, instruction.operands[1] },
            .fstore => .{ .fload, instruction.operands[1] },
            else => return null,
        };
        return variables.placeOf(load, variables.graph.constantOf(address) orelse return null);
    }

    fn changesOf(variables: *Variables, id: graphs.InstructionId, instruction: graphs.Instruction) Error!Set {
        switch (instruction.op) {
            .call, .call_stack, .execute, .call_through => return if (variables.graph.callees.onlyNotes(instruction)) 0 else ~@as(Set, 0),
            else => if (abi.ops.info(instruction.op).purity != .writes) return 0,
        }
        var spared: Set = 0;
        for (variables.guards) |guard| {
            if (guard.store == id) spared |= variables.placesIn(guard.bytes);
        }
        const written = try ranges_module.bytesOf(&variables.ranges, instruction.operands[1], ranges_module.sizeOf(instruction.op)) orelse
            return ~spared;
        return variables.placesThatMeet(written) & ~spared;
    }

    /// What a guarded store has changed when a block begins.
    fn changesAtBeginning(variables: *Variables, block: BlockId) Set {
        for (variables.guards) |guard| {
            if (guard.hit == block) return variables.placesThatMeet(guard.bytes);
        }
        return 0;
    }

    fn placesThatMeet(variables: *const Variables, bytes: Bytes) Set {
        var set: Set = 0;
        for (variables.places.items, 0..) |place, number| {
            if (bytes.meets(placeBytes(place))) set |= bit(@intCast(number));
        }
        return set;
    }

    fn placesIn(variables: *const Variables, bytes: Bytes) Set {
        var set: Set = 0;
        for (variables.places.items, 0..) |place, number| {
            const own = placeBytes(place);
            if (own.start >= bytes.start and own.end <= bytes.end) set |= bit(@intCast(number));
        }
        return set;
    }

    fn summarize(variables: *Variables, number: BlockId) Error!void {
        const block = &variables.blocks[number];
        const ways = variables.predecessors.of(number);
        // The only block before comes before in reverse postorder.
        if (ways.len == 1) block.calls = variables.blocks[ways[0].from].calls;
        block.changed = variables.changesAtBeginning(number);
        if (block.changed != 0) block.calls = true;
        for (variables.graph.blocks.items[number].body.items) |id| {
            const instruction = variables.graph.instructions.items[id];
            const changed = try variables.changesOf(id, instruction);
            try variables.changes.set(variables.scratch, id, changed);
            if (changed != 0 and abi.ops.info(instruction.op).purity != .writes) block.calls = true;
            block.changed |= changed;
            block.known &= ~changed;
            const place = variables.placeAt(instruction) orelse continue;
            if (changed == 0 and block.changed & bit(place) == 0) block.used |= bit(place);
            block.known |= bit(place);
        }
    }

    // ---- where places are used and known ----

    /// False when it takes too long.
    fn solveUses(variables: *Variables) bool {
        for (0..max_walks) |_| {
            var changed = false;
            var at = variables.dominators.order.len;
            while (at > 0) {
                at -= 1;
                const number = variables.dominators.order[at];
                var out: Set = 0;
                for (variables.graph.blocks.items[number].terminator.ways()) |edge| out |= variables.blocks[edge.target].used_in;
                const block = &variables.blocks[number];
                const in = block.used | (out & ~block.changed);
                if (in == block.used_in) continue;
                block.used_in = in;
                changed = true;
            }
            if (!changed) return true;
        }
        return false;
    }

    /// False when it takes too long.
    fn solveKnown(variables: *Variables) bool {
        for (0..max_walks) |_| {
            var changed = false;
            for (variables.dominators.order) |number| {
                const block = &variables.blocks[number];
                const in = variables.knownBefore(number);
                const out = (in & ~block.changed) | block.known;
                changed = changed or in != block.known_in or out != block.known_out;
                block.known_in = in;
                block.known_out = out;
            }
            if (!changed) return true;
        }
        return false;
    }

    /// The places that are known on every way into a block, with those that are loaded before a loop.
    fn knownBefore(variables: *Variables, number: BlockId) Set {
        if (number == 0) return 0;
        const ways = variables.predecessors.of(number);
        const block = &variables.blocks[number];
        var around: Set = block.used_in;
        var entering: Set = ~@as(Set, 0);
        // On ways that come from no call.
        var without_calls: Set = ~@as(Set, 0);
        var comes_without_call = false;
        var is_loop = false;
        for (ways) |way| {
            if (variables.dominators.dominates(number, way.from)) {
                is_loop = true;
                around &= variables.blocks[way.from].known_out;
            } else entering &= variables.blocks[way.from].known_out;
            if (variables.blocks[way.from].calls) continue;
            without_calls &= variables.blocks[way.from].known_out;
            comes_without_call = true;
        }
        if (!is_loop) {
            const again = if (comes_without_call) variables.loadable(without_calls & block.used_in & ~entering) else 0;
            return (entering & block.used_in) | again;
        }
        return around & (entering | variables.loadable(around & ~entering));
    }

    /// Of some places, those that may be loaded before a loop.
    fn loadable(variables: *Variables, wanted: Set) Set {
        var chosen: Set = 0;
        for (variables.places.items, 0..) |place, index| {
            const number: u5 = @intCast(index);
            if (wanted & bit(number) == 0 or @popCount(chosen) == max_loaded) continue;
            const bytes = placeBytes(place);
            if (bytes.start >= abi.first_address and bytes.end <= variables.graph.accessible_end) chosen |= bit(number);
        }
        return chosen;
    }

    // ---- to rewrite ----

    fn rewrite(variables: *Variables) Error!void {
        for (variables.dominators.order) |number| try variables.rewriteBlock(number);
        // New parameters' arguments, now that all values are there.
        for (variables.dominators.order) |number| {
            for (variables.graph.blocks.items[number].terminator.ways()) |*edge| try variables.extend(number, edge);
        }
    }

    fn rewriteBlock(variables: *Variables, number: BlockId) Error!void {
        const graph = variables.graph;
        const values = try variables.valuesBefore(number);
        const block = &graph.blocks.items[number];
        variables.forget(values, variables.changesAtBeginning(number));
        var kept: usize = 0;
        for (block.body.items) |id| {
            const instruction = graph.instructions.items[id];
            graph.resolveAll(instruction.operands);
            variables.forget(values, variables.changes.of(id));
            if (variables.placeAt(instruction)) |place| {
                const is_load = abi.ops.info(instruction.op).purity == .reads;
                if (is_load and values[place] != graphs.none) {
                    graph.replace(instruction.first_result, values[place]);
                    continue;
                }
                values[place] = if (is_load) instruction.first_result else instruction.operands[0];
            }
            block.body.items[kept] = id;
            kept += 1;
        }
        block.body.shrinkRetainingCapacity(kept);
        try variables.loadForLoops(number, values);
        variables.blocks[number].values = values;
    }

    fn forget(_: *const Variables, values: *[max_places]ValueId, changed: Set) void {
        for (values, 0..) |*value, place| {
            if (changed >> @intCast(place) & 1 != 0) value.* = graphs.none;
        }
    }

    /// What is known at a block's beginning: from its only predecessor, or as new parameters.
    fn valuesBefore(variables: *Variables, number: BlockId) Error!*[max_places]ValueId {
        const graph = variables.graph;
        const values = try variables.scratch.create([max_places]ValueId);
        values.* = @splat(graphs.none);
        const block = &variables.blocks[number];
        const ways = variables.predecessors.of(number);
        if (block.known_in == 0 or ways.len == 0) return values;
        var parameters: std.ArrayList(ValueId) = .empty;
        const old = graph.blocks.items[number].parameters;
        for (variables.places.items, 0..) |place, index| {
            if (block.known_in & bit(@intCast(index)) == 0) continue;
            values[index] = variables.commonValue(ways, index) orelse found: {
                const value_type: abi.ValueType = if (abi.ops.info(place.load).float_results == 1) .float else .cell;
                const value = try graph.addValue(.{ .type = value_type, .origin = .{ .parameter = number } });
                try parameters.append(variables.scratch, value);
                block.parameters |= bit(@intCast(index));
                break :found value;
            };
        }
        if (parameters.items.len == 0) return values;
        graph.blocks.items[number].parameters = try std.mem.concat(graph.arena, ValueId, &.{ old, parameters.items });
        graph.changed = true;
        return values;
    }

    /// The value that a place has on all ways, when they have been looked at and agree.
    fn commonValue(variables: *Variables, ways: []const graphs.Way, place: usize) ?ValueId {
        var common: ?ValueId = null;
        for (ways) |way| {
            const values = variables.blocks[way.from].values orelse return null;
            if (values[place] == graphs.none) return null;
            const value = variables.graph.resolve(values[place]);
            if (common != null and common != value) return null;
            common = value;
        }
        return common;
    }

    /// Loads at the end of a block what the loop behind it has need of and nobody has loaded.
    fn loadForLoops(variables: *Variables, number: BlockId, values: *[max_places]ValueId) Error!void {
        const graph = variables.graph;
        for (graph.blocks.items[number].terminator.ways()) |edge| {
            if (variables.dominators.dominates(edge.target, number)) continue;
            const missing = variables.blocks[edge.target].known_in;
            for (variables.places.items, values[0..variables.places.items.len], 0..) |place, *value, index| {
                if (missing & bit(@intCast(index)) == 0 or value.* != graphs.none) continue;
                const id = try graph.addInstruction(place.load, &.{try graph.cell(place.address)}, place.position);
                try graph.blocks.items[number].body.append(graph.arena, id);
                value.* = graph.instructions.items[id].first_result;
            }
        }
    }

    fn extend(variables: *Variables, from: BlockId, edge: *graphs.Edge) Error!void {
        const target = &variables.blocks[edge.target];
        if (target.parameters == 0) return;
        var arguments: std.ArrayList(ValueId) = .empty;
        try arguments.appendSlice(variables.scratch, edge.arguments);
        for (0..variables.places.items.len) |index| {
            if (target.parameters & bit(@intCast(index)) == 0) continue;
            try arguments.append(variables.scratch, variables.graph.resolve(variables.blocks[from].values.?[index]));
        }
        edge.arguments = try variables.graph.arena.dupe(ValueId, arguments.items);
    }
};

fn bit(place: u5) Set {
    return @as(Set, 1) << place;
}

fn placeBytes(place: Place) Bytes {
    const start: u32 = @truncate(place.address);
    return .{ .start = start, .end = @as(u64, start) + ranges_module.sizeOf(place.load) };
}
