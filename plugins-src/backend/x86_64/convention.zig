//! Which register is for what in Forth code.
//!
//!     R15            the execution context
//!     GS             segment base: the data space; an access with 32-bit address size cannot leave it and its guards
//!     R10 R11        scratch within one instruction of ForthIR; XMM14 XMM15 for floats
//!     RBX RBP R12 R13 R14, XMM8 … XMM13      kept by a called word
//!
//! A word of known effect takes its cells in `cell_registers`, deepest first, and its floats in `float_registers`, and
//! leaves its results in the same. Of more than these there is no code: the word is declined. Words on the in-memory
//! stacks take their own number in R11.

const abi = @import("abi");
const allocation = @import("../allocation.zig");
const constraints = @import("../constraints.zig");
const registers = @import("registers.zig");
const Facts = @import("../facts.zig").Facts;
const Gpr = registers.Gpr;
const Xmm = registers.Xmm;

pub const context: Gpr = .r15;
pub const scratch: Gpr = .r10;
pub const scratch2: Gpr = .r11;
pub const float_scratch: Xmm = .xmm14;
pub const float_scratch2: Xmm = .xmm15;
/// The number of the word that is called through its memory entry.
pub const word_register: Gpr = .r11;

/// Arguments and results: those that divisions and shifts want for themselves come last.
pub const cell_registers = [_]Gpr{ .rdi, .rsi, .r8, .r9, .rcx, .rdx, .rax };
pub const float_registers = [_]Xmm{ .xmm0, .xmm1, .xmm2, .xmm3, .xmm4, .xmm5, .xmm6, .xmm7 };

pub const saved_cells = [_]Gpr{ .rbx, .rbp, .r12, .r13, .r14 };
pub const saved_floats = [_]Xmm{ .xmm8, .xmm9, .xmm10, .xmm11, .xmm12, .xmm13 };

pub const classes = [2]allocation.RegisterClass{
    .{ .preference = &numbers(Gpr, cell_registers ++ saved_cells), .callee_saved = set(Gpr, saved_cells) },
    .{ .preference = &numbers(Xmm, float_registers ++ saved_floats), .callee_saved = set(Xmm, saved_floats) },
};

/// The registers that the allocator means, and its numbers for them: those in instructions.
pub fn cell(number: u4) Gpr {
    return @fromBackingInt(number);
}

pub fn float(number: u4) Xmm {
    return @fromBackingInt(number);
}

pub fn numberOf(register: Gpr) u4 {
    return @backingInt(register);
}

pub fn numberOfFloat(register: Xmm) u4 {
    return @backingInt(register);
}

fn numbers(comptime Register: type, comptime list: anytype) [list.len]u4 {
    var result: [list.len]u4 = undefined;
    inline for (&result, list) |*number, register| number.* = @backingInt(@as(Register, register));
    return result;
}

fn set(comptime Register: type, comptime list: anytype) u16 {
    var result: u16 = 0;
    inline for (list) |register| result |= @as(u16, 1) << @backingInt(@as(Register, register));
    return result;
}

/// What an instruction's code destroys besides the scratch registers. Multiplication to two cells and division work in
/// RAX and RDX.
pub const Destroys = enum { nothing, wide, caller_saved };

pub const destroyed = [_]constraints.Destroyed(Destroys){
    .{ .by = .caller_saved, .registers = set(Gpr, cell_registers), .is_float = false },
    .{ .by = .caller_saved, .registers = set(Xmm, float_registers), .is_float = true },
    .{ .by = .wide, .registers = set(Gpr, .{ .rax, .rdx }), .is_float = false },
};

pub fn destroys(facts: Facts, number: u32) Destroys {
    const instruction = facts.function.instructions[number];
    return switch (facts.op(number)) {
        .call, .call_stack, .execute, .call_through, .fmath1, .fmath2 => .caller_saved,
        .umul, .smul, .udivmod, .sdivrem, .fdivmod => .wide,
        .div, .mod => if (facts.powerOfTwo(instruction.b) == null) .wide else .nothing,
        else => .nothing,
    };
}

/// A result where its first operand was, and a dividend in RAX.
pub fn addHints(hints: *constraints.Hints, number: u32, frequency: f32) error{OutOfMemory}!void {
    const instruction = hints.facts.function.instructions[number];
    switch (hints.facts.op(number)) {
        .add, .sub, .mul, .@"and", .@"or", .xor, .shl, .shr, .sar, .fadd, .fsub, .fmul, .fdiv => {
            try hints.together(instruction.result, instruction.a, frequency);
            if (hints.facts.op(number) != .sub) try hints.together(instruction.result, instruction.b, 0.5 * frequency);
        },
        .fneg, .fabs, .fsqrt => try hints.together(instruction.result, instruction.a, frequency),
        .select => {
            try hints.together(instruction.result, instruction.b, frequency);
            try hints.together(instruction.result, instruction.c, frequency);
        },
        .dadd, .dsub => {
            const values = hints.facts.function.extra[instruction.b..][0..4];
            for (values[0..2], instruction.result..) |value, result| try hints.together(@intCast(result), value, frequency);
        },
        .umul, .smul => {
            try hints.in(instruction.result, numberOf(.rax), frequency);
            try hints.in(instruction.result + 1, numberOf(.rdx), frequency);
            try hints.in(instruction.a, numberOf(.rax), frequency);
        },
        .udivmod, .sdivrem, .fdivmod => {
            try hints.in(instruction.result, numberOf(.rdx), frequency);
            try hints.in(instruction.result + 1, numberOf(.rax), frequency);
            try hints.in(instruction.a, numberOf(.rax), frequency);
            try hints.in(instruction.b, numberOf(.rdx), frequency);
        },
        .div, .mod => if (destroys(hints.facts, number) == .wide) try hints.in(instruction.a, numberOf(.rax), frequency),
        else => {},
    }
}
