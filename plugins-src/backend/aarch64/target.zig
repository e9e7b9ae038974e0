//! AArch64 behind the names that backend.zig knows of an architecture.

const std = @import("std");
const abi = @import("abi");
const allocation = @import("../allocation.zig");
const calls = @import("calls.zig");
const convention = @import("convention.zig");
const function_code = @import("function.zig");
const runtime = @import("runtime.zig");
const Assembler = @import("assembler.zig").Assembler;
const Blob = @import("../blob.zig").Blob;
const Facts = @import("../facts.zig").Facts;
const Liveness = @import("../liveness.zig").Liveness;
const destroyed_at = @import("../liveness.zig").destroyed_at;
const Allocator = std.mem.Allocator;
const Hint = allocation.Hint;

pub const architecture: abi.Architecture = .aarch64;
/// Only loads and stores reach memory.
pub const folds_loads = false;

/// Whether there is code for all of a function's calls and for its own effect.
pub fn canCompile(function: abi.Function) bool {
    const header = function.header;
    if (!convention.fits(@max(header.cell_in, header.cell_out), @max(header.float_in, header.float_out))) return false;
    for (function.instructions) |instruction| {
        if (instruction.op != @backingInt(abi.Op.call)) continue;
        const effect = calls.effectOf(function, instruction);
        const cells = @max(effect.cell_in, effect.cell_out);
        if (!convention.fits(cells, @max(effect.float_in, effect.float_out))) return false;
    }
    return true;
}

/// Gives every value its place.
pub fn allocateRegisters(arena: Allocator, liveness: Liveness) error{OutOfMemory}!allocation.Allocation {
    const clobbers = try collectClobbers(arena, liveness);
    const hints = try collectHints(arena, liveness.facts);
    return allocation.allocate(arena, liveness, convention.classes, &clobbers, hints);
}

fn collectClobbers(arena: Allocator, liveness: Liveness) error{OutOfMemory}![2]allocation.Clobber {
    const facts = liveness.facts;
    var calling: std.ArrayList(u32) = .empty;
    for (facts.order.blocks) |number| {
        const block = facts.function.blocks[number];
        for (0..block.instruction_count) |index| {
            const at: u32 = @intCast(block.first_instruction + index);
            if (!facts.isEmitted(at) or convention.destroys(facts, at) == .nothing) continue;
            try calling.append(arena, liveness.position[at] + destroyed_at);
        }
    }
    return .{
        .{ .registers = convention.caller_saved_cells, .is_float = false, .positions = calling.items },
        .{ .registers = convention.caller_saved_floats, .is_float = true, .positions = calling.items },
    };
}

/// Wishes that spare moves: arguments, parameters and results in the registers of the convention, the values of an edge
/// where the target's parameters are.
fn collectHints(arena: Allocator, facts: Facts) error{OutOfMemory}![]const Hint {
    var hints: Hints = .{ .arena = arena, .facts = facts };
    const function = facts.function;
    const entry = function.blocks[0];
    for (0..entry.parameter_count) |index| {
        try hints.inConvention(@intCast(entry.first_parameter + index), @intCast(index), function.header.cell_in, 1);
    }
    for (facts.order.blocks) |number| {
        const block = function.blocks[number];
        const frequency = facts.order.frequency(number);
        for (0..block.instruction_count) |index| try hints.ofInstruction(@intCast(block.first_instruction + index), frequency);
        for (facts.edgesFrom(number)) |edge| {
            const taken = edge orelse continue;
            const parameters = function.blocks[taken.target].first_parameter;
            for (taken.arguments, 0..) |value, index| try hints.together(@intCast(parameters + index), value, frequency);
        }
    }
    return hints.list.items;
}

const Hints = struct {
    arena: Allocator,
    facts: Facts,
    list: std.ArrayList(Hint) = .empty,

    fn ofInstruction(hints: *Hints, number: u32, frequency: f32) error{OutOfMemory}!void {
        const function = hints.facts.function;
        const instruction = function.instructions[number];
        switch (hints.facts.op(number)) {
            .call => {
                const effect = calls.effectOf(function, instruction);
                const arguments = function.extra[instruction.b + 2 ..][0..instruction.c];
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

    /// The register of the calling convention for the value at a place in a list of cells and then floats.
    fn inConvention(hints: *Hints, value: u32, index: u32, cells: u32, weight: f32) error{OutOfMemory}!void {
        const register: u4 = @intCast(if (index < cells) index else index - cells);
        try hints.add(value, .{ .register = register }, weight);
    }

    /// Two values had better share a register.
    fn together(hints: *Hints, first: u32, second: u32, weight: f32) error{OutOfMemory}!void {
        try hints.add(first, .{ .value = second }, weight);
        try hints.add(second, .{ .value = first }, weight);
    }

    fn add(hints: *Hints, value: u32, target: @FieldType(Hint, "target"), weight: f32) error{OutOfMemory}!void {
        if (!hints.facts.isAllocated(value)) return;
        if (target == .value and !hints.facts.isAllocated(target.value)) return;
        try hints.list.append(hints.arena, .{ .value = value, .target = target, .weight = weight });
    }
};

/// The code of a function whose values have their places; `marks` as `abi.generate_marks`. Nothing beyond the
/// architecture's baseline is used.
pub fn emitFunction(
    arena: Allocator,
    facts: Facts,
    places: allocation.Allocation,
    _: u32,
    marks: bool,
) error{ OutOfMemory, Declined }!Blob {
    var code = try function_code.emit(arena, facts, places, marks);
    return .{
        .assembled = try assembled(&code.emitter.a),
        .register_entry = code.register_entry,
        .memory_entry = code.memory_entry,
        .frame_size = code.frame_size,
    };
}

/// A register entry for callers of a word that count on an effect, when the word has no code with that effect.
pub fn emitWordStub(arena: Allocator, word: u32, info: abi.WordInfo) error{ OutOfMemory, Declined }!Blob {
    if (!convention.fits(@max(info.cell_in, info.cell_out), @max(info.float_in, info.float_out))) return error.Declined;
    var a: Assembler = .{ .allocator = arena };
    calls.emitWordStub(&a, word, .{
        .cell_in = info.cell_in,
        .cell_out = info.cell_out,
        .float_in = info.float_in,
        .float_out = info.float_out,
    });
    return .{ .assembled = try assembled(&a), .register_entry = 0, .memory_entry = abi.none, .frame_size = calls.link_size };
}

pub fn emitRuntime(arena: Allocator) error{ OutOfMemory, Declined }!Blob {
    var code = runtime.Runtime.emit(arena);
    return .{
        .assembled = try assembled(&code.a),
        .register_entry = abi.none,
        .memory_entry = abi.none,
        .frame_size = runtime.yield_size,
        .symbols = try arena.dupe(u32, &code.symbols),
    };
}

fn assembled(a: *Assembler) error{ OutOfMemory, Declined }!@FieldType(Blob, "assembled") {
    try a.finish();
    return .{ .code = a.code.items, .relocations = a.relocations.items, .positions = a.positions.items };
}
