//! What is known of values before registers are given out: constants, values that nobody needs, and values that are
//! computed inside the instruction that uses them.
//!
//! Needs a verified function and its block order. Leaves true: a folded value is used only behind its definition, in the
//! same block unless it is an address of one register; its operands are operands of its users (`operandsOf`).

const std = @import("std");
const abi = @import("abi");
const ops = abi.ops;
const BlockOrder = @import("block_order.zig").BlockOrder;
const Rotation = @import("widths.zig").Rotation;
const widths = @import("widths.zig");
const Function = abi.Function;
const Allocator = std.mem.Allocator;

/// An address that a load or store computes itself: base + index * 2^scale + displacement, modulo 2^32.
pub const Address = struct {
    /// Values, `none` where there is none. A constant is never one.
    base: u32 = abi.none,
    index: u32 = abi.none,
    scale: u2 = 0,
    displacement: u32 = 0,
};

/// How deep conditions nest that are folded into one.
const max_condition_depth = 8;

/// Where several addresses may each scale the same index because that costs them nothing.
pub const SharedScales = enum { everywhere, beside_a_register };

pub const Facts = struct {
    arena: Allocator,
    function: Function,
    order: BlockOrder,
    /// By value: the instruction that gives it, `none` for a parameter; the block of the definition.
    definition: []u32,
    block: []u32,
    /// By value: how often it is used by instructions that are emitted or folded.
    uses: []u32,
    /// By value: its last user; `none` when that is an edge.
    user: []u32,
    needed: []bool,
    folded: []bool,
    condition_depth: []u8,
    /// By value: index in `addresses` when it is folded as an address.
    address: []u32,
    addresses: std.ArrayList(Address) = .empty,
    /// By value; see widths.zig.
    narrow: []bool,
    short: []bool,
    /// By value: a shifted index that several addresses scale.
    shares_scale: []bool,
    rotations: std.AutoHashMapUnmanaged(u32, Rotation) = .empty,

    pub fn init(
        arena: Allocator,
        function: Function,
        order: BlockOrder,
        shares_scales: SharedScales,
    ) error{OutOfMemory}!Facts {
        const count = function.values.len;
        var facts: Facts = .{
            .arena = arena,
            .function = function,
            .order = order,
            .definition = try arena.alloc(u32, count),
            .block = try arena.alloc(u32, count),
            .uses = try arena.alloc(u32, count),
            .user = try arena.alloc(u32, count),
            .needed = try arena.alloc(bool, count),
            .folded = try arena.alloc(bool, count),
            .condition_depth = try arena.alloc(u8, count),
            .address = try arena.alloc(u32, count),
            .narrow = try arena.alloc(bool, count),
            .short = try arena.alloc(bool, count),
            .shares_scale = try arena.alloc(bool, count),
        };
        @memset(facts.definition, abi.none);
        @memset(facts.block, abi.none);
        @memset(facts.uses, 0);
        @memset(facts.user, abi.none);
        @memset(facts.needed, false);
        @memset(facts.folded, false);
        @memset(facts.condition_depth, 0);
        @memset(facts.address, abi.none);
        @memset(facts.narrow, false);
        @memset(facts.short, false);
        @memset(facts.shares_scale, false);
        facts.findDefinitions();
        try facts.findNeeds();
        facts.countUses();
        facts.foldConditions();
        try widths.find(&facts);
        try facts.foldAddresses(shares_scales);
        return facts;
    }

    // ---- questions ----

    pub fn op(facts: Facts, instruction: u32) abi.Op {
        return @fromBackingInt(facts.function.instructions[instruction].op);
    }

    /// The op that gives a value; null for a parameter.
    pub fn definingOp(facts: Facts, value: u32) ?abi.Op {
        const definition = facts.definition[value];
        return if (definition == abi.none) null else facts.op(definition);
    }

    pub fn isFloat(facts: Facts, value: u32) bool {
        return facts.function.values[value] == @backingInt(abi.ValueType.float);
    }

    pub fn isConstant(facts: Facts, value: u32) bool {
        const definer = facts.definingOp(value) orelse return false;
        return definer == .@"const" or definer == .fconst;
    }

    /// The bits of a constant, of a cell or a float.
    pub fn constantBits(facts: Facts, value: u32) u64 {
        const instruction = facts.function.instructions[facts.definition[value]];
        return @as(u64, instruction.b) << 32 | instruction.a;
    }

    /// The cell's value when it is a constant.
    pub fn constant(facts: Facts, value: u32) ?i64 {
        return if (facts.isConstant(value)) @bitCast(facts.constantBits(value)) else null;
    }

    /// Whether a cell is from 0 to 63 by the way it is made, as counts of shifts often are.
    pub fn isBitNumber(facts: Facts, value: u32) bool {
        const definer = facts.definingOp(value) orelse return false;
        if (definer != .@"and" and definer != .mod) return false;
        const right = facts.constant(facts.function.instructions[facts.definition[value]].b) orelse return false;
        return if (definer == .@"and") right >= 0 and right < 64 else right > 0 and right <= 64;
    }

    pub fn isZero(facts: Facts, value: u32) bool {
        return facts.constant(value) == 0;
    }

    /// The exponent when the cell is a constant power of two, 1 among them.
    pub fn powerOfTwo(facts: Facts, value: u32) ?u6 {
        const known = facts.constant(value) orelse return null;
        if (known <= 0 or @popCount(known) != 1) return null;
        return @intCast(@ctz(known));
    }

    /// The value that a mask of 32 bits leaves as it is in its register.
    pub fn unchangedByMask(facts: Facts, instruction: abi.Instruction) ?u32 {
        if (facts.constant(instruction.b) != 0xFFFF_FFFF) return null;
        return if (facts.narrow[instruction.a] or facts.short[instruction.a]) instruction.a else null;
    }

    /// Whether the value gets a register or a place on the stack.
    pub fn isAllocated(facts: Facts, value: u32) bool {
        return facts.needed[value] and !facts.folded[value] and !facts.isConstant(value);
    }

    /// Whether code is written for the instruction where it stands.
    pub fn isEmitted(facts: Facts, number: u32) bool {
        const instruction = &facts.function.instructions[number];
        if (ops.table[instruction.op].purity == .reads) return !facts.folded[instruction.result];
        if (ops.table[instruction.op].purity != .pure) return true;
        const results = facts.function.resultsOf(instruction.*);
        for (instruction.result..instruction.result + results.cells + results.floats) |value| {
            if (facts.isAllocated(@intCast(value))) return true;
        }
        return false;
    }

    /// The values in registers or on the stack that the instruction's code reads, arguments of edges left out. The
    /// list is used up by the next call with the same buffer.
    pub fn operandsOf(facts: Facts, number: u32, buffer: *std.ArrayList(u32)) error{OutOfMemory}![]const u32 {
        buffer.clearRetainingCapacity();
        try facts.collectOperands(number, buffer);
        return buffer.items;
    }

    fn collectOperands(facts: Facts, number: u32, buffer: *std.ArrayList(u32)) error{OutOfMemory}!void {
        const instruction = &facts.function.instructions[number];
        const lists = facts.function.usesOf(instruction);
        const count: usize = if (isBranching(instruction.op)) 1 else 2;
        for (lists[0..count]) |values| for (values) |value| {
            if (facts.isConstant(value)) continue;
            if (!facts.folded[value]) {
                try buffer.append(facts.arena, value);
            } else if (facts.address[value] != abi.none) {
                const address = facts.addresses.items[facts.address[value]];
                if (address.base != abi.none) try buffer.append(facts.arena, address.base);
                if (address.index != abi.none) try buffer.append(facts.arena, address.index);
            } else {
                try facts.collectOperands(facts.definition[value], buffer);
            }
        };
    }

    // ---- definitions, needs, uses ----

    fn findDefinitions(facts: *Facts) void {
        for (facts.function.blocks, 0..) |block, number| {
            for (0..block.parameter_count) |index| facts.block[block.first_parameter + index] = @intCast(number);
            for (facts.function.instructionsOf(block), block.first_instruction..) |instruction, at| {
                const results = facts.function.resultsOf(instruction);
                for (0..results.cells + results.floats) |index| {
                    facts.definition[instruction.result + index] = @intCast(at);
                    facts.block[instruction.result + index] = @intCast(number);
                }
            }
        }
    }

    /// Begins with what instructions need that do something, and goes from values to what they are made of.
    fn findNeeds(facts: *Facts) error{OutOfMemory}!void {
        var pending: std.ArrayList(u32) = .empty;
        const sources = try facts.edgesByTarget();
        for (facts.order.blocks) |number| {
            const block = facts.function.blocks[number];
            for (facts.function.instructionsOf(block)) |*instruction| {
                if (ops.table[instruction.op].purity != .pure) try facts.needOperands(instruction, &pending);
            }
        }
        while (pending.pop()) |value| {
            const definition = facts.definition[value];
            if (definition == abi.none) {
                const block = facts.block[value];
                const index = value - facts.function.blocks[block].first_parameter;
                for (sources.of(block)) |edge| try facts.need(edge.arguments[index], &pending);
            } else if (ops.table[facts.function.instructions[definition].op].purity == .pure) {
                try facts.needOperands(&facts.function.instructions[definition], &pending);
            }
        }
    }

    fn needOperands(facts: *Facts, instruction: *const abi.Instruction, pending: *std.ArrayList(u32)) error{OutOfMemory}!void {
        const lists = facts.function.usesOf(instruction);
        for (lists[0..if (isBranching(instruction.op)) 1 else 2]) |values| {
            for (values) |value| try facts.need(value, pending);
        }
    }

    fn need(facts: *Facts, value: u32, pending: *std.ArrayList(u32)) error{OutOfMemory}!void {
        if (facts.needed[value]) return;
        facts.needed[value] = true;
        try pending.append(facts.arena, value);
    }

    const Edges = struct {
        starts: []u32,
        list: []Function.Edge,

        fn of(edges: Edges, block: u32) []const Function.Edge {
            return edges.list[edges.starts[block]..edges.starts[block + 1]];
        }
    };

    fn edgesByTarget(facts: Facts) error{OutOfMemory}!Edges {
        const starts = try facts.arena.alloc(u32, facts.function.blocks.len + 2);
        const list = try facts.arena.alloc(Function.Edge, 2 * facts.function.blocks.len);
        @memset(starts, 0);
        for (facts.order.blocks) |block| for (facts.edgesFrom(block)) |edge| {
            if (edge) |taken| starts[taken.target + 2] += 1;
        };
        for (2..starts.len) |index| starts[index] += starts[index - 1];
        for (facts.order.blocks) |block| for (facts.edgesFrom(block)) |edge| {
            const taken = edge orelse continue;
            list[starts[taken.target + 1]] = taken;
            starts[taken.target + 1] += 1;
        };
        return .{ .starts = starts, .list = list };
    }

    pub fn edgesFrom(facts: Facts, block: u32) [2]?Function.Edge {
        return facts.function.edgesOf(facts.function.terminatorOf(facts.function.blocks[block]));
    }

    fn countUses(facts: *Facts) void {
        for (facts.order.blocks) |number| {
            const block = facts.function.blocks[number];
            for (facts.function.instructionsOf(block), block.first_instruction..) |*instruction, at| {
                if (!facts.isNeeded(instruction)) continue;
                const lists = facts.function.usesOf(instruction);
                for (lists[0..if (isBranching(instruction.op)) 1 else 2]) |values| {
                    for (values) |value| facts.countUse(value, @intCast(at));
                }
            }
            for (facts.edgesFrom(number)) |edge| {
                const taken = edge orelse continue;
                const parameters = facts.function.blocks[taken.target].first_parameter;
                for (taken.arguments, 0..) |value, index| {
                    if (facts.needed[parameters + index]) facts.countUse(value, abi.none);
                }
            }
        }
    }

    fn isNeeded(facts: Facts, instruction: *const abi.Instruction) bool {
        if (ops.table[instruction.op].purity != .pure) return true;
        const results = facts.function.resultsOf(instruction.*);
        for (0..results.cells + results.floats) |index| if (facts.needed[instruction.result + index]) return true;
        return false;
    }

    fn countUse(facts: *Facts, value: u32, user: u32) void {
        facts.uses[value] += 1;
        facts.user[value] = user;
    }

    // ---- conditions ----

    /// Comparisons, and bit tests, that only decide a branch or a choice of the same block. Goes backward, so that a
    /// user's own fate is known when its operand is looked at.
    fn foldConditions(facts: *Facts) void {
        for (facts.order.blocks) |number| {
            const block = facts.function.blocks[number];
            var at = block.first_instruction + block.instruction_count;
            while (at > block.first_instruction) {
                at -= 1;
                if (facts.canBeCondition(at)) facts.foldCondition(at);
            }
        }
    }

    fn canBeCondition(facts: Facts, number: u32) bool {
        const instruction = &facts.function.instructions[number];
        return switch (facts.op(number)) {
            .eq, .ne, .lt, .le, .ult, .ule, .feq, .flt, .fle, .@"and" => facts.needed[instruction.result],
            else => false,
        };
    }

    fn foldCondition(facts: *Facts, number: u32) void {
        const instruction = &facts.function.instructions[number];
        const value = instruction.result;
        const user = facts.user[value];
        if (facts.uses[value] != 1 or user == abi.none or !facts.isInBlock(user, facts.block[value])) return;
        const consumer = &facts.function.instructions[user];
        switch (facts.op(user)) {
            .branch => {},
            // A choice by two flags at once would need more than one conditional move.
            .select => if (consumer.a != value or facts.op(number) == .feq) return,
            .eq, .ne => {
                const other = if (consumer.a == value) consumer.b else consumer.a;
                const depth = facts.condition_depth[consumer.result] + 1;
                if (!facts.isZero(other) or !facts.folded[consumer.result] or depth > max_condition_depth) return;
                if (facts.op(number) == .feq and !facts.decidesBranch(user)) return;
                facts.condition_depth[value] = depth;
            },
            else => return,
        }
        facts.folded[value] = true;
    }

    /// Whether the folded condition that the instruction gives decides a branch in the end.
    fn decidesBranch(facts: Facts, number: u32) bool {
        var at = number;
        while (facts.op(at) == .eq or facts.op(at) == .ne) at = facts.user[facts.function.instructions[at].result];
        return facts.op(at) == .branch;
    }

    fn isInBlock(facts: Facts, instruction: u32, block: u32) bool {
        const record = facts.function.blocks[block];
        return instruction >= record.first_instruction and instruction - record.first_instruction < record.instruction_count;
    }

    // ---- addresses ----

    /// Sums that are only used as addresses become part of the loads and stores: in their own block, and in others when
    /// they are a value plus a constant, which takes as many registers as the sum.
    fn foldAddresses(facts: *Facts, shares_scales: SharedScales) error{OutOfMemory}!void {
        const near = try facts.arena.alloc(u32, facts.function.values.len);
        const far = try facts.arena.alloc(u32, facts.function.values.len);
        @memset(near, 0);
        @memset(far, 0);
        for (facts.order.blocks) |number| {
            for (facts.function.instructionsOf(facts.function.blocks[number])) |*instruction| {
                const value = addressOperand(instruction) orelse continue;
                if (facts.block[value] == number) near[value] += 1 else far[value] += 1;
            }
        }
        try facts.findSharedScales(near, shares_scales);
        for (facts.order.blocks) |number| {
            for (facts.function.instructionsOf(facts.function.blocks[number])) |*instruction| {
                const value = addressOperand(instruction) orelse continue;
                if (facts.folded[value] or near[value] + far[value] != facts.uses[value] or !facts.isSum(value)) continue;
                if (far[value] > 0 and !facts.isStep(value)) continue;
                facts.address[value] = @intCast(facts.addresses.items.len);
                try facts.addresses.append(facts.arena, if (far[value] > 0) facts.matchStep(value) else facts.matchAddress(value));
                facts.folded[value] = true;
            }
        }
    }

    /// Finds shifted values that are used in addresses alone, several times: each address can scale the index itself.
    fn findSharedScales(facts: *Facts, near: []const u32, shares_scales: SharedScales) error{OutOfMemory}!void {
        const found = try facts.arena.alloc(u32, facts.function.values.len);
        @memset(found, 0);
        for (near, 0..) |accesses, value| {
            if (accesses == 0 or accesses != facts.uses[value] or facts.folded[value]) continue;
            const scaled = facts.scaledPart(@intCast(value), shares_scales) orelse continue;
            found[scaled] += 1;
            if (found[scaled] > 1 and found[scaled] == facts.uses[scaled]) facts.shares_scale[scaled] = true;
        }
    }

    /// The shifted value in a sum of it and another value, a constant, or both: what becomes an index when the sum is folded.
    fn scaledPart(facts: Facts, sum: u32, shares_scales: SharedScales) ?u32 {
        if (!facts.isSum(sum)) return null;
        const block = facts.block[sum];
        var parts = facts.function.instructions[facts.definition[sum]];
        if (facts.isConstant(parts.b)) {
            if (facts.isScaled(parts.a, block)) return if (shares_scales == .everywhere) parts.a else null;
            if (!facts.isPrivate(parts.a, block) or !facts.isSum(parts.a)) return null;
            parts = facts.function.instructions[facts.definition[parts.a]];
        }
        if (facts.isConstant(parts.a) or facts.isConstant(parts.b)) return null;
        if (facts.isScaled(parts.a, block) == facts.isScaled(parts.b, block)) return null;
        return if (facts.isScaled(parts.a, block)) parts.a else parts.b;
    }

    fn isScaled(facts: Facts, value: u32, block: u32) bool {
        return facts.block[value] == block and !facts.folded[value] and facts.shiftCount(value) != null;
    }

    /// Whether a sum is a value plus a constant.
    fn isStep(facts: Facts, sum: u32) bool {
        const instruction = facts.function.instructions[facts.definition[sum]];
        return facts.isConstant(instruction.b) and !facts.isConstant(instruction.a);
    }

    fn matchStep(facts: *Facts, sum: u32) Address {
        const instruction = facts.function.instructions[facts.definition[sum]];
        const bits: u32 = @truncate(facts.constantBits(instruction.b));
        var address: Address = .{ .displacement = if (facts.op(facts.definition[sum]) == .sub) 0 -% bits else bits };
        if (facts.scaleOf(instruction.a, facts.block[sum])) |scale| {
            facts.folded[instruction.a] = true;
            address.index = facts.function.instructions[facts.definition[instruction.a]].a;
            address.scale = scale;
        } else {
            address.base = instruction.a;
        }
        return address;
    }

    /// Loads of cells and floats that only the next op uses, as its right operand, become part of it, for architectures
    /// whose ops take one from memory. Nothing that can be noticed happens in between.
    pub fn foldLoads(facts: *Facts) void {
        for (facts.order.blocks) |number| {
            const block = facts.function.blocks[number];
            var last_effect: u32 = block.first_instruction;
            for (facts.function.instructionsOf(block), block.first_instruction..) |*instruction, index| {
                const at: u32 = @intCast(index);
                if (facts.loadFor(at)) |value| {
                    if (facts.definition[value] >= last_effect) facts.folded[value] = true;
                }
                if (ops.table[instruction.op].purity != .pure) last_effect = at;
            }
        }
    }

    /// The right operand of an op, when it is a load for this op alone.
    fn loadFor(facts: Facts, number: u32) ?u32 {
        const instruction = facts.function.instructions[number];
        const load: abi.Op = switch (facts.op(number)) {
            .add, .sub, .mul, .@"and", .@"or", .xor => .load,
            .fadd, .fsub, .fmul, .fdiv => .fload,
            else => return null,
        };
        if (!facts.isAllocated(instruction.result) or facts.isConstant(instruction.a)) return null;
        // A short operation would read fewer bytes.
        if (facts.short[instruction.result]) return null;
        if (facts.definingOp(instruction.b) != load or facts.uses[instruction.b] != 1) return null;
        return if (facts.isInBlock(facts.definition[instruction.b], facts.block[instruction.result])) instruction.b else null;
    }

    fn isSum(facts: Facts, value: u32) bool {
        const definition = facts.definition[value];
        if (definition == abi.none or facts.rotations.contains(value)) return false;
        const instruction = facts.function.instructions[definition];
        return switch (facts.op(definition)) {
            .add => true,
            .sub => facts.isConstant(instruction.b),
            else => false,
        };
    }

    fn matchAddress(facts: *Facts, value: u32) Address {
        var address: Address = .{};
        facts.addSum(&address, value, 0);
        return address;
    }

    /// Adds a sum, which is folded, to an address, and leaves `reserved` of its two registers free.
    fn addSum(facts: *Facts, address: *Address, sum: u32, reserved: u32) void {
        const instruction = facts.function.instructions[facts.definition[sum]];
        const block = facts.block[sum];
        if (facts.op(facts.definition[sum]) == .sub) {
            address.displacement -%= @truncate(facts.constantBits(instruction.b));
            return facts.addPart(address, instruction.a, block, reserved);
        }
        // A scaled part goes first, because it fits in the index alone.
        const second_first = facts.scaleOf(instruction.b, block) != null;
        const parts: [2]u32 = if (second_first) .{ instruction.b, instruction.a } else .{ instruction.a, instruction.b };
        facts.addPart(address, parts[0], block, if (facts.isConstant(parts[1])) reserved else reserved + 1);
        facts.addPart(address, parts[1], block, reserved);
    }

    fn addPart(facts: *Facts, address: *Address, part: u32, block: u32, reserved: u32) void {
        if (facts.isConstant(part)) {
            address.displacement +%= @truncate(facts.constantBits(part));
            return;
        }
        if (address.index == abi.none) {
            if (facts.scaleOf(part, block)) |scale| {
                facts.folded[part] = true;
                address.index = facts.function.instructions[facts.definition[part]].a;
                address.scale = scale;
                return;
            }
        }
        if (facts.isPrivate(part, block) and facts.isSum(part) and facts.fits(address.*, part, reserved)) {
            facts.folded[part] = true;
            return facts.addSum(address, part, reserved);
        }
        const slot = if (address.base == abi.none) &address.base else &address.index;
        std.debug.assert(slot.* == abi.none);
        slot.* = part;
    }

    /// Whether there are registers for both parts of a sum; a constant part takes none.
    fn fits(facts: Facts, address: Address, sum: u32, reserved: u32) bool {
        const instruction = facts.function.instructions[facts.definition[sum]];
        if (facts.isConstant(instruction.a) or facts.isConstant(instruction.b)) return true;
        const free = @as(u32, @intFromBool(address.base == abi.none)) + @intFromBool(address.index == abi.none);
        return free >= 2 + reserved;
    }

    /// Whether the only use of a value is in what folds it, in the same block.
    pub fn isPrivate(facts: Facts, value: u32, block: u32) bool {
        return facts.uses[value] == 1 and facts.block[value] == block and facts.user[value] != abi.none and !facts.folded[value];
    }

    /// The scale when the value is another one shifted left by 1 to 3, for this sum alone, or for others that scale it, too.
    fn scaleOf(facts: Facts, value: u32, block: u32) ?u2 {
        const is_shared = facts.shares_scale[value] and facts.block[value] == block;
        if (!is_shared and !facts.isPrivate(value, block)) return null;
        return facts.shiftCount(value);
    }

    fn shiftCount(facts: Facts, value: u32) ?u2 {
        if (facts.definingOp(value) != .shl) return null;
        const instruction = facts.function.instructions[facts.definition[value]];
        if (facts.isConstant(instruction.a)) return null;
        const count = facts.constant(instruction.b) orelse return null;
        return if (count >= 1 and count <= 3) @intCast(count) else null;
    }
};

fn isBranching(op: u32) bool {
    return op == @backingInt(abi.Op.branch) or op == @backingInt(abi.Op.jump);
}

/// The address operand of a load or store.
fn addressOperand(instruction: *const abi.Instruction) ?u32 {
    return switch (@as(abi.Op, @fromBackingInt(instruction.op))) {
        .load, .load8, .load16, .load32, .fload, .sfload => instruction.a,
        .store, .store8, .store16, .store32, .fstore, .sfstore => instruction.b,
        else => null,
    };
}
