//! What an architecture wants of the register allocation: registers that instructions destroy, and wishes that spare
//! moves.

const std = @import("std");
const abi = @import("abi");
const allocation = @import("allocation.zig");
const calls = @import("calls.zig");
const destroyed_at = @import("liveness.zig").destroyed_at;
const Facts = @import("facts.zig").Facts;
const Liveness = @import("liveness.zig").Liveness;
const Allocator = std.mem.Allocator;
const Hint = allocation.Hint;

/// A set of registers that goes with what `convention.destroys` says of an instruction.
pub fn Destroyed(comptime What: type) type {
    return struct { by: What, registers: u16, is_float: bool };
}

/// Where the sets of `convention.destroyed` are destroyed.
pub fn collectClobbers(
    comptime machine: type,
    arena: Allocator,
    liveness: Liveness,
) error{OutOfMemory}![]const allocation.Clobber {
    const convention = machine.convention;
    const facts = liveness.facts;
    var positions: [@typeInfo(convention.Destroys).@"enum".field_names.len]std.ArrayList(u32) = @splat(.empty);
    for (facts.order.blocks) |number| {
        const block = facts.function.blocks[number];
        for (0..block.instruction_count) |index| {
            const at: u32 = @intCast(block.first_instruction + index);
            if (!facts.isEmitted(at)) continue;
            const what = convention.destroys(facts, at);
            if (what != .nothing) try positions[@backingInt(what)].append(arena, liveness.position[at] + destroyed_at);
        }
    }
    const clobbers = try arena.alloc(allocation.Clobber, convention.destroyed.len);
    for (clobbers, convention.destroyed) |*clobber, destroyed| clobber.* = .{
        .registers = destroyed.registers,
        .is_float = destroyed.is_float,
        .positions = positions[@backingInt(destroyed.by)].items,
    };
    return clobbers;
}

/// Arguments, parameters and results in the registers of the convention, the values of an edge where the target's
/// parameters are, and what the architecture's instructions like best.
pub fn collectHints(comptime machine: type, arena: Allocator, facts: Facts) error{OutOfMemory}![]const Hint {
    const convention = machine.convention;
    const cell_arguments = comptime numbers(convention.numberOf, convention.cell_registers);
    const float_arguments = comptime numbers(convention.numberOfFloat, convention.float_registers);
    var hints: Hints = .{
        .arena = arena,
        .facts = facts,
        .cell_arguments = &cell_arguments,
        .float_arguments = &float_arguments,
    };
    const function = facts.function;
    const entry = function.blocks[0];
    for (0..entry.parameter_count) |index| {
        try hints.inConvention(@intCast(entry.first_parameter + index), @intCast(index), function.header.cell_in, 1);
    }
    for (facts.order.blocks) |number| {
        const block = function.blocks[number];
        const frequency = facts.order.frequency(number);
        for (block.first_instruction..block.first_instruction + block.instruction_count) |at| {
            try hints.ofCallOrReturn(@intCast(at), frequency);
            try convention.addHints(&hints, @intCast(at), frequency);
        }
        for (facts.edgesFrom(number)) |edge| {
            const taken = edge orelse continue;
            const parameters = function.blocks[taken.target].first_parameter;
            for (taken.arguments, 0..) |value, index| try hints.together(@intCast(parameters + index), value, frequency);
        }
    }
    return hints.list.items;
}

fn numbers(comptime numberOf: anytype, comptime registers: anytype) [registers.len]u4 {
    var list: [registers.len]u4 = undefined;
    for (&list, registers) |*number, register| number.* = numberOf(register);
    return list;
}

pub const Hints = struct {
    arena: Allocator,
    facts: Facts,
    /// The allocator's numbers of the convention's registers.
    cell_arguments: []const u4,
    float_arguments: []const u4,
    list: std.ArrayList(Hint) = .empty,

    fn ofCallOrReturn(hints: *Hints, number: u32, frequency: f32) error{OutOfMemory}!void {
        const function = hints.facts.function;
        const instruction = function.instructions[number];
        switch (hints.facts.op(number)) {
            .call, .call_through => {
                const effect = calls.effectOf(function, instruction);
                const arguments = calls.argumentsOf(function, instruction);
                for (arguments, 0..) |value, index| try hints.inConvention(value, @intCast(index), effect.cell_in, frequency);
                for (0..effect.cell_out + effect.float_out) |index| {
                    try hints.inConvention(@intCast(instruction.result + index), @intCast(index), effect.cell_out, frequency);
                }
            },
            .@"return" => {
                const values = function.extra[instruction.b..][0..instruction.c];
                for (values, 0..) |value, index| {
                    try hints.inConvention(value, @intCast(index), function.header.cell_out, frequency);
                }
            },
            else => {},
        }
    }

    /// The register of the calling convention for the value at a place in a list of cells and then floats, if it has one.
    fn inConvention(hints: *Hints, value: u32, index: u32, cells: u32, weight: f32) error{OutOfMemory}!void {
        const registers = if (index < cells) hints.cell_arguments else hints.float_arguments;
        const place = if (index < cells) index else index - cells;
        if (place < registers.len) try hints.in(value, registers[place], weight);
    }

    /// A value had better be in a register, by the allocator's number.
    pub fn in(hints: *Hints, value: u32, register: u4, weight: f32) error{OutOfMemory}!void {
        try hints.add(value, .{ .register = register }, weight);
    }

    /// Two values had better share a register.
    pub fn together(hints: *Hints, first: u32, second: u32, weight: f32) error{OutOfMemory}!void {
        try hints.add(first, .{ .value = second }, weight);
        try hints.add(second, .{ .value = first }, weight);
    }

    fn add(hints: *Hints, value: u32, target: @FieldType(Hint, "target"), weight: f32) error{OutOfMemory}!void {
        if (!hints.facts.isAllocated(value)) return;
        if (target == .value and !hints.facts.isAllocated(target.value)) return;
        try hints.list.append(hints.arena, .{ .value = value, .target = target, .weight = weight });
    }
};
