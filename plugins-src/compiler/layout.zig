//! Last pass: from a simplified draft to a ForthIR function.
//!
//! Regions become blocks in their order, except those that are empty and only jump on: ways that lead there lead to
//! where they jump. Values are numbered in the order of their definition. A constant becomes an instruction before
//! its first use in each block.

const std = @import("std");
const abi = @import("abi");
const draft_module = @import("draft.zig");
const Draft = draft_module.Draft;
const Effect = @import("effect.zig").Effect;
const FlowGraph = @import("flow.zig").FlowGraph;
const isConstant = draft_module.isConstant;
const Reference = draft_module.Reference;

const Memory = error{OutOfMemory};

/// A finished function in parts.
pub const Parts = struct {
    header: abi.FunctionHeader,
    blocks: []const abi.Block,
    instructions: []const abi.Instruction,
    types: []const u32,
    extra: []const u32,

    /// Words that the function takes.
    pub fn wordCount(parts: Parts) u64 {
        return abi.wordCount(&parts.header);
    }

    /// Writes the function; `output` has exactly its length.
    pub fn write(parts: Parts, output: []u32) void {
        std.debug.assert(output.len == parts.wordCount());
        var at: usize = 0;
        const words: []const u32 = @ptrCast(@as(*const [1]abi.FunctionHeader, &parts.header));
        const lists = [_][]const u32{ words, @ptrCast(parts.blocks), @ptrCast(parts.instructions), parts.types, parts.extra };
        for (lists) |list| {
            @memcpy(output[at..][0..list.len], list);
            at += list.len;
        }
    }
};

/// The function of `word`; dynamic when it has no effect. `live` says by value which parameters are needed.
pub fn lay(draft: *Draft, flow: *const FlowGraph, live: []const bool, word: u32, effect: ?Effect) Memory!Parts {
    const arena = draft.arena;
    var layout: Layout = .{
        .arena = arena,
        .draft = draft,
        .flow = flow,
        .live = live,
        .ways = try arena.alloc(Way, flow.regions.len),
        .value_of = try arena.alloc(u32, draft.types.items.len),
        .constant_value = try arena.alloc(u32, draft.constants.items.len),
        .constant_block = try arena.alloc(u32, draft.constants.items.len),
    };
    @memset(layout.value_of, abi.none);
    @memset(layout.constant_block, abi.none);
    try layout.instructions.ensureTotalCapacity(arena, draft.instructions.items.len + 2 * flow.regions.len);
    try layout.types.ensureTotalCapacity(arena, draft.types.items.len + draft.constants.items.len);
    layout.numberBlocks();
    for (layout.ways, 0..) |way, region| {
        if (way.destination == region) try layout.layBlock(@intCast(region));
    }
    return layout.assemble(word, effect orelse .{}, effect == null);
}

/// Where a way that leads to a region ends.
const Way = struct {
    destination: u32,
    /// The last region on the way there, which says the arguments; `abi.none` at the destination itself.
    last_forward: u32,
    /// The destination's block.
    block: u32,
};

const Layout = struct {
    arena: std.mem.Allocator,
    draft: *Draft,
    flow: *const FlowGraph,
    live: []const bool,
    ways: []Way,
    /// By draft value: final value. By constant: final value, and the block that holds it.
    value_of: []u32,
    constant_value: []u32,
    constant_block: []u32,
    blocks: std.ArrayList(abi.Block) = .empty,
    instructions: std.ArrayList(abi.Instruction) = .empty,
    types: std.ArrayList(u32) = .empty,
    extra: std.ArrayList(u32) = .empty,
    block: u32 = 0,
    position: u32 = 0,
    /// Arguments of a way while it is written.
    arguments: std.ArrayList(u32) = .empty,
    /// Regions whose predecessors are still to be looked at.
    pending: std.ArrayList(u32) = .empty,

    /// Finds the regions that only jump on. Every cycle polls somewhere, so that none consists of such regions
    /// alone.
    fn numberBlocks(self: *Layout) void {
        const ways = self.ways;
        var number: u32 = @intCast(ways.len);
        while (number > 0) {
            number -= 1;
            ways[number] = .{ .destination = number, .last_forward = abi.none, .block = abi.none };
            if (number == 0 or !self.onlyJumpsOn(number)) continue;
            const successor = self.flow.regions[number].onlySuccessor();
            const onward = ways[successor];
            ways[number].destination = onward.destination;
            ways[number].last_forward = if (onward.destination == successor) number else onward.last_forward;
        }
        var block: u32 = 0;
        for (ways, 0..) |*way, region| {
            if (way.destination != region) continue;
            way.block = block;
            block += 1;
        }
    }

    fn onlyJumpsOn(self: *const Layout, number: u32) bool {
        const region = self.draft.regions.items[number];
        return region.ending == .jump and region.first_instruction == region.end_instruction and
            std.mem.findScalar(bool, self.live[region.first_parameter..][0..region.parameter_count], true) == null;
    }

    // ---- blocks ----

    fn layBlock(self: *Layout, number: u32) Memory!void {
        const region = self.draft.regions.items[number];
        self.block = self.ways[number].block;
        const first_instruction: u32 = @intCast(self.instructions.items.len);
        const first_parameter: u32 = @intCast(self.types.items.len);
        for (region.first_parameter..region.first_parameter + region.parameter_count) |value| {
            if (number == 0 or self.live[value]) _ = try self.define(@intCast(value));
        }
        const parameter_count = @as(u32, @intCast(self.types.items.len)) - first_parameter;
        for (self.draft.instructions.items[region.first_instruction..region.end_instruction]) |instruction| {
            try self.layInstruction(instruction);
        }
        try self.layEnding(number);
        try self.blocks.append(self.arena, .{
            .first_instruction = first_instruction,
            .instruction_count = @as(u32, @intCast(self.instructions.items.len)) - first_instruction,
            .first_parameter = if (parameter_count == 0) abi.none else first_parameter,
            .parameter_count = parameter_count,
            .flags = if (try self.isLoopHeader(number)) abi.block_loop_header else 0,
            .reserved = 0,
        });
    }

    /// Whether an edge from a region with the same or a higher number leads here, or to a region that leads here.
    fn isLoopHeader(self: *Layout, number: u32) Memory!bool {
        self.pending.clearRetainingCapacity();
        try self.pending.append(self.arena, number);
        while (self.pending.pop()) |region| {
            for (self.flow.predecessorsOf(region)) |from| {
                if (from >= region) return true;
                if (self.ways[from].destination != from) try self.pending.append(self.arena, from);
            }
        }
        return false;
    }

    fn define(self: *Layout, value: u32) Memory!u32 {
        const id: u32 = @intCast(self.types.items.len);
        try self.types.append(self.arena, @backingInt(self.draft.types.items[value]));
        self.value_of[value] = id;
        return id;
    }

    fn layInstruction(self: *Layout, instruction: draft_module.Instruction) Memory!void {
        const info = abi.ops.info(instruction.op);
        self.position = instruction.position;
        var fields = [3]u32{ instruction.a, instruction.b, instruction.c };
        for (fields[0..abi.directOperands(info.shape)]) |*field| field.* = try self.finalValue(field.*);
        var results = info.cell_results + info.float_results;
        if (info.shape == .call) {
            const counts = self.draft.pool.items[instruction.b..][0..2];
            results = counts[0] + counts[1];
            fields[1] = @intCast(self.extra.items.len);
            try self.extra.appendSlice(self.arena, counts);
        }
        const start, const count = instruction.poolValues();
        const copy = try self.copyList(start, count);
        if (info.shape == .v4) fields[1] = copy;
        const first: u32 = if (results == 0) abi.none else @intCast(self.types.items.len);
        try self.emit(instruction.op, first, fields);
        for (0..results) |index| _ = try self.define(instruction.result + @as(u32, @intCast(index)));
    }

    /// Copies a list of the pool to `extra`; returns where it starts there.
    fn copyList(self: *Layout, start: u32, count: u32) Memory!u32 {
        const copy: u32 = @intCast(self.extra.items.len);
        for (self.draft.pool.items[start..][0..count]) |reference| {
            try self.extra.append(self.arena, try self.finalValue(reference));
        }
        return copy;
    }

    /// The final number of a reference; a constant is made into a value first.
    fn finalValue(self: *Layout, reference: Reference) Memory!u32 {
        const resolved = self.draft.resolve(reference);
        if (!isConstant(resolved)) return self.value_of[resolved];
        const number = ~resolved;
        if (self.constant_block[number] == self.block) return self.constant_value[number];
        const constant = self.draft.constants.items[number];
        const id: u32 = @intCast(self.types.items.len);
        try self.types.append(self.arena, @backingInt(constant.type));
        try self.emit(if (constant.type == .cell) .@"const" else .fconst, id, .{ constant.low, constant.high, 0 });
        self.constant_block[number] = self.block;
        self.constant_value[number] = id;
        return id;
    }

    fn emit(self: *Layout, op: abi.Op, result: u32, fields: [3]u32) Memory!void {
        try self.instructions.append(self.arena, .{
            .op = @backingInt(op),
            .result = result,
            .a = fields[0],
            .b = fields[1],
            .c = fields[2],
            .position = self.position,
        });
    }

    // ---- endings ----

    fn layEnding(self: *Layout, number: u32) Memory!void {
        const region = self.draft.regions.items[number];
        self.position = region.position;
        switch (region.ending) {
            .@"return" => {
                const start = try self.copyList(region.result_start, region.result_count);
                try self.emit(.@"return", abi.none, .{ 0, start, region.result_count });
            },
            .jump => {
                self.arguments.clearRetainingCapacity();
                const target = try self.addArguments(number, self.flow.regions[number].onlySuccessor());
                try self.layJump(target, self.arguments.items);
            },
            .branch => try self.layBranch(number),
            .@"unreachable" => try self.emit(.@"unreachable", abi.none, .{ 0, 0, 0 }),
        }
    }

    fn layJump(self: *Layout, target: u32, arguments: []const u32) Memory!void {
        const start: u32 = @intCast(self.extra.items.len);
        try self.extra.appendSlice(self.arena, arguments);
        try self.emit(.jump, abi.none, .{ target, start, @intCast(arguments.len) });
    }

    /// When the flag is not zero control falls through. A branch whose ways are one and the same becomes a jump.
    fn layBranch(self: *Layout, number: u32) Memory!void {
        const region = self.flow.regions[number];
        self.arguments.clearRetainingCapacity();
        const then_target = try self.addArguments(number, region.next);
        const then_count: u32 = @intCast(self.arguments.items.len);
        const else_target = try self.addArguments(number, region.taken);
        const then_list = self.arguments.items[0..then_count];
        const else_list = self.arguments.items[then_count..];
        if (then_target == else_target and std.mem.eql(u32, then_list, else_list)) {
            return self.layJump(then_target, then_list);
        }
        const condition = try self.finalValue(self.draft.regions.items[number].condition);
        const start: u32 = @intCast(self.extra.items.len);
        try self.extra.appendSlice(self.arena, &.{ then_target, then_count });
        try self.extra.appendSlice(self.arena, then_list);
        try self.extra.appendSlice(self.arena, &.{ else_target, @intCast(else_list.len) });
        try self.extra.appendSlice(self.arena, else_list);
        const length = @as(u32, @intCast(self.extra.items.len)) - start;
        try self.emit(.branch, abi.none, .{ condition, start, length });
    }

    /// Adds the arguments of a way to `arguments`; returns the block where it leads.
    fn addArguments(self: *Layout, region: u32, successor: u32) Memory!u32 {
        const regions = self.draft.regions.items;
        const way = self.ways[successor];
        const from = if (way.destination == successor) region else way.last_forward;
        const target = regions[way.destination];
        for (0..target.parameter_count) |slot| {
            if (!self.live[target.first_parameter + slot]) continue;
            const argument = self.draft.exits.items[regions[from].exit_start + slot];
            try self.arguments.append(self.arena, try self.finalValue(argument));
        }
        return self.ways[way.destination].block;
    }

    fn assemble(self: *const Layout, word: u32, effect: Effect, dynamic: bool) Parts {
        return .{
            .header = .{
                .magic = abi.ir_magic,
                .abi_version = abi.abi_version,
                .word = word,
                .flags = if (dynamic) abi.function_dynamic else 0,
                .cell_in = effect.cell_in,
                .cell_out = effect.cell_out,
                .float_in = effect.float_in,
                .float_out = effect.float_out,
                .block_count = @intCast(self.blocks.items.len),
                .instruction_count = @intCast(self.instructions.items.len),
                .value_count = @intCast(self.types.items.len),
                .extra_count = @intCast(self.extra.items.len),
                .reserved0 = 0,
                .reserved1 = 0,
                .inline_sites = 0,
                .inline_site_count = 0,
            },
            .blocks = self.blocks.items,
            .instructions = self.instructions.items,
            .types = self.types.items,
            .extra = self.extra.items,
        };
    }
};
