//! What instructions have no right answer for, done behind the function.

const convention = @import("convention.zig");
const registers = @import("registers.zig");
const Emitter = @import("target.zig").Emitter;

pub const Repair = union(enum) {
    /// The quotient of a division by -1: RAX becomes the negated dividend, RDX 0.
    negate: u32,
    /// A float truncated to the most negative cell: right for exactly that float, which is in float_scratch.
    least_cell: void,

    pub fn emit(repair: Repair, e: *Emitter, cold: Emitter.Cold) void {
        switch (repair) {
            .negate => |dividend| {
                e.load(.rax, dividend);
                e.a.unary(.neg, registers.gpr(.rax));
                e.a.movImmediate(.rdx, 0);
                e.a.jump(cold.back);
            },
            .least_cell => checkLeastCell(e, cold),
        }
    }
};

fn checkLeastCell(e: *Emitter, cold: Emitter.Cold) void {
    const least: f64 = -0x1p63;
    const out_of_range = e.a.newLabel();
    e.a.scalar(.ucomisd, convention.float_scratch, e.a.constant(@bitCast(least)));
    e.a.jumpIf(.parity, out_of_range);
    e.a.jumpIf(.equal, cold.back);
    e.a.bind(out_of_range);
    e.callRuntime(.result_out_of_range, cold.position);
}
