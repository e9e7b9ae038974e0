//! Writes the code of one function: what all instructions of all architectures have in common. The files of an
//! architecture write the instructions of a subject each.

const std = @import("std");
const abi = @import("abi");
const allocation = @import("allocation.zig");
const Facts = @import("facts.zig").Facts;
const ParallelMoves = @import("parallel_moves.zig").ParallelMoves;

/// The emitter of an architecture: `machine` is its target.zig.
pub fn Emitter(comptime machine: type) type {
    const convention = machine.convention;
    const registers = machine.registers;
    const Gpr = registers.Gpr;
    const Float = registers.Float;
    const Label = machine.Label;

    return struct {
        const Self = @This();

        arena: std.mem.Allocator,
        facts: Facts,
        places: []const allocation.Place,
        /// Bits of `abi.CpuFeature`.
        features: u32,
        /// Notes where the code of each instruction begins.
        marks: bool,
        /// Bytes between the stack pointer and the return address.
        frame_size: u32,
        a: machine.Assembler,
        block_labels: []Label,
        cold: std.ArrayList(Cold) = .empty,
        /// What the architecture's code calls behind the function.
        subroutines: machine.Subroutines = .{},
        /// For lists that are gathered and used at once.
        moves: Moves = .{},

        pub const Moves = ParallelMoves(machine);

        /// Code that seldom runs, written behind the function.
        pub const Cold = struct {
            entry: Label,
            /// Where it goes on; not for a THROW.
            back: Label,
            position: u32,
            work: Work,

            pub const Work = union(enum) {
                /// Calls a runtime entry, which may come back.
                runtime: abi.RuntimeEntry,
                /// THROWs the cell with this value number.
                throw: u32,
                /// Puts right what the architecture's instruction has no right answer for.
                repair: machine.Repair,
            };
        };

        pub fn instruction(e: *const Self, number: u32) abi.Instruction {
            return e.facts.function.instructions[number];
        }

        pub fn has(e: *const Self, feature: abi.CpuFeature) bool {
            return e.features & @backingInt(feature) != 0;
        }

        /// The code of a ForthIR instruction begins here; with `none`, that of all has ended.
        pub fn mark(e: *Self, number: u32) void {
            if (e.marks) e.a.position(number, e.frame_size, .instruction);
        }

        // ---- cells ----

        /// Where a value is, when it is neither a constant nor unused.
        pub fn registerOf(e: *const Self, value: u32) ?Gpr {
            return switch (e.places[value]) {
                .register => |number| convention.cell(number),
                else => null,
            };
        }

        /// The register that holds the cell: its own, that of zero where the architecture has one, or `scratch`. Flags
        /// stay as they are.
        pub fn read(e: *Self, value: u32, scratch: Gpr) Gpr {
            if (registers.zero) |zero| if (e.facts.isZero(value)) return zero;
            return e.readGeneral(value, scratch);
        }

        /// The register that holds the cell, never that of zero.
        pub fn readGeneral(e: *Self, value: u32, scratch: Gpr) Gpr {
            if (e.registerOf(value)) |register| return register;
            e.load(scratch, value);
            return scratch;
        }

        /// Brings the cell into a register. Flags stay as they are.
        pub fn load(e: *Self, to: Gpr, value: u32) void {
            switch (e.places[value]) {
                .register => |number| if (convention.cell(number) != to) e.a.copy(to, convention.cell(number)),
                .slot => |slot| e.a.load(to, registers.onStack(8 * slot)),
                .none => e.a.movImmediate(to, e.facts.constant(value).?),
            }
        }

        /// The register in which to compute a result: its own, or the first scratch register.
        pub fn target(e: *const Self, value: u32) Gpr {
            return e.registerOf(value) orelse convention.scratch;
        }

        /// The result has been computed in a register: brings it to its place.
        pub fn commit(e: *Self, value: u32, from: Gpr) void {
            switch (e.places[value]) {
                .register => |number| if (convention.cell(number) != from) e.a.copy(convention.cell(number), from),
                .slot => |slot| e.a.store(registers.onStack(8 * slot), from),
                .none => {},
            }
        }

        // ---- floats ----

        pub fn floatRegisterOf(e: *const Self, value: u32) ?Float {
            return switch (e.places[value]) {
                .register => |number| convention.float(number),
                else => null,
            };
        }

        pub fn readFloat(e: *Self, value: u32, scratch: Float) Float {
            if (e.floatRegisterOf(value)) |register| return register;
            e.loadFloat(scratch, value);
            return scratch;
        }

        pub fn loadFloat(e: *Self, to: Float, value: u32) void {
            switch (e.places[value]) {
                .register => |number| if (convention.float(number) != to) e.a.copyFloat(to, convention.float(number)),
                .slot => |slot| e.a.loadFloat(to, registers.onStack(8 * slot), 8),
                .none => e.a.movFloatConstant(to, e.facts.constantBits(value)),
            }
        }

        pub fn floatTarget(e: *const Self, value: u32) Float {
            return e.floatRegisterOf(value) orelse convention.float_scratch;
        }

        pub fn commitFloat(e: *Self, value: u32, from: Float) void {
            switch (e.places[value]) {
                .register => |number| if (convention.float(number) != from) e.a.copyFloat(convention.float(number), from),
                .slot => |slot| e.a.storeFloat(registers.onStack(8 * slot), from, 8),
                .none => {},
            }
        }

        // ---- moves ----

        /// Where a value is, or the constant that it is.
        pub fn sourceOf(e: *const Self, value: u32) Moves.Source {
            const is_float = e.facts.isFloat(value);
            return switch (e.places[value]) {
                .register => |number| if (is_float) .{ .float = convention.float(number) } else .{ .cell = convention.cell(number) },
                .slot => |slot| .{ .slot = 8 * slot },
                .none => if (is_float)
                    .{ .float_constant = e.facts.constantBits(value) }
                else
                    .{ .constant = @bitCast(e.facts.constantBits(value)) },
            };
        }

        pub fn moveTo(e: *Self, to: Moves.Source, value: u32) error{OutOfMemory}!void {
            try e.moves.add(e.arena, .{ .from = e.sourceOf(value), .to = to, .is_float = e.facts.isFloat(value) });
        }

        /// A value comes into being somewhere: to its place, if it has one.
        pub fn moveFrom(e: *Self, from: Moves.Source, value: u32) error{OutOfMemory}!void {
            if (e.places[value] == .none) return;
            try e.moves.add(e.arena, .{ .from = from, .to = e.sourceOf(value), .is_float = e.facts.isFloat(value) });
        }

        /// Values, of which so many are cells and the rest floats, to where the convention has arguments and results.
        pub fn moveToConvention(e: *Self, values: []const u32, cell_count: u32) error{OutOfMemory}!void {
            for (values, 0..) |value, index| {
                try e.moveTo(if (index < cell_count)
                    .{ .cell = convention.cell_registers[index] }
                else
                    .{ .float = convention.float_registers[index - cell_count] }, value);
            }
        }

        /// Values with numbers from `first` on, cells and then floats, come into being there.
        pub fn moveFromConvention(e: *Self, first: u32, cell_count: u32, float_count: u32) error{OutOfMemory}!void {
            for (convention.cell_registers[0..cell_count], first..) |register, value| {
                try e.moveFrom(.{ .cell = register }, @intCast(value));
            }
            for (convention.float_registers[0..float_count], first + cell_count..) |register, value| {
                try e.moveFrom(.{ .float = register }, @intCast(value));
            }
        }

        pub fn emitMoves(e: *Self) void {
            e.moves.emit(&e.a);
        }

        // ---- the context, the runtime, cold code ----

        pub fn field(comptime name: []const u8) registers.Memory {
            return registers.at(convention.context, @offsetOf(abi.ExecutionContext, name));
        }

        pub fn callRuntime(e: *Self, entry: abi.RuntimeEntry, position: u32) void {
            e.a.callSymbol(.{ .kind = .runtime, .index = @backingInt(entry) });
            e.markReturn(position);
        }

        /// The position of the call that was just written.
        pub fn markReturn(e: *Self, position: u32) void {
            e.a.position(position, e.frame_size, .return_address);
        }

        /// The position of the data space access that comes next.
        pub fn markAccess(e: *Self, position: u32) void {
            e.a.position(position, e.frame_size, .fault);
        }

        /// Goes to a runtime entry when a condition holds.
        pub fn trapIf(e: *Self, condition: registers.Condition, entry: abi.RuntimeEntry, position: u32) error{OutOfMemory}!void {
            const trap = try e.addCold(position, .{ .runtime = entry });
            e.a.jumpIf(condition, trap.entry);
            e.a.bind(trap.back);
        }

        /// Reserves cold code. The caller writes the jump there and binds `back`.
        pub fn addCold(e: *Self, position: u32, work: Cold.Work) error{OutOfMemory}!Cold {
            const cold: Cold = .{ .entry = e.a.newLabel(), .back = e.a.newLabel(), .position = position, .work = work };
            try e.cold.append(e.arena, cold);
            return cold;
        }

        /// Writes the cold code, at the end of the function.
        pub fn emitCold(e: *Self) void {
            for (e.cold.items) |cold| {
                e.a.bind(cold.entry);
                switch (cold.work) {
                    .runtime => |entry| {
                        e.callRuntime(entry, cold.position);
                        if (comesBack(entry)) e.a.jump(cold.back);
                    },
                    .throw => |value| e.throwValue(value, cold.position),
                    .repair => |repair| repair.emit(e, cold),
                }
            }
        }

        /// THROWs a cell that is not zero.
        pub fn throwValue(e: *Self, value: u32, position: u32) void {
            e.a.store(field("throw_code_low"), e.read(value, convention.scratch));
            e.callRuntime(.throw, position);
        }
    };
}

fn comesBack(entry: abi.RuntimeEntry) bool {
    return entry == .interrupted or entry == .need_code;
}
