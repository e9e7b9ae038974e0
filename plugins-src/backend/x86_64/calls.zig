//! How code calls words, and looks at the interrupt flag.

const std = @import("std");
const abi = @import("abi");
const convention = @import("convention.zig");
const operands = @import("operands.zig");
const registers = @import("registers.zig");
const Assembler = @import("assembler.zig").Assembler;
const Emitter = @import("target.zig").Emitter;
const Label = @import("assembler.zig").Label;
const fieldOperand = operands.fieldOperand;
const gpr = registers.gpr;

const scratch = convention.scratch;

/// Calls through the address that a symbol's memory holds.
pub fn callThrough(a: *Assembler, symbol: Assembler.Symbol) void {
    a.callThrough(symbol);
}

/// Calls the memory entry of the word whose number is in its register; goes to `host` when the table has none such.
pub fn callByNumber(e: *Emitter, host: Label) void {
    e.a.mov32(scratch, fieldOperand("word_count"));
    e.a.arithmetic(.cmp, convention.word_register, gpr(scratch));
    e.a.jumpIf(.above_equal, host);
    e.a.mov(scratch, gpr(convention.word_register));
    comptime std.debug.assert(@sizeOf(abi.WordEntry) == 1 << 5);
    e.a.shiftImmediate(.shl, scratch, 5);
    e.a.arithmetic(.add, scratch, fieldOperand("word_table"));
    e.a.callTo(.{ .memory = .{ .base = scratch, .displacement = @offsetOf(abi.WordEntry, "memory_entry") } });
}

/// Leaves in the scratch register whether the word whose number is in its register has an effect: -1 or 0. Word 0 has
/// none, and stands for what is no word.
pub fn hasEffect(a: *Assembler, effect: u32) void {
    const word = convention.word_register;
    a.mov32(scratch, fieldOperand("word_count"));
    a.arithmetic(.cmp, word, gpr(scratch));
    a.arithmetic(.sbb, scratch, gpr(scratch));
    a.arithmetic(.@"and", word, gpr(scratch));
    a.shiftImmediate(.shl, word, 5);
    a.arithmetic(.add, word, fieldOperand("word_table"));
    a.mov32(scratch, .{ .memory = registers.at(word, @offsetOf(abi.WordEntry, "effect")) });
    a.arithmeticImmediate32(.xor, gpr(scratch), @bitCast(effect));
    a.arithmeticImmediate(.cmp, gpr(scratch), 1);
    a.arithmetic(.sbb, scratch, gpr(scratch));
}

/// Leaves in the entry's register where a word is called with a packed effect; goes to `otherwise` when it cannot be.
pub fn entryWithEffect(a: *Assembler, word: registers.Gpr, effect: registers.Gpr, otherwise: Label) void {
    a.mov32(entry_register, fieldOperand("word_count"));
    a.arithmetic(.cmp, word, gpr(entry_register));
    a.jumpIf(.above_equal, otherwise);
    a.copy(entry_register, word);
    loadEntry(a);
    a.arithmetic(.cmp, effect, .{ .memory = registers.at(entry_register, @offsetOf(abi.WordEntry, "effect")) });
    a.jumpIf(.not_equal, otherwise);
    a.mov(entry_register, .{ .memory = registers.at(entry_register, @offsetOf(abi.WordEntry, "register_entry")) });
}

/// What holds a word's number, and then the address of its register entry, while arguments are moved.
pub const entry_register = scratch;

pub fn loadEntry(a: *Assembler) void {
    a.shiftImmediate(.shl, entry_register, 5);
    a.arithmetic(.add, entry_register, fieldOperand("word_table"));
}

pub fn callEntry(a: *Assembler) void {
    a.callTo(.{ .memory = registers.at(entry_register, @offsetOf(abi.WordEntry, "register_entry")) });
}

pub fn jumpIfInterrupted(e: *Emitter, to: Label) void {
    e.a.arithmeticImmediate32(.cmp, fieldOperand("interrupt"), 0);
    e.a.jumpIf(.not_equal, to);
}
