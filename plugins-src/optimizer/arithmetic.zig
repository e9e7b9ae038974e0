//! Strength reduction and identities. Needs a settled graph. Leaves constants on the right of what can be turned round;
//! sums as a value plus one constant, with the constant outermost where nobody else uses the inner sum; shifts and masks
//! instead of multiplications and divisions by powers of two; nothing that adds zero or multiplies by one.
//!
//! Division is floored, so that by 2^k it is an arithmetic shift and its remainder a mask, for negative numbers too.

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

const minus_one = ~@as(u64, 0);

pub fn run(graph: *Graph, scratch: Allocator) Error!void {
    const uses = try graph.countUses(scratch);
    try edit.forEach(graph, scratch, &uses, simplify);
}

fn simplify(editor: *Editor, uses: *const graphs.Uses, instruction: Instruction) Error!Verdict {
    const operands = instruction.operands;
    switch (instruction.op) {
        .add, .mul, .@"and", .@"or", .xor => {
            const graph = editor.graph;
            if (graph.constantOf(operands[0]) != null and graph.constantOf(operands[1]) == null) {
                std.mem.swap(ValueId, &operands[0], &operands[1]);
                graph.changed = true;
            }
        },
        else => {},
    }
    return switch (instruction.op) {
        .add, .sub => simplifySum(editor, uses, instruction),
        .mul => simplifyProduct(editor, instruction),
        .umul => simplifyWideProduct(editor, instruction),
        .div, .mod => simplifyQuotient(editor, instruction),
        .fdivmod => simplifyWideQuotient(editor, instruction),
        .@"and", .@"or", .xor => simplifyBitwise(editor, instruction),
        .shl, .shr, .sar => simplifyShift(editor, instruction),
        .fdiv => simplifyFloatQuotient(editor, instruction),
        else => .keep,
    };
}

// ---- sums ----

/// A value as another one plus a constant.
const Sum = struct { base: ValueId, offset: u64 };

fn sumOf(graph: *Graph, value: ValueId) Sum {
    const instruction = graph.match(value, .add) orelse graph.match(value, .sub);
    if (instruction) |sum| {
        if (graph.constantOf(sum.operands[1])) |bits| {
            return .{ .base = sum.operands[0], .offset = if (sum.op == .add) bits else 0 -% bits };
        }
    }
    return .{ .base = value, .offset = 0 };
}

fn simplifySum(editor: *Editor, uses: *const graphs.Uses, instruction: Instruction) Error!Verdict {
    const graph = editor.graph;
    const left = sumOf(graph, instruction.operands[0]);
    const right = instruction.operands[1];
    if (graph.constantOf(right)) |bits| return simplifyStep(editor, uses, instruction, bits);
    if (instruction.op == .sub) {
        const other = sumOf(graph, right);
        if (left.base == other.base) return editor.becomeCell(instruction, left.offset -% other.offset);
        return .keep;
    }
    const other = sumOf(graph, right);
    if (left.offset == 0 and other.offset == 0) return .keep;
    if (left.offset != 0 and !isUsedOnce(uses, instruction.operands[0])) return .keep;
    if (other.offset != 0 and !isUsedOnce(uses, right)) return .keep;
    const base = try editor.emit(.add, &.{ left.base, other.base });
    return becomeSum(editor, instruction, base, left.offset +% other.offset);
}

/// A value made in this pass is new to the counts; what it is made from is used by it alone.
fn isUsedOnce(uses: *const graphs.Uses, value: ValueId) bool {
    return uses.of(value) == 1;
}

/// Adds or subtracts a constant.
fn simplifyStep(editor: *Editor, uses: *const graphs.Uses, instruction: Instruction, bits: u64) Error!Verdict {
    const graph = editor.graph;
    const step = if (instruction.op == .add) bits else 0 -% bits;
    const inner = sumOf(graph, instruction.operands[0]);
    if (inner.offset != 0 or step == 0) return becomeSum(editor, instruction, inner.base, inner.offset +% step);
    if (try spreadFactor(editor, uses, inner.base)) |product| {
        return becomeSum(editor, instruction, product.base, product.offset +% step);
    }
    const is_canonical = (instruction.op == .add) == isAdded(step);
    return if (is_canonical) .keep else becomeSum(editor, instruction, inner.base, step);
}

/// (x + c) * m and (x + c) << m as x * m and x << m plus a constant, so that the step of an index joins an address.
fn spreadFactor(editor: *Editor, uses: *const graphs.Uses, value: ValueId) Error!?Sum {
    const graph = editor.graph;
    const product = graph.match(value, .shl) orelse graph.match(value, .mul) orelse return null;
    const factor = graph.constantOf(product.operands[1]) orelse return null;
    if (product.op == .shl and factor > 63) return null;
    const inner = sumOf(graph, product.operands[0]);
    if (inner.offset == 0 or !isUsedOnce(uses, value)) return null;
    const base = try editor.emit(product.op, &.{ inner.base, product.operands[1] });
    const offset = if (product.op == .mul) inner.offset *% factor else inner.offset << @intCast(factor);
    return .{ .base = base, .offset = offset };
}

/// Whether a step is written as an addition: the constant that is written is not negative, where that can be had.
fn isAdded(step: u64) bool {
    const signed: i64 = @bitCast(step);
    return signed >= 0 or signed == std.math.minInt(i64);
}

fn becomeSum(editor: *Editor, instruction: Instruction, base: ValueId, offset: u64) Error!Verdict {
    if (offset == 0) return editor.become(instruction, base);
    if (isAdded(offset)) return editor.becomeOp(instruction, .add, &.{ base, try editor.graph.cell(offset) });
    return editor.becomeOp(instruction, .sub, &.{ base, try editor.graph.cell(0 -% offset) });
}

// ---- products and quotients ----

fn simplifyProduct(editor: *Editor, instruction: Instruction) Error!Verdict {
    const graph = editor.graph;
    const value = instruction.operands[0];
    const factor = graph.constantOf(instruction.operands[1]) orelse return .keep;
    if (factor == 0) return editor.becomeCell(instruction, 0);
    if (factor == 1) return editor.become(instruction, value);
    if (factor == minus_one) return editor.becomeOp(instruction, .sub, &.{ try graph.cell(0), value });
    if (powerOfTwo(factor)) |power| return editor.becomeOp(instruction, .shl, &.{ value, try graph.cell(power) });
    if (graph.match(value, .mul)) |inner| {
        const other = graph.constantOf(inner.operands[1]) orelse return .keep;
        return editor.becomeOp(instruction, .mul, &.{ inner.operands[0], try graph.cell(factor *% other) });
    }
    return .keep;
}

/// UM* by a power of two.
fn simplifyWideProduct(editor: *Editor, instruction: Instruction) Error!Verdict {
    const graph = editor.graph;
    const value, const other = .{ instruction.operands[0], instruction.operands[1] };
    const left = if (graph.constantOf(value)) |bits| powerOfTwo(bits) else null;
    const right = if (graph.constantOf(other)) |bits| powerOfTwo(bits) else null;
    const power = right orelse left orelse return .keep;
    const factor = if (right != null) value else other;
    const low = try editor.emit(.shl, &.{ factor, try graph.cell(power) });
    const high = try editor.emit(.shr, &.{ factor, try graph.cell(64 - power) });
    graph.replace(instruction.first_result, low);
    graph.replace(instruction.first_result + 1, high);
    return .remove;
}

fn simplifyQuotient(editor: *Editor, instruction: Instruction) Error!Verdict {
    const graph = editor.graph;
    const value = instruction.operands[0];
    const divisor = graph.constantOf(instruction.operands[1]) orelse return .keep;
    if (instruction.op == .mod) {
        if (divisor == 1 or divisor == minus_one) return editor.becomeCell(instruction, 0);
        if (powerOfTwo(divisor) == null or divisor >> 63 != 0) return .keep;
        return editor.becomeOp(instruction, .@"and", &.{ value, try graph.cell(divisor - 1) });
    }
    if (divisor == 1) return editor.become(instruction, value);
    if (divisor == minus_one) return editor.becomeOp(instruction, .sub, &.{ try graph.cell(0), value });
    const power = powerOfTwo(divisor) orelse return .keep;
    if (power == 63) return .keep; // As a divisor, that bit alone is the most negative number.
    return editor.becomeOp(instruction, .sar, &.{ value, try graph.cell(power) });
}

/// FM/MOD of a cell that S>D has made two of, by a positive constant: the quotient is no larger than the cell.
fn simplifyWideQuotient(editor: *Editor, instruction: Instruction) Error!Verdict {
    const graph = editor.graph;
    const low, const high, const divisor = instruction.operands[0..3].*;
    const bits: i64 = @bitCast(graph.constantOf(divisor) orelse return .keep);
    const sign = graph.match(high, .sar) orelse return .keep;
    if (bits <= 0 or sign.operands[0] != low or (graph.constantOf(sign.operands[1]) orelse 0) < 63) return .keep;
    graph.replace(instruction.first_result, try editor.emit(.mod, &.{ low, divisor }));
    graph.replace(instruction.first_result + 1, try editor.emit(.div, &.{ low, divisor }));
    return .remove;
}

/// The reciprocal of a power of two is exact, so that the product rounds the same number as the quotient.
fn simplifyFloatQuotient(editor: *Editor, instruction: Instruction) Error!Verdict {
    const graph = editor.graph;
    const bits = graph.constantOf(instruction.operands[1]) orelse return .keep;
    const divisor: f64 = @bitCast(bits);
    const has_mantissa = bits & ((1 << 52) - 1) != 0;
    const reciprocal = 1.0 / divisor;
    if (has_mantissa or !std.math.isNormal(divisor) or !std.math.isNormal(reciprocal)) return .keep;
    const factor = try graph.constant(.float, @bitCast(reciprocal));
    return editor.becomeOp(instruction, .fmul, &.{ instruction.operands[0], factor });
}

fn powerOfTwo(bits: u64) ?u64 {
    return if (@popCount(bits) == 1) @ctz(bits) else null;
}

// ---- bits ----

fn simplifyBitwise(editor: *Editor, instruction: Instruction) Error!Verdict {
    const graph = editor.graph;
    const op = instruction.op;
    const value = instruction.operands[0];
    if (value == instruction.operands[1]) {
        return if (op == .xor) editor.becomeCell(instruction, 0) else editor.become(instruction, value);
    }
    const bits = graph.constantOf(instruction.operands[1]) orelse return .keep;
    const neutral: u64 = if (op == .@"and") minus_one else 0;
    if (bits == neutral) return editor.become(instruction, value);
    if (op == .@"and" and bits == 0) return editor.becomeCell(instruction, 0);
    if (op == .@"or" and bits == minus_one) return editor.becomeCell(instruction, minus_one);
    if (op == .@"and" and possibleBits(graph, value) & ~bits == 0) return editor.become(instruction, value);
    const inner = graph.match(value, op) orelse return .keep;
    const other = graph.constantOf(inner.operands[1]) orelse return .keep;
    const both = switch (op) {
        .@"and" => bits & other,
        .@"or" => bits | other,
        else => bits ^ other,
    };
    return editor.becomeOp(instruction, op, &.{ inner.operands[0], try graph.cell(both) });
}

/// Bits that may be set in a value.
fn possibleBits(graph: *Graph, value: ValueId) u64 {
    if (graph.constantOf(value)) |bits| return bits;
    const instruction = graph.definitionOf(value) orelse return minus_one;
    switch (instruction.op) {
        .load8 => return 0xFF,
        .load16 => return 0xFFFF,
        .load32 => return 0xFFFF_FFFF,
        .@"and" => return graph.constantOf(graph.resolve(instruction.operands[1])) orelse minus_one,
        .shr => {
            const count = graph.constantOf(graph.resolve(instruction.operands[1])) orelse return minus_one;
            return if (count > 63) 0 else minus_one >> @intCast(count);
        },
        else => return minus_one,
    }
}

fn simplifyShift(editor: *Editor, instruction: Instruction) Error!Verdict {
    const graph = editor.graph;
    const op = instruction.op;
    const value = instruction.operands[0];
    if (graph.isConstant(value, 0)) return editor.become(instruction, value);
    const count = graph.constantOf(instruction.operands[1]) orelse return .keep;
    if (count == 0) return editor.become(instruction, value);
    if (count > 63) {
        if (op != .sar) return editor.becomeCell(instruction, 0);
        return editor.becomeOp(instruction, .sar, &.{ value, try graph.cell(63) });
    }
    const inner = graph.match(value, op) orelse return .keep;
    const other = graph.constantOf(inner.operands[1]) orelse return .keep;
    if (other > 63) return .keep;
    return editor.becomeOp(instruction, op, &.{ inner.operands[0], try graph.cell(count + other) });
}
