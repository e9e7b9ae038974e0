//! How code calls words, and looks at the interrupt flag.

const std = @import("std");
const abi = @import("abi");
const convention = @import("convention.zig");
const registers = @import("registers.zig");
const Assembler = @import("assembler.zig").Assembler;
const Emitter = @import("target.zig").Emitter;
const Label = @import("assembler.zig").Label;
const field = Emitter.field;

const scratch = convention.scratch;

/// Calls through the address that a symbol's memory holds.
pub fn callThrough(a: *Assembler, symbol: Assembler.Symbol) void {
    a.callThrough(symbol, convention.call_register);
}

/// Calls the memory entry of the word whose number is in its register; goes to `host` when the table has none such.
pub fn callByNumber(e: *Emitter, host: Label) void {
    e.a.loadSize(scratch, field("word_count"), 4);
    e.a.compare(convention.word_register, scratch);
    e.a.jumpIf(.higher_same, host);
    e.a.load(scratch, field("word_table"));
    comptime std.debug.assert(@sizeOf(abi.WordEntry) == 1 << 5);
    e.a.sumShifted(.whole, .add, scratch, scratch, convention.word_register, 5);
    e.a.load(convention.call_register, .{ .base = scratch, .offset = .{ .bytes = @offsetOf(abi.WordEntry, "memory_entry") } });
    e.a.callRegister(convention.call_register);
}

/// Leaves in the scratch register whether the word whose number is in its register has an effect: -1 or 0. Word 0 has
/// none, and stands for what is no word.
pub fn hasEffect(a: *Assembler, effect: u32) void {
    const word = convention.word_register;
    a.loadSize(scratch, field("word_count"), 4);
    a.compare(word, scratch);
    a.choose(.csel, .lower, word, word, .zr);
    a.load(scratch, field("word_table"));
    a.sumShifted(.whole, .add, scratch, scratch, word, 5);
    a.loadSize(scratch, .{ .base = scratch, .offset = .{ .bytes = @offsetOf(abi.WordEntry, "effect") } }, 4);
    a.movImmediate(convention.scratch2, effect);
    a.compare(scratch, convention.scratch2);
    a.setFlag(.equal, scratch);
}

/// Leaves in the entry's register where a word is called with a packed effect; goes to `otherwise` when it cannot be.
pub fn entryWithEffect(a: *Assembler, word: registers.Gpr, effect: registers.Gpr, otherwise: Label) void {
    a.loadSize(scratch, field("word_count"), 4);
    a.compare(word, scratch);
    a.jumpIf(.higher_same, otherwise);
    a.load(scratch, field("word_table"));
    a.sumShifted(.whole, .add, scratch, scratch, word, 5);
    a.load(entry_register, .{ .base = scratch, .offset = .{ .bytes = @offsetOf(abi.WordEntry, "effect") } });
    a.compare(effect, entry_register);
    a.jumpIf(.not_equal, otherwise);
    a.load(entry_register, .{ .base = scratch, .offset = .{ .bytes = @offsetOf(abi.WordEntry, "register_entry") } });
}

/// What holds a word's number, and then the address of its register entry, while arguments are moved.
pub const entry_register = convention.call_register;

pub fn loadEntry(a: *Assembler) void {
    a.load(scratch, field("word_table"));
    a.sumShifted(.whole, .add, scratch, scratch, entry_register, 5);
    a.load(entry_register, .{ .base = scratch, .offset = .{ .bytes = @offsetOf(abi.WordEntry, "register_entry") } });
}

pub fn callEntry(a: *Assembler) void {
    a.callRegister(entry_register);
}

pub fn jumpIfInterrupted(e: *Emitter, to: Label) void {
    e.a.loadSize(scratch, field("interrupt"), 4);
    e.a.jumpIfNotZero(.half, scratch, to);
}
