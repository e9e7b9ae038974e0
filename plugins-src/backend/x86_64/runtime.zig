//! The runtime's parts that depend on the architecture.
//!
//!     host stack    … return address, kept registers, host_stack_pointer of the entry around this one
//!     Forth stack   … handler and catch_frame of the entry around this one ← handler, return address into `enter`,
//!                   frames …, and while the host works: kept registers ← forth_stack_pointer
//!     frame of CATCH   … return address, kept registers, what a THROW restores ← catch_frame

const std = @import("std");
const abi = @import("abi");
const convention = @import("convention.zig");
const heap_shortcuts = @import("heap_shortcuts.zig");
const operands = @import("operands.zig");
const registers = @import("registers.zig");
const Assembler = @import("assembler.zig").Assembler;
const Emitter = @import("target.zig").Emitter;
const Label = @import("assembler.zig").Label;
const Runtime = @import("target.zig").Runtime;
const Gpr = registers.Gpr;
const Xmm = registers.Xmm;
const gpr = registers.gpr;
const field = Emitter.field;
const fieldOperand = operands.fieldOperand;

const scratch = convention.scratch;
const scratch2 = convention.scratch2;
const first_cell = convention.cell_registers[0];
const second_cell = convention.cell_registers[1];

/// Kept by functions of the System V ABI (AMD64 supplement, 3.2.1).
const host_saved = [_]Gpr{ .rbx, .rbp, .r12, .r13, .r14, .r15 };

/// enter(context, entry) and throw(context): the arguments of the System V ABI are in RDI and RSI.
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
    a.testRegisters(gpr(.rsi), .rsi);
    a.jumpIf(.equal, resumed);
    a.push(fieldOperand("handler"));
    a.push(fieldOperand("catch_frame"));
    a.storeImmediate(field("catch_frame"), 0, 8);
    a.store(field("handler"), .rsp);
    a.callTo(gpr(.rsi));
    setRequest(a, .finished);
    a.bind(r.leave);
    a.mov(.rsp, fieldOperand("handler"));
    a.pop(fieldOperand("catch_frame"));
    a.pop(fieldOperand("handler"));
    a.store(field("forth_stack_pointer"), .rsp);
    a.bind(r.to_host);
    a.mov(.rsp, fieldOperand("host_stack_pointer"));
    a.pop(fieldOperand("host_stack_pointer"));
    a.mov32(.rax, fieldOperand("request"));
    var at = host_saved.len;
    while (at > 0) {
        at -= 1;
        a.pop(gpr(host_saved[at]));
    }
    a.ret();
    a.bind(resumed);
    r.emitResume();
}

/// From the host's stack to the Forth stack.
fn switchStacks(a: *Assembler) void {
    for (host_saved) |register| a.push(gpr(register));
    a.mov(convention.context, gpr(.rdi));
    a.push(fieldOperand("host_stack_pointer"));
    a.store(field("host_stack_pointer"), .rsp);
    a.mov(.rsp, fieldOperand("forth_stack_pointer"));
}

/// A frame of CATCH: what a THROW restores, below the registers that a called word keeps.
const caught = struct {
    const frame_around = stackPlace(0);
    const data_depth = stackPlace(1);
    const locals: registers.Memory = .{ .base = .rsp, .displacement = 12 };
    /// Of the float and the return stack, which lie side by side and change seldom.
    const depths = stackPlace(2);
    const to_in = stackPlace(3);
    /// Whether the caller takes the code in a register and not on the in-memory stack.
    const in_register = stackPlace(4);
    const size = 40;
};

const first_kept_float = caught.size / 8 + convention.saved_cells.len;
const kept_size = 8 * (convention.saved_cells.len + convention.saved_floats.len);

/// CATCH, with everything on the in-memory stacks (9.6.1.0875): constant time, whether there is a THROW or not.
pub fn emitCatch(r: *Runtime) void {
    const a = &r.a;
    const depth: Gpr = .rdx;
    const stack: Gpr = .rcx;
    const returned = a.newLabel();
    const no_word = a.newLabel();
    const full = a.newLabel();
    r.begin(.@"catch");
    a.mov32(depth, fieldOperand("data_depth"));
    a.arithmeticImmediate32(.sub, gpr(depth), 1);
    a.jumpIf(.below, r.need_code);
    a.arithmeticImmediate(.sub, gpr(.rsp), @intCast(kept_size + caught.size));
    openFrame(a);
    a.storeSize(field("data_depth"), depth, 4);
    a.storeSize(caught.data_depth, depth, 4);
    a.storeImmediate(caught.in_register, 0, 8);
    a.mov(stack, fieldOperand("data_stack"));
    a.mov(convention.word_register, .{ .memory = .{ .base = stack, .index = depth, .scale = 3 } });
    a.mov32(.rax, fieldOperand("word_count"));
    a.arithmetic(.cmp, convention.word_register, gpr(.rax));
    a.jumpIf(.above_equal, no_word);
    a.mov(scratch, gpr(convention.word_register));
    comptime std.debug.assert(@sizeOf(abi.WordEntry) == 1 << 5);
    a.shiftImmediate(.shl, scratch, 5);
    a.arithmetic(.add, scratch, fieldOperand("word_table"));
    a.callTo(.{ .memory = registers.at(scratch, @offsetOf(abi.WordEntry, "memory_entry")) });
    a.position(0, kept_size + caught.size, .return_address);
    a.bind(returned);
    a.mov(.rax, .{ .memory = caught.frame_around });
    a.store(field("catch_frame"), .rax);
    a.arithmeticImmediate(.add, gpr(.rsp), @intCast(kept_size + caught.size));
    a.mov32(depth, fieldOperand("data_depth"));
    a.arithmetic32(.cmp, depth, fieldOperand("data_capacity"));
    a.jumpIf(.above_equal, full);
    a.mov(stack, fieldOperand("data_stack"));
    a.storeImmediate(.{ .base = stack, .index = depth, .scale = 3 }, 0, 8);
    a.arithmeticImmediate32(.add, fieldOperand("data_depth"), 1);
    a.ret();
    a.bind(no_word);
    a.callLabel(r.need_code);
    a.position(0, kept_size + caught.size, .return_address);
    a.jump(returned);
    a.bind(full);
    r.throwCode(.stack_overflow);
}

/// What a THROW restores that a CATCH takes, and the way back to where it was called.
pub fn emitUnwinding(r: *Runtime) void {
    const a = &r.a;
    const depth: Gpr = .rdx;
    const stack: Gpr = .rcx;
    a.bind(r.unwind);
    a.mov(.rsp, fieldOperand("catch_frame"));
    a.mov(.rax, .{ .memory = caught.frame_around });
    a.store(field("catch_frame"), .rax);
    a.mov32(depth, .{ .memory = caught.data_depth });
    a.storeSize(field("data_depth"), depth, 4);
    a.mov(.rax, .{ .memory = caught.depths });
    a.store(field("float_depth"), .rax);
    a.mov32(.rax, .{ .memory = caught.locals });
    a.storeSize(field("locals_in_memory"), .rax, 4);
    a.mov(.rax, .{ .memory = caught.to_in });
    a.mov(stack, fieldOperand("data_space"));
    a.store(registers.at(stack, @backingInt(abi.SystemVariable.to_in)), .rax);
    for (convention.saved_cells, 0..) |register, index| a.load(register, keptPlace(index));
    // Where floats are kept only since the frame was opened, what is read here is none, and nobody counts on it.
    restoreFloats(a, first_kept_float);
    const in_memory = a.newLabel();
    a.arithmeticImmediate(.cmp, .{ .memory = caught.in_register }, 0);
    a.lea(.rsp, .{ .base = .rsp, .displacement = kept_size + caught.size });
    a.jumpIf(.equal, in_memory);
    a.mov(scratch, fieldOperand("throw_code_low"));
    returnUnpredicted(a);
    a.bind(in_memory);
    // In the place of the token.
    a.mov(stack, fieldOperand("data_stack"));
    a.mov(.rax, fieldOperand("throw_code_low"));
    a.store(.{ .base = stack, .index = depth, .scale = 3 }, .rax);
    a.arithmeticImmediate32(.add, fieldOperand("data_depth"), 1);
    returnUnpredicted(a);
}

/// Returns after a THROW: the processor expects returns from all the calls that it has ended, and RET would go wrong.
fn returnUnpredicted(a: *Assembler) void {
    a.pop(gpr(scratch2));
    a.jumpTo(gpr(scratch2));
}

/// CATCH with everything in registers; the arguments leave RAX and RDX alone, as CATCH has two more, and the results are
/// in any.
pub fn emitCatchRegisters(r: *Runtime) void {
    const a = &r.a;
    r.begin(.catch_registers);
    a.arithmeticImmediate(.sub, gpr(.rsp), @intCast(kept_size + caught.size));
    openFrame(a);
    a.mov32(.rax, fieldOperand("data_depth"));
    a.storeSize(caught.data_depth, .rax, 4);
    a.storeImmediate(caught.in_register, 1, 8);
    a.callTo(gpr(scratch));
    a.position(0, kept_size + caught.size, .return_address);
    a.mov(scratch, .{ .memory = caught.frame_around });
    a.store(field("catch_frame"), scratch);
    a.arithmeticImmediate(.add, gpr(.rsp), @intCast(kept_size + caught.size));
    a.movImmediate(scratch, 0);
    a.ret();
}

/// Fills a frame, all but the depth of the data stack and who takes the code, and makes it the innermost; through RAX.
/// Depths that code has just stored one by one would not be loaded together: such a load waits for the stores.
fn openFrame(a: *Assembler) void {
    a.mov(.rax, fieldOperand("catch_frame"));
    // Here the stack may be exhausted: the lowest place is the first one.
    a.position(0, kept_size + caught.size, .fault);
    a.store(caught.frame_around, .rax);
    for (convention.saved_cells, 0..) |register, index| a.store(keptPlace(index), register);
    saveFloats(a, first_kept_float);
    comptime std.debug.assert(@offsetOf(abi.ExecutionContext, "return_depth") == @offsetOf(abi.ExecutionContext, "float_depth") + 4);
    a.mov(.rax, fieldOperand("float_depth"));
    a.store(caught.depths, .rax);
    a.mov32(.rax, fieldOperand("locals_in_memory"));
    a.storeSize(caught.locals, .rax, 4);
    a.mov(.rax, fieldOperand("data_space"));
    a.mov(.rax, .{ .memory = registers.at(.rax, @backingInt(abi.SystemVariable.to_in)) });
    a.store(caught.to_in, .rax);
    a.store(field("catch_frame"), .rsp);
}

fn keptPlace(index: usize) registers.Memory {
    return registers.onStack(@intCast(caught.size + 8 * index));
}

/// Goes to `uncaught` when no CATCH in the code of this entry takes a THROW.
pub fn jumpUnlessCaught(a: *Assembler, uncaught: Label) void {
    a.arithmeticImmediate(.cmp, fieldOperand("catch_frame"), 0);
    a.jumpIf(.equal, uncaught);
}

/// Goes to `traced` when the host is to make a THROW that a CATCH takes.
pub fn jumpIfTraced(a: *Assembler, traced: Label) void {
    a.arithmeticImmediate32(.cmp, fieldOperand("traced_throws"), 0);
    a.jumpIf(.not_equal, traced);
}

/// What comes is no THROW of what was caught before.
pub fn forgetCaught(a: *Assembler) void {
    a.storeImmediate(field("caught_instruction"), 0, 8);
}

/// Keeps where a THROW began, whose return address is on the stack, and its code; unless what was caught last has this
/// code, and is thrown on.
pub fn noteCaught(a: *Assembler) void {
    const note = a.newLabel();
    const noted = a.newLabel();
    a.arithmeticImmediate(.cmp, fieldOperand("caught_instruction"), 0);
    a.jumpIf(.equal, note);
    a.mov(scratch, fieldOperand("throw_code_low"));
    a.arithmetic(.cmp, scratch, fieldOperand("caught_code"));
    a.jumpIf(.equal, noted);
    a.bind(note);
    a.mov(scratch, .{ .memory = stackPlace(0) });
    a.store(field("caught_instruction"), scratch);
    a.mov(scratch, fieldOperand("throw_code_low"));
    a.store(field("caught_code"), scratch);
    a.bind(noted);
}

/// Lets other entries begin where the frame of the innermost CATCH lies.
pub fn leaveAtCatch(a: *Assembler) void {
    a.mov(scratch, fieldOperand("catch_frame"));
    a.store(field("forth_stack_pointer"), scratch);
}

/// What a word that is a function of the runtime library does without it: texts of up to 16 bytes are moved, filled and compared by
/// what begins them and what ends them, and ordered by what begins them, which takes a third of a call's instructions; small
/// blocks are taken and freed. Goes on behind for the rest.
pub fn emitShortcut(a: *Assembler, function: u32) void {
    switch (function) {
        @backingInt(abi.LibraryFunction.move) => moveShort(a),
        @backingInt(abi.LibraryFunction.fill) => fillShort(a),
        @backingInt(abi.LibraryFunction.string_equal) => compareShort(a),
        @backingInt(abi.LibraryFunction.compare) => orderByBegin(a),
        @backingInt(abi.LibraryFunction.allocate) => heap_shortcuts.allocate(a),
        @backingInt(abi.LibraryFunction.free) => heap_shortcuts.free(a),
        else => {},
    }
}

const longest_short = 16;

/// MOVE ( addr1 addr2 u -- ): all is read before any of it is written.
fn moveShort(a: *Assembler) void {
    const from = first_cell;
    const to = second_cell;
    const length = convention.cell_registers[2];
    const first: Gpr = .rcx;
    const last: Gpr = .r9;
    const middle: Gpr = .rax;
    const long = a.newLabel();
    a.arithmeticImmediate(.cmp, gpr(length), longest_short);
    a.jumpIf(.above, long);
    placeShort(a, from, .rax, long);
    placeShort(a, to, .rdx, long);
    a.mov(.rcx, fieldOperand("data_space"));
    a.lea(from, .{ .base = .rcx, .index = .rax });
    a.lea(to, .{ .base = .rcx, .index = .rdx });
    writeShort(a, from, to, length, .{ first, middle, last });
    a.bind(long);
}

/// Writes so few bytes and returns. They may overlap with what they are copied from: all are loaded before one is stored.
/// @param from where they are copied from, null when the registers hold them already
/// @param values registers for the first ones, those in the middle, and the last
fn writeShort(a: *Assembler, from: ?Gpr, to: Gpr, length: Gpr, values: [3]Gpr) void {
    const done = a.newLabel();
    const first, const middle, const last = values;
    inline for (.{ 8, 4 }) |size| {
        const shorter = a.newLabel();
        a.arithmeticImmediate(.cmp, gpr(length), size);
        a.jumpIf(.below, shorter);
        if (from) |base| {
            a.loadSize(first, registers.at(base, 0), size);
            a.loadSize(last, .{ .base = base, .index = length, .displacement = -size }, size);
        }
        a.storeSize(registers.at(to, 0), first, size);
        a.storeSize(.{ .base = to, .index = length, .displacement = -size }, last, size);
        a.ret();
        a.bind(shorter);
    }
    a.testRegisters(gpr(length), length);
    a.jumpIf(.equal, done);
    a.mov(scratch, gpr(length));
    a.shiftImmediate(.shr, scratch, 1);
    if (from) |base| {
        a.loadSize(first, registers.at(base, 0), 1);
        a.loadSize(middle, .{ .base = base, .index = scratch }, 1);
        a.loadSize(last, .{ .base = base, .index = length, .displacement = -1 }, 1);
    }
    a.storeSize(registers.at(to, 0), first, 1);
    a.storeSize(.{ .base = to, .index = scratch }, middle, 1);
    a.storeSize(.{ .base = to, .index = length, .displacement = -1 }, last, 1);
    a.bind(done);
    a.ret();
}

/// FILL ( c-addr u char -- )
fn fillShort(a: *Assembler) void {
    const to = first_cell;
    const length = second_cell;
    const bytes: Gpr = .rcx;
    const long = a.newLabel();
    a.arithmeticImmediate(.cmp, gpr(length), longest_short);
    a.jumpIf(.above, long);
    placeShort(a, to, .rax, long);
    a.extendByte(bytes, convention.cell_registers[2]);
    a.movImmediate(scratch, 0x0101010101010101);
    a.multiply(bytes, gpr(scratch));
    a.mov(to, fieldOperand("data_space"));
    a.arithmetic(.add, to, gpr(.rax));
    writeShort(a, null, to, length, @splat(bytes));
    a.bind(long);
}

/// STR= ( c-addr1 u1 c-addr2 u2 -- flag )
fn compareShort(a: *Assembler) void {
    const one = first_cell;
    const length = second_cell;
    const other = convention.cell_registers[2];
    const other_length = convention.cell_registers[3];
    const long = a.newLabel();
    const decided = a.newLabel();
    const different = a.newLabel();
    a.arithmeticImmediate(.cmp, gpr(length), longest_short);
    a.jumpIf(.above, long);
    a.arithmeticImmediate(.cmp, gpr(other_length), longest_short);
    a.jumpIf(.above, long);
    placeShort(a, one, .rax, long);
    placeShort(a, other, .rdx, long);
    a.movImmediate(scratch, 1);
    a.arithmetic(.cmp, length, gpr(other_length));
    a.jumpIf(.not_equal, different);
    a.mov(.rcx, fieldOperand("data_space"));
    a.lea(one, .{ .base = .rcx, .index = .rax });
    a.lea(other, .{ .base = .rcx, .index = .rdx });
    inline for (.{ 8, 4 }) |size| {
        const shorter = a.newLabel();
        a.arithmeticImmediate(.cmp, gpr(length), size);
        a.jumpIf(.below, shorter);
        differ(a, scratch, one, other, null, 0, size);
        differ(a, scratch2, one, other, length, -size, size);
        a.arithmetic(.@"or", scratch, gpr(scratch2));
        a.jump(decided);
        a.bind(shorter);
    }
    a.movImmediate(scratch, 0);
    a.testRegisters(gpr(length), length);
    a.jumpIf(.equal, decided);
    differ(a, scratch, one, other, null, 0, 1);
    differ(a, scratch2, one, other, length, -1, 1);
    a.arithmetic(.@"or", scratch, gpr(scratch2));
    a.shiftImmediate(.shr, length, 1);
    differ(a, scratch2, one, other, length, 0, 1);
    a.arithmetic(.@"or", scratch, gpr(scratch2));
    a.bind(decided);
    a.bind(different);
    // The flag is true where there is no difference.
    a.arithmeticImmediate(.cmp, gpr(scratch), 1);
    a.arithmetic(.sbb, first_cell, gpr(first_cell));
    a.ret();
    a.bind(long);
}

/// COMPARE ( c-addr1 u1 c-addr2 u2 -- n ) of texts that differ in their first bytes.
fn orderByBegin(a: *Assembler) void {
    const one = first_cell;
    const length = second_cell;
    const other = convention.cell_registers[2];
    const other_length = convention.cell_registers[3];
    const undecided = a.newLabel();
    const ordered = a.newLabel();
    placeText(a, one, length, .rax, undecided);
    placeText(a, other, other_length, .rdx, undecided);
    a.mov(.rcx, fieldOperand("data_space"));
    inline for (.{ 8, 4 }) |size| {
        const shorter = a.newLabel();
        a.arithmeticImmediate(.cmp, gpr(length), size);
        a.jumpIf(.below, shorter);
        a.arithmeticImmediate(.cmp, gpr(other_length), size);
        a.jumpIf(.below, shorter);
        a.loadSize(scratch, .{ .base = .rcx, .index = .rax }, size);
        a.loadSize(scratch2, .{ .base = .rcx, .index = .rdx }, size);
        a.arithmetic(.cmp, scratch, gpr(scratch2));
        a.jumpIf(.not_equal, ordered);
        if (size == 8) a.jump(undecided);
        a.bind(shorter);
    }
    a.jump(undecided);
    // The first byte counts most.
    a.bind(ordered);
    a.reverseBytes(scratch);
    a.reverseBytes(scratch2);
    a.arithmetic(.cmp, scratch, gpr(scratch2));
    a.arithmetic(.sbb, one, gpr(one));
    a.arithmeticImmediate(.@"or", gpr(one), 1);
    a.ret();
    a.bind(undecided);
}

/// Leaves in a register what some bytes of two texts differ in.
fn differ(a: *Assembler, to: Gpr, one: Gpr, other: Gpr, index: ?Gpr, displacement: i32, size: u32) void {
    a.loadSize(to, .{ .base = one, .index = index, .displacement = displacement }, size);
    a.loadSize(.rax, .{ .base = other, .index = index, .displacement = displacement }, size);
    a.arithmetic(.xor, to, gpr(.rax));
}

/// Cuts an address down to an offset in the data space; goes to `otherwise` when a short text there is not all in it.
fn placeShort(a: *Assembler, address: Gpr, to: Gpr, otherwise: Label) void {
    a.mov32(to, gpr(address));
    a.arithmeticImmediate(.cmp, gpr(to), abi.first_address);
    a.jumpIf(.below, otherwise);
    a.lea(scratch, .{ .base = to, .displacement = longest_short });
    a.arithmetic(.cmp, scratch, fieldOperand("data_space_limit"));
    a.jumpIf(.above, otherwise);
}

/// Cuts an address down to an offset in the data space; goes to `otherwise` when the text there is not all in it.
fn placeText(a: *Assembler, address: Gpr, length: Gpr, to: Gpr, otherwise: Label) void {
    a.mov32(to, gpr(address));
    a.arithmeticImmediate(.cmp, gpr(to), abi.first_address);
    a.jumpIf(.below, otherwise);
    a.mov(scratch, fieldOperand("data_space_limit"));
    a.arithmetic(.sub, scratch, gpr(to));
    a.jumpIf(.below, otherwise);
    a.arithmetic(.cmp, length, gpr(scratch));
    a.jumpIf(.above, otherwise);
}

/// Calls a function of the runtime library, on the host's stack: it counts on more room than Forth's may have, and a
/// fault there would be none of Forth's. Goes to `by_host` when it has done nothing. Four arguments of a word are the first,
/// second, fifth and sixth one of a function of the System V ABI (3.2.3); the third is the context.
pub fn callLibrary(a: *Assembler, function: u32, results: u32, by_host: Label) void {
    comptime for (convention.cell_registers[0..4], [_]Gpr{ .rdi, .rsi, .r8, .r9 }) |word, given| std.debug.assert(word == given);
    a.copy(.rdx, convention.context);
    a.mov(.rax, fieldOperand("library"));
    callOnHostStack(a, .{ .memory = registers.at(.rax, 8 * function) });
    a.arithmeticImmediate(.cmp, fieldOperand("left_to_host"), 0);
    a.jumpIf(.not_equal, by_host);
    if (results > 0) a.copy(first_cell, .rax);
    if (results > 1) a.copy(second_cell, .rdx);
}

/// Computes a function of floats, whose number is in the word's register, and returns; goes to `by_host` where there is none.
/// Arguments and result are in the registers that the System V ABI has for them.
pub fn callFloatFunction(a: *Assembler, by_host: Label) void {
    comptime std.debug.assert(convention.float_registers[0] == .xmm0 and convention.float_registers[1] == .xmm1);
    a.mov(.rax, fieldOperand("float_functions"));
    a.testRegisters(gpr(.rax), .rax);
    a.jumpIf(.equal, by_host);
    a.mov(.rax, .{ .memory = .{ .base = .rax, .index = convention.word_register, .scale = 3 } });
    a.testRegisters(gpr(.rax), .rax);
    a.jumpIf(.equal, by_host);
    a.storeFloat(field("float_operand0"), .xmm0, 8);
    a.storeFloat(field("float_operand1"), .xmm1, 8);
    a.storeSize(field("request_word"), convention.word_register, 4);
    callOnHostStack(a, gpr(.rax));
    // Which bits what is no number has is the host's matter.
    const no_number = a.newLabel();
    a.scalar(.ucomisd, .xmm0, registers.xmm(.xmm0));
    a.jumpIf(.parity, no_number);
    a.ret();
    a.bind(no_number);
    a.loadFloat(.xmm0, field("float_operand0"), 8);
    a.loadFloat(.xmm1, field("float_operand1"), 8);
    a.mov32(convention.word_register, fieldOperand("request_word"));
}

/// Calls a function of the System V ABI, which keeps none of the floats' registers (3.2.1).
fn callOnHostStack(a: *Assembler, function: registers.Operand) void {
    const floats = convention.saved_floats;
    const size = 8 * (floats.len + 1);
    const kept = stackPlace(floats.len);
    a.arithmeticImmediate(.sub, gpr(.rsp), size);
    saveFloats(a, 0);
    a.store(kept, .rbx);
    a.copy(.rbx, .rsp);
    a.mov(.rsp, fieldOperand("host_stack_pointer"));
    a.arithmeticImmediate(.@"and", gpr(.rsp), -16);
    a.callTo(function);
    a.copy(.rsp, .rbx);
    a.load(.rbx, kept);
    restoreFloats(a, 0);
    a.arithmeticImmediate(.add, gpr(.rsp), size);
}

pub fn clearField(a: *Assembler, comptime name: []const u8) void {
    a.storeImmediate(field(name), 0, 8);
}

/// Keeps the floats that a called word keeps on the stack, from a place on, unless there are none.
fn saveFloats(a: *Assembler, first: usize) void {
    const saved = a.newLabel();
    a.arithmeticImmediate(.cmp, fieldOperand("floats_free"), 0);
    a.jumpIf(.not_equal, saved);
    for (convention.saved_floats, first..) |register, index| a.storeFloat(stackPlace(index), register, 8);
    a.bind(saved);
}

fn restoreFloats(a: *Assembler, first: usize) void {
    const restored = a.newLabel();
    a.arithmeticImmediate(.cmp, fieldOperand("floats_free"), 0);
    a.jumpIf(.not_equal, restored);
    for (convention.saved_floats, first..) |register, index| a.loadFloat(register, stackPlace(index), 8);
    a.bind(restored);
}

pub fn setRequest(a: *Assembler, request: abi.HostRequest) void {
    a.storeImmediate(field("request"), @intCast(@backingInt(request)), 4);
}

pub fn setThrowCode(a: *Assembler, code: abi.ThrowCode) void {
    a.storeImmediate(field("throw_code_low"), @backingInt(code), 8);
}

/// Stores the address that lies `above` bytes above the stack pointer, which is 0 here.
pub fn storeStackPointer(a: *Assembler, comptime name: []const u8, comptime above: u32) void {
    comptime std.debug.assert(above == 0);
    a.store(field(name), .rsp);
}

/// Keeps registers on the stack.
pub fn saveRegisters(a: *Assembler, cells: []const Gpr, floats: []const Xmm) void {
    a.arithmeticImmediate(.sub, gpr(.rsp), @intCast(8 * (cells.len + floats.len)));
    for (cells, 0..) |register, index| a.store(stackPlace(index), register);
    for (floats, cells.len..) |register, index| a.storeFloat(stackPlace(index), register, 8);
}

pub fn restoreRegisters(a: *Assembler, cells: []const Gpr, floats: []const Xmm) void {
    for (cells, 0..) |register, index| a.load(register, stackPlace(index));
    for (floats, cells.len..) |register, index| a.loadFloat(register, stackPlace(index), 8);
    a.arithmeticImmediate(.add, gpr(.rsp), @intCast(8 * (cells.len + floats.len)));
}

/// Ends a stub of CATCH: takes cells from the stack, and reads those back that `saveRegisters` put there when a THROW's
/// code is in the scratch register and not 0. The code goes to a register.
pub fn returnFromCatch(a: *Assembler, cells: []const Gpr, code: Gpr) void {
    const thrown = a.newLabel();
    a.testRegisters(gpr(scratch), scratch);
    a.jumpIf(.not_equal, thrown);
    a.arithmeticImmediate(.add, gpr(.rsp), @intCast(8 * cells.len));
    a.copy(code, scratch);
    a.ret();
    a.bind(thrown);
    for (cells, 0..) |register, index| a.load(register, stackPlace(index));
    a.arithmeticImmediate(.add, gpr(.rsp), @intCast(8 * cells.len));
    a.copy(code, scratch);
    returnUnpredicted(a);
}

fn stackPlace(index: usize) registers.Memory {
    return registers.onStack(@intCast(8 * index));
}

/// Appends the character that EMIT takes; goes to `by_host` when there is no room.
pub fn appendCharacter(a: *Assembler, by_host: Label) void {
    const length: Gpr = .rax;
    const buffer: Gpr = .rdx;
    a.mov32(length, fieldOperand("output_length"));
    a.arithmetic32(.cmp, length, fieldOperand("output_capacity"));
    a.jumpIf(.above_equal, by_host);
    a.mov(buffer, fieldOperand("output"));
    a.storeSize(.{ .base = buffer, .index = length }, first_cell, 1);
    a.arithmeticImmediate32(.add, fieldOperand("output_length"), 1);
}

/// Appends the text that TYPE takes, when it is short and within the data space, without its first page.
pub fn appendText(a: *Assembler, comptime longest: u32, by_host: Label) void {
    const length: Gpr = .rax;
    const buffer: Gpr = .rdx;
    const end: Gpr = .rcx;
    const next = a.newLabel();
    const done = a.newLabel();
    a.arithmeticImmediate(.cmp, gpr(second_cell), longest);
    a.jumpIf(.above, by_host);
    a.mov32(first_cell, gpr(first_cell));
    a.arithmeticImmediate(.cmp, gpr(first_cell), abi.first_address);
    a.jumpIf(.below, by_host);
    a.lea(end, .{ .base = first_cell, .index = second_cell });
    a.arithmetic(.cmp, end, fieldOperand("data_space_limit"));
    a.jumpIf(.above, by_host);
    a.mov32(length, fieldOperand("output_length"));
    a.lea(end, .{ .base = length, .index = second_cell });
    a.arithmetic32(.cmp, end, fieldOperand("output_capacity"));
    a.jumpIf(.above, by_host);
    a.storeSize(field("output_length"), end, 4);
    a.mov(buffer, fieldOperand("output"));
    a.arithmetic(.add, buffer, gpr(length));
    a.arithmetic(.add, first_cell, fieldOperand("data_space"));
    const cells = a.newLabel();
    const bytes = a.newLabel();
    const four_cells = a.newLabel();
    const fewer = a.newLabel();
    a.bind(four_cells);
    a.arithmeticImmediate(.cmp, gpr(second_cell), 32);
    a.jumpIf(.below, fewer);
    inline for (.{ -8, -16, -24, -32 }) |place| {
        a.load(.rax, .{ .base = first_cell, .index = second_cell, .displacement = place });
        a.store(.{ .base = buffer, .index = second_cell, .displacement = place }, .rax);
    }
    a.arithmeticImmediate(.sub, gpr(second_cell), 32);
    a.jumpIf(.not_equal, four_cells);
    a.ret();
    a.bind(fewer);
    a.arithmeticImmediate(.cmp, gpr(second_cell), 8);
    a.jumpIf(.below, bytes);
    // Cells from the end, and then the first one, of which some bytes may be there already.
    a.bind(cells);
    a.load(.rax, .{ .base = first_cell, .index = second_cell, .displacement = -8 });
    a.store(.{ .base = buffer, .index = second_cell, .displacement = -8 }, .rax);
    a.arithmeticImmediate(.sub, gpr(second_cell), 8);
    a.arithmeticImmediate(.cmp, gpr(second_cell), 8);
    a.jumpIf(.above_equal, cells);
    a.load(.rax, registers.at(first_cell, 0));
    a.store(registers.at(buffer, 0), .rax);
    a.jump(done);
    a.bind(bytes);
    a.testRegisters(gpr(second_cell), second_cell);
    a.jumpIf(.equal, done);
    a.bind(next);
    a.loadSize(.rax, .{ .base = first_cell, .index = second_cell, .displacement = -1 }, 1);
    a.storeSize(.{ .base = buffer, .index = second_cell, .displacement = -1 }, .rax, 1);
    a.arithmeticImmediate(.sub, gpr(second_cell), 1);
    a.jumpIf(.not_equal, next);
    a.bind(done);
}

/// RDX:RAX over the scratch register, to a quotient in RAX and a remainder in RDX. The processor divides the
/// magnitudes, because it faults where the quotient does not fit.
pub fn emitDivision(r: *Runtime, entry: abi.RuntimeEntry, is_floored: bool) void {
    const a = &r.a;
    const out_of_range = a.newLabel();
    const same_sign = a.newLabel();
    const signed_remainder = a.newLabel();
    const done = a.newLabel();
    const dividend_sign: registers.Operand = .{ .memory = stackPlace(0) };
    r.begin(entry);
    const not_zero = a.newLabel();
    a.testRegisters(gpr(scratch), scratch);
    a.jumpIf(.not_equal, not_zero);
    r.throwCode(.division_by_zero);
    a.bind(not_zero);
    a.push(gpr(.rdx));
    const positive = a.newLabel();
    a.testRegisters(gpr(.rdx), .rdx);
    a.jumpIf(.no_sign, positive);
    a.unary(.neg, gpr(.rax));
    a.arithmeticImmediate(.adc, gpr(.rdx), 0);
    a.unary(.neg, gpr(.rdx));
    a.bind(positive);
    a.mov(scratch2, gpr(scratch));
    a.unary(.neg, gpr(scratch2));
    a.cmov(.sign, scratch2, gpr(scratch));
    a.arithmetic(.cmp, .rdx, gpr(scratch2));
    a.jumpIf(.above_equal, out_of_range);
    a.unary(.div, gpr(scratch2));
    a.arithmetic(.xor, scratch, dividend_sign);
    a.jumpIf(.no_sign, same_sign);
    // The quotient is negative: 2^63 is the greatest magnitude.
    a.movImmediate(scratch, std.math.minInt(i64));
    a.arithmetic(.cmp, .rax, gpr(scratch));
    a.jumpIf(.above, out_of_range);
    if (is_floored) {
        const exact = a.newLabel();
        a.testRegisters(gpr(.rdx), .rdx);
        a.jumpIf(.equal, exact);
        a.arithmetic(.cmp, .rax, gpr(scratch));
        a.jumpIf(.equal, out_of_range);
        // One step down; the remainder has the divisor's sign, which is not the dividend's.
        a.unary(.not, gpr(.rax));
        a.arithmetic(.sub, .rdx, gpr(scratch2));
        a.jump(signed_remainder);
        a.bind(exact);
    }
    a.unary(.neg, gpr(.rax));
    a.jump(signed_remainder);
    a.bind(same_sign);
    a.testRegisters(gpr(.rax), .rax);
    a.jumpIf(.sign, out_of_range);
    a.bind(signed_remainder);
    a.arithmeticImmediate(.cmp, dividend_sign, 0);
    a.jumpIf(.greater_equal, done);
    a.unary(.neg, gpr(.rdx));
    a.bind(done);
    a.lea(.rsp, .{ .base = .rsp, .displacement = 8 });
    a.ret();
    a.bind(out_of_range);
    a.lea(.rsp, .{ .base = .rsp, .displacement = 8 });
    r.throwCode(.out_of_range);
}
