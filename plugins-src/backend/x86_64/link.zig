//! The return address, which CALL puts on the stack and RET takes from it.

const Assembler = @import("assembler.zig").Assembler;

/// Bytes that it takes where nothing else is in the frame, and between the stack pointer and it there.
pub const size = 8;
pub const offset = 0;

pub fn push(_: *Assembler) void {}

pub fn pop(_: *Assembler) void {}

/// The return address that is here belongs to no source.
pub fn markInnerReturn(a: *Assembler, stack_offset: u32) void {
    a.position(0, stack_offset, .return_address);
}
