//! Comparisons and flags. Needs a settled graph. Leaves no comparison of a comparison with a truth value, no comparison
//! of a sum with a constant where the sum's base can be compared, no branch or selection on `= 0` or `<> 0`, and
//! constants on the right of equalities.

const std = @import("std");
const abi = @import("abi");
const graphs = @import("graph.zig");
const edit = @import("edit.zig");
const Allocator = std.mem.Allocator;
const Error = graphs.Error;
const Graph = graphs.Graph;
const Instruction = graphs.Instruction;
const ValueId = graphs.ValueId;
const Editor = edit.Editor;
const Verdict = edit.Verdict;

const truth = ~@as(u64, 0);

pub fn run(graph: *Graph, scratch: Allocator) Error!void {
    try edit.forEach(graph, scratch, {}, simplify);
    for (graph.blocks.items) |*block| {
        if (block.is_live and block.terminator.op == .branch) simplifyBranch(graph, &block.terminator);
    }
}

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

/// A condition that is `value = 0` (negated) or `value <> 0`.
const ZeroTest = struct { value: ValueId, is_negated: bool };

fn zeroTestOf(graph: *Graph, condition: ValueId) ?ZeroTest {
    const found = graph.match(condition, .eq) orelse graph.match(condition, .ne) orelse return null;
    if (!graph.isConstant(found.operands[1], 0)) return null;
    return .{ .value = found.operands[0], .is_negated = found.op == .eq };
}

fn simplify(editor: *Editor, _: void, instruction: Instruction) Error!Verdict {
    return switch (instruction.op) {
        .eq, .ne => simplifyEquality(editor, instruction),
        .lt, .le, .ult, .ule => simplifyOrder(editor, instruction),
        .xor => simplifyNot(editor, instruction),
        .select => simplifySelection(editor, instruction),
        else => .keep,
    };
}

fn simplifyEquality(editor: *Editor, instruction: Instruction) Error!Verdict {
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
