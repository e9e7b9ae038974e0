//! Entries between callers with arguments in registers and those with everything on the in-memory stacks.

const std = @import("std");
const abi = @import("abi");
const stacks = @import("stacks.zig");
const Calls = @import("calls.zig").Calls;
const Effect = @import("calls.zig").Effect;
const Stack = stacks.Stack;

/// How many results of a library function are in registers.
const results_in_registers = 2;
/// The fields of the context that are a library function's arguments and results.
const operand_names = .{ "operand0", "operand1", "operand2", "operand3" };

/// The entries of an architecture: `machine` is its target.zig.
pub fn Entries(comptime machine: type) type {
    const convention = machine.convention;
    const registers = machine.registers;
    const link = machine.link;
    const places = machine.stacks;
    const own = machine.runtime;
    const Assembler = machine.Assembler;
    const Gpr = registers.Gpr;
    const Label = machine.Label;
    const field = machine.Emitter.field;
    const scratch = convention.scratch;
    const scratch2 = convention.scratch2;

    return struct {
        /// As many cells, and as many floats, as a function may take.
        pub const max_arguments = 64;

        /// Takes a function's arguments from the registers of the convention to where they live. Those that the registers
        /// have no room for are above the tops of the stacks in memory still, as the memory entry found them: nobody else
        /// calls such a function.
        pub fn takeArguments(e: *machine.Emitter) error{OutOfMemory}!void {
            const header = e.facts.function.header;
            const first = e.facts.function.blocks[0].first_parameter;
            const cells = @min(header.cell_in, convention.cell_registers.len);
            const floats = @min(header.float_in, convention.float_registers.len);
            try e.moveFromConvention(first, cells, 0);
            try e.moveFromConvention(first + header.cell_in, 0, floats);
            e.emitMoves();
            takeFromAbove(e, stacks.data, first, cells, header.cell_in);
            takeFromAbove(e, stacks.floats, first + header.cell_in, floats, header.float_in);
        }

        fn takeFromAbove(e: *machine.Emitter, comptime stack: Stack, first: u32, from: u32, to: u32) void {
            if (from == to) return;
            e.a.loadSize(scratch, field(stack.depth), 4);
            const base = places.addressOfPlace(&e.a, stack, scratch);
            for (from..to) |index| {
                const value: u32 = @intCast(first + index);
                if (e.places[value] == .none) continue;
                switch (e.sourceOf(value)) {
                    .cell => |register| e.a.load(register, at(base, index)),
                    .float => |register| e.a.loadFloat(register, at(base, index), 8),
                    .slot => |slot| {
                        e.a.load(scratch2, at(base, index));
                        e.a.store(registers.onStack(slot), scratch2);
                    },
                    .constant, .float_constant => unreachable,
                }
            }
        }

        /// The entry of a static function for callers that left everything in memory. With too few arguments, or a stack
        /// that is too full, the dynamic version runs instead.
        pub fn emitMemoryEntry(a: *Assembler, header: *const abi.FunctionHeader, register_entry: Label) void {
            const refused = a.newLabel();
            const uses_floats = header.float_in + header.float_out > 0;
            // Both stacks are checked before either is changed.
            checkStack(a, stacks.data, header.cell_in, refused, scratch);
            if (uses_floats) checkStack(a, stacks.floats, header.float_in, refused, scratch2);
            link.push(a);
            if (header.cell_in > 0) {
                a.storeSize(field(stacks.data.depth), scratch, 4);
                // The depth of the float stack is in scratch2.
                loadCells(a, @min(header.cell_in, convention.cell_registers.len), scratch);
            }
            if (header.float_in > 0) {
                a.storeSize(field(stacks.floats.depth), scratch2, 4);
                loadFloats(a, @min(header.float_in, convention.float_registers.len), scratch2);
            }
            a.callLabel(register_entry);
            link.markInnerReturn(a, link.offset);
            storeCells(a, header.cell_out);
            storeFloats(a, header.float_out);
            link.pop(a);
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
            checkStack(a, stacks.data, 0, refused, scratch);
        }

        /// Leaves the depth without the arguments in `to`.
        fn checkStack(a: *Assembler, comptime stack: Stack, count: u32, refused: Label, to: Gpr) void {
            places.loadDepth(a, stack, to, refused);
            if (count == 0) return;
            places.subtract(a, to, count);
            a.jumpIf(registers.below, refused);
        }

        /// A register entry for a word that has none, for callers that count on an effect: puts the arguments on the
        /// in-memory stacks, calls the word there and takes the results.
        pub fn emitWordStub(a: *Assembler, word: u32, effect: Effect) void {
            link.push(a);
            storeCells(a, effect.cell_in);
            storeFloats(a, effect.float_in);
            Calls(machine).callMemoryEntry(a, word);
            finishCall(a, effect);
        }

        /// THROWs the last cell of the arguments where a CATCH in Forth code takes it; else goes on behind. A code that was
        /// caught last is thrown on, unless it is new.
        pub fn emitCaughtThrow(a: *Assembler, effect: Effect, is_new: bool) void {
            if (effect.cell_in == 0) return;
            const uncaught = a.newLabel();
            const code = convention.cell_registers[effect.cell_in - 1];
            const first = convention.cell_registers[0];
            own.jumpUnlessCaught(a, uncaught);
            own.jumpIfTraced(a, uncaught);
            if (code != first) a.copy(first, code);
            if (is_new) own.forgetCaught(a);
            a.jumpSymbol(.{ .kind = .runtime, .index = @backingInt(abi.RuntimeEntry.throw_cell) });
            a.bind(uncaught);
        }

        /// Notes a code that is caught where this is called, as a THROW that a CATCH in Forth code takes leaves it; goes on
        /// behind where the host is to know more of it.
        pub fn emitCaughtNote(a: *Assembler, effect: Effect, is_new: bool) void {
            if (effect.cell_in != 1) return;
            const traced = a.newLabel();
            own.jumpIfTraced(a, traced);
            a.store(field("throw_code_low"), convention.cell_registers[0]);
            if (is_new) own.forgetCaught(a);
            own.noteCaught(a);
            a.ret();
            a.bind(traced);
        }

        /// CATCHes a word whose token and packed effect are the last two cells of the arguments, when it has code for that;
        /// else goes on behind.
        pub fn emitCatchStub(a: *Assembler, effect: Effect) void {
            if (effect.cell_in < 2 or effect.cell_out == 0) return;
            const unknown = a.newLabel();
            const cells = &convention.cell_registers;
            machine.calls.entryWithEffect(a, cells[effect.cell_in - 2], cells[effect.cell_in - 1], unknown);
            // After a THROW the arguments are what they were, as on the in-memory stack.
            const arguments = effect.cell_in - 2;
            const kept = (arguments + 1) & ~@as(u32, 1);
            link.push(a);
            if (kept > 0) own.saveRegisters(a, cells[0..kept], &.{});
            a.callSymbol(.{ .kind = .runtime, .index = @backingInt(abi.RuntimeEntry.catch_registers) });
            link.markInnerReturn(a, 8 * kept + link.offset);
            own.returnFromCatch(a, cells[0..kept], cells[effect.cell_out - 1]);
            a.bind(unknown);
        }

        /// A register entry at the beginning, and a memory entry, of a word that is a function of the runtime library.
        /// What that does not do is a request for the word itself. Gives the offset of the memory entry.
        pub fn emitLibraryStub(a: *Assembler, word: u32, function: u32, effect: Effect) u32 {
            const register_entry = a.newLabel();
            const by_host = a.newLabel();
            a.bind(register_entry);
            own.emitShortcut(a, function);
            link.push(a);
            if (effect.float_in > 0) a.storeFloat(field("float_operand0"), convention.float_registers[0], 8);
            own.callLibrary(a, function, effect.cell_out, by_host);
            inline for (convention.cell_registers[0..operand_names.len], operand_names, 0..) |register, name, index| {
                if (index >= results_in_registers and index < effect.cell_out) a.load(register, field(name));
            }
            if (effect.float_out > 0) a.loadFloat(convention.float_registers[0], field("float_operand0"), 8);
            link.pop(a);
            a.ret();
            a.bind(by_host);
            own.clearField(a, "left_to_host");
            inline for (convention.cell_registers[0..operand_names.len], operand_names, 0..) |register, name, index| {
                if (index < effect.cell_in) a.load(register, field(name));
            }
            if (effect.float_in > 0) a.loadFloat(convention.float_registers[0], field("float_operand0"), 8);
            storeCells(a, effect.cell_in);
            storeFloats(a, effect.float_in);
            a.movImmediate(convention.word_register, word);
            a.callSymbol(.{ .kind = .runtime, .index = @backingInt(abi.RuntimeEntry.need_code) });
            finishCall(a, effect);
            return emitStubMemoryEntry(a, word, effect, register_entry);
        }

        /// The same of a word that is a function of floats.
        /// @param function a FloatFunction or, from there on, a FloatFunction2
        pub fn emitFloatStub(a: *Assembler, word: u32, function: u32, effect: Effect) u32 {
            const register_entry = a.newLabel();
            a.bind(register_entry);
            link.push(a);
            a.movImmediate(convention.word_register, function);
            a.callSymbol(.{ .kind = .runtime, .index = @backingInt(abi.RuntimeEntry.float_function) });
            link.markInnerReturn(a, link.offset);
            link.pop(a);
            a.ret();
            return emitStubMemoryEntry(a, word, effect, register_entry);
        }

        fn emitStubMemoryEntry(a: *Assembler, word: u32, effect: Effect, register_entry: Label) u32 {
            a.alignTo(16);
            const memory_entry = a.offset();
            var header = std.mem.zeroes(abi.FunctionHeader);
            header.word = word;
            header.cell_in = effect.cell_in;
            header.cell_out = effect.cell_out;
            header.float_in = effect.float_in;
            header.float_out = effect.float_out;
            emitMemoryEntry(a, &header, register_entry);
            return memory_entry;
        }

        /// What comes behind a call over the in-memory stacks: takes the results and returns.
        fn finishCall(a: *Assembler, effect: Effect) void {
            link.markInnerReturn(a, link.offset);
            if (effect.cell_out > 0) {
                takeResults(a, stacks.data, effect.cell_out);
                loadCells(a, effect.cell_out, scratch);
            }
            if (effect.float_out > 0) {
                takeResults(a, stacks.floats, effect.float_out);
                loadFloats(a, effect.float_out, scratch);
            }
            link.pop(a);
            a.ret();
        }

        /// Leaves the depth of the deepest result in the scratch register. A word that gave less than it said ends here.
        fn takeResults(a: *Assembler, comptime stack: Stack, count: u32) void {
            const enough = a.newLabel();
            a.loadSize(scratch, field(stack.depth), 4);
            places.subtract(a, scratch, count);
            a.jumpIf(registers.above_equal, enough);
            a.callSymbol(.{ .kind = .runtime, .index = @backingInt(stack.underflow) });
            link.markInnerReturn(a, link.offset);
            a.bind(enough);
            a.storeSize(field(stack.depth), scratch, 4);
        }

        /// Loads the argument registers from the place in the stack whose depth is in `depth`, which is used up.
        fn loadCells(a: *Assembler, count: u32, depth: Gpr) void {
            const base = places.addressOfPlace(a, stacks.data, depth);
            for (convention.cell_registers[0..count], 0..) |register, index| a.load(register, at(base, index));
        }

        fn loadFloats(a: *Assembler, count: u32, depth: Gpr) void {
            const base = places.addressOfPlace(a, stacks.floats, depth);
            for (convention.float_registers[0..count], 0..) |register, index| a.loadFloat(register, at(base, index), 8);
        }

        /// Pushes the cells in the argument registers. There is room: a guard behind the stack has more than a word gives.
        fn storeCells(a: *Assembler, count: u32) void {
            if (count == 0) return;
            places.addToDepth(a, stacks.data, count);
            const base = places.addressOfPlace(a, stacks.data, scratch);
            for (convention.cell_registers[0..count], 0..) |register, index| a.store(at(base, index), register);
        }

        fn storeFloats(a: *Assembler, count: u32) void {
            if (count == 0) return;
            places.addToDepth(a, stacks.floats, count);
            const base = places.addressOfPlace(a, stacks.floats, scratch);
            for (convention.float_registers[0..count], 0..) |register, index| a.storeFloat(at(base, index), register, 8);
        }

        fn at(base: Gpr, index: usize) registers.Memory {
            return registers.at(base, @intCast(8 * index));
        }
    };
}
