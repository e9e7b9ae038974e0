//! The return address, which a call leaves in a register.

const registers = @import("registers.zig");
const Assembler = @import("assembler.zig").Assembler;

/// Bytes that it takes where nothing else is in the frame; the stack pointer stays a multiple of 16, which the processor
/// demands. The return address lies in the upper half.
pub const size = 16;
pub const offset = 8;

pub fn push(a: *Assembler) void {
    pushBeside(a, .zr);
}

pub fn pop(a: *Assembler) void {
    popBeside(a, .zr);
}

/// Keeps the return address, and a register below it, on the stack. A fault handler knows this instruction: where it
/// finds no stack left, the return address is still in its register.
pub fn pushBeside(a: *Assembler, register: registers.Gpr) void {
    a.pushPair(size, register, registers.link);
}

pub fn popBeside(a: *Assembler, register: registers.Gpr) void {
    a.popPair(register, registers.link, size);
}

/// The return address that is here belongs to no source. It is looked up as such and, when what was called found no stack
/// left for it, as the place of the fault.
pub fn markInnerReturn(a: *Assembler, stack_offset: u32) void {
    a.position(0, stack_offset, .return_address);
    a.position(0, stack_offset, .fault);
}
