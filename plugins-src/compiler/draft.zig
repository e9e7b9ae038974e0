//! A function on its way from steps to ForthIR: SSA, but with a parameter for every slot where paths meet, and with
//! constants outside the instructions.
//!
//! Constants become instructions at their use, at the last moment, because a parameter may turn out to be one.

const std = @import("std");
const abi = @import("abi");

/// A value's number, or `~n` for constant n.
pub const Reference = u32;

const first_constant: Reference = 1 << 31;

pub fn isConstant(reference: Reference) bool {
    return reference >= first_constant;
}

/// As in the Instruction record, with references for values.
pub const Instruction = struct {
    op: abi.Op,
    /// `abi.none` when it has no results.
    result: u32,
    a: u32,
    b: u32,
    c: u32,
    position: u32,

    /// The part of the pool that holds the instruction's values: where it starts and how long it is.
    pub fn poolValues(instruction: Instruction) struct { u32, u32 } {
        return switch (abi.ops.info(instruction.op).shape) {
            .call => .{ instruction.b + 2, instruction.c },
            .v4 => .{ instruction.b, instruction.c },
            else => .{ 0, 0 },
        };
    }
};

pub const Constant = struct { low: u32, high: u32, type: abi.ValueType };

pub const Ending = enum { @"return", jump, branch, @"unreachable" };

pub const Region = struct {
    first_instruction: u32,
    end_instruction: u32,
    first_parameter: u32,
    parameter_count: u32,
    /// What the slots hold at its end: a reference each, in the order of the parameters, in `exits`.
    exit_start: u32,
    ending: Ending,
    /// Of a branch.
    condition: Reference,
    /// The list in the pool of a return.
    result_start: u32,
    result_count: u32,
    /// Of the ending.
    position: u32,
    /// Dynamic form: cells and floats that stay values on the ways to its successors.
    carried_cells: u32,
    carried_floats: u32,
};

const cache_size = 256;
const no_constant = abi.none;

pub const Draft = struct {
    arena: std.mem.Allocator,
    /// By value.
    types: std.ArrayList(abi.ValueType) = .empty,
    constants: std.ArrayList(Constant) = .empty,
    instructions: std.ArrayList(Instruction) = .empty,
    /// Lists of references; a call's has its result counts in front.
    pool: std.ArrayList(u32) = .empty,
    exits: std.ArrayList(Reference) = .empty,
    regions: std.ArrayList(Region) = .empty,
    /// By value: the reference that stands for it (itself, until it is found to be superfluous).
    replacement: []Reference = &.{},
    /// By value: the region whose parameter it is, or `abi.none`; the function's inputs do not count.
    parameter_of: []u32 = &.{},
    constant_cache: [cache_size]u32 = @splat(no_constant),

    /// Prepares what is said by value, when all values are known.
    pub fn complete(draft: *Draft) error{OutOfMemory}!void {
        const count = draft.types.items.len;
        draft.replacement = try draft.arena.alloc(Reference, count);
        for (draft.replacement, 0..) |*replacement, value| replacement.* = @intCast(value);
        draft.parameter_of = try draft.arena.alloc(u32, count);
        @memset(draft.parameter_of, abi.none);
        for (draft.regions.items[1..], 1..) |region, number| {
            @memset(draft.parameter_of[region.first_parameter..][0..region.parameter_count], @intCast(number));
        }
    }

    pub fn addValue(draft: *Draft, kind: abi.ValueType) error{OutOfMemory}!Reference {
        const value = draft.types.items.len;
        if (value == first_constant) return error.OutOfMemory;
        try draft.types.append(draft.arena, kind);
        return @intCast(value);
    }

    /// The reference of a constant. Equal constants get the same reference as long as the cache remembers them.
    pub fn constant(draft: *Draft, low: u32, high: u32, kind: abi.ValueType) error{OutOfMemory}!Reference {
        const slot = (low ^ low >> 8 ^ high *% 31 ^ @backingInt(kind)) % cache_size;
        const wanted: Constant = .{ .low = low, .high = high, .type = kind };
        const known = draft.constant_cache[slot];
        if (known != no_constant and std.meta.eql(draft.constants.items[known], wanted)) return ~known;
        const index: u32 = @intCast(draft.constants.items.len);
        if (index == first_constant) return error.OutOfMemory;
        try draft.constants.append(draft.arena, wanted);
        draft.constant_cache[slot] = index;
        return ~index;
    }

    /// Appends an instruction; returns its first result, `abi.none` when it has none.
    pub fn emit(draft: *Draft, op: abi.Op, a: u32, b: u32, c: u32, position: u32) error{OutOfMemory}!Reference {
        const info = abi.ops.info(op);
        return draft.emitWith(op, info.cell_results, info.float_results, a, b, c, position);
    }

    /// Like `emit`, with a number of results that the op does not fix.
    pub fn emitWith(
        draft: *Draft,
        op: abi.Op,
        cells: u32,
        floats: u32,
        a: u32,
        b: u32,
        c: u32,
        position: u32,
    ) error{OutOfMemory}!Reference {
        const result: u32 = if (cells + floats == 0) abi.none else @intCast(draft.types.items.len);
        for (0..cells) |_| _ = try draft.addValue(.cell);
        for (0..floats) |_| _ = try draft.addValue(.float);
        try draft.instructions.append(draft.arena, .{
            .op = op,
            .result = result,
            .a = a,
            .b = b,
            .c = c,
            .position = position,
        });
        return result;
    }

    /// What stands for a reference: a value that is not replaced, or a constant.
    pub fn resolve(draft: *Draft, reference: Reference) Reference {
        var at = reference;
        while (!isConstant(at) and draft.replacement[at] != at) at = draft.replacement[at];
        var step = reference;
        while (step != at) {
            const next = draft.replacement[step];
            draft.replacement[step] = at;
            step = next;
        }
        return at;
    }
};
