//! The walk of passes that look at one instruction at a time: each is kept, removed, or has others put before it.

const std = @import("std");
const abi = @import("abi");
const graphs = @import("graph.zig");
const Allocator = std.mem.Allocator;
const Error = graphs.Error;
const Graph = graphs.Graph;
const ValueId = graphs.ValueId;

/// What becomes of the instruction that was looked at.
pub const Verdict = enum { keep, remove };

pub const Editor = struct {
    graph: *Graph,
    scratch: Allocator,
    /// The body as far as it is rewritten.
    body: std.ArrayList(graphs.InstructionId) = .empty,
    position: u32 = 0,

    /// Puts an instruction with one result before the one that is looked at, under its position.
    pub fn emit(editor: *Editor, op: abi.Op, operands: []const ValueId) Error!ValueId {
        const id = try editor.graph.addInstruction(op, operands, editor.position);
        try editor.body.append(editor.scratch, id);
        return editor.graph.instructions.items[id].first_result;
    }

    /// Lets a value take the place of the instruction's only result.
    pub fn become(editor: *Editor, instruction: graphs.Instruction, value: ValueId) Verdict {
        std.debug.assert(instruction.result_count == 1);
        editor.graph.replace(instruction.first_result, value);
        return .remove;
    }

    pub fn becomeCell(editor: *Editor, instruction: graphs.Instruction, bits: u64) Error!Verdict {
        return editor.become(instruction, try editor.graph.cell(bits));
    }

    /// The same result from another op or other operands.
    pub fn becomeOp(editor: *Editor, instruction: graphs.Instruction, op: abi.Op, operands: []const ValueId) Error!Verdict {
        return editor.become(instruction, try editor.emit(op, operands));
    }
};

/// Calls `look(*Editor, context, Instruction) Error!Verdict` for every instruction, operands resolved.
pub fn forEach(graph: *Graph, scratch: Allocator, context: anytype, look: anytype) Error!void {
    var editor: Editor = .{ .graph = graph, .scratch = scratch };
    for (0..graph.blocks.items.len) |number| {
        const block = &graph.blocks.items[number];
        if (!block.is_live) continue;
        editor.body.clearRetainingCapacity();
        for (block.body.items) |id| {
            const instruction = graph.instructions.items[id];
            graph.resolveAll(instruction.operands);
            editor.position = instruction.position;
            if (try look(&editor, context, instruction) == .keep) {
                try editor.body.append(scratch, id);
            } else {
                graph.changed = true;
            }
        }
        block.body.clearRetainingCapacity();
        try block.body.appendSlice(graph.arena, editor.body.items);
    }
    graph.settle();
}
