//! Third pass: stack heights.
//!
//! Takes steps and their flow graph. Leaves the heights of the four lists at every region's entry, relative to the
//! word's entry: cells, floats (these two only when the effect is static), cells on the return stack, loops. Decides
//! whether the effect is static, and whether the return stack and the loop parameters can be values: they cannot
//! where paths meet with different numbers of them.

const std = @import("std");
const abi = @import("abi");
const expand = @import("expand.zig");
const FlowGraph = @import("flow.zig").FlowGraph;
const no_region = @import("flow.zig").no_region;
const speculate = @import("speculate.zig");
const Operands = @import("steps.zig").Operands;
const Step = @import("steps.zig").Step;
const Steps = @import("steps.zig").Steps;

/// How often the effect of a recursive word is guessed again before the word is left dynamic.
const guess_limit = 5;

/// What a word takes and leaves. A word that never returns leaves nothing.
pub const Effect = struct {
    cell_in: u32 = 0,
    cell_out: u32 = 0,
    float_in: u32 = 0,
    float_out: u32 = 0,
    returns: bool = false,
};

/// Heights of the four lists.
pub const Heights = struct {
    cells: i64 = 0,
    floats: i64 = 0,
    returns: i64 = 0,
    loops: i64 = 0,
};

/// A region's heights at its entry.
const Entry = struct { heights: Heights, in_memory: bool, reached: bool, done: bool };

/// What a call of the word itself does to the heights while the word is measured.
const SelfCall = union(enum) {
    /// As if no path came back from it.
    open,
    guessed: Effect,
    unknown,
};

pub const HeightAnalysis = struct {
    arena: std.mem.Allocator,
    steps: *Steps,
    /// Built anew when calls of the word itself turn out to be ends.
    flow: *FlowGraph,
    words: []const abi.WordInfo,
    word: u32,

    entries: std.ArrayList(Entry) = .empty,
    /// Paths meet with different return stacks: >R and its kin use the in-memory return stack.
    returns_in_memory: bool = false,
    /// Paths meet with different loops: loop parameters and the return stack share the in-memory return stack.
    loops_in_memory: bool = false,
    /// The first steps that take from an empty return stack and that ask for a loop too many.
    return_fault: ?u32 = null,
    loop_fault: ?u32 = null,

    self_call: SelfCall = .open,
    saw_self_call: bool = false,
    balanced: bool = false,
    /// At the entry, and at the present step: cells and floats are in memory, and their heights stay what they were.
    begins_in_memory: bool = false,
    in_memory: bool = false,
    /// A region before the present one was reached for the first time.
    again: bool = false,
    /// Heights at the present step, and the lowest that were reached.
    now: Heights = .{},
    lowest_cell: i64 = 0,
    lowest_float: i64 = 0,
    /// Heights at the exits that were reached.
    exit: ?Heights = null,
    /// The path ends within the region.
    cut: bool = false,

    /// Heights at a region's entry.
    pub fn at(self: *const HeightAnalysis, region: u32) Heights {
        return self.entries.items[region].heights;
    }

    /// Whether cells and floats are in memory at a region's entry.
    pub fn isInMemory(self: *const HeightAnalysis, region: u32) bool {
        return self.entries.items[region].in_memory;
    }

    /// The word's effect when it is one on every path; else null.
    ///
    /// A recursive call is first left open, as if no path came back from it; the effect of the other paths is then
    /// the guess for the call, until the word measured with a guess has just that effect.
    pub fn inferStatic(self: *HeightAnalysis) error{OutOfMemory}!?Effect {
        self.self_call = .open;
        var guess = try self.measure() orelse return null;
        if (!self.saw_self_call) return guess;
        for (0..guess_limit) |_| {
            self.self_call = .{ .guessed = guess };
            const effect = try self.measure() orelse return null;
            if (std.meta.eql(effect, guess)) return if (effect.returns) effect else try self.endAtSelfCalls();
            guess = effect;
        }
        return null;
    }

    /// Measures the return stack and the loops alone, for the dynamic form.
    pub fn measureDynamic(self: *HeightAnalysis) error{OutOfMemory}!void {
        self.self_call = .unknown;
        self.begins_in_memory = true;
        _ = try self.measure();
    }

    /// Measures a body with a fast copy: what that takes, when heights agree in it; else null.
    pub fn measureFastCopy(self: *HeightAnalysis) error{OutOfMemory}!?Effect {
        self.self_call = .unknown;
        self.begins_in_memory = true;
        const effect = try self.measure() orelse return null;
        return if (self.loops_in_memory) null else effect;
    }

    /// Values at the ends of all regions of the static form together.
    pub fn slotCount(self: *const HeightAnalysis, effect: Effect) u64 {
        const everywhere = @as(i64, self.steps.cell_locals) + self.steps.float_locals + effect.cell_in + effect.float_in;
        var count = everywhere * @as(i64, @intCast(self.flow.regions.len));
        for (self.entries.items) |entry| {
            count += entry.heights.cells + entry.heights.floats;
            count += entry.heights.returns + 2 * entry.heights.loops;
        }
        return @intCast(count);
    }

    /// The word never returns, so what follows its calls of itself is not reached.
    fn endAtSelfCalls(self: *HeightAnalysis) error{OutOfMemory}!?Effect {
        for (self.steps.list.items) |*step| {
            if (step.kind == .call and step.a == self.word) step.b = 1;
        }
        self.flow.* = try .build(self.arena, self.steps.list.items);
        return self.measure();
    }

    /// One walk over all regions; the effect when cells and floats were balanced and it is a small one.
    fn measure(self: *HeightAnalysis) error{OutOfMemory}!?Effect {
        const count = self.flow.regions.len;
        try self.entries.resize(self.arena, count);
        @memset(self.entries.items, .{ .heights = .{}, .in_memory = self.begins_in_memory, .reached = false, .done = false });
        self.saw_self_call = false;
        self.balanced = true;
        self.returns_in_memory = false;
        self.loops_in_memory = false;
        self.return_fault = null;
        self.loop_fault = null;
        self.lowest_cell = 0;
        self.lowest_float = 0;
        self.exit = null;
        self.entries.items[0].reached = true;
        while (true) {
            self.again = false;
            for (self.entries.items, 0..) |entry, region| {
                if (entry.reached and !entry.done) self.measureRegion(@intCast(region));
            }
            if (!self.again) break;
        }
        return if (self.balanced) self.effectOfAll() else null;
    }

    fn effectOfAll(self: *const HeightAnalysis) ?Effect {
        const cell_in = -self.lowest_cell;
        const float_in = -self.lowest_float;
        const cell_out = if (self.exit) |exit| cell_in + exit.cells else 0;
        const float_out = if (self.exit) |exit| float_in + exit.floats else 0;
        if (@max(cell_in, cell_out, float_in, float_out) > expand.effect_limit) return null;
        return .{
            .cell_in = @intCast(cell_in),
            .cell_out = @intCast(cell_out),
            .float_in = @intCast(float_in),
            .float_out = @intCast(float_out),
            .returns = self.exit != null,
        };
    }

    fn measureRegion(self: *HeightAnalysis, number: u32) void {
        self.entries.items[number].done = true;
        self.now = self.entries.items[number].heights;
        self.in_memory = self.entries.items[number].in_memory;
        self.cut = false;
        for (self.flow.spansOf(number)) |span| {
            for (span.start..span.end) |step| {
                self.measureStep(self.steps.list.items[step], @intCast(step));
                if (self.cut) return;
            }
        }
        const region = self.flow.regions[number];
        self.arrive(number, region.taken);
        self.arrive(number, region.next);
    }

    fn arrive(self: *HeightAnalysis, from: u32, region: u32) void {
        if (region == no_region) return;
        const entry = &self.entries.items[region];
        if (!entry.reached) {
            entry.reached = true;
            entry.heights = self.now;
            entry.in_memory = self.in_memory;
            if (region <= from) self.again = true;
            return;
        }
        std.debug.assert(entry.in_memory == self.in_memory);
        const differs = entry.heights.cells != self.now.cells or entry.heights.floats != self.now.floats;
        if (differs and !self.in_memory) self.balanced = false;
        if (entry.heights.returns != self.now.returns) self.returns_in_memory = true;
        if (entry.heights.loops != self.now.loops) self.loops_in_memory = true;
    }

    fn measureStep(self: *HeightAnalysis, step: Step, number: u32) void {
        switch (step.kind) {
            .op => {
                const info = abi.ops.table[step.a];
                self.cells(Operands.of[step.a].cells, info.cell_results);
                self.floats(Operands.of[step.a].floats, info.float_results);
            },
            .literal, .local_get => self.cells(0, 1),
            .shuffle => self.measureShuffle(step.asShuffle(), number),
            .call => self.measureCall(step.a),
            .float_literal, .float_local_get => self.floats(0, 1),
            .branch_zero, .local_set => self.cells(1, 0),
            .float_local_set => self.floats(1, 0),
            .pick => self.cells(step.a + 1, step.a + 2),
            .roll => self.cells(step.a + 1, step.a + 1),
            .f_pick => self.floats(step.a + 1, step.a + 2),
            .do => {
                self.cells(2, 0);
                self.now.loops += 1;
            },
            .loop_step => {
                self.needLoops(1, number);
                self.cells(0, 1);
            },
            .plus_loop_step => {
                self.needLoops(1, number);
                self.cells(1, 1);
            },
            .unloop => {
                self.needLoops(1, number);
                if (self.now.loops > 0) self.now.loops -= 1;
            },
            .index => {
                self.needLoops(step.a + 1, number);
                self.cells(0, 1);
            },
            .exit => self.measureExit(),
            .branch => {},
            .end => self.cut = true,
            .enough => {},
            .take_inputs => self.in_memory = false,
            .leave => self.in_memory = true,
            .execute_in_memory => {
                const effect = speculate.unpack(step.a);
                self.cells(effect.cell_in + 1, effect.cell_out);
                self.floats(effect.float_in, effect.float_out);
                self.in_memory = true;
            },
            .catch_in_memory => {
                const effect = speculate.unpack(step.a);
                self.cells(effect.cell_in + 1, effect.cell_out + 1);
                self.in_memory = true;
            },
            .take_back => self.in_memory = false,
            .has_effect => self.cells(1, 2),
            .catch_known => {
                const effect = speculate.unpack(step.b);
                self.cells(effect.cell_in + 1, 1 + @max(effect.cell_in, effect.cell_out));
            },
            .call_through => {
                const effect = speculate.unpack(step.a);
                self.cells(effect.cell_in + 1, effect.cell_out);
                self.floats(effect.float_in, effect.float_out);
            },
            // Calls of unknown effect, and depths that are known at run time alone.
            .call_stack, .catch_token, .execute, .pick_variable, .roll_variable, .f_pick_variable, .depth, .f_depth => {
                if (!self.in_memory) self.balanced = false;
            },
        }
    }

    fn cells(self: *HeightAnalysis, taken: u32, left: u32) void {
        if (self.in_memory) return;
        const low = self.now.cells - taken;
        self.lowest_cell = @min(self.lowest_cell, low);
        self.now.cells = low + left;
    }

    fn floats(self: *HeightAnalysis, taken: u32, left: u32) void {
        if (self.in_memory) return;
        const low = self.now.floats - taken;
        self.lowest_float = @min(self.lowest_float, low);
        self.now.floats = low + left;
    }

    fn measureCall(self: *HeightAnalysis, word: u32) void {
        if (word != self.word) {
            const info = self.words[word];
            self.cells(info.cell_in, info.cell_out);
            self.floats(info.float_in, info.float_out);
            return;
        }
        self.saw_self_call = true;
        switch (self.self_call) {
            .open => self.cut = true,
            .guessed => |guess| {
                self.cells(guess.cell_in, guess.cell_out);
                self.floats(guess.float_in, guess.float_out);
                self.cut = !guess.returns;
            },
            .unknown => {},
        }
    }

    fn measureExit(self: *HeightAnalysis) void {
        const exit = self.exit orelse {
            self.exit = self.now;
            return;
        };
        if (!self.begins_in_memory and (exit.cells != self.now.cells or exit.floats != self.now.floats)) self.balanced = false;
    }

    fn needLoops(self: *HeightAnalysis, count: u32, step: u32) void {
        if (self.now.loops < count and self.loop_fault == null) self.loop_fault = step;
    }

    fn needReturns(self: *HeightAnalysis, count: u32, step: u32) void {
        if (self.now.returns < count and self.return_fault == null) self.return_fault = step;
    }

    fn takeReturns(self: *HeightAnalysis, count: u32, step: u32) void {
        self.needReturns(count, step);
        self.now.returns = @max(0, self.now.returns - count);
    }

    fn measureShuffle(self: *HeightAnalysis, shuffle: abi.Shuffle, step: u32) void {
        switch (shuffle) {
            .to_r => {
                self.cells(1, 0);
                self.now.returns += 1;
            },
            .from_r => {
                self.takeReturns(1, step);
                self.cells(0, 1);
            },
            .r_fetch => {
                self.needReturns(1, step);
                self.cells(0, 1);
            },
            .two_to_r => {
                self.cells(2, 0);
                self.now.returns += 2;
            },
            .two_from_r => {
                self.takeReturns(2, step);
                self.cells(0, 2);
            },
            .two_r_fetch => {
                self.needReturns(2, step);
                self.cells(0, 2);
            },
            .r_drop => self.takeReturns(1, step),
            .drop => self.cells(1, 0),
            .two_drop => self.cells(2, 0),
            .nip => self.cells(2, 1),
            .dup => self.cells(1, 2),
            .swap => self.cells(2, 2),
            .over, .tuck => self.cells(2, 3),
            .two_dup => self.cells(2, 4),
            .rot, .nrot => self.cells(3, 3),
            .two_swap => self.cells(4, 4),
            .two_over => self.cells(4, 6),
            .f_dup => self.floats(1, 2),
            .f_drop => self.floats(1, 0),
            .f_swap => self.floats(2, 2),
            .f_over => self.floats(2, 3),
            .f_rot => self.floats(3, 3),
            // Steps of their own.
            .q_dup, .depth, .f_depth, .pick, .roll, .f_pick, .execute => unreachable,
        }
    }
};
