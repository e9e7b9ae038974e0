//! Values as operands of instructions that take them from a register, from memory, or as a constant.

const std = @import("std");
const memory = @import("memory.zig");
const registers = @import("registers.zig");
const Emitter = @import("target.zig").Emitter;
const Operand = registers.Operand;

/// The cell as an operand: where it is, or a constant in `scratch`. A folded load is the memory itself, and the next
/// instruction is the one that accesses it.
pub fn operand(e: *Emitter, value: u32, scratch: registers.Gpr) Operand {
    if (e.facts.folded[value]) return memory.foldedLoad(e, value);
    switch (e.places[value]) {
        .register => |register| return .{ .register = register },
        .slot => |slot| return .{ .memory = registers.onStack(8 * slot) },
        .none => {
            e.a.movImmediate(scratch, e.facts.constant(value).?);
            return registers.gpr(scratch);
        },
    }
}

/// The float as an operand, in a register or in memory.
pub fn floatOperand(e: *Emitter, value: u32) Operand {
    if (e.facts.folded[value]) return memory.foldedLoad(e, value);
    return switch (e.places[value]) {
        .register => |register| .{ .register = register },
        .slot => |slot| .{ .memory = registers.onStack(8 * slot) },
        .none => e.a.constant(e.facts.constantBits(value)),
    };
}

/// The constant that an instruction can hold.
pub fn immediate(e: *const Emitter, value: u32) ?i32 {
    return std.math.cast(i32, e.facts.constant(value) orelse return null);
}

/// A field of the execution context.
pub fn fieldOperand(comptime name: []const u8) Operand {
    return .{ .memory = Emitter.field(name) };
}
