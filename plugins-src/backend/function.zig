//! The code of a function: entries, blocks, edges and returns.
//!
//!     register entry   frame, kept registers, parameters to their places, blocks, cold code
//!     memory entry     of a static function: takes arguments from the in-memory stacks, and leaves the results there;
//!                      before the register entry when there are neither

const std = @import("std");
const abi = @import("abi");
const allocation = @import("allocation.zig");
const Calls = @import("calls.zig").Calls;
const Entries = @import("entries.zig").Entries;
const Facts = @import("facts.zig").Facts;
const Instructions = @import("instructions.zig").Instructions;
const Liveness = @import("liveness.zig").Liveness;
const Declined = @import("declined.zig").Declined;

/// The code for an architecture: `machine` is its target.zig.
pub fn FunctionCode(comptime machine: type) type {
    const Emitter = machine.Emitter;
    const conditions = machine.conditions;

    return struct {
        const Code = @This();

        emitter: Emitter,
        frame: machine.Frame,
        live_in: Liveness.LiveIn,
        /// Offsets in the code; `register_entry` is `none` for a dynamic function.
        register_entry: u32,
        memory_entry: u32,

        /// Writes the function's code. Everything is allocated in `arena`.
        pub fn emit(
            arena: std.mem.Allocator,
            liveness: Liveness,
            places: allocation.Allocation,
            features: u32,
            marks: bool,
        ) (error{OutOfMemory} || Declined)!Code {
            const facts = liveness.facts;
            const frame: machine.Frame = try .init(facts, places);
            var code: Code = .{
                .emitter = .{
                    .arena = arena,
                    .facts = facts,
                    .places = places.places,
                    .features = features,
                    .marks = marks,
                    .frame_size = frame.below_return,
                    .a = .{ .allocator = arena },
                    .block_labels = try arena.alloc(u32, facts.function.blocks.len),
                },
                .frame = frame,
                .live_in = liveness.liveInSets(),
                .register_entry = abi.none,
                .memory_entry = 0,
            };
            try code.emitEntries();
            return code;
        }

        fn emitEntries(code: *Code) (error{OutOfMemory} || Declined)!void {
            const e = &code.emitter;
            const function = e.facts.function;
            const header = function.header;
            for (e.block_labels) |*label| label.* = e.a.newLabel();
            const entry = e.a.newLabel();
            const refused = e.a.newLabel();
            if (function.isDynamic()) return code.emitBody(entry);
            // A word that takes and leaves nothing is the same for both callers, but for the check of the stack.
            const takes_nothing = header.cell_in + header.cell_out + header.float_in + header.float_out == 0;
            if (takes_nothing) {
                Entries(machine).emitStackCheck(&e.a, refused);
                e.a.alignLoop();
                code.register_entry = e.a.offset();
                try code.emitBody(entry);
                e.a.bind(refused);
                return Entries(machine).emitRefusal(&e.a, header.word);
            }
            code.register_entry = e.a.offset();
            try code.emitBody(entry);
            e.a.alignTo(16);
            code.memory_entry = e.a.offset();
            Entries(machine).emitMemoryEntry(&e.a, header, entry);
        }

        fn emitBody(code: *Code, entry: machine.Label) (error{OutOfMemory} || Declined)!void {
            const e = &code.emitter;
            e.a.bind(entry);
            try code.emitPrologue();
            for (e.facts.order.blocks, 0..) |block, place| try code.emitBlock(block, place);
            e.mark(abi.none);
            e.emitCold();
            e.subroutines.emit(&e.a);
            // A call of what never returns may come last: its return address must not lie behind the code.
            e.a.undefinedInstruction();
        }

        fn emitPrologue(code: *Code) error{OutOfMemory}!void {
            const e = &code.emitter;
            const function = e.facts.function;
            code.frame.take(e);
            try Entries(machine).takeArguments(e);
            // Recursion is polled like a loop: it can run as long. What the host does then may use the stacks in memory.
            if (mayRecur(function)) try Calls(machine).poll(e, 0);
        }

        fn emitBlock(code: *Code, number: u32, place: usize) (error{OutOfMemory} || Declined)!void {
            const e = &code.emitter;
            const block = e.facts.function.blocks[number];
            if (isLoopStart(e.facts.order, number, place)) e.a.alignLoop();
            e.a.bind(e.block_labels[number]);
            const last = block.first_instruction + block.instruction_count - 1;
            for (block.first_instruction..last) |at| {
                if (!e.facts.isEmitted(@intCast(at))) continue;
                e.mark(@intCast(at));
                try Instructions(machine).emit(e, @intCast(at));
            }
            e.mark(last);
            try code.emitTerminator(last, number, place);
        }

        fn emitTerminator(code: *Code, at: u32, block: u32, place: usize) error{OutOfMemory}!void {
            const e = &code.emitter;
            const order = e.facts.order.blocks;
            const next = if (place + 1 < order.len) order[place + 1] else abi.none;
            switch (e.facts.op(at)) {
                .jump => try code.emitEdge(e.facts.edgesFrom(block)[0].?, next),
                .branch => try code.emitBranch(e.instruction(at).a, block, next),
                .@"return" => try code.emitReturn(e.instruction(at)),
                else => e.a.undefinedInstruction(),
            }
        }

        /// The moves of an edge, and a jump unless the target comes next.
        fn emitEdge(code: *Code, edge: abi.Function.Edge, next: u32) error{OutOfMemory}!void {
            const e = &code.emitter;
            try code.gatherMoves(edge);
            e.emitMoves();
            if (edge.target != next) e.a.jump(e.block_labels[edge.target]);
        }

        fn gatherMoves(code: *Code, edge: abi.Function.Edge) error{OutOfMemory}!void {
            const e = &code.emitter;
            const parameters = e.facts.function.blocks[edge.target].first_parameter;
            for (edge.arguments, 0..) |value, index| {
                const parameter: u32 = @intCast(parameters + index);
                if (e.places[parameter] != .none) try e.moveTo(e.sourceOf(parameter), value);
            }
        }

        fn needsMoves(code: *Code, edge: abi.Function.Edge) error{OutOfMemory}!bool {
            try code.gatherMoves(edge);
            defer code.emitter.moves.pending.clearRetainingCapacity();
            return !code.emitter.moves.isEmpty();
        }

        fn emitBranch(code: *Code, condition: u32, block: u32, next: u32) error{OutOfMemory}!void {
            const e = &code.emitter;
            const edges = e.facts.edgesFrom(block);
            if (e.facts.constant(condition)) |known| return code.emitEdge(edges[if (known != 0) 0 else 1].?, next);
            const what = conditions.test_(e, condition);
            const moves_then = try code.needsMoves(edges[0].?);
            const moves_else = try code.needsMoves(edges[1].?);
            for ([2]bool{ moves_then, moves_else }, 0..) |has_moves, way| {
                if (!has_moves or !try code.canMoveEarly(edges[way].?, edges[1 - way].?, what, block)) continue;
                try code.gatherMoves(edges[way].?);
                e.emitMoves();
                conditions.jumpIf(e, what, way == 1, e.block_labels[edges[way].?.target]);
                return code.emitEdge(edges[1 - way].?, next);
            }
            // The edge that is jumped to at once must have no moves; the other one follows, best with its target behind it.
            const jump_to_else = !moves_else and (moves_then or edges[0].?.target == next);
            if (jump_to_else or !moves_then) {
                const jumped: usize = @intFromBool(jump_to_else);
                conditions.jumpIf(e, what, jump_to_else, e.block_labels[edges[jumped].?.target]);
                return code.emitEdge(edges[1 - jumped].?, next);
            }
            // Both have moves: the one whose target comes next is written last.
            const last: usize = if (edges[0].?.target == next) 0 else 1;
            const label = e.a.newLabel();
            conditions.jumpIf(e, what, last == 1, label);
            try code.emitEdge(edges[1 - last].?, abi.none);
            e.a.bind(label);
            try code.emitEdge(edges[last].?, next);
        }

        /// Whether the moves of an edge that repeats a loop can stand before the jump that decides for it: nothing that the
        /// other edge needs is overwritten, and moves leave flags as they are. So a turn ends with one jump.
        fn canMoveEarly(code: *Code, edge: abi.Function.Edge, other: abi.Function.Edge, what: conditions.Test, block: u32) error{OutOfMemory}!bool {
            const e = &code.emitter;
            const order = e.facts.order;
            if (order.place_of[edge.target] > order.place_of[block] or !what.isInFlags()) return false;
            try code.gatherMoves(edge);
            defer e.moves.pending.clearRetainingCapacity();
            for (other.arguments, e.facts.function.blocks[other.target].first_parameter..) |value, parameter| {
                if (e.places[parameter] != .none and e.moves.writes(e.sourceOf(value))) return false;
            }
            var values = code.live_in.of(other.target);
            while (values.next()) |value| {
                if (e.places[value] != .none and e.moves.writes(e.sourceOf(value))) return false;
            }
            return true;
        }

        fn emitReturn(code: *Code, instruction: abi.Instruction) error{OutOfMemory}!void {
            const e = &code.emitter;
            const values = e.facts.function.extra[instruction.b..][0..instruction.c];
            try e.moveToConvention(values, e.facts.function.header.cell_out);
            e.emitMoves();
            code.frame.give(e);
            e.a.ret();
        }
    };
}

/// Whether a loop is entered here from the block laid out before, or repeats here.
fn isLoopStart(order: @FieldType(Facts, "order"), number: u32, place: usize) bool {
    return place > 0 and order.depth[number] > order.depth[order.blocks[place - 1]];
}

fn mayRecur(function: abi.Function) bool {
    for (function.instructions) |instruction| {
        switch (@as(abi.Op, @fromBackingInt(instruction.op))) {
            .call => if (instruction.a == function.header.word) return true,
            .call_stack, .execute, .call_through => return true,
            else => {},
        }
    }
    return false;
}
