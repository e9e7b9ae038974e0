//! The runtime's parts that depend on the architecture.
//!
//!     host stack    … kept registers, return address, host_stack_pointer of the entry around this one
//!     Forth stack   … handler and catch_frame of the entry around this one ← handler, frames …,
//!                   and while the host works: return address, kept registers ← forth_stack_pointer
//!     frame of CATCH   … return address, kept registers, what a THROW restores ← catch_frame

const std = @import("std");
const abi = @import("abi");
const convention = @import("convention.zig");
const link = @import("link.zig");
const division = @import("division.zig");
const heap_shortcuts = @import("heap_shortcuts.zig");
const registers = @import("registers.zig");
const Assembler = @import("assembler.zig").Assembler;
const Emitter = @import("target.zig").Emitter;
const Label = @import("assembler.zig").Label;
const Runtime = @import("target.zig").Runtime;
const Gpr = registers.Gpr;
const Fpr = registers.Fpr;
const field = Emitter.field;
const sp = registers.sp;

const scratch = convention.scratch;
const scratch2 = convention.scratch2;
const first_cell = convention.cell_registers[0];
const second_cell = convention.cell_registers[1];

/// Kept by functions of the AAPCS64 (6.1), in pairs: X19 to X30, the low halves of V8 to V15.
const host_cells = [_]Gpr{ .x19, .x20, .x21, .x22, .x23, .x24, .x25, .x26, .x27, .x28, .x29, .x30 };
const host_floats = convention.saved_floats;
const host_link_offset = 8 * (host_cells.len + host_floats.len);
const host_frame = host_link_offset + 16;

/// enter(context, entry) and throw(context): the arguments are in X0 and X1.
pub fn emitEnter(r: *Runtime) void {
    const a = &r.a;
    const resumed = a.newLabel();
    if (r.catches()) {
        r.begin(.enter_throw);
        switchStacks(a);
        a.jump(r.unwind);
    }
    r.begin(.enter);
    switchStacks(a);
    a.jumpIfZero(.whole, .x1, resumed);
    a.load(scratch, field("handler"));
    a.load(scratch2, field("catch_frame"));
    a.pushPair(16, scratch, scratch2);
    a.store(field("catch_frame"), .zr);
    storeStackPointer(a, "handler", 0);
    a.callRegister(.x1);
    setRequest(a, .finished);
    a.bind(r.leave);
    loadStackPointer(a, "handler");
    a.popPair(scratch, scratch2, 16);
    a.store(field("handler"), scratch);
    a.store(field("catch_frame"), scratch2);
    storeStackPointer(a, "forth_stack_pointer", 0);
    a.bind(r.to_host);
    loadStackPointer(a, "host_stack_pointer");
    a.load(scratch, registers.onStack(host_link_offset));
    a.store(field("host_stack_pointer"), scratch);
    a.loadSize(.x0, field("request"), 4);
    transferPairs(a, &host_cells, &host_floats, false);
    a.sumImmediate(.whole, .add, sp, sp, host_frame);
    a.ret();
    a.bind(resumed);
    r.emitResume();
}

/// From the host's stack to the Forth stack.
fn switchStacks(a: *Assembler) void {
    a.sumImmediate(.whole, .sub, sp, sp, host_frame);
    transferPairs(a, &host_cells, &host_floats, true);
    a.copy(convention.context, .x0);
    a.load(convention.data_space, field("data_space"));
    a.load(scratch, field("host_stack_pointer"));
    a.store(registers.onStack(host_link_offset), scratch);
    storeStackPointer(a, "host_stack_pointer", 0);
    loadStackPointer(a, "forth_stack_pointer");
}

/// A frame of CATCH: what a THROW restores, between the registers that a called word keeps and the return address.
const caught = struct {
    const frame_around = registers.onStack(kept_size);
    /// Of the data and the float stack, which lie side by side.
    const depths = registers.onStack(kept_size + 8);
    const float_depth = registers.onStack(kept_size + 12);
    const return_depth = registers.onStack(kept_size + 16);
    const locals = registers.onStack(kept_size + 20);
    const to_in = registers.onStack(kept_size + 24);
    /// Whether the caller takes the code in a register and not on the in-memory stack.
    const in_register = registers.onStack(kept_size + 32);
    const size = kept_size + 48;
};

const kept_size = 8 * (convention.saved_cells.len + convention.saved_floats.len);

/// CATCH, with everything on the in-memory stacks (9.6.1.0875): constant time, whether there is a THROW or not.
pub fn emitCatch(r: *Runtime) void {
    const a = &r.a;
    const depth: Gpr = .x0;
    const stack: Gpr = .x1;
    const other: Gpr = .x2;
    const inner_offset = caught.size + link.offset;
    const returned = a.newLabel();
    const no_word = a.newLabel();
    const full = a.newLabel();
    r.begin(.@"catch");
    a.loadSize(depth, field("data_depth"), 4);
    a.jumpIfZero(.half, depth, r.need_code);
    a.sumImmediate(.half, .sub, depth, depth, 1);
    openFrame(a);
    a.storeSize(field("data_depth"), depth, 4);
    a.storeSize(caught.depths, depth, 4);
    a.store(caught.in_register, .zr);
    a.load(stack, field("data_stack"));
    a.sumShifted(.whole, .add, stack, stack, depth, 3);
    a.load(convention.word_register, registers.at(stack, 0));
    a.loadSize(other, field("word_count"), 4);
    a.compare(convention.word_register, other);
    a.jumpIf(.higher_same, no_word);
    a.load(other, field("word_table"));
    comptime std.debug.assert(@sizeOf(abi.WordEntry) == 1 << 5);
    a.sumShifted(.whole, .add, other, other, convention.word_register, 5);
    a.load(convention.call_register, registers.at(other, @offsetOf(abi.WordEntry, "memory_entry")));
    a.callRegister(convention.call_register);
    link.markInnerReturn(a, inner_offset);
    a.bind(returned);
    a.load(other, caught.frame_around);
    a.store(field("catch_frame"), other);
    a.sumImmediate(.whole, .add, sp, sp, caught.size);
    link.pop(a);
    a.loadSize(depth, field("data_depth"), 4);
    a.loadSize(other, field("data_capacity"), 4);
    a.compare(depth, other);
    a.jumpIf(.higher_same, full);
    a.load(stack, field("data_stack"));
    a.sumShifted(.whole, .add, stack, stack, depth, 3);
    a.store(registers.at(stack, 0), .zr);
    addToField(a, "data_depth", .add, other);
    a.ret();
    a.bind(no_word);
    a.callLabel(r.need_code);
    link.markInnerReturn(a, inner_offset);
    a.jump(returned);
    a.bind(full);
    r.throwCode(.stack_overflow);
}

/// What a THROW restores that a CATCH takes, and the way back to where it was called.
pub fn emitUnwinding(r: *Runtime) void {
    const a = &r.a;
    const depth: Gpr = .x0;
    const stack: Gpr = .x1;
    const other: Gpr = .x2;
    a.bind(r.unwind);
    loadStackPointer(a, "catch_frame");
    a.load(other, caught.frame_around);
    a.store(field("catch_frame"), other);
    a.load(depth, caught.depths);
    a.store(field("data_depth"), depth);
    a.loadSize(other, caught.return_depth, 4);
    a.storeSize(field("return_depth"), other, 4);
    a.loadSize(other, caught.locals, 4);
    a.storeSize(field("locals_in_memory"), other, 4);
    a.load(other, caught.to_in);
    a.movImmediate(stack, @backingInt(abi.SystemVariable.to_in));
    a.store(.{ .base = convention.data_space, .offset = .{ .low_half = stack } }, other);
    transferPairs(a, &convention.saved_cells, &convention.saved_floats, false);
    const in_memory = a.newLabel();
    a.load(other, caught.in_register);
    a.sumImmediate(.whole, .add, sp, sp, caught.size);
    link.pop(a);
    a.jumpIfZero(.whole, other, in_memory);
    a.load(scratch, field("throw_code_low"));
    a.ret();
    a.bind(in_memory);
    // In the place of the token.
    a.mov32(depth, depth);
    a.load(stack, field("data_stack"));
    a.sumShifted(.whole, .add, stack, stack, depth, 3);
    a.load(other, field("throw_code_low"));
    a.store(registers.at(stack, 0), other);
    addToField(a, "data_depth", .add, other);
    a.ret();
}

/// CATCH with everything in registers.
pub fn emitCatchRegisters(r: *Runtime) void {
    const a = &r.a;
    r.begin(.catch_registers);
    openFrame(a);
    a.loadSize(scratch, field("data_depth"), 4);
    a.storeSize(caught.depths, scratch, 4);
    a.movImmediate(scratch, 1);
    a.store(caught.in_register, scratch);
    a.callRegister(convention.call_register);
    link.markInnerReturn(a, caught.size + link.offset);
    a.load(scratch, caught.frame_around);
    a.store(field("catch_frame"), scratch);
    a.sumImmediate(.whole, .add, sp, sp, caught.size);
    link.pop(a);
    a.movImmediate(scratch, 0);
    a.ret();
}

/// Takes and fills a frame, all but the depth of the data stack and who takes the code, and makes it the innermost.
fn openFrame(a: *Assembler) void {
    link.push(a);
    a.sumImmediate(.whole, .sub, sp, sp, caught.size);
    // Here the stack may be exhausted: the lowest place is the first one.
    a.position(0, caught.size + link.offset, .fault);
    transferPairs(a, &convention.saved_cells, &convention.saved_floats, true);
    a.load(scratch, field("catch_frame"));
    a.store(caught.frame_around, scratch);
    a.loadSize(scratch, field("float_depth"), 4);
    a.storeSize(caught.float_depth, scratch, 4);
    a.loadSize(scratch, field("return_depth"), 4);
    a.storeSize(caught.return_depth, scratch, 4);
    a.loadSize(scratch, field("locals_in_memory"), 4);
    a.storeSize(caught.locals, scratch, 4);
    a.movImmediate(scratch, @backingInt(abi.SystemVariable.to_in));
    a.load(scratch, .{ .base = convention.data_space, .offset = .{ .low_half = scratch } });
    a.store(caught.to_in, scratch);
    storeStackPointer(a, "catch_frame", 0);
}

/// Adds one to a number of the context, or takes one from it.
fn addToField(a: *Assembler, comptime name: []const u8, comptime what: anytype, through: Gpr) void {
    a.loadSize(through, field(name), 4);
    a.sumImmediate(.half, what, through, through, 1);
    a.storeSize(field(name), through, 4);
}

/// Goes to `uncaught` when no CATCH in the code of this entry takes a THROW.
pub fn jumpUnlessCaught(a: *Assembler, uncaught: Label) void {
    a.load(scratch, field("catch_frame"));
    a.jumpIfZero(.whole, scratch, uncaught);
}

/// Goes to `traced` when the host is to make a THROW that a CATCH takes.
pub fn jumpIfTraced(a: *Assembler, traced: Label) void {
    a.loadSize(scratch, field("traced_throws"), 4);
    a.jumpIfNotZero(.half, scratch, traced);
}

/// What comes is no THROW of what was caught before.
pub fn forgetCaught(a: *Assembler) void {
    a.store(field("caught_instruction"), .zr);
}

/// Keeps where a THROW began, whose return address is in its register, and its code; unless what was caught last has this
/// code, and is thrown on.
pub fn noteCaught(a: *Assembler) void {
    const note = a.newLabel();
    const noted = a.newLabel();
    a.load(scratch2, field("throw_code_low"));
    a.load(scratch, field("caught_instruction"));
    a.jumpIfZero(.whole, scratch, note);
    a.load(scratch, field("caught_code"));
    a.compare(scratch, scratch2);
    a.jumpIf(.equal, noted);
    a.bind(note);
    a.store(field("caught_instruction"), registers.link);
    a.store(field("caught_code"), scratch2);
    a.bind(noted);
}

/// Lets other entries begin where the frame of the innermost CATCH lies.
pub fn leaveAtCatch(a: *Assembler) void {
    a.load(scratch, field("catch_frame"));
    a.store(field("forth_stack_pointer"), scratch);
}

/// What a word that is a function of the runtime library does without it: small blocks are taken and freed. Goes on behind
/// for the rest.
pub fn emitShortcut(a: *Assembler, function: u32) void {
    switch (function) {
        @backingInt(abi.LibraryFunction.allocate) => heap_shortcuts.allocate(a),
        @backingInt(abi.LibraryFunction.free) => heap_shortcuts.free(a),
        else => {},
    }
}

/// Calls a function of the runtime library, on the host's stack: it counts on more room than Forth's may have, and a
/// fault there would be none of Forth's. Goes to `by_host` when it has done nothing. The AAPCS64 (6.1) keeps what a called
/// word keeps; arguments and results are where those of words are, and the context is the fifth argument (6.4).
pub fn callLibrary(a: *Assembler, function: u32, _: u32, by_host: Label) void {
    a.copy(.x4, convention.context);
    a.load(convention.call_register, field("library"));
    a.load(convention.call_register, registers.at(convention.call_register, 8 * function));
    callOnHostStack(a);
    a.loadSize(scratch, field("left_to_host"), 4);
    a.jumpIfNotZero(.half, scratch, by_host);
}

/// Computes a function of floats, whose number is in the word's register, and returns; goes to `by_host` where there is none.
/// Arguments and result are where those of words are (AAPCS64, 6.4).
pub fn callFloatFunction(a: *Assembler, by_host: Label) void {
    const function = convention.call_register;
    a.load(function, field("float_functions"));
    a.jumpIfZero(.whole, function, by_host);
    a.sumShifted(.whole, .add, function, function, convention.word_register, 3);
    a.load(function, registers.at(function, 0));
    a.jumpIfZero(.whole, function, by_host);
    const operands = [_]Fpr{ convention.float_registers[0], convention.float_registers[1] };
    a.storeFloat(field("float_operand0"), operands[0], 8);
    a.storeFloat(field("float_operand1"), operands[1], 8);
    a.storeSize(field("request_word"), convention.word_register, 4);
    link.push(a);
    callOnHostStack(a);
    link.pop(a);
    // Which bits what is no number has is the host's matter.
    const no_number = a.newLabel();
    a.compareFloats(operands[0], operands[0]);
    a.jumpIf(.overflow, no_number);
    a.ret();
    a.bind(no_number);
    a.loadFloat(operands[0], field("float_operand0"), 8);
    a.loadFloat(operands[1], field("float_operand1"), 8);
    a.loadSize(convention.word_register, field("request_word"), 4);
}

/// Calls the function in the register for calls.
fn callOnHostStack(a: *Assembler) void {
    const kept = convention.saved_cells[0];
    a.pushPair(16, kept, .zr);
    a.movFromStackPointer(kept);
    loadStackPointer(a, "host_stack_pointer");
    a.callRegister(convention.call_register);
    a.movToStackPointer(kept);
    a.popPair(kept, .zr, 16);
}

pub fn clearField(a: *Assembler, comptime name: []const u8) void {
    a.store(field(name), .zr);
}

pub fn setRequest(a: *Assembler, request: abi.HostRequest) void {
    a.movImmediate(scratch, @backingInt(request));
    a.storeSize(field("request"), scratch, 4);
}

pub fn setThrowCode(a: *Assembler, code: abi.ThrowCode) void {
    a.movImmediate(scratch, @backingInt(code));
    a.store(field("throw_code_low"), scratch);
}

/// Stores the address that lies `above` bytes above the stack pointer.
pub fn storeStackPointer(a: *Assembler, comptime name: []const u8, above: u32) void {
    a.sumImmediate(.whole, .add, scratch, sp, above);
    a.store(field(name), scratch);
}

fn loadStackPointer(a: *Assembler, comptime name: []const u8) void {
    a.load(scratch, field(name));
    a.movToStackPointer(scratch);
}

/// Keeps registers, an even number of each class, on the stack.
pub fn saveRegisters(a: *Assembler, cells: []const Gpr, floats: []const Fpr) void {
    a.sumImmediate(.whole, .sub, sp, sp, @intCast(8 * (cells.len + floats.len)));
    transferPairs(a, cells, floats, true);
}

pub fn restoreRegisters(a: *Assembler, cells: []const Gpr, floats: []const Fpr) void {
    transferPairs(a, cells, floats, false);
    a.sumImmediate(.whole, .add, sp, sp, @intCast(8 * (cells.len + floats.len)));
}

/// Ends a stub of CATCH: takes cells from the stack, and reads those back that `saveRegisters` put there when a THROW's
/// code is in the scratch register and not 0. The code goes to a register.
pub fn returnFromCatch(a: *Assembler, cells: []const Gpr, code: Gpr) void {
    const returned = a.newLabel();
    a.jumpIfZero(.whole, scratch, returned);
    transferPairs(a, cells, &.{}, false);
    a.bind(returned);
    if (cells.len > 0) a.sumImmediate(.whole, .add, sp, sp, @intCast(8 * cells.len));
    a.copy(code, scratch);
    link.pop(a);
    a.ret();
}

/// Writes or reads even numbers of registers, from the stack pointer on.
fn transferPairs(a: *Assembler, cells: []const Gpr, floats: []const Fpr, comptime is_save: bool) void {
    var at: u32 = 0;
    var index: usize = 0;
    while (index < cells.len) : (index += 2) {
        if (is_save) a.storePair(sp, at, cells[index], cells[index + 1]) else a.loadPair(cells[index], cells[index + 1], sp, at);
        at += 16;
    }
    index = 0;
    while (index < floats.len) : (index += 2) {
        if (is_save) a.storeFloatPair(sp, at, floats[index], floats[index + 1]) else a.loadFloatPair(floats[index], floats[index + 1], sp, at);
        at += 16;
    }
}

/// Appends the character that EMIT takes; goes to `by_host` when there is no room.
pub fn appendCharacter(a: *Assembler, by_host: Label) void {
    const length: Gpr = scratch;
    const limit: Gpr = scratch2;
    const buffer: Gpr = .x11;
    a.loadSize(length, field("output_length"), 4);
    a.loadSize(limit, field("output_capacity"), 4);
    a.compare(length, limit);
    a.jumpIf(.higher_same, by_host);
    a.load(buffer, field("output"));
    a.storeSize(.{ .base = buffer, .offset = .{ .low_half = length } }, first_cell, 1);
    a.sumImmediate(.half, .add, length, length, 1);
    a.storeSize(field("output_length"), length, 4);
}

/// Appends the text that TYPE takes, when it is short and within the data space, without its first page.
pub fn appendText(a: *Assembler, comptime longest: u32, by_host: Label) void {
    const length: Gpr = scratch;
    const limit: Gpr = scratch2;
    const buffer: Gpr = .x11;
    const text: Gpr = .x12;
    const end: Gpr = .x13;
    const byte: Gpr = .x14;
    const next = a.newLabel();
    const done = a.newLabel();
    a.sumImmediate(.whole, .subs, .zr, second_cell, longest);
    a.jumpIf(.higher, by_host);
    a.mov32(text, first_cell);
    a.sumImmediate(.whole, .subs, .zr, text, abi.first_address);
    a.jumpIf(.lower, by_host);
    a.sum(.whole, .add, end, text, second_cell);
    a.load(limit, field("data_space_limit"));
    a.compare(end, limit);
    a.jumpIf(.higher, by_host);
    a.loadSize(length, field("output_length"), 4);
    a.sum(.whole, .add, end, length, second_cell);
    a.loadSize(limit, field("output_capacity"), 4);
    a.compare(end, limit);
    a.jumpIf(.higher, by_host);
    a.storeSize(field("output_length"), end, 4);
    a.load(buffer, field("output"));
    a.sum(.whole, .add, buffer, buffer, length);
    a.sum(.whole, .add, text, text, convention.data_space);
    const cells = a.newLabel();
    const bytes = a.newLabel();
    a.sumImmediate(.whole, .subs, .zr, second_cell, 8);
    a.jumpIf(.lower, bytes);
    // Cells from the end, and then the first one, of which some bytes may be there already.
    a.bind(cells);
    a.sumImmediate(.whole, .sub, second_cell, second_cell, 8);
    a.loadSize(byte, .{ .base = text, .offset = .{ .low_half = second_cell } }, 8);
    a.storeSize(.{ .base = buffer, .offset = .{ .low_half = second_cell } }, byte, 8);
    a.sumImmediate(.whole, .subs, .zr, second_cell, 8);
    a.jumpIf(.higher_same, cells);
    a.load(byte, registers.at(text, 0));
    a.store(registers.at(buffer, 0), byte);
    a.jump(done);
    a.bind(bytes);
    a.jumpIfZero(.whole, second_cell, done);
    a.bind(next);
    a.sumImmediate(.whole, .sub, second_cell, second_cell, 1);
    a.loadSize(byte, .{ .base = text, .offset = .{ .low_half = second_cell } }, 1);
    a.storeSize(.{ .base = buffer, .offset = .{ .low_half = second_cell } }, byte, 1);
    a.jumpIfNotZero(.whole, second_cell, next);
    a.bind(done);
}

/// Two cells over one, in the registers of `division.emitWideDivision`, which divides the magnitudes. The signs wait
/// in registers of floats, as that takes all the others.
pub fn emitDivision(r: *Runtime, entry: abi.RuntimeEntry, is_floored: bool) void {
    const a = &r.a;
    const low = division.wide_low;
    const high = division.wide_high;
    const divisor = division.wide_divisor;
    const given_dividend: Gpr = .x12;
    const given_divisor: Gpr = .x13;
    const limit: Gpr = .x14;
    const out_of_range = a.newLabel();
    const same_sign = a.newLabel();
    const signed_remainder = a.newLabel();
    const not_zero = a.newLabel();
    const positive = a.newLabel();
    r.begin(entry);
    a.jumpIfNotZero(.whole, divisor, not_zero);
    r.throwCode(.division_by_zero);
    a.bind(not_zero);
    a.moveBitsToFloat(.v16, high);
    a.moveBitsToFloat(.v17, divisor);
    a.compare(high, .zr);
    a.jumpIf(.greater_equal, positive);
    a.sum(.whole, .subs, low, .zr, low);
    a.carrySum(.sbc, high, .zr, high);
    a.bind(positive);
    a.compare(divisor, .zr);
    a.negateIf(.less, divisor, divisor);
    a.compare(high, divisor);
    a.jumpIf(.higher_same, out_of_range);
    division.emitWideDivision(a);
    a.moveBitsFromFloat(given_dividend, .v16);
    a.moveBitsFromFloat(given_divisor, .v17);
    a.logical(.whole, .eor, limit, given_dividend, given_divisor);
    a.compare(limit, .zr);
    a.jumpIf(.greater_equal, same_sign);
    // The quotient is negative: 2^63 is the greatest magnitude.
    a.movImmediate(limit, std.math.minInt(i64));
    a.compare(low, limit);
    a.jumpIf(.higher, out_of_range);
    if (is_floored) {
        const exact = a.newLabel();
        a.jumpIfZero(.whole, high, exact);
        a.compare(low, limit);
        a.jumpIf(.equal, out_of_range);
        // One step down; the remainder has the divisor's sign, which is not the dividend's.
        a.complement(low, low);
        a.compare(given_divisor, .zr);
        a.negateIf(.less, given_divisor, given_divisor);
        a.sum(.whole, .sub, high, high, given_divisor);
        a.jump(signed_remainder);
        a.bind(exact);
    }
    a.negate(low, low);
    a.jump(signed_remainder);
    a.bind(same_sign);
    a.compare(low, .zr);
    a.jumpIf(.less, out_of_range);
    a.bind(signed_remainder);
    a.compare(given_dividend, .zr);
    a.negateIf(.less, high, high);
    a.ret();
    a.bind(out_of_range);
    r.throwCode(.out_of_range);
}
