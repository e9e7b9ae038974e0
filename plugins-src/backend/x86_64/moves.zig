//! Moves that happen at once: arguments into the registers of a call, values into the parameters of a block.
//!
//! Everything is read before anything is written. A cycle is broken through a scratch register.

const std = @import("std");
const convention = @import("convention.zig");
const registers = @import("registers.zig");
const Assembler = @import("assembler.zig").Assembler;
const Gpr = registers.Gpr;
const Xmm = registers.Xmm;

pub const Source = union(enum) {
    cell: Gpr,
    float: Xmm,
    /// A slot of the frame, in bytes from the stack pointer.
    slot: u32,
    constant: i64,
    float_constant: u64,

    fn isSame(source: Source, other: Source) bool {
        return std.meta.eql(source, other);
    }
};

pub const Move = struct { from: Source, to: Source, is_float: bool };

pub const ParallelMoves = struct {
    pending: std.ArrayList(Move) = .empty,

    pub fn add(moves: *ParallelMoves, arena: std.mem.Allocator, move: Move) error{OutOfMemory}!void {
        if (!move.from.isSame(move.to)) try moves.pending.append(arena, move);
    }

    pub fn isEmpty(moves: ParallelMoves) bool {
        return moves.pending.items.len == 0;
    }

    /// Writes the moves and forgets them. Flags stay as they are.
    pub fn emit(moves: *ParallelMoves, a: *Assembler) void {
        while (moves.pending.items.len > 0) {
            if (!moves.emitReady(a)) moves.breakCycle(a);
        }
    }

    /// Emits every move whose target no other move reads; false when there is none.
    fn emitReady(moves: *ParallelMoves, a: *Assembler) bool {
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

    fn isRead(moves: ParallelMoves, place: Source) bool {
        for (moves.pending.items) |move| if (move.from.isSame(place)) return true;
        return false;
    }

    fn breakCycle(moves: *ParallelMoves, a: *Assembler) void {
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
};

fn emitMove(a: *Assembler, move: Move) void {
    switch (move.to) {
        .cell => |to| switch (move.from) {
            .cell => |from| a.mov(to, registers.gpr(from)),
            .slot => |from| a.mov(to, slotOperand(from)),
            .constant => |value| a.movImmediate(to, value),
            .float, .float_constant => unreachable,
        },
        .float => |to| switch (move.from) {
            .float => |from| a.scalar(.movapd, to, registers.xmm(from)),
            .slot => |from| a.scalar(.movsd, to, slotOperand(from)),
            .float_constant => |bits| loadFloat(a, to, bits),
            .cell, .constant => unreachable,
        },
        .slot => |to| switch (move.from) {
            .cell => |from| a.store(slotMemory(to), from),
            .float => |from| a.storeScalar(slotMemory(to), from),
            .slot => |from| {
                a.mov(convention.scratch, slotOperand(from));
                a.store(slotMemory(to), convention.scratch);
            },
            .constant => |value| storeConstant(a, to, value),
            .float_constant => |bits| storeConstant(a, to, @bitCast(bits)),
        },
        .constant, .float_constant => unreachable,
    }
}

fn storeConstant(a: *Assembler, to: u32, value: i64) void {
    if (std.math.cast(i32, value)) |small| return a.storeImmediate(slotMemory(to), small, 8);
    a.movImmediate(convention.scratch, value);
    a.store(slotMemory(to), convention.scratch);
}

pub fn loadFloat(a: *Assembler, to: Xmm, bits: u64) void {
    if (bits == 0) a.scalar(.xorpd, to, registers.xmm(to)) else a.scalar(.movsd, to, a.constant(bits));
}

pub fn slotMemory(slot: u32) registers.Memory {
    return .{ .base = .rsp, .displacement = @intCast(slot) };
}

fn slotOperand(slot: u32) registers.Operand {
    return .{ .memory = slotMemory(slot) };
}
