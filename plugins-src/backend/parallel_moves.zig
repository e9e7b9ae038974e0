//! Moves that happen at once: arguments into the registers of a call, values into the parameters of a block.
//!
//! Everything is read before anything is written. A cycle is broken through a scratch register.

const std = @import("std");

/// The moves of an architecture: `machine` is its target.zig.
pub fn ParallelMoves(comptime machine: type) type {
    const convention = machine.convention;
    const registers = machine.registers;
    const Assembler = machine.Assembler;

    return struct {
        const Moves = @This();

        pending: std.ArrayList(Move) = .empty,

        pub const Source = union(enum) {
            cell: registers.Gpr,
            float: registers.Float,
            /// A slot of the frame, in bytes from the stack pointer.
            slot: u32,
            constant: i64,
            float_constant: u64,

            fn isSame(source: Source, other: Source) bool {
                return std.meta.eql(source, other);
            }
        };

        pub const Move = struct { from: Source, to: Source, is_float: bool };

        pub fn add(moves: *Moves, arena: std.mem.Allocator, move: Move) error{OutOfMemory}!void {
            if (!move.from.isSame(move.to)) try moves.pending.append(arena, move);
        }

        pub fn isEmpty(moves: Moves) bool {
            return moves.pending.items.len == 0;
        }

        /// Whether one of them overwrites a place.
        pub fn writes(moves: Moves, place: Source) bool {
            for (moves.pending.items) |move| if (move.to.isSame(place)) return true;
            return false;
        }

        /// Writes the moves and forgets them. Flags stay as they are.
        pub fn emit(moves: *Moves, a: *Assembler) void {
            while (moves.pending.items.len > 0) {
                if (!moves.emitReady(a)) moves.breakCycle(a);
            }
        }

        /// Emits every move whose target no other move reads; false when there is none.
        fn emitReady(moves: *Moves, a: *Assembler) bool {
            var found = false;
            var at: usize = 0;
            while (at < moves.pending.items.len) {
                const move = moves.pending.items[at];
                if (moves.isRead(move.to)) {
                    at += 1;
                    continue;
                }
                emitMove(a, move);
                _ = moves.pending.swapRemove(at);
                found = true;
            }
            return found;
        }

        fn isRead(moves: Moves, place: Source) bool {
            for (moves.pending.items) |move| if (move.from.isSame(place)) return true;
            return false;
        }

        fn breakCycle(moves: *Moves, a: *Assembler) void {
            const first = moves.pending.items[0];
            const saved: Source = if (first.is_float)
                .{ .float = convention.float_scratch2 }
            else
                .{ .cell = convention.scratch2 };
            emitMove(a, .{ .from = first.from, .to = saved, .is_float = first.is_float });
            for (moves.pending.items) |*move| {
                if (move.from.isSame(first.from)) move.from = saved;
            }
        }

        fn emitMove(a: *Assembler, move: Move) void {
            switch (move.to) {
                .cell => |to| switch (move.from) {
                    .cell => |from| a.copy(to, from),
                    .slot => |from| a.load(to, registers.onStack(from)),
                    .constant => |value| a.movImmediate(to, value),
                    .float, .float_constant => unreachable,
                },
                .float => |to| switch (move.from) {
                    .float => |from| a.copyFloat(to, from),
                    .slot => |from| a.loadFloat(to, registers.onStack(from), 8),
                    .float_constant => |bits| a.movFloatConstant(to, bits),
                    .cell, .constant => unreachable,
                },
                .slot => |to| switch (move.from) {
                    .cell => |from| a.store(registers.onStack(to), from),
                    .float => |from| a.storeFloat(registers.onStack(to), from, 8),
                    .slot => |from| {
                        a.load(convention.scratch, registers.onStack(from));
                        a.store(registers.onStack(to), convention.scratch);
                    },
                    .constant => |value| storeConstant(a, to, value),
                    .float_constant => |bits| storeConstant(a, to, @bitCast(bits)),
                },
                .constant, .float_constant => unreachable,
            }
        }

        fn storeConstant(a: *Assembler, to: u32, value: i64) void {
            if (a.storeConstant(registers.onStack(to), value)) return;
            a.movImmediate(convention.scratch, value);
            a.store(registers.onStack(to), convention.scratch);
        }
    };
}
