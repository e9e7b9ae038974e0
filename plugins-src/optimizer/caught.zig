//! CATCH of a word that is inlined: its THROWs become jumps behind the CATCH, and nothing of CATCH is left.
//!
//! That is only for words that leave nothing to go back for and cannot THROW in another way than by saying so: no calls, no
//! stacks in memory, no accesses that may miss the data space, no look at the interrupt flag. What remains of a THROW is a
//! call that notes where it began, for the report when it is thrown on (src/forth/thrown_on.ts).

const std = @import("std");
const abi = @import("abi");
const graphs = @import("graph.zig");
const ranges_module = @import("ranges.zig");
const Allocator = std.mem.Allocator;
const Error = graphs.Error;
const Graph = graphs.Graph;

/// A call that CATCHes a word of known effect.
pub const Call = struct {
    word: u32,
    cell_in: u32,
    cell_out: u32,

    pub fn of(graph: *const Graph, instruction: graphs.Instruction) ?Call {
        const callees = graph.callees;
        if (instruction.op != .call or callees.catch_word == 0 or instruction.immediate != callees.catch_word) return null;
        const operands = instruction.operands;
        if (operands.len < 2) return null;
        const word = graph.constantOf(operands[operands.len - 2]) orelse return null;
        const effect = graph.constantOf(operands[operands.len - 1]) orelse return null;
        // Floats count in the upper half.
        if (word > abi.none or effect & ~@as(u64, 0xFFFF) != abi.callable_effect) return null;
        const call: Call = .{ .word = @intCast(word), .cell_in = @intCast(effect & 0xFF), .cell_out = @intCast(effect >> 8 & 0xFF) };
        if (operands.len != call.cell_in + 2) return null;
        return if (instruction.result_count == @max(call.cell_in, call.cell_out) + 1) call else null;
    }
};

/// Whether a function can stand in the place of a call that CATCHes it.
pub fn isSimple(graph: *const Graph, callee: *Graph, call: Call, scratch: Allocator) Error!bool {
    const header = callee.header;
    if (header.flags & abi.function_dynamic != 0 or header.float_in + header.float_out != 0) return false;
    if (header.cell_in != call.cell_in or header.cell_out != call.cell_out) return false;
    callee.accessible_end = graph.accessible_end;
    callee.callees = graph.callees;
    var ranges: ranges_module.Ranges = .{ .graph = callee, .scratch = scratch };
    for (callee.blocks.items) |*block| {
        if (!block.is_live) continue;
        for (block.body.items) |id| if (!try isSimpleInstruction(&ranges, callee.instructions.items[id])) return false;
    }
    return true;
}

fn isSimpleInstruction(ranges: *ranges_module.Ranges, instruction: graphs.Instruction) Error!bool {
    const callee = ranges.graph;
    return switch (abi.ops.info(instruction.op).purity) {
        .pure => true,
        .traps => callee.isPure(instruction) or mayDivideByZero(callee, instruction),
        .reads, .writes => {
            const writes = abi.ops.info(instruction.op).purity == .writes;
            const address = instruction.operands[if (writes) 1 else 0];
            const bytes = try ranges_module.bytesOf(ranges, address, ranges_module.sizeOf(instruction.op)) orelse return false;
            if (bytes.start < abi.first_address or bytes.end > callee.accessible_end) return false;
            return !writes or !bytes.meets(input);
        },
        .effects => callee.callees.onlyNotes(instruction) or
            (callee.callees.noteFor(instruction) != null and hasCode(callee, instruction)),
        .terminator => false,
    };
}

/// CATCH restores >IN.
const input: ranges_module.Bytes = .{
    .start = @backingInt(abi.SystemVariable.to_in),
    .end = @backingInt(abi.SystemVariable.to_in) + 8,
};

/// What a call THROWs: the last of its cells, behind which its floats are.
pub fn codeOf(graph: *const Graph, thrower: graphs.Instruction) graphs.ValueId {
    var last = thrower.operands.len;
    while (last > 1 and graph.values.items[thrower.operands[last - 1]].type == .float) last -= 1;
    return thrower.operands[last - 1];
}

fn hasCode(graph: *const Graph, thrower: graphs.Instruction) bool {
    return thrower.operands.len > 0 and graph.values.items[codeOf(graph, thrower)].type == .cell;
}

/// Whether the only THROW of an op is that of a divisor which is zero.
pub fn mayDivideByZero(graph: *const Graph, instruction: graphs.Instruction) bool {
    return (instruction.op == .div or instruction.op == .mod) and !graph.isPure(instruction);
}
