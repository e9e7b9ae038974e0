//! Fifth pass: leaves the parameters that matter.
//!
//! Takes a draft with a parameter for every slot of every region where paths meet. A parameter that gets the same
//! reference on every way (or itself) is replaced by that reference, until there is no such parameter; for reducible
//! graphs this is minimal SSA (Braun et al., Simple and efficient construction of SSA form, 2013, section 3.2). Of
//! the rest, those are live that an instruction or an ending needs, directly or by way of other live parameters.

const std = @import("std");
const abi = @import("abi");
const Draft = @import("draft.zig").Draft;
const FlowGraph = @import("flow.zig").FlowGraph;
const isConstant = @import("draft.zig").isConstant;
const Reference = @import("draft.zig").Reference;

/// Replaces superfluous parameters in the draft; returns, by value, which parameters are live.
pub fn simplify(draft: *Draft, flow: *const FlowGraph) error{OutOfMemory}![]const bool {
    while (replaceParameters(draft, flow)) {}
    const live = try draft.arena.alloc(bool, draft.types.items.len);
    @memset(live, false);
    var liveness: Liveness = .{ .draft = draft, .flow = flow, .live = live };
    try liveness.find();
    return live;
}

/// One sweep, inner loops first; true when it has replaced any.
fn replaceParameters(draft: *Draft, flow: *const FlowGraph) bool {
    var replaced = false;
    var number: u32 = @intCast(flow.regions.len - 1);
    while (number > 0) : (number -= 1) {
        const region = draft.regions.items[number];
        for (0..region.parameter_count) |slot| {
            const parameter = region.first_parameter + @as(u32, @intCast(slot));
            if (draft.replacement[parameter] != parameter) continue;
            const only = onlyArgument(draft, flow.predecessorsOf(number), @intCast(slot), parameter) orelse continue;
            draft.replacement[parameter] = only;
            replaced = true;
        }
    }
    return replaced;
}

/// The one reference besides itself that the parameter gets; null when there are several.
fn onlyArgument(draft: *Draft, predecessors: []const u32, slot: u32, parameter: Reference) ?Reference {
    var only: ?Reference = null;
    for (predecessors) |predecessor| {
        const argument = draft.resolve(draft.exits.items[draft.regions.items[predecessor].exit_start + slot]);
        if (argument == parameter) continue;
        if (only) |other| {
            if (argument != other) return null;
        } else only = argument;
    }
    return only;
}

const Liveness = struct {
    draft: *Draft,
    flow: *const FlowGraph,
    live: []bool,
    work: std.ArrayList(Reference) = .empty,

    fn find(self: *Liveness) error{OutOfMemory}!void {
        const draft = self.draft;
        for (draft.instructions.items) |*instruction| {
            const fields: *const [3]u32 = &.{ instruction.a, instruction.b, instruction.c };
            try self.useAll(fields[0..abi.directOperands(abi.ops.info(instruction.op).shape)]);
            const start, const count = instruction.poolValues();
            try self.useAll(draft.pool.items[start..][0..count]);
        }
        for (draft.regions.items) |region| {
            if (region.ending == .branch) try self.use(region.condition);
            try self.useAll(draft.pool.items[region.result_start..][0..region.result_count]);
        }
        while (self.work.pop()) |parameter| try self.useArguments(parameter);
    }

    fn useAll(self: *Liveness, references: []const Reference) error{OutOfMemory}!void {
        for (references) |reference| try self.use(reference);
    }

    fn use(self: *Liveness, reference: Reference) error{OutOfMemory}!void {
        const value = self.draft.resolve(reference);
        if (isConstant(value) or self.draft.parameter_of[value] == abi.none or self.live[value]) return;
        self.live[value] = true;
        try self.work.append(self.draft.arena, value);
    }

    fn useArguments(self: *Liveness, parameter: Reference) error{OutOfMemory}!void {
        const draft = self.draft;
        const region = draft.parameter_of[parameter];
        const slot = parameter - draft.regions.items[region].first_parameter;
        for (self.flow.predecessorsOf(region)) |predecessor| {
            try self.use(draft.exits.items[draft.regions.items[predecessor].exit_start + slot]);
        }
    }
};
