//! Calls, and entries from and to the in-memory stacks.

const std = @import("std");
const abi = @import("abi");
const convention = @import("convention.zig");
const registers = @import("registers.zig");
const target = @import("target.zig");
const Assembler = @import("assembler.zig").Assembler;
const Emitter = target.Emitter;
const Calls = @import("../calls.zig").Calls;
const Effect = @import("../calls.zig").Effect;
const Label = @import("assembler.zig").Label;
const Gpr = registers.Gpr;
const field = Emitter.field;

const scratch = convention.scratch;
const scratch2 = convention.scratch2;

/// Bytes that the return address of code with no other frame takes; the stack pointer stays a multiple of 16, which the
/// processor demands. The return address lies in the upper half.
pub const link_size = 16;
pub const link_offset = 8;

/// Keeps the return address on the stack. A fault handler knows this instruction: where it finds no stack left, the
/// return address is still in its register.
pub fn pushLink(a: *Assembler, beside: Gpr) void {
    a.pushPair(link_size, beside, registers.link);
}

pub fn popLink(a: *Assembler, beside: Gpr) void {
    a.popPair(beside, registers.link, link_size);
}

/// The return address that is here belongs to no source. It is looked up as such and, when what was called found no stack
/// left for it, as the place of the fault.
pub fn markInnerReturn(a: *Assembler, stack_offset: u32) void {
    a.position(0, stack_offset, .return_address);
    a.position(0, stack_offset, .fault);
}

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

pub fn jumpIfInterrupted(e: *Emitter, to: Label) void {
    e.a.loadSize(scratch, field("interrupt"), 4);
    e.a.jumpIfNotZero(.half, scratch, to);
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
    pushLink(a, .zr);
    if (header.cell_in > 0) {
        a.storeSize(field("data_depth"), scratch, 4);
        // The depth of the float stack is in scratch2.
        loadCells(a, header.cell_in);
    }
    if (header.float_in > 0) {
        a.storeSize(field("float_depth"), scratch2, 4);
        loadFloats(a, header.float_in, scratch2);
    }
    a.callLabel(register_entry);
    markInnerReturn(a, link_offset);
    storeCells(a, header.cell_out);
    storeFloats(a, header.float_out);
    popLink(a, .zr);
    a.ret();
    a.bind(refused);
    a.movImmediate(convention.word_register, header.word);
    a.jumpSymbol(.{ .kind = .runtime, .index = @backingInt(abi.RuntimeEntry.need_dynamic) });
}

/// Leaves the depth without the arguments in `to`.
fn checkStack(a: *Assembler, comptime depth: []const u8, comptime capacity: []const u8, count: u32, refused: Label, to: Gpr) void {
    const room: Gpr = .x11;
    a.loadSize(to, field(depth), 4);
    a.loadSize(room, field(capacity), 4);
    a.compare(to, room);
    a.jumpIf(.higher, refused);
    if (count == 0) return;
    a.sumImmediate(.half, .subs, to, to, count);
    a.jumpIf(.lower, refused);
}

/// Loads the argument registers from the place in the data stack whose depth is in the scratch register.
fn loadCells(a: *Assembler, count: u32) void {
    addressOfPlace(a, "data_stack", scratch);
    for (convention.cell_registers[0..count], 0..) |register, index| a.load(register, at(index));
}

fn loadFloats(a: *Assembler, count: u32, depth: Gpr) void {
    addressOfPlace(a, "float_stack", depth);
    for (convention.float_registers[0..count], 0..) |register, index| a.loadFloat(register, at(index), 8);
}

/// Pushes the cells in the argument registers. There is room: a guard behind the stack has more than a word gives.
fn storeCells(a: *Assembler, count: u32) void {
    if (count == 0) return;
    raiseDepth(a, "data_depth", count);
    addressOfPlace(a, "data_stack", scratch);
    for (convention.cell_registers[0..count], 0..) |register, index| a.store(at(index), register);
}

fn storeFloats(a: *Assembler, count: u32) void {
    if (count == 0) return;
    raiseDepth(a, "float_depth", count);
    addressOfPlace(a, "float_stack", scratch);
    for (convention.float_registers[0..count], 0..) |register, index| a.storeFloat(at(index), register, 8);
}

/// Leaves the depth as it was in the scratch register.
fn raiseDepth(a: *Assembler, comptime depth: []const u8, count: u32) void {
    a.loadSize(scratch, field(depth), 4);
    a.sumImmediate(.half, .add, scratch2, scratch, count);
    a.storeSize(field(depth), scratch2, 4);
}

/// Brings the address of a place in a stack into the fourth scratch register.
fn addressOfPlace(a: *Assembler, comptime base: []const u8, depth: Gpr) void {
    a.load(convention.scratch4, field(base));
    a.sumShifted(.whole, .add, convention.scratch4, convention.scratch4, depth, 3);
}

fn at(index: usize) registers.Memory {
    return .{ .base = convention.scratch4, .offset = .{ .bytes = @intCast(8 * index) } };
}

/// A register entry for a word that has none, for callers that count on an effect: puts the arguments on the in-memory
/// stacks, calls the word there and takes the results.
pub fn emitWordStub(a: *Assembler, word: u32, effect: Effect) void {
    pushLink(a, .zr);
    storeCells(a, effect.cell_in);
    storeFloats(a, effect.float_in);
    Calls(target).callMemoryEntry(a, word);
    markInnerReturn(a, link_offset);
    if (effect.cell_out > 0) {
        takeDepth(a, "data_depth", effect.cell_out, .data_underflow);
        loadCells(a, effect.cell_out);
    }
    if (effect.float_out > 0) {
        takeDepth(a, "float_depth", effect.float_out, .float_underflow);
        loadFloats(a, effect.float_out, scratch);
    }
    popLink(a, .zr);
    a.ret();
}

/// Leaves the depth of the deepest result in the scratch register. A word that gave less than it said ends here.
fn takeDepth(a: *Assembler, comptime depth: []const u8, count: u32, underflow: abi.RuntimeEntry) void {
    const enough = a.newLabel();
    a.loadSize(scratch, field(depth), 4);
    a.sumImmediate(.half, .subs, scratch, scratch, count);
    a.jumpIf(.higher_same, enough);
    a.callSymbol(.{ .kind = .runtime, .index = @backingInt(underflow) });
    markInnerReturn(a, link_offset);
    a.bind(enough);
    a.storeSize(field(depth), scratch, 4);
}
