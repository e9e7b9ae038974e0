//! Writes the code of one function: what all instructions have in common. The files beside this one write the
//! instructions of a subject each.

const std = @import("std");
const abi = @import("abi");
const allocation = @import("../allocation.zig");
const convention = @import("convention.zig");
const moves = @import("moves.zig");
const registers = @import("registers.zig");
const Assembler = @import("assembler.zig").Assembler;
const Facts = @import("../facts.zig").Facts;
const Label = @import("assembler.zig").Label;
const Gpr = registers.Gpr;
const Fpr = registers.Fpr;
const Memory = registers.Memory;

/// Code that seldom runs, written behind the function.
pub const Cold = struct {
    entry: Label,
    /// Where it goes on; not for a THROW.
    back: Label,
    position: u32,
    work: union(enum) {
        /// Calls a runtime entry, which may come back.
        runtime: abi.RuntimeEntry,
        /// THROWs the cell with this value number.
        throw: u32,
        /// Truncation of a float whose magnitude is 2^63 or more, or that is NaN: right for -2^63 alone.
        least_cell: Fpr,
    },
};

pub const Emitter = struct {
    arena: std.mem.Allocator,
    facts: Facts,
    places: []const allocation.Place,
    /// Bytes between the stack pointer and the return address.
    frame_size: u32,
    a: Assembler,
    block_labels: []Label,
    cold: std.ArrayList(Cold) = .empty,
    /// The subroutine behind the function that divides two cells by one, when it is used.
    wide_division: ?Label = null,
    /// For lists that are gathered and used at once.
    moves: moves.ParallelMoves = .{},
    /// Notes where the code of each instruction begins.
    marks: bool = false,

    pub fn instruction(e: *const Emitter, number: u32) abi.Instruction {
        return e.facts.function.instructions[number];
    }

    /// The code of a ForthIR instruction begins here; with `none`, that of all has ended.
    pub fn mark(e: *Emitter, number: u32) void {
        if (e.marks) e.a.position(number, e.frame_size, .instruction);
    }

    // ---- cells ----

    /// Where a value is, when it is neither a constant nor unused.
    pub fn registerOf(e: *const Emitter, value: u32) ?Gpr {
        return switch (e.places[value]) {
            .register => |register| convention.cell(register),
            else => null,
        };
    }

    /// The register that holds the cell: its own, that of zero, or `scratch`. Flags stay as they are.
    pub fn read(e: *Emitter, value: u32, scratch: Gpr) Gpr {
        if (e.registerOf(value)) |register| return register;
        if (e.facts.isZero(value)) return .zr;
        e.load(scratch, value);
        return scratch;
    }

    /// The register that holds the cell, for instructions in which the register of zero is the stack pointer.
    pub fn readGeneral(e: *Emitter, value: u32, scratch: Gpr) Gpr {
        if (e.registerOf(value)) |register| return register;
        e.load(scratch, value);
        return scratch;
    }

    /// Brings the cell into a register. Flags stay as they are.
    pub fn load(e: *Emitter, to: Gpr, value: u32) void {
        switch (e.places[value]) {
            .register => |register| if (convention.cell(register) != to) e.a.mov(to, convention.cell(register)),
            .slot => |slot| e.a.load(to, registers.onStack(8 * slot)),
            .none => e.a.movImmediate(to, e.facts.constant(value).?),
        }
    }

    /// The register in which to compute a result: its own, or the first scratch register.
    pub fn target(e: *const Emitter, value: u32) Gpr {
        return e.registerOf(value) orelse convention.scratch;
    }

    /// The result has been computed in a register: brings it to its place.
    pub fn commit(e: *Emitter, value: u32, from: Gpr) void {
        switch (e.places[value]) {
            .register => |register| if (convention.cell(register) != from) e.a.mov(convention.cell(register), from),
            .slot => |slot| e.a.store(registers.onStack(8 * slot), from),
            .none => {},
        }
    }

    // ---- floats ----

    pub fn floatRegisterOf(e: *const Emitter, value: u32) ?Fpr {
        return switch (e.places[value]) {
            .register => |register| convention.float(register),
            else => null,
        };
    }

    pub fn readFloat(e: *Emitter, value: u32, scratch: Fpr) Fpr {
        if (e.floatRegisterOf(value)) |register| return register;
        e.loadFloat(scratch, value);
        return scratch;
    }

    pub fn loadFloat(e: *Emitter, to: Fpr, value: u32) void {
        switch (e.places[value]) {
            .register => |register| if (convention.float(register) != to) e.a.floatUnary(.fmov, to, convention.float(register)),
            .slot => |slot| e.a.loadFloat(to, registers.onStack(8 * slot), 8),
            .none => e.a.movFloatConstant(to, e.facts.constantBits(value)),
        }
    }

    pub fn floatTarget(e: *const Emitter, value: u32) Fpr {
        return e.floatRegisterOf(value) orelse convention.float_scratch;
    }

    pub fn commitFloat(e: *Emitter, value: u32, from: Fpr) void {
        switch (e.places[value]) {
            .register => |register| if (convention.float(register) != from) e.a.floatUnary(.fmov, convention.float(register), from),
            .slot => |slot| e.a.storeFloat(registers.onStack(8 * slot), from, 8),
            .none => {},
        }
    }

    // ---- moves ----

    /// Where a value is, or the constant that it is.
    pub fn sourceOf(e: *const Emitter, value: u32) moves.Source {
        const is_float = e.facts.isFloat(value);
        return switch (e.places[value]) {
            .register => |register| if (is_float) .{ .float = convention.float(register) } else .{ .cell = convention.cell(register) },
            .slot => |slot| .{ .slot = 8 * slot },
            .none => if (is_float)
                .{ .float_constant = e.facts.constantBits(value) }
            else
                .{ .constant = @bitCast(e.facts.constantBits(value)) },
        };
    }

    pub fn moveTo(e: *Emitter, to: moves.Source, value: u32) error{OutOfMemory}!void {
        try e.moves.add(e.arena, .{ .from = e.sourceOf(value), .to = to, .is_float = e.facts.isFloat(value) });
    }

    /// A value comes into being somewhere: to its place, if it has one.
    pub fn moveFrom(e: *Emitter, from: moves.Source, value: u32) error{OutOfMemory}!void {
        if (e.places[value] == .none) return;
        try e.moves.add(e.arena, .{ .from = from, .to = e.sourceOf(value), .is_float = e.facts.isFloat(value) });
    }

    pub fn emitMoves(e: *Emitter) void {
        e.moves.emit(&e.a);
    }

    // ---- the context, the runtime, cold code ----

    pub fn field(comptime name: []const u8) Memory {
        return .{ .base = convention.context, .offset = .{ .bytes = @offsetOf(abi.ExecutionContext, name) } };
    }

    pub fn callRuntime(e: *Emitter, entry: abi.RuntimeEntry, position: u32) void {
        e.a.callSymbol(.{ .kind = .runtime, .index = @backingInt(entry) });
        e.markReturn(position);
    }

    /// The position of the call that was just written.
    pub fn markReturn(e: *Emitter, position: u32) void {
        e.a.position(position, e.frame_size, .return_address);
    }

    /// The position of the data space access that comes next.
    pub fn markAccess(e: *Emitter, position: u32) void {
        e.a.position(position, e.frame_size, .fault);
    }

    /// Goes to a runtime entry when a condition holds.
    pub fn trapIf(e: *Emitter, condition: registers.Condition, entry: abi.RuntimeEntry, position: u32) error{OutOfMemory}!void {
        const cold = try e.addCold(position, .{ .runtime = entry });
        e.a.jumpIf(condition, cold.entry);
        e.a.bind(cold.back);
    }

    /// Goes to a runtime entry when a cell is zero.
    pub fn trapIfZero(e: *Emitter, cell: Gpr, entry: abi.RuntimeEntry, position: u32) error{OutOfMemory}!void {
        const cold = try e.addCold(position, .{ .runtime = entry });
        e.a.jumpIfZero(.whole, cell, cold.entry);
        e.a.bind(cold.back);
    }

    /// Reserves cold code. The caller writes the jump there and binds `back`.
    pub fn addCold(e: *Emitter, position: u32, work: @FieldType(Cold, "work")) error{OutOfMemory}!Cold {
        const cold: Cold = .{ .entry = e.a.newLabel(), .back = e.a.newLabel(), .position = position, .work = work };
        try e.cold.append(e.arena, cold);
        return cold;
    }

    /// Writes the cold code, at the end of the function.
    pub fn emitCold(e: *Emitter) void {
        for (e.cold.items) |cold| {
            e.a.bind(cold.entry);
            switch (cold.work) {
                .runtime => |entry| {
                    e.callRuntime(entry, cold.position);
                    if (comesBack(entry)) e.a.jump(cold.back);
                },
                .throw => |value| e.throwValue(value, cold.position),
                .least_cell => |float| {
                    e.a.movFloatConstant(convention.float_scratch2, @bitCast(@as(f64, -0x1p63)));
                    e.a.compareFloats(float, convention.float_scratch2);
                    e.a.jumpIf(.equal, cold.back);
                    e.callRuntime(.result_out_of_range, cold.position);
                },
            }
        }
    }

    /// THROWs a cell that is not zero.
    pub fn throwValue(e: *Emitter, value: u32, position: u32) void {
        e.a.store(field("throw_code_low"), e.read(value, convention.scratch));
        e.callRuntime(.throw, position);
    }
};

fn comesBack(entry: abi.RuntimeEntry) bool {
    return entry == .interrupted or entry == .need_code;
}
