//! Common subexpressions. Needs a settled graph. Leaves no pure op, and none that may THROW, whose result an equal op on
//! every way to it has given before; and no load of what the same way has just loaded or stored.
//!
//! What is known of memory is known from a block's beginning where its only predecessor ends, and until a call or a
//! write that may hit the same bytes. An address counts as a value plus a known offset, and two with the same value
//! are told apart by their offsets, others by where they can be at all; addresses are taken modulo 2^32, as accesses do.

const std = @import("std");
const abi = @import("abi");
const graphs = @import("graph.zig");
const ranges_module = @import("ranges.zig");
const Allocator = std.mem.Allocator;
const Error = graphs.Error;
const Graph = graphs.Graph;
const Ranges = ranges_module.Ranges;
const ValueId = graphs.ValueId;

pub fn run(graph: *Graph, scratch: Allocator) Error!void {
    const dominators = try graph.dominators(scratch);
    const predecessors: graphs.Predecessors = try .init(graph, scratch);
    var walk: Walk = .{
        .graph = graph,
        .scratch = scratch,
        .dominators = dominators,
        .ranges = .{ .graph = graph, .scratch = scratch },
    };
    const memory_after = try scratch.alloc(Memory, graph.blocks.items.len);
    // A block's only predecessor comes before it in reverse postorder.
    for (dominators.order) |block| {
        const incoming = predecessors.of(block);
        walk.memory = if (incoming.len == 1) memory_after[incoming[0].from] else .{};
        try walk.visitBlock(block);
        memory_after[block] = walk.memory;
    }
    graph.settle();
}

const Key = struct { op: abi.Op, immediate: u32, operands: [4]ValueId };
const Found = struct { id: graphs.InstructionId, block: graphs.BlockId };

const Walk = struct {
    graph: *Graph,
    scratch: Allocator,
    dominators: abi.Dominators,
    ranges: Ranges,
    /// The last instruction with this key; it counts where its block dominates.
    available: std.AutoHashMapUnmanaged(Key, Found) = .empty,
    memory: Memory = .{},

    fn visitBlock(walk: *Walk, number: graphs.BlockId) Error!void {
        const graph = walk.graph;
        const block = &graph.blocks.items[number];
        var kept: usize = 0;
        for (block.body.items) |id| {
            graph.resolveAll(graph.instructions.items[id].operands);
            if (try walk.isRedundant(id, number)) continue;
            block.body.items[kept] = id;
            kept += 1;
        }
        block.body.shrinkRetainingCapacity(kept);
    }

    /// Whether the instruction's results were replaced by known ones.
    fn isRedundant(walk: *Walk, id: graphs.InstructionId, block: graphs.BlockId) Error!bool {
        const graph = walk.graph;
        const instruction = graph.instructions.items[id];
        switch (abi.ops.info(instruction.op).purity) {
            .pure, .traps => {},
            .reads => return walk.memory.load(graph, instruction),
            .writes => {
                try walk.memory.store(graph, &walk.ranges, instruction);
                return false;
            },
            .effects, .terminator => {
                switch (instruction.op) {
                    .call, .call_stack, .execute, .call_through => if (!graph.callees.onlyNotes(instruction)) {
                        walk.memory = .{};
                    },
                    else => {},
                }
                return false;
            },
        }
        const slot = try walk.available.getOrPut(walk.scratch, keyOf(instruction));
        if (slot.found_existing and walk.dominators.dominates(slot.value_ptr.block, block)) {
            const known = graph.instructions.items[slot.value_ptr.id];
            for (0..instruction.result_count) |index| {
                const offset: u32 = @intCast(index);
                graph.replace(instruction.first_result + offset, known.first_result + offset);
            }
            return true;
        }
        slot.value_ptr.* = .{ .id = id, .block = block };
        return false;
    }
};

fn keyOf(instruction: graphs.Instruction) Key {
    var key: Key = .{ .op = instruction.op, .immediate = instruction.immediate, .operands = @splat(graphs.none) };
    @memcpy(key.operands[0..instruction.operands.len], instruction.operands);
    switch (instruction.op) {
        // Floats are left in order: of two NaNs, the first one comes out.
        .add, .mul, .@"and", .@"or", .xor, .eq, .ne, .umul, .smul => {
            if (key.operands[0] > key.operands[1]) std.mem.swap(ValueId, &key.operands[0], &key.operands[1]);
        },
        else => {},
    }
    return key;
}

/// What a load of this kind from these bytes would give.
const Fact = struct {
    load: abi.Op,
    address: ValueId,
    base: ValueId,
    offset: u32,
    size: u32,
    value: ValueId,

    fn mayOverlap(a: Fact, ranges: *Ranges, b: Fact) Error!bool {
        if (a.base == b.base) return b.offset -% a.offset < a.size or a.offset -% b.offset < b.size;
        const bytes = try ranges_module.bytesOf(ranges, a.address, a.size) orelse return true;
        return bytes.meets(try ranges_module.bytesOf(ranges, b.address, b.size) orelse return true);
    }
};

/// The last facts about memory.
const Memory = struct {
    facts: [32]Fact = undefined,
    count: u32 = 0,

    /// Replaces a load whose result is known; else remembers it.
    fn load(memory: *Memory, graph: *Graph, instruction: graphs.Instruction) bool {
        var fact = addressOf(graph, instruction.operands[0]);
        fact.load = instruction.op;
        fact.size = ranges_module.sizeOf(instruction.op);
        fact.value = instruction.first_result;
        for (memory.facts[0..memory.count]) |known| {
            if (known.load != fact.load or known.base != fact.base or known.offset != fact.offset) continue;
            graph.replace(instruction.first_result, known.value);
            return true;
        }
        memory.remember(fact);
        return false;
    }

    /// Forgets what a store may change, and remembers what it stores.
    fn store(memory: *Memory, graph: *Graph, ranges: *Ranges, instruction: graphs.Instruction) Error!void {
        var fact = addressOf(graph, instruction.operands[1]);
        fact.size = ranges_module.sizeOf(instruction.op);
        var kept: u32 = 0;
        for (memory.facts[0..memory.count]) |known| {
            if (try known.mayOverlap(ranges, fact)) continue;
            memory.facts[kept] = known;
            kept += 1;
        }
        memory.count = kept;
        fact.load = switch (instruction.op) {
            .store => .load,
            .fstore => .fload,
            // A load would give what was stored cut down, or rounded: no value of the program.
            else => return,
        };
        fact.value = instruction.operands[0];
        memory.remember(fact);
    }

    fn remember(memory: *Memory, fact: Fact) void {
        if (memory.count == memory.facts.len) {
            std.mem.copyForwards(Fact, memory.facts[0 .. memory.facts.len - 1], memory.facts[1..]);
            memory.count -= 1;
        }
        memory.facts[memory.count] = fact;
        memory.count += 1;
    }
};

/// How many additions of constants an address is followed through.
const max_depth = 8;

fn addressOf(graph: *Graph, address: ValueId) Fact {
    var fact: Fact = .{ .load = undefined, .address = address, .base = address, .offset = 0, .size = undefined, .value = undefined };
    for (0..max_depth) |_| {
        if (graph.constantOf(fact.base)) |bits| {
            fact.offset +%= @truncate(bits);
            fact.base = graphs.none;
            break;
        }
        const sum = graph.match(fact.base, .add) orelse graph.match(fact.base, .sub) orelse break;
        const bits: u32 = @truncate(graph.constantOf(sum.operands[1]) orelse break);
        fact.offset = if (sum.op == .add) fact.offset +% bits else fact.offset -% bits;
        fact.base = sum.operands[0];
    }
    return fact;
}
