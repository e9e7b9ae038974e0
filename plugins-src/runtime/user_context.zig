//! What the kernel tells a signal handler of the code that was running: its struct ucontext, up to the instruction pointer.

const builtin = @import("builtin");
const std = @import("std");

pub const UserContext = switch (builtin.cpu.arch) {
    .x86_64 => X86Context,
    .aarch64 => ArmContext,
    else => struct {},
};

/// The kernel's struct ucontext, up to the instruction pointer (arch/x86/include/uapi/asm/sigcontext.h).
const X86Context = extern struct {
    flags: u64,
    link: u64,
    stack: extern struct { sp: u64, flags: u64, size: u64 },
    /// R8 … R15, RDI, RSI, RBP, RBX, RDX, RAX, RCX, RSP.
    registers: [16]u64,
    instruction: u64,

    /// Where the code stands for a backtrace: at the faulting instruction. A call that finds no stack left faults itself.
    pub fn place(context: *const X86Context) u64 {
        return context.instruction;
    }
};

/// The kernel's struct ucontext, up to the program counter (arch/arm64/include/uapi/asm/ucontext.h, sigcontext.h).
const ArmContext = extern struct {
    flags: u64,
    link: u64,
    stack: extern struct { sp: u64, flags: u64, size: u64 },
    signal_mask: [128]u8,
    /// The machine's part is aligned to 16.
    padding: u64,
    fault_address: u64,
    registers: [31]u64,
    stack_pointer: u64,
    instruction: u64,

    /// Where the code stands for a backtrace: at the faulting instruction. When that is the one with which a function
    /// puts its return address on the stack (stp …, x30, [sp, #-16]!), there is no frame yet, and the place is its caller.
    pub fn place(context: *const ArmContext) u64 {
        const push_link = 0xA9BF_7BE0;
        const any_register: u32 = 0x1F;
        const code: *const u32 = @ptrFromInt(context.instruction);
        return if (code.* & ~any_register == push_link) context.registers[30] else context.instruction;
    }
};

comptime {
    std.debug.assert(@offsetOf(ArmContext, "fault_address") == 176);
}
