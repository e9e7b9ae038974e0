//! Which register is for what in Forth code.
//!
//!     X28            the execution context
//!     X27            the data space; an access with the low 32 bits of a register as its offset cannot leave it and its
//!                    guards
//!     X0 … X7        arguments and results: cells; V0 … V7 for floats
//!     X19 … X26, V8 … V15      kept by a called word
//!     X8             the page of the data space that constant addresses have needed last; no called word keeps it
//!     X9 … X15       scratch within one instruction of ForthIR; V16 … V31 for floats
//!     X16 X17        the address, and the number, of a word that is called through memory
//!     X18 X29        are the system's, and left alone
//!
//! A word of known effect takes its cells in X0 …, deepest first, and its floats in V0 …, and leaves its results in the
//! same. Of more than these there is no code: the word is declined. The allocator knows sixteen registers of each class,
//! X0 … X7 and X19 … X26 as numbers 0 to 15.

const abi = @import("abi");
const allocation = @import("../allocation.zig");
const constraints = @import("../constraints.zig");
const registers = @import("registers.zig");
const Facts = @import("../facts.zig").Facts;
const Gpr = registers.Gpr;
const Fpr = registers.Fpr;

pub const context: Gpr = .x28;
pub const data_space: Gpr = .x27;
pub const page: Gpr = .x8;
pub const scratch: Gpr = .x9;
pub const scratch2: Gpr = .x10;
pub const scratch3: Gpr = .x11;
pub const scratch4: Gpr = .x12;
pub const float_scratch: Fpr = .v16;
pub const float_scratch2: Fpr = .v17;
/// The address that is called, and the number of the word that is called through its memory entry.
pub const call_register: Gpr = .x16;
pub const word_register: Gpr = .x17;

pub const cell_registers = [_]Gpr{ .x0, .x1, .x2, .x3, .x4, .x5, .x6, .x7 };
pub const float_registers = [_]Fpr{ .v0, .v1, .v2, .v3, .v4, .v5, .v6, .v7 };
pub const saved_cells = [_]Gpr{ .x19, .x20, .x21, .x22, .x23, .x24, .x25, .x26 };
pub const saved_floats = [_]Fpr{ .v8, .v9, .v10, .v11, .v12, .v13, .v14, .v15 };

/// Sets of the allocator's numbers.
const caller_saved: u16 = 0x00FF;
const callee_saved: u16 = 0xFF00;

const preference = [_]u4{ 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 };

pub const classes = [2]allocation.RegisterClass{
    .{ .preference = &preference, .callee_saved = callee_saved },
    .{ .preference = &preference, .callee_saved = callee_saved },
};

/// The register that the allocator means.
pub fn cell(number: u4) Gpr {
    return if (number < cell_registers.len) cell_registers[number] else saved_cells[number - cell_registers.len];
}

pub fn float(number: u4) Fpr {
    return @fromBackingInt(@as(u5, number));
}

/// The allocator's number of a register that it knows.
pub fn numberOf(register: Gpr) u4 {
    const number = @backingInt(register);
    return @intCast(if (number < cell_registers.len) number else number - @backingInt(saved_cells[0]) + cell_registers.len);
}

pub fn numberOfFloat(register: Fpr) u4 {
    return @intCast(@backingInt(register));
}

/// What an instruction's code destroys besides the scratch registers.
pub const Destroys = enum { nothing, caller_saved };

pub const destroyed = [_]constraints.Destroyed(Destroys){
    .{ .by = .caller_saved, .registers = caller_saved, .is_float = false },
    .{ .by = .caller_saved, .registers = caller_saved, .is_float = true },
};

pub fn destroys(facts: Facts, number: u32) Destroys {
    return switch (facts.op(number)) {
        .call, .call_stack, .execute, .call_through, .fmath1, .fmath2 => .caller_saved,
        else => .nothing,
    };
}

/// Instructions have three operands: only a mask that changes nothing had better be no instruction.
pub fn addHints(hints: *constraints.Hints, number: u32, frequency: f32) error{OutOfMemory}!void {
    if (hints.facts.op(number) != .@"and") return;
    const instruction = hints.facts.function.instructions[number];
    if (hints.facts.unchangedByMask(instruction)) |value| try hints.together(instruction.result, value, frequency);
}
