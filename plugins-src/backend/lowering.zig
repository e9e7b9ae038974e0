//! From a verified function to its code, for any architecture. Each has a folder of its own with encodings, calling
//! convention and frames, which its target.zig lists; what to do with them, and in which order, is the same for all and
//! stands in the files beside this one:
//!
//!     constraints.zig      which registers calls and instructions destroy, and which ones values had better have
//!     function.zig         entries, blocks, edges, returns
//!     instructions.zig     which file writes which instruction
//!     emitter.zig          what all instructions have in common
//!     parallel_moves.zig   moves that happen at once
//!     calls.zig            calls, THROW and polls
//!     stacks.zig           the in-memory stacks
//!     entries.zig          entries between callers with arguments in registers and those with all in memory
//!     runtime.zig          what code calls besides words
//!     code_buffer.zig      labels, relocations, positions and constants of assemblers

const std = @import("std");
const abi = @import("abi");
const allocation = @import("allocation.zig");
const calls = @import("calls.zig");
const constraints = @import("constraints.zig");
const Blob = @import("blob.zig").Blob;
const Entries = @import("entries.zig").Entries;
const FunctionCode = @import("function.zig").FunctionCode;
const Liveness = @import("liveness.zig").Liveness;
const Declined = @import("declined.zig").Declined;
const Allocator = std.mem.Allocator;

/// The lowering for an architecture: `machine` is its target.zig.
pub fn Lowering(comptime machine: type) type {
    const convention = machine.convention;
    const Assembler = machine.Assembler;

    return struct {
        /// Whether there is code for all of a function's calls and for its own effect.
        pub fn canCompile(function: abi.Function) bool {
            const header = function.header;
            // Arguments that registers have no room for come in memory.
            if (@max(header.cell_in, header.float_in) > Entries(machine).max_arguments) return false;
            if (!fits(0, header.cell_out, 0, header.float_out)) return false;
            for (function.instructions) |instruction| {
                if (abi.ops.table[instruction.op].shape != .call) continue;
                const effect = calls.effectOf(function, instruction);
                if (!fits(effect.cell_in, effect.cell_out, effect.float_in, effect.float_out)) return false;
            }
            return true;
        }

        /// Whether arguments and results of so many cells and floats fit in registers.
        fn fits(cell_in: u32, cell_out: u32, float_in: u32, float_out: u32) bool {
            return @max(cell_in, cell_out) <= convention.cell_registers.len and
                @max(float_in, float_out) <= convention.float_registers.len;
        }

        /// Gives every value its place.
        pub fn allocateRegisters(arena: Allocator, liveness: Liveness) error{OutOfMemory}!allocation.Allocation {
            const clobbers = try constraints.collectClobbers(machine, arena, liveness);
            const hints = try constraints.collectHints(machine, arena, liveness.facts);
            return allocation.allocate(arena, liveness, convention.classes, clobbers, hints);
        }

        /// The code of a function whose values have their places; `features` are bits of `abi.CpuFeature` that it may
        /// use, `marks` as `abi.generate_marks`.
        pub fn emitFunction(
            arena: Allocator,
            liveness: Liveness,
            places: allocation.Allocation,
            features: u32,
            marks: bool,
        ) (error{OutOfMemory} || Declined)!Blob {
            var code: FunctionCode(machine) = try .emit(arena, liveness, places, features, marks);
            return .{
                .assembled = try assembled(&code.emitter.a),
                .register_entry = code.register_entry,
                .memory_entry = code.memory_entry,
                .frame_size = code.frame.size,
                .flags = if (places.saved_floats != 0) @backingInt(abi.CodeFlag.keeps_floats) else 0,
            };
        }

        /// A register entry for callers of a word that count on an effect, when the word has no code with that effect.
        pub fn emitWordStub(arena: Allocator, word: u32, info: abi.WordInfo) (error{OutOfMemory} || Declined)!Blob {
            if (!fits(info.cell_in, info.cell_out, info.float_in, info.float_out)) return error.WideEffect;
            var a: Assembler = .{ .allocator = arena };
            if (info.kind == @backingInt(abi.WordKind.op) and info.a == @backingInt(abi.Op.throw)) {
                Entries(machine).emitCaughtThrow(&a, effectOfWord(info), info.b != 0);
            }
            if (info.kind == @backingInt(abi.WordKind.op) and info.a == @backingInt(abi.Op.@"unreachable")) {
                Entries(machine).emitCaughtNote(&a, effectOfWord(info), info.b != 0);
            }
            if (info.kind == @backingInt(abi.WordKind.op) and info.a == @backingInt(abi.Op.execute)) {
                Entries(machine).emitCatchStub(&a, effectOfWord(info));
            }
            Entries(machine).emitWordStub(&a, word, effectOfWord(info));
            return .{
                .assembled = try assembled(&a),
                .register_entry = 0,
                .memory_entry = abi.none,
                .frame_size = machine.link.size,
            };
        }

        /// The entries of a word that is a function of the runtime library.
        pub fn emitLibraryStub(arena: Allocator, word: u32, info: abi.WordInfo) (error{OutOfMemory} || Declined)!Blob {
            const is_of_floats = info.a >= abi.library_functions;
            const most_floats: u32 = if (is_of_floats) 2 else 1;
            if (!fits(info.cell_in, info.cell_out, 0, 0) or @max(info.float_in, info.float_out) > most_floats) return error.WideEffect;
            var a: Assembler = .{ .allocator = arena };
            const memory_entry = if (is_of_floats)
                Entries(machine).emitFloatStub(&a, word, info.a - abi.library_functions, effectOfWord(info))
            else
                Entries(machine).emitLibraryStub(&a, word, info.a, effectOfWord(info));
            return .{
                .assembled = try assembled(&a),
                .register_entry = 0,
                .memory_entry = memory_entry,
                .frame_size = machine.link.size,
            };
        }

        fn effectOfWord(info: abi.WordInfo) calls.Effect {
            return .{
                .cell_in = info.cell_in,
                .cell_out = info.cell_out,
                .float_in = info.float_in,
                .float_out = info.float_out,
            };
        }

        /// What code calls besides words.
        pub fn emitRuntime(arena: Allocator, left_out: u32) (error{OutOfMemory} || Declined)!Blob {
            var code: machine.Runtime = .emit(arena, left_out);
            return .{
                .assembled = try assembled(&code.a),
                .register_entry = abi.none,
                .memory_entry = abi.none,
                .frame_size = machine.Runtime.frame_size,
                .symbols = try arena.dupe(u32, &code.symbols),
            };
        }

        fn assembled(a: *Assembler) (error{OutOfMemory} || Declined)!@FieldType(Blob, "assembled") {
            try a.finish();
            return .{ .code = a.code.items, .relocations = a.relocations.items, .positions = a.positions.items };
        }
    };
}
