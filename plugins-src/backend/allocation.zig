//! Register allocation: linear scan over the whole function, in order of where values begin.
//!
//! Needs liveness. Leaves true: every allocated value has one place, a register or a slot of the frame, for its whole
//! life; values that are live together have different places; a value that lives across an instruction is in no
//! register that the instruction destroys.
//!
//! A value takes a register whose other values its ranges do not meet, one of its hints when it can. Without a free
//! one, the register whose values are used least (by frequency, over the length of their lives) is taken from them;
//! they look for another one, and go to the stack when there is none.

const std = @import("std");
const abi = @import("abi");
const Facts = @import("facts.zig").Facts;
const liveness_module = @import("liveness.zig");
const Liveness = liveness_module.Liveness;
const Range = liveness_module.Range;
const Allocator = std.mem.Allocator;

/// The registers of one class, as sets of their numbers.
pub const RegisterClass = struct {
    /// All that values may have, best first.
    preference: []const u4,
    /// Those that a called word keeps as they are.
    callee_saved: u16,
};

/// A set of registers that instructions destroy, and where (positions, ascending).
pub const Clobber = struct { registers: u16, is_float: bool, positions: []const u32 };

/// A wish: that a value be in a register, or where another value is.
pub const Hint = struct { value: u32, target: union(enum) { register: u4, value: u32 }, weight: f32 };

pub const Place = union(enum) { none, register: u4, slot: u32 };

pub const Allocation = struct {
    /// By value.
    places: []Place,
    slot_count: u32,
    /// Callee-saved registers in use.
    saved_cells: u16,
    saved_floats: u16,
};

/// Everything is allocated in `arena`.
pub fn allocate(
    arena: Allocator,
    liveness: Liveness,
    classes: [2]RegisterClass,
    clobbers: []const Clobber,
    hints: []const Hint,
) error{OutOfMemory}!Allocation {
    const count = liveness.facts.function.values.len;
    var allocator: Allocator_ = .{
        .arena = arena,
        .liveness = liveness,
        .classes = classes,
        .clobbers = clobbers,
        .hints = try .init(arena, count, hints),
        .places = try arena.alloc(Place, count),
        .weights = try arena.alloc(f32, count),
    };
    @memset(allocator.places, .none);
    try allocator.weigh();
    const order = try allocator.inOrder();
    for (order) |value| try allocator.place(value);
    for (order) |value| if (allocator.places[value] == .none) try allocator.spill(value);
    return .{
        .places = allocator.places,
        .slot_count = @intCast(allocator.slots.items.len),
        .saved_cells = allocator.used[0] & classes[0].callee_saved,
        .saved_floats = allocator.used[1] & classes[1].callee_saved,
    };
}

const Allocator_ = struct {
    arena: Allocator,
    liveness: Liveness,
    classes: [2]RegisterClass,
    clobbers: []const Clobber,
    hints: HintTable,
    places: []Place,
    /// Uses by frequency, over the length of the life.
    weights: []f32,
    used: [2]u16 = .{ 0, 0 },
    /// By class and register, and by slot: the values there.
    residents: [2][16]Residents = @splat(@splat(.{})),
    slots: std.ArrayList(Residents) = .empty,
    evicted: std.ArrayList(u32) = .empty,

    fn weigh(a: *Allocator_) error{OutOfMemory}!void {
        const facts = a.liveness.facts;
        @memset(a.weights, 0);
        var operands: std.ArrayList(u32) = .empty;
        for (facts.order.blocks) |number| {
            const frequency = facts.order.frequency(number);
            const block = facts.function.blocks[number];
            for (0..block.instruction_count) |index| {
                const at: u32 = @intCast(block.first_instruction + index);
                if (!facts.isEmitted(at)) continue;
                for (try facts.operandsOf(at, &operands)) |value| a.weights[value] += frequency;
                const instruction = facts.function.instructions[at];
                const results = facts.function.resultsOf(instruction);
                for (0..results.cells + results.floats) |result| a.weights[instruction.result + result] += frequency;
            }
            for (0..block.parameter_count) |index| a.weights[block.first_parameter + index] += frequency;
            for (facts.edgesFrom(number)) |edge| {
                const taken = edge orelse continue;
                for (taken.arguments) |value| a.weights[value] += frequency;
            }
        }
        for (a.weights, a.liveness.ranges) |*weight, ranges| {
            var length: f32 = 0;
            for (ranges) |range| length += @floatFromInt(range.end - range.start);
            weight.* /= length + 2 * liveness_module.step;
        }
    }

    /// The values to be placed, by where they begin.
    fn inOrder(a: *Allocator_) error{OutOfMemory}![]u32 {
        var order: std.ArrayList(u32) = .empty;
        for (a.liveness.ranges, 0..) |ranges, value| {
            if (ranges.len > 0) try order.append(a.arena, @intCast(value));
        }
        const Context = struct {
            fn isBefore(ranges: [][]const Range, left: u32, right: u32) bool {
                const first = ranges[left][0].start;
                const second = ranges[right][0].start;
                return first < second or (first == second and left < right);
            }
        };
        std.mem.sortUnstable(u32, order.items, a.liveness.ranges, Context.isBefore);
        return order.items;
    }

    fn place(a: *Allocator_, value: u32) error{OutOfMemory}!void {
        if (try a.takeFree(value)) return;
        const victim = a.cheapestRegister(value) orelse return;
        const class = a.classOf(value);
        const residents = &a.residents[class][victim];
        a.evicted.clearRetainingCapacity();
        try residents.evict(a.arena, a.liveness.ranges, value, &a.evicted);
        for (a.evicted.items) |other| a.places[other] = .none;
        try a.take(value, victim);
        for (a.evicted.items) |other| _ = try a.takeFree(other);
    }

    fn classOf(a: Allocator_, value: u32) usize {
        return @intFromBool(a.liveness.facts.isFloat(value));
    }

    fn take(a: *Allocator_, value: u32, register: u4) error{OutOfMemory}!void {
        const class = a.classOf(value);
        try a.residents[class][register].insert(a.arena, a.liveness.ranges, value);
        a.used[class] |= @as(u16, 1) << register;
        a.places[value] = .{ .register = register };
    }

    /// Gives the value a register that is free all its life.
    fn takeFree(a: *Allocator_, value: u32) error{OutOfMemory}!bool {
        const class = a.classOf(value);
        const allowed = a.allowedRegisters(value);
        const wishes = a.wishesOf(value);
        var best: ?u4 = null;
        var best_wish: f32 = -1;
        for (a.classes[class].preference) |register| {
            const bit = @as(u16, 1) << register;
            if (allowed & bit == 0 or wishes[register] <= best_wish) continue;
            if (a.residents[class][register].interferesWith(a.liveness.ranges, value)) continue;
            best = register;
            best_wish = wishes[register];
        }
        try a.take(value, best orelse return false);
        return true;
    }

    fn allowedRegisters(a: Allocator_, value: u32) u16 {
        var allowed: u16 = 0xFFFF;
        const is_float = a.classOf(value) == 1;
        for (a.clobbers) |clobber| {
            if (clobber.is_float == is_float and contains(a.liveness.ranges[value], clobber.positions)) {
                allowed &= ~clobber.registers;
            }
        }
        return allowed;
    }

    /// By register: the weight of the wishes for it. A callee-saved register that is not in use yet costs a little.
    fn wishesOf(a: Allocator_, value: u32) [16]f32 {
        const class = a.classOf(value);
        var wishes: [16]f32 = @splat(1);
        for (a.classes[class].preference) |register| {
            const bit = @as(u16, 1) << register;
            if (a.classes[class].callee_saved & bit != 0 and a.used[class] & bit == 0) wishes[register] = 0.5;
        }
        for (a.hints.of(value)) |hint| switch (hint.target) {
            .register => |register| wishes[register] += hint.weight,
            .value => |other| a.addWish(&wishes, other, value, hint.weight, max_hint_depth),
        };
        return wishes;
    }

    /// How far wishes are followed over values that have no place yet, each step at half the weight, and how many of one
    /// value's.
    const max_hint_depth = 3;
    const max_hints_followed = 8;

    /// The wish to be where another value is, or where that one wishes to be.
    fn addWish(a: Allocator_, wishes: *[16]f32, value: u32, from: u32, weight: f32, depth: u32) void {
        switch (a.places[value]) {
            .register => |register| wishes[register] += weight,
            .slot => {},
            .none => {
                const hints = a.hints.of(value);
                if (depth == 0) return;
                for (hints[0..@min(hints.len, max_hints_followed)]) |hint| {
                    const less = 0.5 * @min(weight, hint.weight);
                    switch (hint.target) {
                        .register => |register| wishes[register] += less,
                        .value => |other| if (other != from) a.addWish(wishes, other, value, less, depth - 1),
                    }
                }
            },
        }
    }

    /// The register whose values in the way weigh least, and less than this value; null when there is none.
    fn cheapestRegister(a: Allocator_, value: u32) ?u4 {
        const class = a.classOf(value);
        const allowed = a.allowedRegisters(value);
        var best: ?u4 = null;
        var best_weight = a.weights[value];
        for (a.classes[class].preference) |register| {
            if (allowed & @as(u16, 1) << register == 0) continue;
            const weight = a.residents[class][register].greatestWeight(a.liveness.ranges, value, a.weights);
            if (weight < best_weight) {
                best = register;
                best_weight = weight;
            }
        }
        return best;
    }

    /// Slots that are tried before a new one is made.
    const slots_tried = 64;

    fn spill(a: *Allocator_, value: u32) error{OutOfMemory}!void {
        const first = a.slots.items.len -| slots_tried;
        for (a.slots.items[first..], first..) |*residents, slot| {
            if (residents.interferesWith(a.liveness.ranges, value)) continue;
            try residents.insert(a.arena, a.liveness.ranges, value);
            a.places[value] = .{ .slot = @intCast(slot) };
            return;
        }
        a.places[value] = .{ .slot = @intCast(a.slots.items.len) };
        try a.slots.append(a.arena, .{});
        try a.slots.items[a.slots.items.len - 1].insert(a.arena, a.liveness.ranges, value);
    }
};

/// Whether one of the positions lies in the ranges.
fn contains(ranges: []const Range, positions: []const u32) bool {
    for (ranges) |range| {
        const Context = struct {
            fn order(start: u32, position: u32) std.math.Order {
                return std.math.order(start, position);
            }
        };
        const at = std.sort.lowerBound(u32, positions, range.start, Context.order);
        if (at < positions.len and positions[at] < range.end) return true;
    }
    return false;
}

/// The values that share a place: their ranges, ascending.
const Residents = struct {
    const Entry = struct { range: Range, value: u32 };

    entries: std.ArrayList(Entry) = .empty,

    /// Index of the first entry that ends behind a position.
    fn firstAfter(r: Residents, position: u32) usize {
        const Context = struct {
            fn endsBefore(at: u32, entry: Entry) bool {
                return entry.range.end <= at;
            }
        };
        return std.sort.partitionPoint(Entry, r.entries.items, position, Context.endsBefore);
    }

    fn interferesWith(r: Residents, ranges: []const []const Range, value: u32) bool {
        for (ranges[value]) |range| {
            const at = r.firstAfter(range.start);
            if (at < r.entries.items.len and r.entries.items[at].range.start < range.end) return true;
        }
        return false;
    }

    fn greatestWeight(r: Residents, ranges: []const []const Range, value: u32, weights: []const f32) f32 {
        var greatest: f32 = 0;
        for (ranges[value]) |range| {
            for (r.entries.items[r.firstAfter(range.start)..]) |entry| {
                if (entry.range.start >= range.end) break;
                greatest = @max(greatest, weights[entry.value]);
            }
        }
        return greatest;
    }

    fn insert(r: *Residents, arena: Allocator, ranges: []const []const Range, value: u32) error{OutOfMemory}!void {
        for (ranges[value]) |range| {
            try r.entries.insert(arena, r.firstAfter(range.start), .{ .range = range, .value = value });
        }
    }

    /// Removes the values that interfere with `value`, and lists them.
    fn evict(
        r: *Residents,
        arena: Allocator,
        ranges: []const []const Range,
        value: u32,
        evicted: *std.ArrayList(u32),
    ) error{OutOfMemory}!void {
        for (ranges[value]) |range| {
            for (r.entries.items[r.firstAfter(range.start)..]) |entry| {
                if (entry.range.start >= range.end) break;
                if (std.mem.findScalar(u32, evicted.items, entry.value) == null) try evicted.append(arena, entry.value);
            }
        }
        var kept: usize = 0;
        for (r.entries.items) |entry| {
            if (std.mem.findScalar(u32, evicted.items, entry.value) != null) continue;
            r.entries.items[kept] = entry;
            kept += 1;
        }
        r.entries.shrinkRetainingCapacity(kept);
    }
};

/// Hints by value.
const HintTable = struct {
    starts: []u32,
    list: []Hint,

    fn init(arena: Allocator, value_count: usize, hints: []const Hint) error{OutOfMemory}!HintTable {
        const starts = try arena.alloc(u32, value_count + 2);
        const list = try arena.alloc(Hint, hints.len);
        @memset(starts, 0);
        for (hints) |hint| starts[hint.value + 2] += 1;
        for (2..starts.len) |index| starts[index] += starts[index - 1];
        for (hints) |hint| {
            list[starts[hint.value + 1]] = hint;
            starts[hint.value + 1] += 1;
        }
        return .{ .starts = starts, .list = list };
    }

    fn of(table: HintTable, value: u32) []const Hint {
        return table.list[table.starts[value]..table.starts[value + 1]];
    }
};
