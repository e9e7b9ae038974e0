//! Calls, and entries from and to the in-memory stacks.

const std = @import("std");
const abi = @import("abi");
const convention = @import("convention.zig");
const operands = @import("operands.zig");
const registers = @import("registers.zig");
const target = @import("target.zig");
const Assembler = @import("assembler.zig").Assembler;
const Emitter = target.Emitter;
const Calls = @import("../calls.zig").Calls;
const Effect = @import("../calls.zig").Effect;
const Label = @import("assembler.zig").Label;
const Memory = registers.Memory;
const gpr = registers.gpr;
const fieldOperand = operands.fieldOperand;

const scratch = convention.scratch;
const scratch2 = convention.scratch2;

/// Bytes of the return address, which CALL puts on the stack.
pub const link_size = 8;

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

pub fn jumpIfInterrupted(e: *Emitter, to: Label) void {
    e.a.arithmeticImmediate32(.cmp, fieldOperand("interrupt"), 0);
    e.a.jumpIf(.not_equal, to);
}

// ---- between registers and the in-memory stacks ----

/// The entry of a static function for callers that left everything in memory. With too few arguments, or a stack that
/// is too full, the dynamic version runs instead.
pub fn emitMemoryEntry(a: *Assembler, header: *const abi.FunctionHeader, register_entry: Label) void {
    const refused = a.newLabel();
    const uses_floats = header.float_in + header.float_out > 0;
    // Both stacks are checked before either is changed.
    checkStack(a, "data_depth", "data_capacity", header.cell_in, refused, scratch);
    if (uses_floats) checkStack(a, "float_depth", "float_capacity", header.float_in, refused, scratch2);
    if (header.cell_in > 0) {
        a.storeSize(Emitter.field("data_depth"), scratch, 4);
        // The depth of the float stack is in scratch2.
        a.shiftImmediate(.shl, scratch, 3);
        a.arithmetic(.add, scratch, fieldOperand("data_stack"));
        for (convention.cell_registers[0..header.cell_in], 0..) |register, index| a.mov(register, at(scratch, index));
    }
    if (header.float_in > 0) {
        a.storeSize(Emitter.field("float_depth"), scratch2, 4);
        a.shiftImmediate(.shl, scratch2, 3);
        a.arithmetic(.add, scratch2, fieldOperand("float_stack"));
        for (convention.float_registers[0..header.float_in], 0..) |register, index| {
            a.scalar(.movsd, register, at(scratch2, index));
        }
    }
    a.callLabel(register_entry);
    a.position(0, 0, .return_address);
    storeCells(a, header.cell_out);
    storeFloats(a, header.float_out);
    a.ret();
    a.bind(refused);
    emitRefusal(a, header.word);
}

/// Runs the dynamic version of a word.
pub fn emitRefusal(a: *Assembler, word: u32) void {
    a.movImmediate(convention.word_register, word);
    a.jumpSymbol(.{ .kind = .runtime, .index = @backingInt(abi.RuntimeEntry.need_dynamic) });
}

/// Goes to `refused` when the data stack is too full.
pub fn emitStackCheck(a: *Assembler, refused: Label) void {
    checkStack(a, "data_depth", "data_capacity", 0, refused, scratch);
}

/// Leaves the depth without the arguments in `to`.
fn checkStack(a: *Assembler, comptime depth: []const u8, comptime capacity: []const u8, count: u32, refused: Label, to: registers.Gpr) void {
    a.mov32(to, fieldOperand(depth));
    a.arithmetic32(.cmp, to, fieldOperand(capacity));
    a.jumpIf(.above, refused);
    if (count == 0) return;
    a.arithmeticImmediate32(.sub, gpr(to), @intCast(count));
    a.jumpIf(.below, refused);
}

/// Pushes the cells in the argument registers. There is room: a guard behind the stack has more than a word gives.
fn storeCells(a: *Assembler, count: u32) void {
    if (count == 0) return;
    a.mov32(scratch, fieldOperand("data_depth"));
    a.arithmeticImmediate32(.add, fieldOperand("data_depth"), @intCast(count));
    a.shiftImmediate(.shl, scratch, 3);
    a.arithmetic(.add, scratch, fieldOperand("data_stack"));
    for (convention.cell_registers[0..count], 0..) |register, index| a.store(at(scratch, index).memory, register);
}

fn storeFloats(a: *Assembler, count: u32) void {
    if (count == 0) return;
    a.mov32(scratch, fieldOperand("float_depth"));
    a.arithmeticImmediate32(.add, fieldOperand("float_depth"), @intCast(count));
    a.shiftImmediate(.shl, scratch, 3);
    a.arithmetic(.add, scratch, fieldOperand("float_stack"));
    for (convention.float_registers[0..count], 0..) |register, index| a.storeFloat(at(scratch, index).memory, register, 8);
}

/// A register entry for a word that has none, for callers that count on an effect: puts the arguments on the in-memory
/// stacks, calls the word there and takes the results.
pub fn emitWordStub(a: *Assembler, word: u32, effect: Effect) void {
    storeCells(a, effect.cell_in);
    storeFloats(a, effect.float_in);
    Calls(target).callMemoryEntry(a, word);
    a.position(0, 0, .return_address);
    if (effect.cell_out > 0) {
        takeDepth(a, "data_depth", effect.cell_out, .data_underflow);
        a.arithmetic(.add, scratch, fieldOperand("data_stack"));
        for (convention.cell_registers[0..effect.cell_out], 0..) |register, index| a.mov(register, at(scratch, index));
    }
    if (effect.float_out > 0) {
        takeDepth(a, "float_depth", effect.float_out, .float_underflow);
        a.arithmetic(.add, scratch, fieldOperand("float_stack"));
        for (convention.float_registers[0..effect.float_out], 0..) |register, index| {
            a.scalar(.movsd, register, at(scratch, index));
        }
    }
    a.ret();
}

/// Leaves the offset of the deepest result in the scratch register. A word that gave less than it said ends here.
fn takeDepth(a: *Assembler, comptime depth: []const u8, count: u32, underflow: abi.RuntimeEntry) void {
    const enough = a.newLabel();
    a.mov32(scratch, fieldOperand(depth));
    a.arithmeticImmediate32(.sub, gpr(scratch), @intCast(count));
    a.jumpIf(.above_equal, enough);
    a.callSymbol(.{ .kind = .runtime, .index = @backingInt(underflow) });
    a.position(0, 0, .return_address);
    a.bind(enough);
    a.storeSize(Emitter.field(depth), scratch, 4);
    a.shiftImmediate(.shl, scratch, 3);
}

fn at(base: registers.Gpr, index: usize) registers.Operand {
    return .{ .memory = .{ .base = base, .displacement = @intCast(8 * index) } };
}
