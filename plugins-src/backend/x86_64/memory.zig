//! Loads and stores in the data space. The processor itself keeps an address to 32 bits, and the guards around the
//! data space turn what is out of range into a fault, which becomes THROW -9.

const abi = @import("abi");
const convention = @import("convention.zig");
const operands = @import("operands.zig");
const registers = @import("registers.zig");
const Emitter = @import("target.zig").Emitter;
const Memory = registers.Memory;
const gpr = registers.gpr;
const floatOperand = operands.floatOperand;
const immediate = operands.immediate;

const scratch = convention.scratch;
const scratch2 = convention.scratch2;

pub fn load(e: *Emitter, number: u32, size: u32) void {
    const instruction = e.instruction(number);
    const from = address(e, instruction.a, false);
    const to = e.target(instruction.result);
    e.markAccess(instruction.position);
    e.a.loadSize(to, from, size);
    e.commit(instruction.result, to);
}

pub fn store(e: *Emitter, number: u32, size: u32) void {
    const instruction = e.instruction(number);
    const constant = immediateOf(e, instruction.a, size);
    const is_ready = constant != null or e.registerOf(instruction.a) != null;
    const to = address(e, instruction.b, !is_ready);
    if (constant) |value| {
        e.markAccess(instruction.position);
        return e.a.storeImmediate(to, value, size);
    }
    const from = e.read(instruction.a, scratch2);
    e.markAccess(instruction.position);
    e.a.storeSize(to, from, size);
}

/// The constant to be stored, when the instruction can hold it.
fn immediateOf(e: *Emitter, value: u32, size: u32) ?i32 {
    const constant = e.facts.constant(value) orelse return null;
    if (size == 8) return immediate(e, value);
    const low: u32 = @truncate(@as(u64, @bitCast(constant)));
    return @bitCast(low);
}

pub fn loadFloat(e: *Emitter, number: u32, is_single: bool) void {
    const instruction = e.instruction(number);
    const from = address(e, instruction.a, false);
    const to = e.floatTarget(instruction.result);
    e.markAccess(instruction.position);
    e.a.loadFloat(to, from, if (is_single) 4 else 8);
    if (is_single) e.a.scalar(.cvtss2sd, to, registers.xmm(to));
    e.commitFloat(instruction.result, to);
}

pub fn storeFloat(e: *Emitter, number: u32, is_single: bool) void {
    const instruction = e.instruction(number);
    const to = address(e, instruction.b, false);
    if (is_single) {
        e.a.scalar(.cvtsd2ss, convention.float_scratch, floatOperand(e, instruction.a));
        e.markAccess(instruction.position);
        return e.a.storeFloat(to, convention.float_scratch, 4);
    }
    const from = e.readFloat(instruction.a, convention.float_scratch);
    e.markAccess(instruction.position);
    e.a.storeFloat(to, from, 8);
}

/// The memory that a folded load reads. Scratch registers hold what is on the stack of its address.
pub fn foldedLoad(e: *Emitter, value: u32) registers.Operand {
    const instruction = e.instruction(e.facts.definition[value]);
    const from = address(e, instruction.a, false);
    e.markAccess(instruction.position);
    return .{ .memory = from };
}

/// Whether computing a folded load's address reads a register, or needs the first scratch register.
pub fn foldedLoadReads(e: *Emitter, value: u32, register: registers.Gpr) bool {
    const at = e.instruction(e.facts.definition[value]).a;
    if (e.facts.constant(at) != null) return false;
    var parts: [2]u32 = .{ at, abi.none };
    if (e.facts.address[at] != abi.none) {
        const known = e.facts.addresses.items[e.facts.address[at]];
        parts = .{ known.base, known.index };
    }
    for (parts) |part| {
        if (part == abi.none) continue;
        if ((e.registerOf(part) orelse scratch) == register) return true;
    }
    return false;
}

/// An address, in scratch registers as far as it is on the stack; with `keep_second`, in the first of them alone.
fn address(e: *Emitter, value: u32, keep_second: bool) Memory {
    if (e.facts.constant(value)) |constant| {
        const low: u32 = @truncate(@as(u64, @bitCast(constant)));
        return .{ .displacement = @bitCast(low), .in_data_space = true };
    }
    if (e.facts.address[value] == abi.none) return .{ .base = e.read(value, scratch), .in_data_space = true };
    const parts = e.facts.addresses.items[e.facts.address[value]];
    var memory: Memory = .{ .scale = parts.scale, .displacement = @bitCast(parts.displacement), .in_data_space = true };
    if (parts.base != abi.none) memory.base = e.read(parts.base, scratch);
    if (parts.index != abi.none) memory.index = e.read(parts.index, if (memory.base == scratch) scratch2 else scratch);
    if (!keep_second or memory.index != scratch2) return memory;
    memory.in_data_space = false;
    e.a.lea(scratch, memory);
    return .{ .base = scratch, .in_data_space = true };
}
