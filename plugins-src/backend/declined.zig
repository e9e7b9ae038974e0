//! Why there is no code for a function: the host has another form of it, or runs its body.

const abi = @import("abi");

pub const Declined = error{ WideEffect, ManyValues, LargeFrame, FarJump, OldProcessor };

pub fn reasonOf(declined: Declined) abi.DeclineReason {
    return switch (declined) {
        error.WideEffect => .wide_effect,
        error.ManyValues => .many_values,
        error.LargeFrame => .large_frame,
        error.FarJump => .far_jump,
        error.OldProcessor => .old_processor,
    };
}
