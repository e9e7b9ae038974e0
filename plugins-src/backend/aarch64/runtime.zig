//! The runtime's parts that depend on the architecture.
//!
//!     host stack    … kept registers, return address, host_stack_pointer of the entry around this one
//!     Forth stack   … handler of the entry around this one ← handler, frames …,
//!                   and while the host works: return address, kept registers ← forth_stack_pointer

const std = @import("std");
const abi = @import("abi");
const convention = @import("convention.zig");
const division = @import("division.zig");
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

/// enter(context, entry): the arguments are in X0 and X1.
pub fn emitEnter(r: *Runtime) void {
    const a = &r.a;
    const resumed = a.newLabel();
    r.begin(.enter);
    a.sumImmediate(.whole, .sub, sp, sp, host_frame);
    transferPairs(a, &host_cells, &host_floats, true);
    a.copy(convention.context, .x0);
    a.load(convention.data_space, field("data_space"));
    a.load(scratch, field("host_stack_pointer"));
    a.store(registers.onStack(host_link_offset), scratch);
    storeStackPointer(a, "host_stack_pointer", 0);
    loadStackPointer(a, "forth_stack_pointer");
    a.jumpIfZero(.whole, .x1, resumed);
    a.load(scratch, field("handler"));
    a.pushPair(16, scratch, .zr);
    storeStackPointer(a, "handler", 0);
    a.callRegister(.x1);
    setRequest(a, .finished);
    a.bind(r.leave);
    loadStackPointer(a, "handler");
    a.popPair(scratch, .zr, 16);
    a.store(field("handler"), scratch);
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
