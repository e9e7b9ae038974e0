//! Steps of addresses. Needs a settled graph that no pass changes any more. Leaves a value plus a constant, as the step of
//! a loop's index is, as late as its users allow, when some of these only access memory there: each access gets a sum
//! of its own, which the access computes itself. So the value and the sum do not live together, and share a register.

const std = @import("std");
const abi = @import("abi");
const graphs = @import("graph.zig");
const NaturalLoops = @import("natural_loops.zig").NaturalLoops;
const sumOf = @import("natural_loops.zig").sumOf;
const Allocator = std.mem.Allocator;
const Error = graphs.Error;
const Graph = graphs.Graph;
const BlockId = graphs.BlockId;
const InstructionId = graphs.InstructionId;
const ValueId = graphs.ValueId;

/// Accesses that get a sum of their own, in all.
const max_accesses = 1 << 12;

pub fn run(graph: *Graph, scratch: Allocator) Error!void {
    var steps: Steps = .{ .graph = graph, .scratch = scratch, .users = try .init(scratch, graph.values.items.len, .{}) };
    try steps.findUsers();
    const natural: NaturalLoops = try .init(graph, scratch);
    for (0..graph.blocks.items.len) |number| {
        const block: BlockId = @intCast(number);
        if (graph.blocks.items[block].is_live) try steps.visitBlock(block, natural);
    }
    for (0..graph.blocks.items.len) |number| {
        const block: BlockId = @intCast(number);
        if (graph.blocks.items[block].is_live) try steps.rewrite(block);
    }
}

/// What uses a value: accesses of memory at it, and the block of all others.
const Users = struct {
    accesses: u32 = 0,
    others: u32 = 0,
    /// `none` when there is none, or when there are several.
    block: BlockId = graphs.none,
    is_spread: bool = false,
    /// The sum is to be moved to `block`; it is there now.
    sinks: bool = false,
    is_placed: bool = false,

    fn add(users: *Users, block: BlockId) void {
        if (users.others > 0 and users.block != block) users.is_spread = true;
        users.others += 1;
        users.block = block;
    }
};

const Steps = struct {
    graph: *Graph,
    scratch: Allocator,
    /// By value.
    users: graphs.Notes(Users, .{}),
    accesses: u32 = 0,

    fn findUsers(steps: *Steps) Error!void {
        for (steps.graph.blocks.items, 0..) |*block, number| {
            if (!block.is_live) continue;
            const at: BlockId = @intCast(number);
            for (block.body.items) |id| {
                const instruction = steps.graph.instructions.items[id];
                const address = addressOperand(instruction.op);
                for (instruction.operands, 0..) |operand, index| {
                    const users = try steps.usersOf(operand);
                    if (index == address) users.accesses += 1 else users.add(at);
                }
            }
            for (block.terminator.operands) |operand| (try steps.usersOf(operand)).add(at);
            for (block.terminator.ways()) |edge| for (edge.arguments) |argument| (try steps.usersOf(argument)).add(at);
        }
    }

    /// Decides which sums of a block are moved.
    fn visitBlock(steps: *Steps, number: BlockId, natural: NaturalLoops) Error!void {
        for (steps.graph.blocks.items[number].body.items) |id| {
            const instruction = steps.graph.instructions.items[id];
            if (instruction.op != .add and instruction.op != .sub) continue;
            const users = try steps.usersOf(instruction.first_result);
            if (users.accesses == 0 or users.others == 0 or users.is_spread) continue;
            // Of a value that is no sum itself, so that nothing moved is made of something moved.
            const base = sumOf(steps.graph, instruction.first_result).base;
            if (base == instruction.first_result or sumOf(steps.graph, base).base != base) continue;
            if (natural.loop_of[users.block] != natural.loop_of[number]) continue;
            if (steps.accesses + users.accesses > max_accesses) return;
            steps.accesses += users.accesses;
            users.sinks = true;
        }
    }

    /// Writes a block anew: accesses with their own sums, and the sums that are moved here before their first user.
    fn rewrite(steps: *Steps, number: BlockId) Error!void {
        const graph = steps.graph;
        const block = &graph.blocks.items[number];
        var body: std.ArrayList(InstructionId) = .empty;
        for (block.body.items, 1..) |id, count| {
            if (steps.sinksTo(id) != null) continue;
            const address = addressOperand(graph.instructions.items[id].op);
            for (graph.instructions.items[id].operands, 0..) |operand, index| {
                if (!steps.isMoved(operand)) continue;
                if (index == address) {
                    const own = try steps.copy(operand);
                    try body.append(steps.scratch, own);
                    graph.instructions.items[id].operands[index] = graph.instructions.items[own].first_result;
                } else try steps.place(operand, number, &body);
            }
            // A condition stays right before its branch.
            if (count == block.body.items.len) try steps.placeForTerminator(block.terminator, number, &body);
            try body.append(steps.scratch, id);
        }
        try steps.placeForTerminator(block.terminator, number, &body);
        block.body.clearRetainingCapacity();
        try block.body.appendSlice(graph.arena, body.items);
    }

    fn usersOf(steps: *Steps, value: ValueId) Error!*Users {
        return steps.users.at(steps.scratch, value);
    }

    fn isMoved(steps: *const Steps, value: ValueId) bool {
        return steps.users.of(value).sinks;
    }

    /// Where an instruction is moved to.
    fn sinksTo(steps: *Steps, id: InstructionId) ?BlockId {
        const value = steps.graph.instructions.items[id].first_result;
        if (value == graphs.none or !steps.isMoved(value)) return null;
        return steps.users.of(value).block;
    }

    fn copy(steps: *Steps, value: ValueId) Error!InstructionId {
        const instruction = steps.graph.definitionOf(value).?;
        return steps.graph.addInstruction(instruction.op, instruction.operands, instruction.position);
    }

    /// Puts a sum that is moved to this block here, unless it is there already.
    fn place(steps: *Steps, value: ValueId, number: BlockId, body: *std.ArrayList(InstructionId)) Error!void {
        const users = try steps.usersOf(value);
        if (!users.sinks or users.is_placed) return;
        std.debug.assert(users.block == number);
        users.is_placed = true;
        try body.append(steps.scratch, steps.graph.values.items[value].origin.result);
    }

    fn placeForTerminator(steps: *Steps, terminator: graphs.Terminator, number: BlockId, body: *std.ArrayList(InstructionId)) Error!void {
        for (terminator.operands) |operand| try steps.place(operand, number, body);
        for (terminator.edges[0..terminator.edge_count]) |edge| {
            for (edge.arguments) |argument| try steps.place(argument, number, body);
        }
    }
};

/// Which operand of a load or store is the address.
pub fn addressOperand(op: abi.Op) ?usize {
    return switch (op) {
        .load, .load8, .load16, .load32, .fload, .sfload => 0,
        .store, .store8, .store16, .store32, .fstore, .sfstore => 1,
        else => null,
    };
}
