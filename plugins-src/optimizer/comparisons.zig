//! Comparisons and flags. Needs a settled graph. Leaves no comparison of a comparison with a truth value, no comparison
//! of a sum with a constant, used for nothing else, where the sum's base can be compared; no test of whether a loop's index
//! has crossed its limit by a step of known sign in more than one comparison; no branch or selection on `= 0` or `<> 0`, and
//! constants on the right of equalities.

const std = @import("std");
const abi = @import("abi");
const graphs = @import("graph.zig");
const edit = @import("edit.zig");
const sumOf = @import("natural_loops.zig").sumOf;
const Allocator = std.mem.Allocator;
const Error = graphs.Error;
const Graph = graphs.Graph;
const Instruction = graphs.Instruction;
const NaturalLoops = @import("natural_loops.zig").NaturalLoops;
const ValueId = graphs.ValueId;
const Editor = edit.Editor;
const Verdict = edit.Verdict;

const truth = ~@as(u64, 0);

pub fn run(graph: *Graph, scratch: Allocator) Error!void {
    var context: Context = .{ .uses = try graph.countUses(scratch), .scratch = scratch };
    try edit.forEach(graph, scratch, &context, simplify);
    for (graph.blocks.items) |*block| {
        if (!block.is_live or block.terminator.op != .branch) continue;
        simplifyBranch(graph, &block.terminator);
        try compareDifference(graph, block, &context.uses);
    }
}

const Context = struct {
    /// By value, as it was when the pass began.
    uses: graphs.Uses,
    scratch: Allocator,
    /// As they were when somebody asked first.
    loops: ?NaturalLoops = null,

    /// Whether the value is known to be above 0, as a signed number.
    fn isPositive(context: *Context, graph: *Graph, value: ValueId) Error!bool {
        if (graph.constantOf(value)) |bits| return @as(i64, @bitCast(bits)) > 0;
        return (try context.naturalLoops(graph)).isPositive(value);
    }

    fn naturalLoops(context: *Context, graph: *Graph) Error!*const NaturalLoops {
        if (context.loops == null) context.loops = try .init(graph, context.scratch);
        return &context.loops.?;
    }
};

/// How many comparisons with zero are taken off a condition at once.
const max_depth = 8;

fn simplifyBranch(graph: *Graph, branch: *graphs.Terminator) void {
    for (0..max_depth) |_| {
        const test_of_zero = zeroTestOf(graph, branch.operands[0]) orelse return;
        branch.operands[0] = test_of_zero.value;
        if (test_of_zero.is_negated) std.mem.swap(graphs.Edge, &branch.edges[0], &branch.edges[1]);
        graph.changed = true;
    }
}

/// Decides by a comparison instead of a difference that is there for nothing else.
fn compareDifference(graph: *Graph, block: *graphs.Block, uses: *const graphs.Uses) Error!void {
    const value = block.terminator.operands[0];
    if (uses.of(value) > 1) return;
    const difference = graph.match(value, .sub) orelse graph.match(value, .xor) orelse return;
    const id = try graph.addInstruction(.ne, difference.operands, block.terminator.position);
    try block.body.append(graph.arena, id);
    block.terminator.operands[0] = graph.instructions.items[id].first_result;
}

/// A condition that is `value = 0` (negated) or `value <> 0`.
const ZeroTest = struct { value: ValueId, is_negated: bool };

fn zeroTestOf(graph: *Graph, condition: ValueId) ?ZeroTest {
    const found = graph.match(condition, .eq) orelse graph.match(condition, .ne) orelse return null;
    if (!graph.isConstant(found.operands[1], 0)) return null;
    return .{ .value = found.operands[0], .is_negated = found.op == .eq };
}

fn simplify(editor: *Editor, context: *Context, instruction: Instruction) Error!Verdict {
    return switch (instruction.op) {
        .eq, .ne => simplifyEquality(editor, context, instruction),
        .lt => try simplifyCrossing(editor, context, instruction) orelse simplifyOrder(editor, instruction),
        .ult => try simplifyPassing(editor, context, instruction) orelse simplifyOrder(editor, instruction),
        .le, .ule => simplifyOrder(editor, instruction),
        .xor => simplifyNot(editor, instruction),
        .select => simplifySelection(editor, instruction),
        else => .keep,
    };
}

fn simplifyEquality(editor: *Editor, context: *const Context, instruction: Instruction) Error!Verdict {
    const graph = editor.graph;
    const is_equal = instruction.op == .eq;
    const operands = instruction.operands;
    if (operands[0] == operands[1]) return editor.becomeCell(instruction, if (is_equal) truth else 0);
    if (graph.constantOf(operands[0]) != null and graph.constantOf(operands[1]) == null) {
        std.mem.swap(ValueId, &operands[0], &operands[1]);
        graph.changed = true;
    }
    const value = operands[0];
    const bits = graph.constantOf(operands[1]) orelse return .keep;
    if ((bits == 0 or bits == truth) and isFlag(graph, value, max_depth)) {
        // Whether the flag itself is asked for, or its opposite.
        if ((bits == truth) == is_equal) return editor.become(instruction, value);
        if (try negate(editor, instruction, value)) |verdict| return verdict;
        if (is_equal and bits == 0) return .keep;
        return editor.becomeOp(instruction, .eq, &.{ value, try graph.cell(0) });
    }
    // A sum that is there anyway is compared itself, so that its base need not live on.
    if (context.uses.of(value) > 1) return .keep;
    return compareBase(editor, instruction, value, bits);
}

/// The opposite comparison in place of the instruction, when the flag is a comparison of cells. Comparisons of floats
/// have none: with a NaN, both are false.
fn negate(editor: *Editor, instruction: Instruction, flag: ValueId) Error!?Verdict {
    const comparison = editor.graph.definitionOf(flag) orelse return null;
    editor.graph.resolveAll(comparison.operands);
    const a, const b = if (comparison.operands.len == 2) comparison.operands[0..2].* else return null;
    return switch (comparison.op) {
        .eq => try editor.becomeOp(instruction, .ne, &.{ a, b }),
        .ne => try editor.becomeOp(instruction, .eq, &.{ a, b }),
        .lt => try editor.becomeOp(instruction, .le, &.{ b, a }),
        .le => try editor.becomeOp(instruction, .lt, &.{ b, a }),
        .ult => try editor.becomeOp(instruction, .ule, &.{ b, a }),
        .ule => try editor.becomeOp(instruction, .ult, &.{ b, a }),
        else => null,
    };
}

/// x + c = d as x = d - c, and the like: arithmetic modulo 2^64 has inverses.
fn compareBase(editor: *Editor, instruction: Instruction, value: ValueId, bits: u64) Error!Verdict {
    const graph = editor.graph;
    const inner = graph.match(value, .add) orelse graph.match(value, .sub) orelse
        graph.match(value, .xor) orelse return .keep;
    const a, const b = inner.operands[0..2].*;
    if (graph.constantOf(b)) |constant| {
        const other = switch (inner.op) {
            .add => bits -% constant,
            .sub => bits +% constant,
            else => bits ^ constant,
        };
        return editor.becomeOp(instruction, instruction.op, &.{ a, try graph.cell(other) });
    }
    if (inner.op == .add or bits != 0) return .keep;
    return editor.becomeOp(instruction, instruction.op, &.{ a, b });
}

/// +LOOP's test, (d ^ s) & (d ^ n) < 0 with s = d + n: whether the distance d of the index from its limit and the next
/// distance s lie on both sides of the limit. With n > 0 that is s <u n, with n < 0 it is d <u -n.
fn simplifyCrossing(editor: *Editor, context: *Context, instruction: Instruction) Error!?Verdict {
    const graph = editor.graph;
    if (!graph.isConstant(instruction.operands[1], 0)) return null;
    const both = graph.match(instruction.operands[0], .@"and") orelse return null;
    const first = graph.match(both.operands[0], .xor) orelse return null;
    const second = graph.match(both.operands[1], .xor) orelse return null;
    for ([2][2]Instruction{ .{ first, second }, .{ second, first } }) |pair| {
        for ([2]usize{ 0, 1 }) |side| {
            const distance = pair[0].operands[side];
            const next = pair[0].operands[1 - side];
            const at = std.mem.findScalar(ValueId, pair[1].operands, distance) orelse continue;
            const step = pair[1].operands[1 - at];
            if (!isSumOf(graph, next, distance, step)) continue;
            if (try context.isPositive(graph, step)) {
                const ahead = try nextDistance(editor, next, distance, step);
                return try editor.becomeOp(instruction, .ult, &.{ ahead, step });
            }
            const bits: i64 = @bitCast(graph.constantOf(step) orelse continue);
            if (bits >= 0) continue;
            return try editor.becomeOp(instruction, .ult, &.{ distance, try graph.cell(@bitCast(0 -% bits)) });
        }
    }
    return null;
}

/// A distance from a bound that is below the step only when it is zero.
fn simplifyPassing(editor: *Editor, context: *Context, instruction: Instruction) Error!?Verdict {
    const graph = editor.graph;
    const step = graph.constantOf(instruction.operands[1]) orelse return null;
    if (step < 2 or graph.constantOf(instruction.operands[0]) != null) return null;
    if (!(try context.naturalLoops(graph)).meetsBound(instruction.operands[0], step)) return null;
    return try editor.becomeOp(instruction, .eq, &.{ instruction.operands[0], try graph.cell(0) });
}

fn isSumOf(graph: *Graph, sum: ValueId, a: ValueId, b: ValueId) bool {
    if (graph.constantOf(b)) |bits| {
        const whole = sumOf(graph, sum);
        const part = sumOf(graph, a);
        return whole.base == part.base and whole.offset -% part.offset == bits;
    }
    const found = graph.match(sum, .add) orelse return false;
    return (found.operands[0] == a and found.operands[1] == b) or (found.operands[0] == b and found.operands[1] == a);
}

/// (index - limit) + step as (index + step) - limit: the loop needs the next index anyway.
fn nextDistance(editor: *Editor, next: ValueId, distance: ValueId, step: ValueId) Error!ValueId {
    const graph = editor.graph;
    if (graph.match(distance, .sub)) |difference| {
        const index, const limit = difference.operands[0..2].*;
        return editor.emit(.sub, &.{ try editor.emit(.add, &.{ index, step }), limit });
    }
    return next;
}

fn simplifyOrder(editor: *Editor, instruction: Instruction) Error!Verdict {
    const graph = editor.graph;
    const op = instruction.op;
    const a, const b = instruction.operands[0..2].*;
    if (a == b) return editor.becomeCell(instruction, if (op == .le or op == .ule) truth else 0);
    if (op == .lt and graph.isConstant(b, 0) and isFlag(graph, a, max_depth)) return editor.become(instruction, a);
    const zero = try graph.cell(0);
    if (op == .ult) {
        if (b == zero) return editor.becomeCell(instruction, 0);
        if (a == zero) return editor.becomeOp(instruction, .ne, &.{ b, zero });
        if (graph.isConstant(b, 1)) return editor.becomeOp(instruction, .eq, &.{ a, zero });
    } else if (op == .ule) {
        if (a == zero) return editor.becomeCell(instruction, truth);
        if (b == zero) return editor.becomeOp(instruction, .eq, &.{ a, zero });
    }
    return .keep;
}

/// INVERT of a flag.
fn simplifyNot(editor: *Editor, instruction: Instruction) Error!Verdict {
    const graph = editor.graph;
    const value = instruction.operands[0];
    if (!graph.isConstant(instruction.operands[1], truth) or !isFlag(graph, value, max_depth)) return .keep;
    if (try negate(editor, instruction, value)) |verdict| return verdict;
    return editor.becomeOp(instruction, .eq, &.{ value, try graph.cell(0) });
}

fn simplifySelection(editor: *Editor, instruction: Instruction) Error!Verdict {
    const graph = editor.graph;
    const condition, const yes, const no = instruction.operands[0..3].*;
    if (yes == no) return editor.become(instruction, yes);
    if (zeroTestOf(graph, condition)) |found| {
        const operands = [3]ValueId{ found.value, if (found.is_negated) no else yes, if (found.is_negated) yes else no };
        return editor.becomeOp(instruction, .select, &operands);
    }
    if (!isFlag(graph, condition, max_depth)) return .keep;
    if (graph.isConstant(yes, truth) and graph.isConstant(no, 0)) return editor.become(instruction, condition);
    if (graph.isConstant(yes, 0) and graph.isConstant(no, truth)) {
        return editor.becomeOp(instruction, .eq, &.{ condition, try graph.cell(0) });
    }
    return .keep;
}

/// Whether a value is always 0 or -1.
fn isFlag(graph: *Graph, value: ValueId, depth: u32) bool {
    if (graph.constantOf(value)) |bits| return bits == 0 or bits == truth;
    const instruction = graph.definitionOf(value) orelse return false;
    const of = instruction.operands;
    switch (instruction.op) {
        .eq, .ne, .lt, .le, .ult, .ule, .feq, .flt, .fle => return true,
        .@"and", .@"or", .xor => {},
        else => return false,
    }
    if (depth == 0) return false;
    return isFlag(graph, graph.resolve(of[0]), depth - 1) and isFlag(graph, graph.resolve(of[1]), depth - 1);
}
