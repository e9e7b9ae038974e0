//! Cells whose upper half is zero, sums and products of which only the low half counts, and rotations.
//!
//! Needs facts up to the uses. Leaves true: a narrow value's upper half is zero; a short value is computed by an operation on
//! 32 bits, which clears the upper half, and only a mask of 32 bits uses it; the shifts of a rotation are folded.

const std = @import("std");
const abi = @import("abi");
const Facts = @import("facts.zig").Facts;

/// A value rotated left by 1 to 63; when it is short, its low half by 1 to 31.
pub const Rotation = struct { value: u32, count: u6, is_short: bool };

/// Walks over all blocks, after which nothing is taken for narrow.
const max_walks = 8;
const low_half: i64 = 0xFFFF_FFFF;

pub fn find(facts: *Facts) error{OutOfMemory}!void {
    if (!isWorthwhile(facts.*)) return;
    @memset(facts.narrow, true);
    const is_settled = for (0..max_walks) |_| {
        if (!narrowOnce(facts)) break true;
    } else false;
    if (!is_settled) @memset(facts.narrow, false);
    for (facts.order.blocks) |number| {
        const block = facts.function.blocks[number];
        for (block.first_instruction..block.first_instruction + block.instruction_count) |at| {
            const instruction = facts.function.instructions[at];
            switch (facts.op(@intCast(at))) {
                .@"or", .xor, .add => if (try findRotation(facts, @intCast(at))) continue,
                else => {},
            }
            if (canBeShort(facts.*, @intCast(at))) facts.short[instruction.result] = true;
        }
    }
}

/// Whether something is shifted, masked or divided at all.
fn isWorthwhile(facts: Facts) bool {
    for (facts.function.instructions) |instruction| switch (@as(abi.Op, @fromBackingInt(instruction.op))) {
        .@"and", .shr, .div, .mod => return true,
        else => {},
    };
    return false;
}

// ---- narrow values ----

/// Takes back what turns out not to be narrow; false when there was nothing.
fn narrowOnce(facts: *Facts) bool {
    var changed = false;
    for (facts.order.blocks) |number| {
        const block = facts.function.blocks[number];
        if (number == 0) for (0..block.parameter_count) |index| {
            changed = take(facts, @intCast(block.first_parameter + index), false) or changed;
        };
        for (facts.function.instructionsOf(block)) |instruction| {
            const results = facts.function.resultsOf(instruction);
            for (0..results.cells + results.floats) |index| {
                changed = take(facts, @intCast(instruction.result + index), index == 0 and isNarrow(facts.*, instruction)) or changed;
            }
        }
        for (facts.edgesFrom(number)) |edge| {
            const taken = edge orelse continue;
            const parameters = facts.function.blocks[taken.target].first_parameter;
            for (taken.arguments, 0..) |value, index| {
                changed = take(facts, @intCast(parameters + index), facts.narrow[value]) or changed;
            }
        }
    }
    return changed;
}

fn take(facts: *Facts, value: u32, is_narrow: bool) bool {
    if (is_narrow or !facts.narrow[value]) return false;
    facts.narrow[value] = false;
    return true;
}

fn isNarrow(facts: Facts, instruction: abi.Instruction) bool {
    const op: abi.Op = @fromBackingInt(instruction.op);
    return switch (op) {
        .@"const" => instruction.b == 0,
        .load8, .load16, .load32 => true,
        .@"and" => facts.narrow[instruction.a] or facts.narrow[instruction.b],
        .@"or", .xor => facts.narrow[instruction.a] and facts.narrow[instruction.b],
        .select => facts.narrow[instruction.b] and facts.narrow[instruction.c],
        .shr => facts.narrow[instruction.a] or (facts.constant(instruction.b) orelse 0) >= 32,
        // A remainder is less than its divisor, and has its sign.
        .mod => (facts.constant(instruction.b) orelse -1) > 0 and facts.narrow[instruction.b],
        .div => (facts.constant(instruction.b) orelse -1) > 0 and facts.narrow[instruction.a],
        else => false,
    };
}

// ---- short operations ----

fn canBeShort(facts: Facts, number: u32) bool {
    const instruction = facts.function.instructions[number];
    const result = instruction.result;
    switch (facts.op(number)) {
        .add, .sub, .mul => for ([2]u32{ instruction.a, instruction.b }) |value| {
            // Nothing is written for the first two; what is longer is another way of writing.
            const known = facts.constant(value) orelse continue;
            if (known == 0 or known == 1 or std.math.cast(i32, known) == null) return false;
        },
        .shl => {
            const count = facts.constant(instruction.b) orelse return false;
            if (count < 1 or count > 31) return false;
        },
        else => return false,
    }
    if (facts.uses[result] != 1 or facts.user[result] == abi.none) return false;
    return isMasked(facts, facts.user[result], result);
}

/// Whether an instruction is a mask of 32 bits for a value.
fn isMasked(facts: Facts, number: u32, value: u32) bool {
    if (facts.op(number) != .@"and") return false;
    const mask = facts.function.instructions[number];
    return mask.a == value and facts.constant(mask.b) == low_half;
}

// ---- rotations ----

/// Folds two shifts of a value into what joins them, when that is a rotation.
fn findRotation(facts: *Facts, number: u32) error{OutOfMemory}!bool {
    const instruction = facts.function.instructions[number];
    const block = facts.block[instruction.result];
    for ([2][2]u32{ .{ instruction.a, instruction.b }, .{ instruction.b, instruction.a } }) |sides| {
        var left = sides[0];
        // The left part of a rotation of 32 bits may be masked by itself.
        const mask: ?u32 = if (facts.definingOp(left) == .@"and") left else null;
        if (mask) |masked| {
            left = facts.function.instructions[facts.definition[masked]].a;
            if (!isMasked(facts.*, facts.definition[masked], left) or !facts.isPrivate(masked, block)) continue;
        }
        const up = shiftOf(facts.*, left, .shl, block) orelse continue;
        const down = shiftOf(facts.*, sides[1], .shr, block) orelse continue;
        if (up.value != down.value) continue;
        const result = instruction.result;
        const is_short = up.count + down.count == 32;
        if (is_short) {
            const is_masked = mask != null or (facts.uses[result] == 1 and facts.user[result] != abi.none and isMasked(facts.*, facts.user[result], result));
            if (!is_masked or !facts.narrow[up.value]) continue;
        } else if (up.count + down.count != 64 or mask != null) continue;
        if (mask) |masked| facts.folded[masked] = true;
        facts.folded[left] = true;
        facts.folded[sides[1]] = true;
        facts.short[result] = is_short;
        try facts.rotations.put(facts.arena, result, .{ .value = up.value, .count = @intCast(up.count), .is_short = is_short });
        return true;
    }
    return false;
}

const Shift = struct { value: u32, count: u32 };

/// A value shifted by a constant between 1 and 63, for this block's rotation alone.
fn shiftOf(facts: Facts, value: u32, op: abi.Op, block: u32) ?Shift {
    if (facts.definingOp(value) != op or !facts.isPrivate(value, block)) return null;
    const instruction = facts.function.instructions[facts.definition[value]];
    const count = facts.constant(instruction.b) orelse return null;
    if (count < 1 or count > 63 or facts.isConstant(instruction.a)) return null;
    return .{ .value = instruction.a, .count = @intCast(count) };
}
