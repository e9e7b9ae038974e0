//! The registers of AArch64 by their numbers in instructions (Arm ARM, B1.2), and condition codes.

/// A general register. Number 31 is the zero register or the stack pointer, whichever the instruction takes.
pub const Gpr = enum(u5) {
    x0 = 0,
    x1,
    x2,
    x3,
    x4,
    x5,
    x6,
    x7,
    x8,
    x9,
    x10,
    x11,
    x12,
    x13,
    x14,
    x15,
    x16,
    x17,
    x18,
    x19,
    x20,
    x21,
    x22,
    x23,
    x24,
    x25,
    x26,
    x27,
    x28,
    x29,
    /// The link register.
    x30,
    zr,
};

/// Register 31 in instructions that take the stack pointer.
pub const sp: Gpr = .zr;
pub const link: Gpr = .x30;
/// The register that is always zero.
pub const zero: ?Gpr = .zr;

/// A register of floats.
pub const Fpr = enum(u5) {
    v0 = 0,
    v1,
    v2,
    v3,
    v4,
    v5,
    v6,
    v7,
    v8,
    v9,
    v10,
    v11,
    v12,
    v13,
    v14,
    v15,
    v16,
    v17,
    v18,
    v19,
    v20,
    v21,
    v22,
    v23,
    v24,
    v25,
    v26,
    v27,
    v28,
    v29,
    v30,
    v31,
};

pub const Float = Fpr;

/// Condition codes (Arm ARM, C1.2.4); the lowest bit negates. After a comparison of floats `minus` is less, `lower_same`
/// less or equal, and their opposites hold for unordered floats.
pub const Condition = enum(u4) {
    equal = 0,
    not_equal,
    higher_same,
    lower,
    minus,
    plus,
    overflow,
    no_overflow,
    higher,
    lower_same,
    greater_equal,
    less,
    greater,
    less_equal,

    pub fn negated(condition: Condition) Condition {
        return @fromBackingInt(@backingInt(condition) ^ 1);
    }

    /// The condition that holds for (b, a) when this one holds for (a, b), both cells.
    pub fn swapped(condition: Condition) Condition {
        return switch (condition) {
            .lower => .higher,
            .higher => .lower,
            .lower_same => .higher_same,
            .higher_same => .lower_same,
            .less => .greater,
            .greater => .less,
            .less_equal => .greater_equal,
            .greater_equal => .less_equal,
            else => condition,
        };
    }
};

/// For cells without sign.
pub const below: Condition = .lower;
pub const above_equal: Condition = .higher_same;

/// An address: a base and one of three offsets.
pub const Memory = struct {
    /// The stack pointer when it is number 31.
    base: Gpr,
    offset: union(enum) {
        /// A multiple of the size that is accessed, below 4096 times it.
        bytes: u32,
        /// Times eight.
        index: Gpr,
        /// The low 32 bits of a register: with the data space as the base, no access can leave it and its guards.
        low_half: Gpr,
    } = .{ .bytes = 0 },
};

pub fn at(base: Gpr, bytes: u32) Memory {
    return .{ .base = base, .offset = .{ .bytes = bytes } };
}

/// A place on the stack.
pub fn onStack(bytes: u32) Memory {
    return at(sp, bytes);
}
