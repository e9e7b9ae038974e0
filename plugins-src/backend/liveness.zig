//! Where values are live: a sorted list of ranges for each value that gets a register or a place on the stack.
//!
//! Needs facts and a block order. Leaves true: two values whose ranges do not meet may share a register. Every
//! instruction has four positions: its operands are read, registers that it destroys are destroyed, its results are
//! written, and nothing more. A block begins with a place of its own, at which its parameters are written.

const std = @import("std");
const abi = @import("abi");
const BlockOrder = @import("block_order.zig").BlockOrder;
const Facts = @import("facts.zig").Facts;
const Declined = @import("declined.zig").Declined;
const Allocator = std.mem.Allocator;

/// Positions of one instruction, and where in it what happens.
pub const step = 4;
pub const destroyed_at = 1;
pub const written_at = 2;

/// Positions from start up to, not including, end.
pub const Range = struct { start: u32, end: u32 };

/// Larger tables of blocks by values are declined.
const max_table_bits = 1 << 28;

pub const Liveness = struct {
    arena: Allocator,
    facts: Facts,
    /// By value: its ranges, ascending, neither touching nor overlapping.
    ranges: [][]const Range,
    /// By instruction (reachable ones): its first position. By block: that of its beginning, and of its end.
    position: []u32,
    block_start: []u32,
    block_end: []u32,
    /// One past the last position.
    end: u32,

    // Working memory: bit sets of values by block.
    words: usize,
    live_in: []u64,
    /// By value, while ranges are collected: they lie in reverse in one list.
    newest: []u32,
    nodes: std.ArrayList(struct { range: Range, next: u32 }) = .empty,
    operands: std.ArrayList(u32) = .empty,

    /// Everything is allocated in `arena`. Declined when the function is too large for the table of live values.
    pub fn init(arena: Allocator, facts: Facts) (error{OutOfMemory} || Declined)!Liveness {
        const function = facts.function;
        const words = (function.values.len + 63) / 64;
        if (words * 64 * function.blocks.len > max_table_bits) return error.ManyValues;
        var liveness: Liveness = .{
            .arena = arena,
            .facts = facts,
            .ranges = try arena.alloc([]const Range, function.values.len),
            .position = try arena.alloc(u32, function.instructions.len),
            .block_start = try arena.alloc(u32, function.blocks.len),
            .block_end = try arena.alloc(u32, function.blocks.len),
            .end = 0,
            .words = words,
            .live_in = try arena.alloc(u64, words * function.blocks.len),
            .newest = try arena.alloc(u32, function.values.len),
        };
        @memset(liveness.live_in, 0);
        @memset(liveness.newest, abi.none);
        liveness.numberPositions();
        try liveness.solve();
        try liveness.buildRanges();
        return liveness;
    }

    /// The values that are live at the beginnings of blocks, parameters not among them.
    pub const LiveIn = struct {
        bits: []const u64,
        words: usize,

        pub const Values = struct {
            bits: []const u64,
            word: usize = 0,
            rest: u64,

            pub fn next(values: *Values) ?u32 {
                while (values.rest == 0) {
                    values.word += 1;
                    if (values.word >= values.bits.len) return null;
                    values.rest = values.bits[values.word];
                }
                defer values.rest &= values.rest - 1;
                return @intCast(values.word * 64 + @ctz(values.rest));
            }
        };

        pub fn of(live: LiveIn, block: u32) Values {
            const bits = live.bits[block * live.words ..][0..live.words];
            return .{ .bits = bits, .rest = if (bits.len > 0) bits[0] else 0 };
        }
    };

    pub fn liveInSets(l: Liveness) LiveIn {
        return .{ .bits = l.live_in, .words = l.words };
    }

    fn numberPositions(l: *Liveness) void {
        var position: u32 = 0;
        for (l.facts.order.blocks) |number| {
            const block = l.facts.function.blocks[number];
            l.block_start[number] = position;
            position += step;
            for (0..block.instruction_count) |index| {
                l.position[block.first_instruction + index] = position;
                position += step;
            }
            l.block_end[number] = position;
        }
        l.end = position;
    }

    fn liveIn(l: *Liveness, block: u32) []u64 {
        return l.live_in[block * l.words ..][0..l.words];
    }

    /// Walks blocks from last to first until nothing changes.
    fn solve(l: *Liveness) error{OutOfMemory}!void {
        const live = try l.arena.alloc(u64, l.words);
        var changed = true;
        while (changed) {
            changed = false;
            var place = l.facts.order.blocks.len;
            while (place > 0) {
                place -= 1;
                const block = l.facts.order.blocks[place];
                l.liveOut(block, live);
                try l.walkBlock(block, live, false);
                const before = l.liveIn(block);
                if (std.mem.eql(u64, before, live)) continue;
                @memcpy(before, live);
                changed = true;
            }
        }
    }

    /// What is live at the end of a block, the arguments of its edges among it.
    fn liveOut(l: *Liveness, block: u32, live: []u64) void {
        @memset(live, 0);
        for (l.facts.edgesFrom(block)) |edge| {
            const taken = edge orelse continue;
            for (live, l.liveIn(taken.target)) |*bits, more| bits.* |= more;
            const parameters = l.facts.function.blocks[taken.target].first_parameter;
            for (taken.arguments, 0..) |value, index| {
                if (l.facts.needed[parameters + index] and l.facts.isAllocated(value)) setBit(live, value);
            }
        }
    }

    /// Goes back through a block: `live` becomes what is live at its beginning, without its parameters. Writes the
    /// ranges along the way when `collect` is set.
    fn walkBlock(l: *Liveness, number: u32, live: []u64, collect: bool) error{OutOfMemory}!void {
        const function = l.facts.function;
        const block = function.blocks[number];
        var at = block.first_instruction + block.instruction_count;
        while (at > block.first_instruction) {
            at -= 1;
            if (!l.facts.isEmitted(at)) continue;
            const instruction = function.instructions[at];
            const results = function.resultsOf(instruction);
            for (0..results.cells + results.floats) |index| {
                const value: u32 = @intCast(instruction.result + index);
                clearBit(live, value);
                if (collect and l.facts.isAllocated(value)) try l.define(value, l.position[at] + written_at);
            }
            for (try l.facts.operandsOf(at, &l.operands)) |value| {
                setBit(live, value);
                if (collect) try l.addRange(value, .{ .start = l.block_start[number], .end = l.position[at] + destroyed_at });
            }
        }
        for (0..block.parameter_count) |index| {
            const value: u32 = @intCast(block.first_parameter + index);
            clearBit(live, value);
            if (collect and l.facts.isAllocated(value)) try l.define(value, l.block_start[number] + written_at);
        }
    }

    fn buildRanges(l: *Liveness) error{OutOfMemory}!void {
        const live = try l.arena.alloc(u64, l.words);
        var place = l.facts.order.blocks.len;
        while (place > 0) {
            place -= 1;
            const block = l.facts.order.blocks[place];
            l.liveOut(block, live);
            for (live, 0..) |bits, word| {
                var rest = bits;
                while (rest != 0) : (rest &= rest - 1) {
                    const value: u32 = @intCast(word * 64 + @ctz(rest));
                    try l.addRange(value, .{ .start = l.block_start[block], .end = l.block_end[block] });
                }
            }
            try l.walkBlock(block, live, true);
        }
        for (l.ranges, l.newest) |*ranges, newest| ranges.* = try l.collected(newest);
    }

    /// Ranges come from the last to the first; one that meets the newest becomes part of it.
    fn addRange(l: *Liveness, value: u32, range: Range) error{OutOfMemory}!void {
        if (l.newest[value] != abi.none) {
            const newest = &l.nodes.items[l.newest[value]].range;
            if (newest.start <= range.end) {
                newest.start = @min(newest.start, range.start);
                newest.end = @max(newest.end, range.end);
                return;
            }
        }
        try l.nodes.append(l.arena, .{ .range = range, .next = l.newest[value] });
        l.newest[value] = @intCast(l.nodes.items.len - 1);
    }

    /// A value begins here; one that is never read is live for a moment.
    fn define(l: *Liveness, value: u32, position: u32) error{OutOfMemory}!void {
        if (l.newest[value] != abi.none) {
            const newest = &l.nodes.items[l.newest[value]].range;
            if (newest.start <= position and position < newest.end) {
                newest.start = position;
                return;
            }
        }
        try l.addRange(value, .{ .start = position, .end = position + 1 });
    }

    fn collected(l: *Liveness, newest: u32) error{OutOfMemory}![]const Range {
        var count: usize = 0;
        var at = newest;
        while (at != abi.none) : (at = l.nodes.items[at].next) count += 1;
        const ranges = try l.arena.alloc(Range, count);
        at = newest;
        for (ranges) |*range| {
            range.* = l.nodes.items[at].range;
            at = l.nodes.items[at].next;
        }
        return ranges;
    }
};

/// Whether two lists of ranges meet.
pub fn interfere(first: []const Range, second: []const Range) bool {
    var i: usize = 0;
    var j: usize = 0;
    while (i < first.len and j < second.len) {
        if (first[i].end <= second[j].start) {
            i += 1;
        } else if (second[j].end <= first[i].start) {
            j += 1;
        } else return true;
    }
    return false;
}

fn setBit(bits: []u64, index: u32) void {
    bits[index / 64] |= @as(u64, 1) << @intCast(index % 64);
}

fn clearBit(bits: []u64, index: u32) void {
    bits[index / 64] &= ~(@as(u64, 1) << @intCast(index % 64));
}
