//! The frame of a function: slots, then kept registers, and the return address that CALL put there. It is taken in one
//! step, so that the stack pointer is the same at every instruction that may fault or call.

const allocation = @import("../allocation.zig");
const convention = @import("convention.zig");
const link = @import("link.zig");
const registers = @import("registers.zig");
const Emitter = @import("target.zig").Emitter;
const Facts = @import("../facts.zig").Facts;
const Declined = @import("../declined.zig").Declined;
const gpr = registers.gpr;

/// Larger frames are declined: each must fit in the guard below the Forth stack.
const max_size = 64 << 10;

pub const Frame = struct {
    slots: u32,
    /// Sets of the allocator's numbers.
    cells: u16,
    floats: u16,
    /// Bytes between the stack pointer and the return address.
    below_return: u32,
    /// Bytes of stack, the return address among them.
    size: u32,

    pub fn init(_: Facts, places: allocation.Allocation) Declined!Frame {
        const saved: u32 = @popCount(places.saved_cells) + @popCount(places.saved_floats);
        const below_return = 8 * (places.slot_count + saved);
        if (below_return > max_size) return error.LargeFrame;
        return .{
            .slots = places.slot_count,
            .cells = places.saved_cells,
            .floats = places.saved_floats,
            .below_return = below_return,
            .size = below_return + link.size,
        };
    }

    pub fn take(frame: Frame, e: *Emitter) void {
        if (frame.below_return > 0) e.a.arithmeticImmediate(.sub, gpr(.rsp), @intCast(frame.below_return));
        frame.transfer(e, true);
    }

    pub fn give(frame: Frame, e: *Emitter) void {
        frame.transfer(e, false);
        if (frame.below_return > 0) e.a.arithmeticImmediate(.add, gpr(.rsp), @intCast(frame.below_return));
    }

    /// Writes or reads the kept registers.
    fn transfer(frame: Frame, e: *Emitter, comptime is_save: bool) void {
        var at = 8 * frame.slots;
        for (convention.saved_cells) |register| {
            if (frame.cells & @as(u16, 1) << convention.numberOf(register) == 0) continue;
            if (is_save) e.a.store(registers.onStack(at), register) else e.a.load(register, registers.onStack(at));
            at += 8;
        }
        for (convention.saved_floats) |register| {
            if (frame.floats & @as(u16, 1) << convention.numberOfFloat(register) == 0) continue;
            if (is_save) e.a.storeFloat(registers.onStack(at), register, 8) else e.a.loadFloat(register, registers.onStack(at), 8);
            at += 8;
        }
    }
};
