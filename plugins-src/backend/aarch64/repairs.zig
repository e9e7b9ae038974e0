//! What instructions have no right answer for, done behind the function.

const convention = @import("convention.zig");
const registers = @import("registers.zig");
const Emitter = @import("target.zig").Emitter;

pub const Repair = union(enum) {
    /// Truncation of a float whose magnitude is 2^63 or more, or that is NaN: right for -2^63 alone.
    least_cell: registers.Float,

    pub fn emit(repair: Repair, e: *Emitter, cold: Emitter.Cold) void {
        e.a.movFloatConstant(convention.float_scratch2, @bitCast(@as(f64, -0x1p63)));
        e.a.compareFloats(repair.least_cell, convention.float_scratch2);
        e.a.jumpIf(.equal, cold.back);
        e.callRuntime(.result_out_of_range, cold.position);
    }
};
