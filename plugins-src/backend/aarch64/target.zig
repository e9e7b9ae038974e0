//! AArch64 behind the names that the shared files know of an architecture: where they say `machine`, they mean this file.

const abi = @import("abi");
const facts = @import("../facts.zig");

pub const architecture: abi.Architecture = .aarch64;
/// Only loads and stores reach memory.
pub const folds_loads = false;
/// A sum that an access needs anyway scales its index at no cost.
pub const shares_scales: facts.SharedScales = .beside_a_register;

pub const assembler = @import("assembler.zig");
pub const calls = @import("calls.zig");
pub const cells = @import("cells.zig");
pub const conditions = @import("conditions.zig");
pub const convention = @import("convention.zig");
pub const division = @import("division.zig");
pub const floats = @import("floats.zig");
pub const frames = @import("frames.zig");
pub const link = @import("link.zig");
pub const memory = @import("memory.zig");
pub const registers = @import("registers.zig");
pub const runtime = @import("runtime.zig");
pub const stacks = @import("stacks.zig");

pub const Assembler = assembler.Assembler;
pub const Emitter = @import("../emitter.zig").Emitter(@This());
pub const Frame = @import("frame.zig").Frame;
pub const Label = assembler.Label;
pub const Repair = @import("repairs.zig").Repair;
pub const Runtime = @import("../runtime.zig").Runtime(@This());
pub const Subroutines = division.Subroutines;
