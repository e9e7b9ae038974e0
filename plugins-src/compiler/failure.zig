//! How a compilation ends that does not give a function.

const abi = @import("abi");

pub const Error = error{ OutOfMemory, InvalidBody };

/// Why a body has no meaning; set where `error.InvalidBody` comes from.
pub const Failure = struct {
    fault: abi.BodyFault,
    /// What the fault is about: see BodyFault.
    value: u32,
    /// The instruction at fault, by its record's number in the body pool.
    record: u32,
};
