//! What code calls besides words: entering Forth code and leaving it for the host, THROWs, signed wide division.
//! It is generated like words, so that it outlives this library. See `abi.RuntimeEntry`.
//!
//! The host calls `enter` on its own stack. Forth code runs on the Forth stack and leaves with a request; between
//! two requests of an entry, its state lies on the Forth stack and nothing of it on the host's.
//!
//!     host stack    … return address, kept registers, host_stack_pointer of the entry around this one
//!     Forth stack   … handler of the entry around this one ← handler, return address into `enter`, frames …,
//!                   and while the host works: kept registers ← forth_stack_pointer

const std = @import("std");
const abi = @import("abi");
const calls = @import("calls.zig");
const convention = @import("convention.zig");
const operands = @import("operands.zig");
const registers = @import("registers.zig");
const Assembler = @import("assembler.zig").Assembler;
const Emitter = @import("target.zig").Emitter;
const Label = @import("assembler.zig").Label;
const Gpr = registers.Gpr;
const gpr = registers.gpr;
const field = Emitter.field;
const fieldOperand = operands.fieldOperand;

const scratch = convention.scratch;
const scratch2 = convention.scratch2;
const entry_count = @typeInfo(abi.RuntimeEntry).@"enum".field_names.len;

/// Kept by functions of the System V ABI (AMD64 supplement, 3.2.1).
const host_saved = [_]Gpr{ .rbx, .rbp, .r12, .r13, .r14, .r15 };

/// Bytes on the Forth stack below the return address while the host works.
const yield_size = 8 * (convention.saved_cells.len + convention.saved_floats.len);
pub const frame_size = yield_size + calls.link_size;

pub const Runtime = struct {
    a: Assembler,
    /// Offsets by RuntimeEntry.
    symbols: [entry_count]u32 = @splat(abi.none),
    to_host: Label = 0,
    leave: Label = 0,
    throw: Label = 0,
    yield: Label = 0,

    /// Writes everything. The allocator's memory is freed by the caller.
    pub fn emit(allocator: std.mem.Allocator) Runtime {
        var runtime: Runtime = .{ .a = .{ .allocator = allocator } };
        const r = &runtime;
        r.to_host = r.a.newLabel();
        r.leave = r.a.newLabel();
        r.throw = r.a.newLabel();
        r.yield = r.a.newLabel();
        r.emitEnter();
        r.emitYield();
        r.emitRequests();
        r.emitThrows();
        r.emitOutput();
        r.emitDivision(.symmetric_division, false);
        r.emitDivision(.floored_division, true);
        return runtime;
    }

    fn begin(r: *Runtime, entry: abi.RuntimeEntry) void {
        r.a.alignTo(16);
        r.symbols[@backingInt(entry)] = r.a.offset();
    }

    fn setRequest(r: *Runtime, request: abi.HostRequest) void {
        r.a.storeImmediate(field("request"), @intCast(@backingInt(request)), 4);
    }

    /// enter(context, entry): the arguments of the System V ABI are in RDI and RSI.
    fn emitEnter(r: *Runtime) void {
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
        r.setRequest(.finished);
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
        r.transferKept(false);
        a.arithmeticImmediate(.add, gpr(.rsp), yield_size);
        a.ret();
    }

    /// Leaves for the host; comes back to the caller when the host resumes.
    fn emitYield(r: *Runtime) void {
        const a = &r.a;
        r.begin(.yield);
        a.bind(r.yield);
        a.arithmeticImmediate(.sub, gpr(.rsp), yield_size);
        r.transferKept(true);
        a.store(field("forth_stack_pointer"), .rsp);
        a.jump(r.to_host);
    }

    fn transferKept(r: *Runtime, comptime is_save: bool) void {
        var at: i32 = 0;
        for (convention.saved_cells) |register| {
            const place: registers.Memory = .{ .base = .rsp, .displacement = at };
            if (is_save) r.a.store(place, register) else r.a.load(register, place);
            at += 8;
        }
        for (convention.saved_floats) |register| {
            const place: registers.Memory = .{ .base = .rsp, .displacement = at };
            if (is_save) r.a.storeFloat(place, register, 8) else r.a.loadFloat(register, place, 8);
            at += 8;
        }
    }

    fn emitRequests(r: *Runtime) void {
        const a = &r.a;
        // The memory entry of a word without code. All of the token counts: EXECUTE comes here with what is no word.
        r.begin(.need_code);
        a.storeSize(field("request_word"), convention.word_register, 4);
        a.shiftImmediate(.shr, convention.word_register, 32);
        a.storeSize(field("request_high"), convention.word_register, 4);
        r.setRequest(.host_word);
        a.jump(r.yield);

        r.begin(.need_dynamic);
        a.storeSize(field("request_word"), convention.word_register, 4);
        r.setRequest(.need_dynamic);
        a.jump(r.yield);

        r.begin(.float_function);
        a.storeSize(field("request_word"), convention.word_register, 4);
        a.storeFloat(field("float_operand0"), .xmm0, 8);
        a.storeFloat(field("float_operand1"), .xmm1, 8);
        r.setRequest(.float_function);
        a.callLabel(r.yield);
        a.position(0, 0, .return_address);
        a.scalar(.movsd, .xmm0, fieldOperand("float_operand0"));
        a.ret();

        r.emitInterrupted();
    }

    /// Code calls this between any two instructions: all registers but the scratch ones are kept.
    fn emitInterrupted(r: *Runtime) void {
        const a = &r.a;
        const cells = convention.cell_registers;
        const floats = convention.float_registers;
        const size = 8 * (cells.len + floats.len);
        r.begin(.interrupted);
        a.arithmeticImmediate(.sub, gpr(.rsp), size);
        for (cells, 0..) |register, index| a.store(stackPlace(index), register);
        for (floats, cells.len..) |register, index| a.storeFloat(stackPlace(index), register, 8);
        r.setRequest(.interrupted);
        a.callLabel(r.yield);
        a.position(0, size, .return_address);
        for (cells, 0..) |register, index| a.mov(register, .{ .memory = stackPlace(index) });
        for (floats, cells.len..) |register, index| a.scalar(.movsd, register, .{ .memory = stackPlace(index) });
        a.arithmeticImmediate(.add, gpr(.rsp), size);
        a.ret();
    }

    fn stackPlace(index: usize) registers.Memory {
        return .{ .base = .rsp, .displacement = @intCast(8 * index) };
    }

    fn emitThrows(r: *Runtime) void {
        const a = &r.a;
        r.begin(.throw);
        a.bind(r.throw);
        a.store(field("throw_stack_pointer"), .rsp);
        r.setRequest(.thrown);
        a.jump(r.leave);

        // The fault handler has noted where; the Forth stack may have no room left.
        r.begin(.fault);
        a.store(field("throw_stack_pointer"), .rsp);
        r.setRequest(.fault);
        a.jump(r.leave);

        const codes = .{
            .{ abi.RuntimeEntry.data_overflow, abi.ThrowCode.stack_overflow },
            .{ abi.RuntimeEntry.data_underflow, abi.ThrowCode.stack_underflow },
            .{ abi.RuntimeEntry.return_overflow, abi.ThrowCode.return_stack_overflow },
            .{ abi.RuntimeEntry.return_underflow, abi.ThrowCode.return_stack_underflow },
            .{ abi.RuntimeEntry.division_by_zero, abi.ThrowCode.division_by_zero },
            .{ abi.RuntimeEntry.result_out_of_range, abi.ThrowCode.out_of_range },
            .{ abi.RuntimeEntry.float_overflow, abi.ThrowCode.float_stack_overflow },
            .{ abi.RuntimeEntry.float_underflow, abi.ThrowCode.float_stack_underflow },
        };
        inline for (codes) |entry| {
            r.begin(entry[0]);
            r.throwCode(entry[1]);
        }
    }

    fn throwCode(r: *Runtime, code: abi.ThrowCode) void {
        r.a.storeImmediate(field("throw_code_low"), @backingInt(code), 8);
        r.a.jump(r.throw);
    }

    /// EMIT and TYPE append to the output buffer; what they cannot do is a request.
    fn emitOutput(r: *Runtime) void {
        const a = &r.a;
        const first_cell = convention.cell_registers[0];
        const second_cell = convention.cell_registers[1];
        const length: Gpr = .rax;
        const buffer: Gpr = .rdx;

        const emit_by_host = a.newLabel();
        r.begin(.emit);
        a.mov32(length, fieldOperand("output_length"));
        a.arithmetic32(.cmp, length, fieldOperand("output_capacity"));
        a.jumpIf(.above_equal, emit_by_host);
        a.mov(buffer, fieldOperand("output"));
        a.storeSize(.{ .base = buffer, .index = length }, first_cell, 1);
        a.arithmeticImmediate32(.add, fieldOperand("output_length"), 1);
        a.ret();
        a.bind(emit_by_host);
        a.storeSize(field("request_word"), first_cell, 4);
        r.setRequest(.emit);
        a.jump(r.yield);

        // Text that is short and within the data space. The first page, which is not, is left to the host.
        const longest = 64;
        const type_by_host = a.newLabel();
        const next = a.newLabel();
        const done = a.newLabel();
        const end: Gpr = .rcx;
        r.begin(.type);
        a.arithmeticImmediate(.cmp, gpr(second_cell), longest);
        a.jumpIf(.above, type_by_host);
        a.mov32(first_cell, gpr(first_cell));
        a.arithmeticImmediate(.cmp, gpr(first_cell), abi.first_address);
        a.jumpIf(.below, type_by_host);
        a.lea(end, .{ .base = first_cell, .index = second_cell });
        a.arithmetic(.cmp, end, fieldOperand("data_space_limit"));
        a.jumpIf(.above, type_by_host);
        a.mov32(length, fieldOperand("output_length"));
        a.lea(end, .{ .base = length, .index = second_cell });
        a.arithmetic32(.cmp, end, fieldOperand("output_capacity"));
        a.jumpIf(.above, type_by_host);
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
        a.ret();
        a.bind(type_by_host);
        a.storeSize(field("request_word"), first_cell, 4);
        a.store(field("text_length"), second_cell);
        r.setRequest(.type);
        a.jump(r.yield);
    }

    /// RDX:RAX over the scratch register, to a quotient in RAX and a remainder in RDX. The processor divides the
    /// magnitudes, because it faults where the quotient does not fit.
    fn emitDivision(r: *Runtime, entry: abi.RuntimeEntry, is_floored: bool) void {
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
};
