//! What values can be at most and at least, as signed numbers, and which bytes an access can touch.
//!
//! Known are constants, bytes and other parts of cells, what masks, shifts, remainders and arithmetic make of them, and
//! counters of loops whose first value and bound are known.

const std = @import("std");
const abi = @import("abi");
const graphs = @import("graph.zig");
const natural_loops = @import("natural_loops.zig");
const Allocator = std.mem.Allocator;
const Error = graphs.Error;
const Graph = graphs.Graph;
const NaturalLoops = natural_loops.NaturalLoops;
const ValueId = graphs.ValueId;

/// From `low` up to `high`, both included.
pub const Range = struct {
    low: i64,
    high: i64,

    fn join(a: Range, b: Range) Range {
        return .{ .low = @min(a.low, b.low), .high = @max(a.high, b.high) };
    }

    fn upTo(high: i64) Range {
        return .{ .low = 0, .high = high };
    }
};

/// How deep the operands of a value are looked at.
const max_depth = 10;
/// Values looked at for one question.
const max_visits = 64;

pub const Ranges = struct {
    graph: *Graph,
    scratch: Allocator,
    /// As they were when somebody asked first; edges and the parameters that there were then stay as they are meanwhile.
    loops: ?NaturalLoops = null,
    visits: u32 = 0,

    /// The range of a cell; null when nothing is known.
    pub fn of(ranges: *Ranges, value: ValueId) Error!?Range {
        ranges.visits = 0;
        if (ranges.loops == null) ranges.loops = try .init(ranges.graph, ranges.scratch);
        return ranges.within(value, max_depth);
    }

    fn within(ranges: *Ranges, value: ValueId, depth: u32) ?Range {
        const graph = ranges.graph;
        if (graph.constantOf(value)) |bits| return .{ .low = @bitCast(bits), .high = @bitCast(bits) };
        ranges.visits += 1;
        if (depth == 0 or ranges.visits > max_visits) return null;
        return switch (graph.values.items[value].origin) {
            .constant => unreachable,
            .parameter => |block| ranges.ofParameter(value, block, depth - 1),
            .result => |id| ranges.ofResult(graph.instructions.items[id], depth - 1),
        };
    }

    fn ofResult(ranges: *Ranges, instruction: graphs.Instruction, depth: u32) ?Range {
        const graph = ranges.graph;
        graph.resolveAll(instruction.operands);
        const operands = instruction.operands;
        switch (instruction.op) {
            .load8 => return .upTo(0xFF),
            .load16 => return .upTo(0xFFFF),
            .load32 => return .upTo(0xFFFF_FFFF),
            .eq, .ne, .lt, .le, .ult, .ule, .feq, .flt, .fle => return .{ .low = -1, .high = 0 },
            .@"and" => return ranges.ofMasked(operands, depth),
            .@"or", .xor => {
                const left = ranges.within(operands[0], depth) orelse return null;
                const right = ranges.within(operands[1], depth) orelse return null;
                if (left.low < 0 or right.low < 0) return null;
                const bits = 64 - @clz(left.high | right.high);
                return .upTo(if (bits == 63) std.math.maxInt(i64) else (@as(i64, 1) << @intCast(bits)) - 1);
            },
            .select => {
                const yes = ranges.within(operands[1], depth) orelse return null;
                return yes.join(ranges.within(operands[2], depth) orelse return null);
            },
            .add, .sub, .mul => {
                const left = ranges.within(operands[0], depth) orelse return null;
                const right = ranges.within(operands[1], depth) orelse return null;
                return combine(instruction.op, left, right);
            },
            .shl, .shr, .sar => {
                const count = graph.constantOf(operands[1]) orelse return null;
                return shifted(instruction.op, ranges.within(operands[0], depth), count);
            },
            .mod, .div => {
                const divisor: i64 = @bitCast(graph.constantOf(operands[1]) orelse return null);
                if (divisor <= 0) return null;
                if (instruction.op == .mod) return .upTo(divisor - 1);
                const dividend = ranges.within(operands[0], depth) orelse return null;
                return .{ .low = @divFloor(dividend.low, divisor), .high = @divFloor(dividend.high, divisor) };
            },
            else => return null,
        }
    }

    /// What bits a mask leaves that is not negative; either operand may be it.
    fn ofMasked(ranges: *Ranges, operands: []const ValueId, depth: u32) ?Range {
        var high: ?i64 = null;
        for (operands) |operand| {
            const range = ranges.within(operand, depth) orelse continue;
            if (range.low >= 0) high = @min(range.high, high orelse range.high);
        }
        return .upTo(high orelse return null);
    }

    fn ofParameter(ranges: *Ranges, parameter: ValueId, block: graphs.BlockId, depth: u32) ?Range {
        const graph = ranges.graph;
        const loops = ranges.loops.?;
        // A block or parameter that came later.
        if (block >= loops.loop_of.len or graph.values.items[parameter].type != .cell) return null;
        const index = std.mem.findScalar(ValueId, graph.blocks.items[block].parameters, parameter) orelse return null;
        const number = loops.loop_of[block];
        if (number != graphs.none and loops.loops[number].header == block) {
            if (loops.counterAt(loops.loops[number], parameter, index)) |counter| {
                return ranges.ofCounter(counter, loops.loops[number], depth);
            }
        }
        var all: ?Range = null;
        for (loops.predecessors.of(block)) |way| {
            const arguments = graph.blocks.items[way.from].terminator.edges[way.edge].arguments;
            const argument = graph.resolve(arguments[index]);
            if (argument == parameter) continue;
            const range = ranges.within(argument, depth) orelse return null;
            all = if (all) |known| known.join(range) else range;
        }
        return all;
    }

    /// A counter goes from its first value to the last one before its bound, when the first is on the right side of it.
    fn ofCounter(ranges: *Ranges, counter: natural_loops.Counter, loop: natural_loops.Loop, depth: u32) ?Range {
        if (counter.bound.base != graphs.none) return null;
        const bound: i64 = @bitCast(counter.bound.offset);
        if (counter.turns(ranges.graph)) |turns| {
            const first: i64 = @bitCast(ranges.graph.constantOf(counter.first).?);
            const way = std.math.mul(i64, counter.step, std.math.cast(i64, turns - 1) orelse return null) catch return null;
            const last = std.math.add(i64, first, way) catch return null;
            return .{ .low = @min(first, last), .high = @max(first, last) };
        }
        var first = ranges.within(counter.first, depth) orelse return null;
        if (counter.step > 0) {
            // A greater step meets the bound only where it is told to stop behind it, too.
            if (counter.step != 1 and !counter.passes) return null;
            if (first.high == bound and first.low < bound and ranges.isGuarded(counter, loop)) first.high -= 1;
            return if (first.high < bound) .{ .low = first.low, .high = bound - 1 } else null;
        }
        if (counter.step != -1) return null;
        if (first.low == bound and first.high > bound and ranges.isGuarded(counter, loop)) first.low += 1;
        return if (first.low > bound) .{ .low = bound + 1, .high = first.high } else null;
    }

    /// Whether the loop is entered only where its counter's first value is not the bound.
    fn isGuarded(ranges: *Ranges, counter: natural_loops.Counter, loop: natural_loops.Loop) bool {
        const graph = ranges.graph;
        const loops = ranges.loops.?;
        for (loops.predecessors.of(loop.header)) |entry| {
            if (loops.dominators.dominates(loop.header, entry.from)) continue;
            var way = entry;
            for (0..max_depth) |_| {
                const terminator = &graph.blocks.items[way.from].terminator;
                if (terminator.op == .branch) {
                    const op: abi.Op = if (way.edge == 0) .ne else .eq;
                    if (graph.match(graph.resolve(terminator.operands[0]), op)) |comparison| {
                        if (isDifference(graph, comparison.operands, counter)) break;
                    }
                }
                const before = loops.predecessors.of(way.from);
                if (before.len != 1) return false;
                way = before[0];
            } else return false;
        }
        return true;
    }

    fn isDifference(graph: *Graph, operands: []const ValueId, counter: natural_loops.Counter) bool {
        const first = natural_loops.sumOf(graph, graph.resolve(counter.first));
        for ([2]usize{ 0, 1 }) |side| {
            const left = natural_loops.sumOf(graph, operands[side]);
            const right = natural_loops.sumOf(graph, operands[1 - side]);
            if (left.base != first.base or right.base != counter.bound.base) continue;
            if (left.offset -% first.offset == right.offset -% counter.bound.offset) return true;
        }
        return false;
    }
};

fn combine(op: abi.Op, a: Range, b: Range) ?Range {
    switch (op) {
        .add => return .{
            .low = std.math.add(i64, a.low, b.low) catch return null,
            .high = std.math.add(i64, a.high, b.high) catch return null,
        },
        .sub => return .{
            .low = std.math.sub(i64, a.low, b.high) catch return null,
            .high = std.math.sub(i64, a.high, b.low) catch return null,
        },
        else => {
            if (a.low < 0 or b.low < 0) return null;
            return .{ .low = a.low *% b.low, .high = std.math.mul(i64, a.high, b.high) catch return null };
        },
    }
}

fn shifted(op: abi.Op, of: ?Range, count: u64) ?Range {
    if (count == 0 or count > 62) return null;
    const by: u6 = @intCast(count);
    if (op == .shr and (of == null or of.?.low < 0)) return .upTo(@bitCast(~@as(u64, 0) >> by));
    const range = of orelse return null;
    if (op != .shl) return .{ .low = range.low >> by, .high = range.high >> by };
    return combine(.mul, range, .{ .low = @as(i64, 1) << by, .high = @as(i64, 1) << by });
}

/// Bytes of the data space, from `start` up to, not including, `end`.
pub const Bytes = struct {
    start: u64,
    end: u64,

    pub fn meets(a: Bytes, b: Bytes) bool {
        return a.start < b.end and b.start < a.end;
    }
};

/// The bytes that an access of so many bytes at an address can touch; null when it may be any.
pub fn bytesOf(ranges: *Ranges, address: ValueId, size: u32) Error!?Bytes {
    const range = try ranges.of(address) orelse return null;
    // Addresses are taken modulo 2^32.
    if (range.low < 0 or range.high > std.math.maxInt(u32) - 8) return null;
    return .{ .start = @intCast(range.low), .end = @as(u64, @intCast(range.high)) + size };
}

/// Bytes that a load or store touches.
pub fn sizeOf(op: abi.Op) u32 {
    return switch (op) {
        .load8, .store8 => 1,
        .load16, .store16 => 2,
        .load32, .store32, .sfload, .sfstore => 4,
        else => 8,
    };
}
