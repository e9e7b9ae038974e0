//! What code calls besides words: entering Forth code and leaving it for the host, THROWs, signed wide division.
//! It is generated like words, so that it outlives this library. See `abi.RuntimeEntry`.
//!
//! The host calls `enter` on its own stack. Forth code runs on the Forth stack and leaves with a request; between
//! two requests of an entry, its state lies on the Forth stack and nothing of it on the host's.

const std = @import("std");
const abi = @import("abi");

const entry_count = @typeInfo(abi.RuntimeEntry).@"enum".field_names.len;

/// The runtime of an architecture, whose own runtime.zig has what depends on it: `machine` is its target.zig.
pub fn Runtime(comptime machine: type) type {
    const convention = machine.convention;
    const link = machine.link;
    const own = machine.runtime;
    const Label = machine.Label;
    const field = machine.Emitter.field;

    return struct {
        const Self = @This();

        a: machine.Assembler,
        /// Bits of entries that nobody asks for.
        left_out: u32,
        /// Offsets by RuntimeEntry.
        symbols: [entry_count]u32 = @splat(abi.none),
        to_host: Label = 0,
        leave: Label = 0,
        throw: Label = 0,
        yield: Label = 0,
        need_code: Label = 0,
        unwind: Label = 0,
        end: Label = 0,

        /// Bytes on the Forth stack, the return address among them, while the host works.
        pub const frame_size = 8 * (convention.saved_cells.len + convention.saved_floats.len) + link.size;

        /// Writes everything but some entries. The allocator's memory is freed by the caller.
        pub fn emit(allocator: std.mem.Allocator, left_out: u32) Self {
            var runtime: Self = .{ .a = .{ .allocator = allocator }, .left_out = left_out };
            const r = &runtime;
            r.to_host = r.a.newLabel();
            r.leave = r.a.newLabel();
            r.throw = r.a.newLabel();
            r.yield = r.a.newLabel();
            r.need_code = r.a.newLabel();
            r.unwind = r.a.newLabel();
            r.end = r.a.newLabel();
            own.emitEnter(r);
            if (r.isWanted(.@"catch")) own.emitCatch(r);
            if (r.catches()) own.emitUnwinding(r);
            if (r.isWanted(.catch_registers)) own.emitCatchRegisters(r);
            r.emitYield();
            r.emitRequests();
            r.emitThrows();
            r.emitOutput();
            if (r.isWanted(.symmetric_division)) own.emitDivision(r, .symmetric_division, false);
            if (r.isWanted(.floored_division)) own.emitDivision(r, .floored_division, true);
            return runtime;
        }

        fn isWanted(r: *const Self, entry: abi.RuntimeEntry) bool {
            return r.left_out >> @intCast(@backingInt(entry)) & 1 == 0;
        }

        /// Whether a THROW may be taken in code.
        pub fn catches(r: *const Self) bool {
            return r.isWanted(.@"catch") or r.isWanted(.catch_registers);
        }

        pub fn begin(r: *Self, entry: abi.RuntimeEntry) void {
            // The others end what was going on, or leave for the host.
            switch (entry) {
                .throw, .throw_cell, .@"catch", .catch_registers, .emit, .type, .symmetric_division, .floored_division => r.a.alignTo(16),
                else => r.a.alignTo(4),
            }
            r.symbols[@backingInt(entry)] = r.a.offset();
        }

        /// Leaves for the host; comes back to the caller when the host resumes.
        fn emitYield(r: *Self) void {
            r.begin(.yield);
            r.a.bind(r.yield);
            link.push(&r.a);
            own.saveRegisters(&r.a, &convention.saved_cells, &convention.saved_floats);
            own.storeStackPointer(&r.a, "forth_stack_pointer", 0);
            r.a.jump(r.to_host);
        }

        /// What `enter` does for an entry that had left for the host.
        pub fn emitResume(r: *Self) void {
            own.restoreRegisters(&r.a, &convention.saved_cells, &convention.saved_floats);
            link.pop(&r.a);
            r.a.ret();
        }

        fn emitRequests(r: *Self) void {
            const a = &r.a;
            // The memory entry of a word without code. All of the token counts: EXECUTE comes here with what is no word.
            r.begin(.need_code);
            a.bind(r.need_code);
            a.storeSize(field("request_word"), convention.word_register, 4);
            a.takeHighHalf(convention.word_register);
            a.storeSize(field("request_high"), convention.word_register, 4);
            r.yieldFor(.host_word);

            r.begin(.need_dynamic);
            a.storeSize(field("request_word"), convention.word_register, 4);
            r.yieldFor(.need_dynamic);

            if (r.isWanted(.float_function)) r.emitFloatFunction();
            if (r.isWanted(.interrupted)) r.emitInterrupted();
        }

        fn emitFloatFunction(r: *Self) void {
            const a = &r.a;
            const by_host = a.newLabel();
            r.begin(.float_function);
            own.callFloatFunction(a, by_host);
            a.bind(by_host);
            link.push(a);
            a.storeSize(field("request_word"), convention.word_register, 4);
            a.storeFloat(field("float_operand0"), convention.float_registers[0], 8);
            a.storeFloat(field("float_operand1"), convention.float_registers[1], 8);
            own.setRequest(a, .float_function);
            a.callLabel(r.yield);
            link.markInnerReturn(a, link.offset);
            a.loadFloat(convention.float_registers[0], field("float_operand0"), 8);
            link.pop(a);
            a.ret();
        }

        fn yieldFor(r: *Self, request: abi.HostRequest) void {
            own.setRequest(&r.a, request);
            r.a.jump(r.yield);
        }

        /// Code calls this between any two instructions: all registers but the scratch ones are kept.
        fn emitInterrupted(r: *Self) void {
            const a = &r.a;
            const cells = &convention.cell_registers;
            const floats = &convention.float_registers;
            r.begin(.interrupted);
            link.push(a);
            own.saveRegisters(a, cells, floats);
            own.setRequest(a, .interrupted);
            a.callLabel(r.yield);
            link.markInnerReturn(a, 8 * (cells.len + floats.len) + link.offset);
            own.restoreRegisters(a, cells, floats);
            link.pop(a);
            a.ret();
        }

        fn emitThrows(r: *Self) void {
            const a = &r.a;
            const uncaught = a.newLabel();
            r.begin(.throw);
            a.bind(r.throw);
            if (r.catches()) {
                own.jumpUnlessCaught(a, uncaught);
                own.jumpIfTraced(a, uncaught);
                own.forgetCaught(a);
                own.noteCaught(a);
                a.jump(r.unwind);
            }
            a.bind(uncaught);
            link.push(a);
            own.storeStackPointer(a, "throw_stack_pointer", link.offset);
            own.setRequest(a, .thrown);
            a.jump(r.end);

            if (r.isWanted(.throw_cell)) {
                r.begin(.throw_cell);
                a.store(field("throw_code_low"), convention.cell_registers[0]);
                if (r.catches()) own.noteCaught(a);
                a.jump(if (r.catches()) r.unwind else r.throw);
            }

            // The fault handler has noted where; the Forth stack may have no room left.
            r.begin(.fault);
            own.storeStackPointer(a, "throw_stack_pointer", 0);
            own.setRequest(a, .fault);
            // The host says what it is, and comes back when a CATCH in Forth code takes it, on whose frame other entries may
            // begin meanwhile. Without one the entry has ended.
            a.bind(r.end);
            if (r.catches()) {
                own.jumpUnlessCaught(a, r.leave);
                own.leaveAtCatch(a);
            }
            a.jump(if (r.catches()) r.to_host else r.leave);

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
                if (r.isWanted(entry[0])) {
                    r.begin(entry[0]);
                    r.throwCode(entry[1]);
                }
            }
        }

        pub fn throwCode(r: *Self, code: abi.ThrowCode) void {
            own.setThrowCode(&r.a, code);
            r.a.jump(r.throw);
        }

        /// EMIT and TYPE append to the output buffer; what they cannot do is a request.
        fn emitOutput(r: *Self) void {
            if (r.isWanted(.emit)) r.emitEmit();
            if (r.isWanted(.type)) r.emitType();
        }

        fn emitEmit(r: *Self) void {
            const a = &r.a;
            const emit_by_host = a.newLabel();
            r.begin(.emit);
            own.appendCharacter(a, emit_by_host);
            a.ret();
            a.bind(emit_by_host);
            a.storeSize(field("request_word"), convention.cell_registers[0], 4);
            r.yieldFor(.emit);
        }

        fn emitType(r: *Self) void {
            const a = &r.a;
            const type_by_host = a.newLabel();
            r.begin(.type);
            own.appendText(a, longest_text, type_by_host);
            a.ret();
            a.bind(type_by_host);
            a.storeSize(field("request_word"), convention.cell_registers[0], 4);
            a.store(field("text_length"), convention.cell_registers[1]);
            r.yieldFor(.type);
        }
    };
}

/// Text that is longer, or not within the data space, is left to the host; so is its first page.
const longest_text = 1 << 15;
