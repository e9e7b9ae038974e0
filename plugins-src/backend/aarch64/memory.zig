//! Loads and stores in the data space. The offset is the low half of a register, so that no access leaves the data
//! space and its guards; those turn what is out of range into a fault, which becomes THROW -9.

const abi = @import("abi");
const convention = @import("convention.zig");
const immediates = @import("immediates.zig");
const registers = @import("registers.zig");
const Emitter = @import("target.zig").Emitter;
const Gpr = registers.Gpr;
const Memory = registers.Memory;

const scratch = convention.scratch;
const scratch2 = convention.scratch2;

pub fn load(e: *Emitter, number: u32, size: u32) void {
    const instruction = e.instruction(number);
    const from = address(e, instruction.a, size);
    const to = e.target(instruction.result);
    e.markAccess(instruction.position);
    e.a.loadSize(to, from, size);
    e.commit(instruction.result, to);
}

pub fn store(e: *Emitter, number: u32, size: u32) void {
    const instruction = e.instruction(number);
    const to = address(e, instruction.b, size);
    const from = e.read(instruction.a, scratch2);
    e.markAccess(instruction.position);
    e.a.storeSize(to, from, size);
}

pub fn loadFloat(e: *Emitter, number: u32, is_single: bool) void {
    const instruction = e.instruction(number);
    const size: u32 = if (is_single) 4 else 8;
    const from = address(e, instruction.a, size);
    const to = e.floatTarget(instruction.result);
    e.markAccess(instruction.position);
    e.a.loadFloat(to, from, size);
    if (is_single) e.a.floatUnary(.single_to_double, to, to);
    e.commitFloat(instruction.result, to);
}

pub fn storeFloat(e: *Emitter, number: u32, is_single: bool) void {
    const instruction = e.instruction(number);
    const size: u32 = if (is_single) 4 else 8;
    const to = address(e, instruction.b, size);
    var from = e.readFloat(instruction.a, convention.float_scratch);
    if (is_single) {
        e.a.floatUnary(.double_to_single, convention.float_scratch, from);
        from = convention.float_scratch;
    }
    e.markAccess(instruction.position);
    e.a.storeFloat(to, from, size);
}

/// An address, in the first scratch register unless it is in one of its own. Sums are made modulo 2^32.
fn address(e: *Emitter, value: u32, size: u32) Memory {
    if (e.facts.constant(value)) |constant| return constantAddress(e, @truncate(@as(u64, @bitCast(constant))), size);
    if (e.facts.address[value] == abi.none) return inDataSpace(e.read(value, scratch));
    const parts = e.facts.addresses.items[e.facts.address[value]];
    if (parts.base == abi.none and parts.index == abi.none) return constantAddress(e, parts.displacement, size);
    if (parts.index == abi.none) {
        return inDataSpace(addDisplacement(e, e.readGeneral(parts.base, scratch), parts.displacement));
    }
    const index = e.read(parts.index, scratch);
    if (parts.base == abi.none and !isInSum(parts.displacement)) {
        // What takes a register anyway is the base.
        e.a.movImmediate(scratch2, parts.displacement);
        e.a.sumShifted(.half, .add, scratch, scratch2, index, parts.scale);
        return inDataSpace(scratch);
    }
    // With the zero register as the base: only a shift.
    const base = if (parts.base == abi.none) .zr else e.read(parts.base, scratch2);
    e.a.sumShifted(.half, .add, scratch, base, index, parts.scale);
    return inDataSpace(addDisplacement(e, scratch, parts.displacement));
}

/// Whether a sum holds a displacement or what it is short of 2^32.
fn isInSum(displacement: u32) bool {
    return immediates.isSum(displacement) or immediates.isSum(0 -% displacement);
}

fn addDisplacement(e: *Emitter, base: Gpr, displacement: u32) Gpr {
    if (displacement == 0) return base;
    const negated = 0 -% displacement;
    if (immediates.isSum(displacement)) {
        e.a.sumImmediate(.half, .add, scratch, base, displacement);
    } else if (immediates.isSum(negated)) {
        e.a.sumImmediate(.half, .sub, scratch, base, negated);
    } else if (immediates.isTwoSums(displacement)) {
        e.a.sumImmediates(.half, .add, scratch, base, displacement);
    } else if (immediates.isTwoSums(negated)) {
        e.a.sumImmediates(.half, .sub, scratch, base, negated);
    } else {
        e.a.movImmediate(scratch2, displacement);
        e.a.sum(.half, .add, scratch, base, scratch2);
    }
    return scratch;
}

/// An access holds twelve bits of the address, counted in what it accesses, and a sum twelve bits above the low twelve.
fn constantAddress(e: *Emitter, offset: u32, size: u32) Memory {
    if (offset % size == 0 and offset / size < 1 << 12) {
        return .{ .base = convention.data_space, .offset = .{ .bytes = offset } };
    }
    const low = offset % (1 << 12);
    if (low % size == 0 and offset < 1 << 24) {
        const page = offset - low;
        if (e.a.page != page) e.a.sumImmediate(.whole, .add, convention.page, convention.data_space, page);
        e.a.page = page;
        return registers.at(convention.page, low);
    }
    e.a.movImmediate(scratch, offset);
    return inDataSpace(scratch);
}

fn inDataSpace(offset: Gpr) Memory {
    return .{ .base = convention.data_space, .offset = .{ .low_half = offset } };
}
