//! Writes the code of one function: what all instructions have in common. The files beside this one write the
//! instructions of a subject each.

const std = @import("std");
const abi = @import("abi");
const allocation = @import("../allocation.zig");
const convention = @import("convention.zig");
const memory = @import("memory.zig");
const moves = @import("moves.zig");
const registers = @import("registers.zig");
const Assembler = @import("assembler.zig").Assembler;
const Facts = @import("../facts.zig").Facts;
const Label = @import("assembler.zig").Label;
const Gpr = registers.Gpr;
const Xmm = registers.Xmm;
const Memory = registers.Memory;
const Operand = registers.Operand;

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
        /// The quotient of a division by -1: RAX becomes the negated dividend, RDX 0.
        negate: u32,
        /// A float truncated to the most negative cell: right for exactly that float, which is in float_scratch.
        least_cell: void,
    },
};

pub const Emitter = struct {
    arena: std.mem.Allocator,
    facts: Facts,
    places: []const allocation.Place,
    features: u32,
    /// Notes where the code of each instruction begins.
    marks: bool = false,
    /// Bytes between the stack pointer and the return address.
    frame_size: u32,
    a: Assembler,
    block_labels: []Label,
    cold: std.ArrayList(Cold) = .empty,
    /// For lists that are gathered and used at once.
    moves: moves.ParallelMoves = .{},

    pub fn instruction(e: *const Emitter, number: u32) abi.Instruction {
        return e.facts.function.instructions[number];
    }

    pub fn has(e: *const Emitter, feature: abi.CpuFeature) bool {
        return e.features & @backingInt(feature) != 0;
    }

    /// The code of a ForthIR instruction begins here; with `none`, that of all has ended.
    pub fn mark(e: *Emitter, number: u32) void {
        if (e.marks) e.a.position(number, e.frame_size, .instruction);
    }

    // ---- cells ----

    /// Where a value is, when it is neither a constant nor unused.
    pub fn registerOf(e: *const Emitter, value: u32) ?Gpr {
        return switch (e.places[value]) {
            .register => |register| @fromBackingInt(register),
            else => null,
        };
    }

    /// The cell as an operand: where it is, or a constant in `scratch`. A folded load is the memory itself, and the next
    /// instruction is the one that accesses it.
    pub fn operand(e: *Emitter, value: u32, scratch: Gpr) Operand {
        if (e.facts.folded[value]) return memory.foldedLoad(e, value);
        switch (e.places[value]) {
            .register => |register| return .{ .register = register },
            .slot => |slot| return .{ .memory = moves.slotMemory(8 * slot) },
            .none => {
                e.a.movImmediate(scratch, e.facts.constant(value).?);
                return registers.gpr(scratch);
            },
        }
    }

    /// The register that holds the cell: its own, or `scratch`.
    pub fn read(e: *Emitter, value: u32, scratch: Gpr) Gpr {
        if (e.registerOf(value)) |register| return register;
        e.load(scratch, value);
        return scratch;
    }

    /// Brings the cell into a register. Flags stay as they are.
    pub fn load(e: *Emitter, to: Gpr, value: u32) void {
        switch (e.places[value]) {
            .register => |register| if (register != @backingInt(to)) e.a.mov(to, .{ .register = register }),
            .slot => |slot| e.a.mov(to, .{ .memory = moves.slotMemory(8 * slot) }),
            .none => e.a.movImmediate(to, e.facts.constant(value).?),
        }
    }

    /// The constant that an instruction can hold.
    pub fn immediate(e: *const Emitter, value: u32) ?i32 {
        return std.math.cast(i32, e.facts.constant(value) orelse return null);
    }

    /// The register in which to compute a result: its own, or the first scratch register.
    pub fn target(e: *const Emitter, value: u32) Gpr {
        return e.registerOf(value) orelse convention.scratch;
    }

    /// The result has been computed in a register: brings it to its place.
    pub fn commit(e: *Emitter, value: u32, from: Gpr) void {
        switch (e.places[value]) {
            .register => |register| if (register != @backingInt(from)) e.a.mov(@fromBackingInt(register), registers.gpr(from)),
            .slot => |slot| e.a.store(moves.slotMemory(8 * slot), from),
            .none => {},
        }
    }

    // ---- floats ----

    pub fn floatRegisterOf(e: *const Emitter, value: u32) ?Xmm {
        return switch (e.places[value]) {
            .register => |register| @fromBackingInt(register),
            else => null,
        };
    }

    /// The float as an operand, in a register or in memory.
    pub fn floatOperand(e: *Emitter, value: u32) Operand {
        if (e.facts.folded[value]) return memory.foldedLoad(e, value);
        return switch (e.places[value]) {
            .register => |register| .{ .register = register },
            .slot => |slot| .{ .memory = moves.slotMemory(8 * slot) },
            .none => e.a.constant(e.facts.constantBits(value)),
        };
    }

    pub fn readFloat(e: *Emitter, value: u32, scratch: Xmm) Xmm {
        if (e.floatRegisterOf(value)) |register| return register;
        e.loadFloat(scratch, value);
        return scratch;
    }

    pub fn loadFloat(e: *Emitter, to: Xmm, value: u32) void {
        switch (e.places[value]) {
            .register => |register| if (register != @backingInt(to)) e.a.scalar(.movapd, to, .{ .register = register }),
            .slot => |slot| e.a.scalar(.movsd, to, .{ .memory = moves.slotMemory(8 * slot) }),
            .none => moves.loadFloat(&e.a, to, e.facts.constantBits(value)),
        }
    }

    pub fn floatTarget(e: *const Emitter, value: u32) Xmm {
        return e.floatRegisterOf(value) orelse convention.float_scratch;
    }

    pub fn commitFloat(e: *Emitter, value: u32, from: Xmm) void {
        switch (e.places[value]) {
            .register => |register| if (register != @backingInt(from)) e.a.scalar(.movapd, @fromBackingInt(register), registers.xmm(from)),
            .slot => |slot| e.a.storeScalar(moves.slotMemory(8 * slot), from),
            .none => {},
        }
    }

    // ---- moves ----

    /// Where a value is, or the constant that it is.
    pub fn sourceOf(e: *const Emitter, value: u32) moves.Source {
        const is_float = e.facts.isFloat(value);
        return switch (e.places[value]) {
            .register => |register| if (is_float) .{ .float = @fromBackingInt(register) } else .{ .cell = @fromBackingInt(register) },
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
        return .{ .base = convention.context, .displacement = @offsetOf(abi.ExecutionContext, name) };
    }

    pub fn fieldOperand(comptime name: []const u8) Operand {
        return .{ .memory = field(name) };
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
        const label = try e.addCold(position, .{ .runtime = entry });
        e.a.jumpIf(condition, label.entry);
        e.a.bind(label.back);
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
                .negate => |dividend| {
                    e.load(.rax, dividend);
                    e.a.unary(.neg, registers.gpr(.rax));
                    e.a.movImmediate(.rdx, 0);
                    e.a.jump(cold.back);
                },
                .least_cell => e.checkLeastCell(cold),
            }
        }
    }

    /// THROWs a cell that is not zero.
    pub fn throwValue(e: *Emitter, value: u32, position: u32) void {
        e.a.store(field("throw_code_low"), e.read(value, convention.scratch));
        e.callRuntime(.throw, position);
    }

    fn checkLeastCell(e: *Emitter, cold: Cold) void {
        const least: f64 = -0x1p63;
        const out_of_range = e.a.newLabel();
        e.a.scalar(.ucomisd, convention.float_scratch, e.a.constant(@bitCast(least)));
        e.a.jumpIf(.parity, out_of_range);
        e.a.jumpIf(.equal, cold.back);
        e.a.bind(out_of_range);
        e.callRuntime(.result_out_of_range, cold.position);
    }
};

fn comesBack(entry: abi.RuntimeEntry) bool {
    return entry == .interrupted or entry == .need_code;
}
