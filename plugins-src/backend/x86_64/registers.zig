//! The registers of x86-64 by their numbers in instructions (Intel SDM, volume 2, 2.2.1), and condition codes.

/// A general register.
pub const Gpr = enum(u4) { rax = 0, rcx, rdx, rbx, rsp, rbp, rsi, rdi, r8, r9, r10, r11, r12, r13, r14, r15 };

/// An SSE register.
pub const Xmm = enum(u4) { xmm0 = 0, xmm1, xmm2, xmm3, xmm4, xmm5, xmm6, xmm7, xmm8, xmm9, xmm10, xmm11, xmm12, xmm13, xmm14, xmm15 };

pub const Float = Xmm;
pub const sp: Gpr = .rsp;
/// No register is always zero.
pub const zero: ?Gpr = null;

/// Condition codes (Intel SDM, volume 1, appendix B); the lowest bit negates.
pub const Condition = enum(u4) {
    overflow = 0,
    no_overflow,
    below,
    above_equal,
    equal,
    not_equal,
    below_equal,
    above,
    sign,
    no_sign,
    parity,
    no_parity,
    less,
    greater_equal,
    less_equal,
    greater,

    pub fn negated(condition: Condition) Condition {
        return @fromBackingInt(@backingInt(condition) ^ 1);
    }

    /// The condition that holds for (b, a) when this one holds for (a, b).
    pub fn swapped(condition: Condition) Condition {
        return switch (condition) {
            .below => .above,
            .above => .below,
            .below_equal => .above_equal,
            .above_equal => .below_equal,
            .less => .greater,
            .greater => .less,
            .less_equal => .greater_equal,
            .greater_equal => .less_equal,
            else => condition,
        };
    }
};

/// For cells without sign.
pub const below: Condition = .below;
pub const above_equal: Condition = .above_equal;

/// An address: base + index * 2^scale + displacement.
pub const Memory = struct {
    base: ?Gpr = null,
    index: ?Gpr = null,
    scale: u2 = 0,
    displacement: i32 = 0,
    /// The address counts modulo 2^32 from the segment base in GS, where the data space lies.
    in_data_space: bool = false,
};

/// The operand of an instruction that may be a register or lie in memory. The register's class is the instruction's.
pub const Operand = union(enum) {
    register: u4,
    memory: Memory,
    /// Relative to the end of the instruction: a label in the same code.
    label: u32,
};

pub fn gpr(register: Gpr) Operand {
    return .{ .register = @backingInt(register) };
}

pub fn xmm(register: Xmm) Operand {
    return .{ .register = @backingInt(register) };
}

pub fn at(base: Gpr, bytes: u32) Memory {
    return .{ .base = base, .displacement = @intCast(bytes) };
}

/// A place on the stack.
pub fn onStack(bytes: u32) Memory {
    return at(sp, bytes);
}
