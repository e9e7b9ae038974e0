//! A ForthIR function in the form that passes change: values, instructions and blocks under numbers that stay the same
//! while bodies, parameters and edges come and go.
//!
//! - Constants are values without an instruction, one for each type and bits, usable everywhere. `encode.zig` writes
//!   them anew at their first use in each block, as the compiler stage does.
//! - `replace` redirects a value; `settle` writes the redirections into all operands. Between passes all are settled.
//! - A dead block keeps its number. Every live block can be reached from block 0, the entry.

const std = @import("std");
const abi = @import("abi");
const Allocator = std.mem.Allocator;
const Op = abi.Op;

pub const Error = error{OutOfMemory};
pub const none = abi.none;

pub const ValueId = u32;
pub const InstructionId = u32;
pub const BlockId = u32;

/// Where a value comes from.
pub const Origin = union(enum) {
    /// A cell, or the bits of a float.
    constant: u64,
    parameter: BlockId,
    result: InstructionId,
};

pub const Value = struct { type: abi.ValueType, origin: Origin };

/// An instruction that ends no block.
pub const Instruction = struct {
    op: Op,
    position: u32,
    /// What the shape holds besides values: a number, a float function, the called word.
    immediate: u32 = 0,
    /// Results are consecutive values.
    first_result: ValueId = none,
    result_count: u32 = 0,
    operands: []ValueId,
};

pub const Edge = struct { target: BlockId, arguments: []ValueId };

pub const Terminator = struct {
    op: Op,
    position: u32,
    /// The condition of a branch, the results of a return.
    operands: []ValueId = &.{},
    /// One way out of a jump, two out of a branch: nonzero, then zero.
    edges: [2]Edge = @splat(.{ .target = none, .arguments = &.{} }),
    edge_count: u32 = 0,

    pub fn ways(terminator: *Terminator) []Edge {
        return terminator.edges[0..terminator.edge_count];
    }
};

pub const Block = struct {
    is_live: bool = true,
    parameters: []ValueId,
    body: std.ArrayList(InstructionId) = .empty,
    terminator: Terminator,
};

/// A note on each value, instruction or block by its number. Those that are made after the notes have `later` until they
/// get one of their own, so that a pass which adds to the graph never asks beyond an end.
pub fn Notes(comptime T: type, comptime later: T) type {
    return struct {
        items: std.ArrayList(T),

        const Self = @This();

        pub fn init(scratch: Allocator, count: usize, first: T) Error!Self {
            var items: std.ArrayList(T) = .empty;
            try items.appendNTimes(scratch, first, count);
            return .{ .items = items };
        }

        pub fn of(notes: *const Self, number: u32) T {
            return if (number < notes.items.items.len) notes.items.items[number] else later;
        }

        /// The note to write; the pointer is good until another is asked for.
        pub fn at(notes: *Self, scratch: Allocator, number: u32) Error!*T {
            const count = notes.items.items.len;
            if (number >= count) try notes.items.appendNTimes(scratch, later, number + 1 - count);
            return &notes.items.items[number];
        }

        pub fn set(notes: *Self, scratch: Allocator, number: u32, note: T) Error!void {
            (try notes.at(scratch, number)).* = note;
        }
    };
}

/// By value: how many operands and arguments it is. One made later is taken for used once.
pub const Uses = Notes(u32, 1);
/// By instruction: the block whose body holds it, `none` for what no live block does.
pub const Homes = Notes(BlockId, none);

const ConstantKey = struct { type: abi.ValueType, bits: u64 };

pub const Graph = struct {
    /// Holds everything of the graph and is freed as a whole.
    arena: Allocator,
    header: abi.FunctionHeader,
    values: std.ArrayList(Value) = .empty,
    /// By value: the one that it was replaced by, or itself.
    forward: std.ArrayList(ValueId) = .empty,
    instructions: std.ArrayList(Instruction) = .empty,
    blocks: std.ArrayList(Block) = .empty,
    constants: std.AutoHashMapUnmanaged(ConstantKey, ValueId) = .empty,
    /// Where inlined instructions come from; see `abi.InlineSite`.
    sites: std.ArrayList(abi.InlineSite) = .empty,
    /// What calls may be replaced with; not part of the function.
    callees: @import("inline.zig").Callees = .{},
    /// Loads below this address, from `abi.first_address` on, always succeed.
    accessible_end: u32 = 0,
    /// Set by whatever changes the function; whoever wants to know clears it.
    changed: bool = false,
    unsettled: bool = false,

    // ---- to read ----

    /// The value that stands for this one now.
    pub fn resolve(graph: *Graph, value: ValueId) ValueId {
        const forward = graph.forward.items;
        var last = value;
        while (forward[last] != last) last = forward[last];
        var at = value;
        while (at != last) {
            const next = forward[at];
            forward[at] = last;
            at = next;
        }
        return last;
    }

    /// The bits of a constant.
    pub fn constantOf(graph: *const Graph, value: ValueId) ?u64 {
        return switch (graph.values.items[value].origin) {
            .constant => |bits| bits,
            else => null,
        };
    }

    pub fn isConstant(graph: *const Graph, value: ValueId, bits: u64) bool {
        return graph.constantOf(value) == bits;
    }

    /// The instruction that gives a value; its operands may still have to be resolved.
    pub fn definitionOf(graph: *const Graph, value: ValueId) ?Instruction {
        return switch (graph.values.items[value].origin) {
            .result => |id| graph.instructions.items[id],
            else => null,
        };
    }

    /// The definition with its operands resolved, when the value is the result of this op.
    pub fn match(graph: *Graph, value: ValueId, op: Op) ?Instruction {
        const instruction = graph.definitionOf(value) orelse return null;
        if (instruction.op != op) return null;
        graph.resolveAll(instruction.operands);
        return instruction;
    }

    /// Whether it may be removed when its results are not used, and done earlier than the program says.
    pub fn isPure(graph: *const Graph, instruction: Instruction) bool {
        return switch (abi.ops.info(instruction.op).purity) {
            .pure => true,
            .traps => (instruction.op == .div or instruction.op == .mod) and
                (graph.constantOf(instruction.operands[1]) orelse 0) != 0,
            else => false,
        };
    }

    pub fn dominators(graph: *Graph, scratch: Allocator) Error!abi.Dominators {
        const successors = try scratch.alloc([2]u32, graph.blocks.items.len);
        for (graph.blocks.items, successors) |*block, *ways| {
            ways.* = .{ none, none };
            if (!block.is_live) continue;
            for (block.terminator.ways(), ways[0..block.terminator.edge_count]) |edge, *way| way.* = edge.target;
        }
        return .fromSuccessors(scratch, successors);
    }

    pub fn findHomes(graph: *const Graph, scratch: Allocator) Error!Homes {
        var homes: Homes = try .init(scratch, graph.instructions.items.len, none);
        for (graph.blocks.items, 0..) |*block, number| {
            if (!block.is_live) continue;
            for (block.body.items) |id| homes.items.items[id] = @intCast(number);
        }
        return homes;
    }

    pub fn countUses(graph: *Graph, scratch: Allocator) Error!Uses {
        const counted: Uses = try .init(scratch, graph.values.items.len, 0);
        const uses = counted.items.items;
        for (graph.blocks.items) |*block| {
            if (!block.is_live) continue;
            for (block.body.items) |id| {
                for (graph.instructions.items[id].operands) |operand| uses[operand] += 1;
            }
            for (block.terminator.operands) |operand| uses[operand] += 1;
            for (block.terminator.ways()) |edge| {
                for (edge.arguments) |argument| uses[argument] += 1;
            }
        }
        return counted;
    }

    // ---- to change ----

    pub fn constant(graph: *Graph, value_type: abi.ValueType, bits: u64) Error!ValueId {
        const found = try graph.constants.getOrPut(graph.arena, .{ .type = value_type, .bits = bits });
        if (!found.found_existing) {
            found.value_ptr.* = try graph.addValue(.{ .type = value_type, .origin = .{ .constant = bits } });
        }
        return found.value_ptr.*;
    }

    pub fn cell(graph: *Graph, bits: u64) Error!ValueId {
        return graph.constant(.cell, bits);
    }

    pub fn addValue(graph: *Graph, value: Value) Error!ValueId {
        const id: ValueId = @intCast(graph.values.items.len);
        try graph.values.append(graph.arena, value);
        try graph.forward.append(graph.arena, id);
        return id;
    }

    /// Makes an instruction with one cell as its result, which belongs to no block yet.
    pub fn addInstruction(graph: *Graph, op: Op, operands: []const ValueId, position: u32) Error!InstructionId {
        const id: InstructionId = @intCast(graph.instructions.items.len);
        const result_type: abi.ValueType = if (abi.ops.info(op).float_results == 1) .float else .cell;
        const result = try graph.addValue(.{ .type = result_type, .origin = .{ .result = id } });
        try graph.instructions.append(graph.arena, .{
            .op = op,
            .position = position,
            .first_result = result,
            .result_count = 1,
            .operands = try graph.arena.dupe(ValueId, operands),
        });
        graph.changed = true;
        return id;
    }

    /// Adds an instruction with one result at the end of a block; gives the result.
    pub fn addInstructionTo(graph: *Graph, block: BlockId, op: Op, operands: []const ValueId, position: u32) Error!ValueId {
        const id = try graph.addInstruction(op, operands, position);
        try graph.blocks.items[block].body.append(graph.arena, id);
        return graph.instructions.items[id].first_result;
    }

    /// Adds a block without parameters that ends with nothing yet.
    pub fn addBlock(graph: *Graph, position: u32) Error!BlockId {
        try graph.blocks.append(graph.arena, .{ .parameters = &.{}, .terminator = .{ .op = .@"unreachable", .position = position } });
        return @intCast(graph.blocks.items.len - 1);
    }

    /// Lets another value, which must be defined wherever this one is used, take its place.
    pub fn replace(graph: *Graph, value: ValueId, by: ValueId) void {
        const target = graph.resolve(by);
        std.debug.assert(target != value and graph.forward.items[value] == value);
        std.debug.assert(graph.values.items[value].type == graph.values.items[target].type);
        graph.forward.items[value] = target;
        graph.changed = true;
        graph.unsettled = true;
    }

    pub fn resolveAll(graph: *Graph, values: []ValueId) void {
        for (values) |*value| value.* = graph.resolve(value.*);
    }

    /// Writes all replacements into operands and arguments.
    pub fn settle(graph: *Graph) void {
        if (!graph.unsettled) return;
        for (graph.blocks.items) |*block| {
            if (!block.is_live) continue;
            for (block.body.items) |id| graph.resolveAll(graph.instructions.items[id].operands);
            graph.resolveAll(block.terminator.operands);
            for (block.terminator.ways()) |edge| graph.resolveAll(edge.arguments);
        }
        graph.unsettled = false;
    }

    /// Marks blocks dead that cannot be reached any more.
    pub fn dropUnreachable(graph: *Graph, scratch: Allocator) Error!void {
        const reached = try graph.dominators(scratch);
        for (graph.blocks.items, 0..) |*block, number| {
            if (!block.is_live or reached.isReachable(@intCast(number))) continue;
            block.is_live = false;
            graph.changed = true;
        }
    }

    /// Removes the parameters of a block for which `is_removed` says so, and their arguments.
    pub fn removeParameters(graph: *Graph, block: BlockId, incoming: []const Way, is_removed: []const bool) void {
        const target = &graph.blocks.items[block];
        for (incoming) |way| {
            const edge = &graph.blocks.items[way.from].terminator.edges[way.edge];
            edge.arguments = compact(edge.arguments, is_removed);
        }
        target.parameters = compact(target.parameters, is_removed);
        graph.changed = true;
    }
};

fn compact(values: []ValueId, is_removed: []const bool) []ValueId {
    var kept: usize = 0;
    for (values, is_removed) |value, removed| {
        if (removed) continue;
        values[kept] = value;
        kept += 1;
    }
    return values[0..kept];
}

/// A way into a block: the edge with this number of the block `from`.
pub const Way = struct { from: BlockId, edge: u32 };

/// The ways into each block, as they were when this was made.
pub const Predecessors = struct {
    starts: []u32,
    list: []Way,

    pub fn init(graph: *Graph, scratch: Allocator) Error!Predecessors {
        const blocks = graph.blocks.items;
        const starts = try scratch.alloc(u32, blocks.len + 2);
        @memset(starts, 0);
        var total: usize = 0;
        for (blocks) |*block| {
            if (!block.is_live) continue;
            for (block.terminator.ways()) |edge| starts[edge.target + 2] += 1;
            total += block.terminator.edge_count;
        }
        for (2..starts.len) |i| starts[i] += starts[i - 1];
        const list = try scratch.alloc(Way, total);
        for (blocks, 0..) |*block, from| {
            if (!block.is_live) continue;
            for (block.terminator.ways(), 0..) |edge, number| {
                const slot = &starts[edge.target + 1];
                list[slot.*] = .{ .from = @intCast(from), .edge = @intCast(number) };
                slot.* += 1;
            }
        }
        return .{ .starts = starts, .list = list };
    }

    pub fn of(predecessors: Predecessors, block: BlockId) []const Way {
        return predecessors.list[predecessors.starts[block]..predecessors.starts[block + 1]];
    }
};
