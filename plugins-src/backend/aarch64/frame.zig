//! The frame of a function: slots, kept registers, and on top the return address beside one kept register. It is taken
//! in two steps, the return address first; from then on the stack pointer is the same at every instruction that may
//! fault or call. A function that does neither has no return address in its frame.

const std = @import("std");
const abi = @import("abi");
const allocation = @import("../allocation.zig");
const assembler = @import("assembler.zig");
const convention = @import("convention.zig");
const link = @import("link.zig");
const registers = @import("registers.zig");
const Assembler = assembler.Assembler;
const Emitter = @import("target.zig").Emitter;
const Facts = @import("../facts.zig").Facts;
const Declined = @import("../declined.zig").Declined;
const Gpr = registers.Gpr;

/// Larger frames are declined: a slot must be within reach of the stack pointer, 4095 cells.
const max_size = 32 << 10;

pub const Frame = struct {
    slots: u32,
    /// Sets of the allocator's numbers. `beside` is in neither.
    cells: u16,
    floats: u16,
    beside: Gpr,
    /// Bytes of stack, the return address among them; 0 when there is no frame.
    size: u32,
    /// Bytes between the stack pointer and the return address.
    below_return: u32,

    pub fn init(facts: Facts, places: allocation.Allocation) Declined!Frame {
        var frame: Frame = .{
            .slots = places.slot_count,
            .cells = places.saved_cells,
            .floats = places.saved_floats,
            .beside = .zr,
            .size = 0,
            .below_return = 0,
        };
        if (frame.slots == 0 and frame.cells | frame.floats == 0 and !mayLeave(facts)) return frame;
        if (frame.cells != 0) {
            frame.beside = convention.cell(@intCast(@ctz(frame.cells)));
            frame.cells &= frame.cells - 1;
        }
        const kept = @popCount(frame.cells) + @popCount(frame.floats);
        frame.size = std.mem.alignForward(u32, 8 * (frame.slots + kept), 16) + link.size;
        frame.below_return = frame.size - link.offset;
        return if (frame.size > max_size) error.LargeFrame else frame;
    }

    pub fn take(frame: Frame, e: *Emitter) void {
        if (frame.size == 0) return;
        link.pushBeside(&e.a, frame.beside);
        changeStackPointer(&e.a, .sub, frame.size - link.size);
        frame.transfer(e, true);
    }

    pub fn give(frame: Frame, e: *Emitter) void {
        if (frame.size == 0) return;
        frame.transfer(e, false);
        changeStackPointer(&e.a, .add, frame.size - link.size);
        link.popBeside(&e.a, frame.beside);
    }

    /// Writes or reads the kept registers, two at once where that reaches.
    fn transfer(frame: Frame, e: *Emitter, comptime is_save: bool) void {
        var at = 8 * frame.slots;
        var set = frame.cells;
        while (set != 0) {
            const first = convention.cell(takeLowest(&set));
            if (set != 0 and at <= Assembler.max_pair_offset) {
                const second = convention.cell(takeLowest(&set));
                if (is_save) e.a.storePair(registers.sp, at, first, second) else e.a.loadPair(first, second, registers.sp, at);
                at += 16;
            } else {
                if (is_save) e.a.store(registers.onStack(at), first) else e.a.load(first, registers.onStack(at));
                at += 8;
            }
        }
        set = frame.floats;
        while (set != 0) {
            const first = convention.float(takeLowest(&set));
            if (set != 0 and at <= Assembler.max_pair_offset) {
                const second = convention.float(takeLowest(&set));
                if (is_save) e.a.storeFloatPair(registers.sp, at, first, second) else e.a.loadFloatPair(first, second, registers.sp, at);
                at += 16;
            } else {
                if (is_save) e.a.storeFloat(registers.onStack(at), first, 8) else e.a.loadFloat(first, registers.onStack(at), 8);
                at += 8;
            }
        }
    }
};

fn takeLowest(set: *u16) u4 {
    const lowest: u4 = @intCast(@ctz(set.*));
    set.* &= set.* - 1;
    return lowest;
}

fn changeStackPointer(a: *Assembler, what: assembler.Sum, bytes: u32) void {
    const low = bytes % (1 << 12);
    if (bytes != low) a.sumImmediate(.whole, what, registers.sp, registers.sp, bytes - low);
    if (low != 0) a.sumImmediate(.whole, what, registers.sp, registers.sp, low);
}

/// Whether the function calls, THROWs or may fault.
fn mayLeave(facts: Facts) bool {
    for (facts.order.blocks) |number| {
        const block = facts.function.blocks[number];
        for (block.first_instruction..block.first_instruction + block.instruction_count) |at| {
            if (!facts.isEmitted(@intCast(at))) continue;
            switch (facts.op(@intCast(at))) {
                .fmath1, .fmath2 => return true,
                else => |op| switch (abi.ops.info(op).purity) {
                    .pure, .terminator => {},
                    else => return true,
                },
            }
        }
    }
    return false;
}
