//! The runtime's parts that depend on the architecture.
//!
//!     host stack    … return address, kept registers, host_stack_pointer of the entry around this one
//!     Forth stack   … handler of the entry around this one ← handler, return address into `enter`, frames …,
//!                   and while the host works: kept registers ← forth_stack_pointer

const std = @import("std");
const abi = @import("abi");
const convention = @import("convention.zig");
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

/// enter(context, entry): the arguments of the System V ABI are in RDI and RSI.
pub fn emitEnter(r: *Runtime) void {
    const a = &r.a;
    const resumed = a.newLabel();
    r.begin(.enter);
    for (host_saved) |register| a.push(gpr(register));
    a.mov(convention.context, gpr(.rdi));
    a.push(fieldOperand("host_stack_pointer"));
    a.store(field("host_stack_pointer"), .rsp);
    a.mov(.rsp, fieldOperand("forth_stack_pointer"));
    a.testRegisters(gpr(.rsi), .rsi);
    a.jumpIf(.equal, resumed);
    a.push(fieldOperand("handler"));
    a.store(field("handler"), .rsp);
    a.callTo(gpr(.rsi));
    setRequest(a, .finished);
    a.bind(r.leave);
    a.mov(.rsp, fieldOperand("handler"));
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
