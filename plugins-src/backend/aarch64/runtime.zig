//! What code calls besides words: entering Forth code and leaving it for the host, THROWs, signed wide division.
//! It is generated like words, so that it outlives this library. See `abi.RuntimeEntry`.
//!
//! The host calls `enter` on its own stack. Forth code runs on the Forth stack and leaves with a request; between
//! two requests of an entry, its state lies on the Forth stack and nothing of it on the host's.
//!
//!     host stack    … kept registers, return address, host_stack_pointer of the entry around this one
//!     Forth stack   … handler of the entry around this one ← handler, frames …,
//!                   and while the host works: return address, kept registers ← forth_stack_pointer

const std = @import("std");
const abi = @import("abi");
const calls = @import("calls.zig");
const convention = @import("convention.zig");
const division = @import("division.zig");
const registers = @import("registers.zig");
const Assembler = @import("assembler.zig").Assembler;
const Emitter = @import("target.zig").Emitter;
const Label = @import("assembler.zig").Label;
const Gpr = registers.Gpr;
const Fpr = registers.Fpr;
const field = Emitter.field;
const sp = registers.sp;

const scratch = convention.scratch;
const scratch2 = convention.scratch2;
const entry_count = @typeInfo(abi.RuntimeEntry).@"enum".field_names.len;

/// Kept by functions of the AAPCS64 (6.1), in pairs: X19 to X30, the low halves of V8 to V15.
const host_cells = [_]Gpr{ .x19, .x20, .x21, .x22, .x23, .x24, .x25, .x26, .x27, .x28, .x29, .x30 };
const host_floats = convention.saved_floats;
const host_link_offset = 8 * (host_cells.len + host_floats.len);
const host_frame = host_link_offset + 16;

const kept_size = 8 * (convention.saved_cells.len + convention.saved_floats.len);

/// Bytes on the Forth stack, the return address among them, while the host works.
pub const frame_size = kept_size + calls.link_size;

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
        r.a.movImmediate(scratch, @backingInt(request));
        r.a.storeSize(field("request"), scratch, 4);
    }

    fn storeStackPointer(r: *Runtime, comptime name: []const u8) void {
        r.a.movFromStackPointer(scratch);
        r.a.store(field(name), scratch);
    }

    fn loadStackPointer(r: *Runtime, comptime name: []const u8) void {
        r.a.load(scratch, field(name));
        r.a.movToStackPointer(scratch);
    }

    /// enter(context, entry): the arguments are in X0 and X1.
    fn emitEnter(r: *Runtime) void {
        const a = &r.a;
        const resumed = a.newLabel();
        r.begin(.enter);
        a.sumImmediate(.whole, .sub, sp, sp, host_frame);
        r.transferPairs(&host_cells, &host_floats, true);
        a.copy(convention.context, .x0);
        a.load(convention.data_space, field("data_space"));
        a.load(scratch, field("host_stack_pointer"));
        a.store(registers.onStack(host_link_offset), scratch);
        r.storeStackPointer("host_stack_pointer");
        r.loadStackPointer("forth_stack_pointer");
        a.jumpIfZero(.whole, .x1, resumed);
        a.load(scratch, field("handler"));
        a.pushPair(16, scratch, .zr);
        r.storeStackPointer("handler");
        a.callRegister(.x1);
        r.setRequest(.finished);
        a.bind(r.leave);
        r.loadStackPointer("handler");
        a.popPair(scratch, .zr, 16);
        a.store(field("handler"), scratch);
        r.storeStackPointer("forth_stack_pointer");
        a.bind(r.to_host);
        r.loadStackPointer("host_stack_pointer");
        a.load(scratch, registers.onStack(host_link_offset));
        a.store(field("host_stack_pointer"), scratch);
        a.loadSize(.x0, field("request"), 4);
        r.transferPairs(&host_cells, &host_floats, false);
        a.sumImmediate(.whole, .add, sp, sp, host_frame);
        a.ret();
        a.bind(resumed);
        r.transferPairs(&convention.saved_cells, &convention.saved_floats, false);
        a.sumImmediate(.whole, .add, sp, sp, kept_size);
        calls.popLink(a, .zr);
        a.ret();
    }

    /// Leaves for the host; comes back to the caller when the host resumes.
    fn emitYield(r: *Runtime) void {
        const a = &r.a;
        r.begin(.yield);
        a.bind(r.yield);
        calls.pushLink(a, .zr);
        a.sumImmediate(.whole, .sub, sp, sp, kept_size);
        r.transferPairs(&convention.saved_cells, &convention.saved_floats, true);
        r.storeStackPointer("forth_stack_pointer");
        a.jump(r.to_host);
    }

    /// Writes or reads even numbers of registers, from the stack pointer on.
    fn transferPairs(r: *Runtime, cells: []const Gpr, floats: []const Fpr, comptime is_save: bool) void {
        var at: u32 = 0;
        var index: usize = 0;
        while (index < cells.len) : (index += 2) {
            if (is_save) r.a.storePair(sp, at, cells[index], cells[index + 1]) else r.a.loadPair(cells[index], cells[index + 1], sp, at);
            at += 16;
        }
        index = 0;
        while (index < floats.len) : (index += 2) {
            if (is_save) r.a.storeFloatPair(sp, at, floats[index], floats[index + 1]) else r.a.loadFloatPair(floats[index], floats[index + 1], sp, at);
            at += 16;
        }
    }

    fn emitRequests(r: *Runtime) void {
        const a = &r.a;
        // The memory entry of a word without code. All of the token counts: EXECUTE comes here with what is no word.
        r.begin(.need_code);
        a.storeSize(field("request_word"), convention.word_register, 4);
        a.shiftImmediate(.lsr, convention.word_register, convention.word_register, 32);
        a.storeSize(field("request_high"), convention.word_register, 4);
        r.setRequest(.host_word);
        a.jump(r.yield);

        r.begin(.need_dynamic);
        a.storeSize(field("request_word"), convention.word_register, 4);
        r.setRequest(.need_dynamic);
        a.jump(r.yield);

        r.begin(.float_function);
        calls.pushLink(a, .zr);
        a.storeSize(field("request_word"), convention.word_register, 4);
        a.storeFloat(field("float_operand0"), .v0, 8);
        a.storeFloat(field("float_operand1"), .v1, 8);
        r.setRequest(.float_function);
        a.callLabel(r.yield);
        calls.markInnerReturn(a, calls.link_offset);
        a.loadFloat(.v0, field("float_operand0"), 8);
        calls.popLink(a, .zr);
        a.ret();

        r.emitInterrupted();
    }

    /// Code calls this between any two instructions: all registers but the scratch ones are kept.
    fn emitInterrupted(r: *Runtime) void {
        const a = &r.a;
        const size = 8 * (convention.cell_registers.len + convention.float_registers.len);
        r.begin(.interrupted);
        calls.pushLink(a, .zr);
        a.sumImmediate(.whole, .sub, sp, sp, size);
        r.transferPairs(&convention.cell_registers, &convention.float_registers, true);
        r.setRequest(.interrupted);
        a.callLabel(r.yield);
        calls.markInnerReturn(a, size + calls.link_offset);
        r.transferPairs(&convention.cell_registers, &convention.float_registers, false);
        a.sumImmediate(.whole, .add, sp, sp, size);
        calls.popLink(a, .zr);
        a.ret();
    }

    fn emitThrows(r: *Runtime) void {
        const a = &r.a;
        r.begin(.throw);
        a.bind(r.throw);
        calls.pushLink(a, .zr);
        a.sumImmediate(.whole, .add, scratch, sp, calls.link_offset);
        a.store(field("throw_stack_pointer"), scratch);
        r.setRequest(.thrown);
        a.jump(r.leave);

        // The fault handler has noted where; the Forth stack may have no room left.
        r.begin(.fault);
        r.storeStackPointer("throw_stack_pointer");
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
        r.a.movImmediate(scratch, @backingInt(code));
        r.a.store(field("throw_code_low"), scratch);
        r.a.jump(r.throw);
    }

    /// EMIT and TYPE append to the output buffer; what they cannot do is a request.
    fn emitOutput(r: *Runtime) void {
        const a = &r.a;
        const first_cell = convention.cell_registers[0];
        const second_cell = convention.cell_registers[1];
        const length: Gpr = scratch;
        const limit: Gpr = scratch2;
        const buffer: Gpr = .x11;

        const emit_by_host = a.newLabel();
        r.begin(.emit);
        a.loadSize(length, field("output_length"), 4);
        a.loadSize(limit, field("output_capacity"), 4);
        a.compare(length, limit);
        a.jumpIf(.higher_same, emit_by_host);
        a.load(buffer, field("output"));
        a.storeSize(.{ .base = buffer, .offset = .{ .low_half = length } }, first_cell, 1);
        a.sumImmediate(.half, .add, length, length, 1);
        a.storeSize(field("output_length"), length, 4);
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
        const text: Gpr = .x12;
        const end: Gpr = .x13;
        const byte: Gpr = .x14;
        r.begin(.type);
        a.sumImmediate(.whole, .subs, .zr, second_cell, longest);
        a.jumpIf(.higher, type_by_host);
        a.mov32(text, first_cell);
        a.sumImmediate(.whole, .subs, .zr, text, abi.first_address);
        a.jumpIf(.lower, type_by_host);
        a.sum(.whole, .add, end, text, second_cell);
        a.load(limit, field("data_space_limit"));
        a.compare(end, limit);
        a.jumpIf(.higher, type_by_host);
        a.loadSize(length, field("output_length"), 4);
        a.sum(.whole, .add, end, length, second_cell);
        a.loadSize(limit, field("output_capacity"), 4);
        a.compare(end, limit);
        a.jumpIf(.higher, type_by_host);
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
        a.ret();
        a.bind(type_by_host);
        a.storeSize(field("request_word"), first_cell, 4);
        a.store(field("text_length"), second_cell);
        r.setRequest(.type);
        a.jump(r.yield);
    }

    /// Two cells over one, in the registers of `division.emitWideDivision`, which divides the magnitudes. The signs wait
    /// in registers of floats, as that takes all the others.
    fn emitDivision(r: *Runtime, entry: abi.RuntimeEntry, is_floored: bool) void {
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
};
