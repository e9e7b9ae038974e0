//! Remainders. Needs a settled graph. Leaves no remainder near the quotient of the same two cells in its block, unless the
//! divisor is a power of two: it is what the quotient times the divisor leaves of the dividend. So /MOD divides once.
//!
//! A quotient that comes later is computed where the remainder was: both THROW for the same divisor.

const std = @import("std");
const abi = @import("abi");
const graphs = @import("graph.zig");
const Allocator = std.mem.Allocator;
const Error = graphs.Error;
const Graph = graphs.Graph;
const InstructionId = graphs.InstructionId;
const ValueId = graphs.ValueId;

/// How many instructions apart the two may be.
const max_distance = 16;

pub fn run(graph: *Graph, scratch: Allocator) Error!void {
    for (graph.blocks.items) |*block| {
        if (!block.is_live) continue;
        var body: std.ArrayList(InstructionId) = .empty;
        for (block.body.items, 0..) |id, at| {
            const end = @min(block.body.items.len, at + max_distance);
            if (isReplaced(graph, id)) continue;
            const near = quotientNear(graph, id, block.body.items[at -| max_distance..at], block.body.items[at..end]) orelse {
                try body.append(scratch, id);
                continue;
            };
            const remainder = graph.instructions.items[id];
            const dividend, const divisor = remainder.operands[0..2].*;
            const quotient = graph.instructions.items[near].first_result;
            var divided = quotient;
            if (std.mem.findScalar(InstructionId, block.body.items[at..end], near) != null) {
                divided = try emit(graph, scratch, &body, .div, dividend, divisor, remainder.position);
                graph.replace(quotient, divided);
            }
            const product = try emit(graph, scratch, &body, .mul, divided, divisor, remainder.position);
            graph.replace(remainder.first_result, try emit(graph, scratch, &body, .sub, dividend, product, remainder.position));
        }
        if (body.items.len == block.body.items.len and std.mem.eql(InstructionId, body.items, block.body.items)) continue;
        block.body.clearRetainingCapacity();
        try block.body.appendSlice(graph.arena, body.items);
    }
    graph.settle();
}

noinline fn emit(
    graph: *Graph,
    scratch: Allocator,
    body: *std.ArrayList(InstructionId),
    op: abi.Op,
    left: ValueId,
    right: ValueId,
    position: u32,
) Error!ValueId {
    const id = try graph.addInstruction(op, &.{ left, right }, position);
    try body.append(scratch, id);
    return graph.instructions.items[id].first_result;
}

/// Whether something else gives an instruction's result.
fn isReplaced(graph: *Graph, id: InstructionId) bool {
    const instruction = graph.instructions.items[id];
    return instruction.op == .div and graph.resolve(instruction.first_result) != instruction.first_result;
}

/// The division whose remainder an instruction gives; null when it is no remainder, or when there is none.
fn quotientNear(graph: *Graph, id: InstructionId, before: []const InstructionId, behind: []const InstructionId) ?InstructionId {
    const remainder = graph.instructions.items[id];
    if (remainder.op != .mod) return null;
    graph.resolveAll(remainder.operands);
    if (graph.constantOf(remainder.operands[1])) |divisor| if (@popCount(divisor) <= 1) return null;
    for ([2][]const InstructionId{ before, behind }) |near| {
        for (near) |other| {
            const instruction = graph.instructions.items[other];
            if (instruction.op != .div or isReplaced(graph, other)) continue;
            graph.resolveAll(instruction.operands);
            if (std.mem.eql(ValueId, instruction.operands, remainder.operands)) return other;
        }
    }
    return null;
}
