//! Root of the object: small but for what moves and compares bytes, which is to be as fast as in sessions.

const std = @import("std");

/// A check that fails ends the process: there is nobody to tell, and nothing of the language's runtime is to be linked.
pub const panic = std.debug.no_panic;

comptime {
    _ = @import("program");
}
