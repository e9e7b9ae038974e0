//! Fourth pass: from steps to SSA, by following each region with stacks of references.
//!
//! Takes steps, flow graph and heights. Leaves a draft in which every region where paths meet has a parameter for
//! each slot: locals, loop parameters, return stack, cells; then float locals and floats. (The dynamic form has no
//! slots for cells and floats: where paths meet they are in memory.)

const std = @import("std");
const abi = @import("abi");
const draft_module = @import("draft.zig");
const Draft = draft_module.Draft;
const Reference = draft_module.Reference;
const Effect = @import("effect.zig").Effect;
const FlowGraph = @import("flow.zig").FlowGraph;
const HeightAnalysis = @import("effect.zig").HeightAnalysis;
const Input = @import("expand.zig").Input;
const no_region = @import("flow.zig").no_region;
const ReturnStack = @import("return_stack.zig").ReturnStack;
const speculate = @import("speculate.zig");
const Step = @import("steps.zig").Step;
const Steps = @import("steps.zig").Steps;
const VirtualStacks = @import("virtual_stacks.zig").VirtualStacks;

const Memory = error{OutOfMemory};

/// What a function is made for.
pub const Target = struct {
    input: Input,
    /// The effect of the static form; null makes the dynamic form.
    effect: ?Effect,
    /// Of a dynamic form with a fast copy, what that takes from the in-memory stacks.
    fast_effect: Effect = .{},
    /// In the dynamic form: every word is called through the in-memory stacks, so that each looks for itself what it
    /// finds there.
    calls_in_memory: bool,
};

/// Follows all regions and fills an empty draft.
pub fn construct(
    target: Target,
    steps: *const Steps,
    flow: *const FlowGraph,
    heights: *const HeightAnalysis,
    draft: *Draft,
) Memory!void {
    var stacks: VirtualStacks = .{ .draft = draft, .dynamic = target.effect == null };
    var construction: Construction = .{
        .arena = draft.arena,
        .target = target,
        .steps = steps,
        .flow = flow,
        .heights = heights,
        .draft = draft,
        .stacks = &stacks,
        .return_stack = .{
            .stacks = &stacks,
            .returns_in_memory = heights.returns_in_memory or heights.loops_in_memory,
            .loops_in_memory = heights.loops_in_memory,
        },
    };
    try draft.regions.ensureTotalCapacity(draft.arena, flow.regions.len);
    for (0..flow.regions.len) |region| try construction.followRegion(@intCast(region));
    try draft.complete();
}

const List = std.ArrayList(Reference);

const Construction = struct {
    arena: std.mem.Allocator,
    target: Target,
    steps: *const Steps,
    flow: *const FlowGraph,
    heights: *const HeightAnalysis,
    draft: *Draft,
    stacks: *VirtualStacks,
    return_stack: ReturnStack,
    /// The present one.
    region: u32 = 0,
    cell_locals: List = .empty,
    float_locals: List = .empty,

    fn followRegion(self: *Construction, region: u32) Memory!void {
        const draft = self.draft;
        const record = draft.regions.addOneAssumeCapacity();
        record.first_instruction = @intCast(draft.instructions.items.len);
        record.first_parameter = @intCast(draft.types.items.len);
        self.region = region;
        self.stacks.dynamic = self.heights.isInMemory(region);
        if (region == 0) try self.enterFunction() else try self.enter(region);
        record.parameter_count = @as(u32, @intCast(draft.types.items.len)) - record.first_parameter;
        try self.follow(region, record);
        record.end_instruction = @intCast(draft.instructions.items.len);
    }

    // ---- slots at a region's ends ----

    fn enter(self: *Construction, region: u32) Memory!void {
        const heights = self.heights.at(region);
        const return_stack = &self.return_stack;
        const source = self.flow.onlyPredecessor(region);
        var from: ?u32 = if (source == no_region) null else self.draft.regions.items[source].exit_start;
        var cells: u32 = 0;
        var floats: u32 = 0;
        if (source != no_region) {
            cells = self.draft.regions.items[source].carried_cells;
            floats = self.draft.regions.items[source].carried_floats;
        } else if (!self.stacks.dynamic) {
            const effect = self.target.effect orelse self.target.fast_effect;
            cells = @intCast(effect.cell_in + heights.cells);
            floats = @intCast(effect.float_in + heights.floats);
        }
        const loops = if (return_stack.loops_in_memory) 0 else 2 * heights.loops;
        const returns = if (return_stack.returns_in_memory) 0 else heights.returns;
        try self.load(&self.cell_locals, self.steps.cell_locals, .cell, &from);
        try self.load(&return_stack.loops, @intCast(loops), .cell, &from);
        try self.load(&return_stack.returns, @intCast(returns), .cell, &from);
        try self.load(&self.stacks.cells, cells, .cell, &from);
        try self.load(&self.float_locals, self.steps.float_locals, .float, &from);
        try self.load(&self.stacks.floats, floats, .float, &from);
    }

    /// Inputs as parameters, deepest first; locals are zero until they are set.
    fn enterFunction(self: *Construction) Memory!void {
        const zero = try self.draft.constant(0, 0, .cell);
        const float_zero = try self.draft.constant(0, 0, .float);
        try self.cell_locals.appendNTimes(self.arena, zero, self.steps.cell_locals);
        try self.float_locals.appendNTimes(self.arena, float_zero, self.steps.float_locals);
        const effect = self.target.effect orelse return;
        for (0..effect.cell_in) |_| try self.stacks.pushCell(try self.draft.addValue(.cell));
        for (0..effect.float_in) |_| try self.stacks.pushFloat(try self.draft.addValue(.float));
    }

    /// Fills a list with `count` slots: from `exits` at `from`, which moves on, or with new parameters without it.
    fn load(self: *Construction, list: *List, count: u32, kind: abi.ValueType, from: *?u32) Memory!void {
        list.clearRetainingCapacity();
        if (from.*) |start| {
            try list.appendSlice(self.arena, self.draft.exits.items[start..][0..count]);
            from.* = start + count;
        } else {
            try list.ensureTotalCapacity(self.arena, count);
            for (0..count) |_| list.appendAssumeCapacity(try self.draft.addValue(kind));
        }
    }

    fn leave(self: *Construction) Memory!void {
        const lists = [_]List{
            self.cell_locals,
            self.return_stack.loops,
            self.return_stack.returns,
            self.stacks.cells,
            self.float_locals,
            self.stacks.floats,
        };
        for (lists) |list| try self.draft.exits.appendSlice(self.arena, list.items);
    }

    /// Whether paths meet in a successor of the region, where cells and floats must be in memory.
    fn leadsToMeeting(self: *const Construction, number: u32) bool {
        const region = self.flow.regions[number];
        return (region.taken != no_region and self.flow.onlyPredecessor(region.taken) == no_region) or
            (region.next != no_region and self.flow.onlyPredecessor(region.next) == no_region);
    }

    // ---- code ----

    fn follow(self: *Construction, region: u32, record: *draft_module.Region) Memory!void {
        const closes_cycle = self.flow.closesCycle(region);
        const poll: ?u32 = if (closes_cycle) self.pollPlace(region) else null;
        for (self.flow.spansOf(region)) |span| {
            for (span.start..span.end) |number| {
                const each = self.steps.list.items[number];
                self.stacks.position = self.target.input.position(each.record);
                if (poll != null and number == poll.?) _ = try self.stacks.emit(.poll, &.{});
                try self.step(each);
            }
        }
        try self.end(region, record, closes_cycle and poll == null);
    }

    /// The step before which the region polls: a comparison right before the branch stays next to it. Null = at the
    /// end of the region.
    fn pollPlace(self: *const Construction, region: u32) ?u32 {
        const spans = self.flow.spansOf(region);
        const span = spans[spans.len - 1];
        if (span.end < span.start + 2) return null;
        if (self.steps.list.items[span.end - 1].kind != .branch_zero) return null;
        return switch (self.steps.list.items[span.end - 2].kind) {
            .loop_step, .plus_loop_step, .op => span.end - 2,
            else => null,
        };
    }

    fn end(self: *Construction, number: u32, record: *draft_module.Region, poll: bool) Memory!void {
        const draft = self.draft;
        const stacks = self.stacks;
        const region = self.flow.regions[number];
        const spans = self.flow.spansOf(number);
        const last = spans[spans.len - 1].end;
        const branches = last > 0 and self.steps.list.items[last - 1].kind == .branch_zero;
        const returns = last > 0 and self.steps.list.items[last - 1].kind == .exit;
        record.condition = if (branches) try stacks.takeCell() else 0;
        const ends = returns and self.target.effect == null;
        if (ends or (stacks.dynamic and self.leadsToMeeting(number))) try stacks.flush();
        if (poll) _ = try stacks.emit(.poll, &.{});
        record.carried_cells = @intCast(stacks.cells.items.len);
        record.carried_floats = @intCast(stacks.floats.items.len);
        record.ending = if (branches) .branch else if (region.goesOn()) .jump else if (returns) .@"return" else .@"unreachable";
        record.position = stacks.position;
        record.exit_start = @intCast(draft.exits.items.len);
        record.result_start = @intCast(draft.pool.items.len);
        if (region.goesOn()) {
            try self.leave();
        } else if (returns) {
            try draft.pool.appendSlice(self.arena, stacks.cells.items);
            try draft.pool.appendSlice(self.arena, stacks.floats.items);
        }
        record.result_count = @as(u32, @intCast(draft.pool.items.len)) - record.result_start;
    }

    fn step(self: *Construction, each: Step) Memory!void {
        const stacks = self.stacks;
        const return_stack = &self.return_stack;
        const a = each.a;
        switch (each.kind) {
            .op => try stacks.op(each.asOp(), each.b),
            .literal => try stacks.pushCell(try self.draft.constant(a, each.b, .cell)),
            .float_literal => try stacks.pushFloat(try self.draft.constant(a, each.b, .float)),
            .shuffle => if (a >= @backingInt(abi.Shuffle.to_r) and a <= @backingInt(abi.Shuffle.r_drop)) {
                try return_stack.shuffle(each.asShuffle());
            } else {
                try stacks.shuffle(each.asShuffle());
            },
            .call => try self.call(a),
            .call_stack, .catch_token => {
                try stacks.flush();
                _ = try stacks.emit(.call_stack, &.{a});
            },
            .execute => {
                const xt = try stacks.takeCell();
                try stacks.flush();
                _ = try stacks.emit(.execute, &.{xt});
            },
            .enough => try self.testInputs(),
            .take_inputs => {
                try stacks.needCells(self.target.fast_effect.cell_in);
                try stacks.needFloats(self.target.fast_effect.float_in);
                stacks.dynamic = false;
            },
            .leave => {
                try stacks.flush();
                stacks.dynamic = true;
            },
            .execute_in_memory => try self.executeInMemory(speculate.unpack(a)),
            .catch_in_memory => try self.catchInMemory(each.b),
            .take_back => {
                const heights = self.heights.at(self.region);
                const inputs = self.target.fast_effect;
                try stacks.needCells(@intCast(inputs.cell_in + heights.cells));
                try stacks.needFloats(@intCast(inputs.float_in + heights.floats));
                stacks.dynamic = false;
            },
            .has_effect => {
                const xt = stacks.cells.items[stacks.cells.items.len - 1];
                try stacks.pushCell(try stacks.emit(.has_effect, &.{ xt, try self.draft.constant(a, 0, .cell) }));
            },
            .catch_known => try self.catchKnown(a, each.b),
            .call_through => try stacks.callThrough(a, speculate.unpack(a)),
            .local_get => try stacks.pushCell(self.cell_locals.items[a]),
            .local_set => self.cell_locals.items[a] = try stacks.takeCell(),
            .float_local_get => try stacks.pushFloat(self.float_locals.items[a]),
            .float_local_set => self.float_locals.items[a] = try stacks.takeFloat(),
            .pick => try stacks.pick(a),
            .roll => try stacks.roll(a),
            .f_pick => try stacks.floatPick(a),
            .pick_variable => try stacks.pickVariable(),
            .roll_variable => try stacks.rollVariable(),
            .f_pick_variable => try stacks.floatPickVariable(),
            .depth => try stacks.pushDepth(),
            .f_depth => try stacks.pushFloatDepth(),
            .do => try return_stack.do(),
            .unloop => try return_stack.unloop(),
            .index => try return_stack.index(a),
            .loop_step => try return_stack.step(),
            .plus_loop_step => if (a == 0) try return_stack.plusStep() else try return_stack.minusStep(),
            .branch, .branch_zero, .exit, .end => {},
        }
    }

    fn catchKnown(self: *Construction, word: u32, packed_effect: u32) Memory!void {
        const stacks = self.stacks;
        const effect = speculate.unpack(packed_effect);
        try stacks.pushCell(try self.draft.constant(packed_effect, 0, .cell));
        const cell_in = effect.cell_in + 2;
        if (stacks.dynamic and (self.target.calls_in_memory or cell_in > stacks.cells.items.len)) {
            try stacks.flush();
            _ = try stacks.emit(.call_stack, &.{word});
            return;
        }
        try stacks.call(word, cell_in, 1 + @max(effect.cell_in, effect.cell_out), 0, 0);
    }

    /// CATCHes the token on top, with everything in memory, and gives whether depths are as before.
    fn catchInMemory(self: *Construction, word: u32) Memory!void {
        const stacks = self.stacks;
        try stacks.flush();
        stacks.dynamic = true;
        const cells = try stacks.emit(.depth, &.{});
        const floats = try stacks.emit(.fdepth, &.{});
        _ = try stacks.emit(.call_stack, &.{word});
        const cells_right = try self.depthChange(cells, .depth, 0, 0);
        const floats_right = try self.depthChange(floats, .fdepth, 0, 0);
        try stacks.pushCell(try stacks.emit(.@"and", &.{ cells_right, floats_right }));
    }

    /// Executes the token on top, with everything else in memory, and gives whether that has changed depths as an effect says.
    fn executeInMemory(self: *Construction, effect: Effect) Memory!void {
        const stacks = self.stacks;
        const xt = try stacks.takeCell();
        try stacks.flush();
        stacks.dynamic = true;
        const cells = try stacks.emit(.depth, &.{});
        const floats = try stacks.emit(.fdepth, &.{});
        _ = try stacks.emit(.execute, &.{xt});
        const cells_right = try self.depthChange(cells, .depth, effect.cell_in, effect.cell_out);
        const floats_right = try self.depthChange(floats, .fdepth, effect.float_in, effect.float_out);
        try stacks.pushCell(try stacks.emit(.@"and", &.{ cells_right, floats_right }));
    }

    /// Whether a depth is now what it was before, less what is taken and with what is left.
    fn depthChange(self: *Construction, before: Reference, depth: abi.Op, taken: u32, left: u32) Memory!Reference {
        const low = left -% taken;
        const change = try self.draft.constant(low, if (left < taken) std.math.maxInt(u32) else 0, .cell);
        const expected = try self.stacks.emit(.add, &.{ before, change });
        return self.stacks.emit(.eq, &.{ expected, try self.stacks.emit(depth, &.{}) });
    }

    /// Whether there are as many cells and floats as the fast copy takes.
    fn testInputs(self: *Construction) Memory!void {
        const stacks = self.stacks;
        const effect = self.target.fast_effect;
        const cells = try self.draft.constant(effect.cell_in, 0, .cell);
        var flag = try stacks.emit(.ule, &.{ cells, try stacks.emit(.depth, &.{}) });
        if (effect.float_in > 0) {
            const floats = try self.draft.constant(effect.float_in, 0, .cell);
            const enough = try stacks.emit(.ule, &.{ floats, try stacks.emit(.fdepth, &.{}) });
            flag = try stacks.emit(.@"and", &.{ flag, enough });
        }
        try stacks.pushCell(flag);
    }

    fn call(self: *Construction, word: u32) Memory!void {
        const stacks = self.stacks;
        const self_call = word == self.target.input.word;
        const info = self.target.input.words[word];
        // The word itself looks whether it needs what is not there: it may not on the way that it takes.
        const lacks = info.cell_in > stacks.cells.items.len or info.float_in > stacks.floats.items.len;
        if (stacks.dynamic and (self_call or self.target.calls_in_memory or lacks)) {
            try stacks.flush();
            _ = try stacks.emit(.call_stack, &.{word});
            return;
        }
        if (self_call) {
            const effect = self.target.effect.?;
            return stacks.call(word, effect.cell_in, effect.cell_out, effect.float_in, effect.float_out);
        }
        if (info.flags & @backingInt(abi.WordFlag.never_returns) != 0) {
            // The word THROWs: a CATCH further out finds in memory what the stacks held here.
            const cells: u32 = @intCast(stacks.cells.items.len);
            const floats: u32 = @intCast(stacks.floats.items.len);
            return stacks.call(word, @max(info.cell_in, cells), 0, @max(info.float_in, floats), 0);
        }
        try stacks.call(word, info.cell_in, info.cell_out, info.float_in, info.float_out);
    }
};
