//! Writes AArch64 instructions (Arm Architecture Reference Manual, chapters C4 and C6) into growing code, with labels,
//! relocations and positions.

const std = @import("std");
const abi = @import("abi");
const code_buffer = @import("../code_buffer.zig");
const immediates = @import("immediates.zig");
const registers = @import("registers.zig");
const Declined = @import("../declined.zig").Declined;

const Allocator = std.mem.Allocator;
const Gpr = registers.Gpr;
const Fpr = registers.Fpr;
const Condition = registers.Condition;
const Memory = registers.Memory;

pub const Label = code_buffer.Label;

/// Whether an instruction works on 32 bits, and clears the others, or on 64.
pub const Width = enum(u32) { half = 0, whole = 1 << 31 };

/// Sums: the bits of the form with a shifted register. Those with S set the flags.
pub const Sum = enum(u32) { add = 0x0B00_0000, adds = 0x2B00_0000, sub = 0x4B00_0000, subs = 0x6B00_0000 };
/// Sums with the carry flag.
pub const CarrySum = enum(u32) { adc = 0x1A00_0000, sbc = 0x5A00_0000 };
/// Operations on bits: the form with a shifted register.
pub const Logical = enum(u32) {
    @"and" = 0x0A00_0000,
    orr = 0x2A00_0000,
    eor = 0x4A00_0000,
    ands = 0x6A00_0000,
    /// OR with the complement of the second operand.
    orn = 0x2A20_0000,
};
/// What adding this to the form with a register gives: the form with an immediate.
const sum_immediate = 0x0600_0000;
const logical_immediate = 0x0800_0000;

/// Instructions with two sources.
pub const Binary = enum(u32) {
    udiv = 0x1AC0_0800,
    sdiv = 0x1AC0_0C00,
    /// Shifts by the low six bits of the second operand.
    lsl = 0x1AC0_2000,
    lsr = 0x1AC0_2400,
    asr = 0x1AC0_2800,
};
pub const Shift = enum { lsl, lsr, asr };
/// Products with a third operand: added, or subtracted from.
pub const Product = enum(u32) { madd = 0x1B00_0000, msub = 0x1B00_8000 };
/// The high half of a product.
pub const HighProduct = enum(u32) { umulh = 0x9BC0_7C00, smulh = 0x9B40_7C00 };
/// Choices: the second operand, when it is taken, as it is, plus one, complemented, or negated.
pub const Choice = enum(u32) { csel = 0x1A80_0000, csinc = 0x1A80_0400, csinv = 0x5A80_0000, csneg = 0x5A80_0400 };

/// Doubles: two operands.
pub const FloatBinary = enum(u32) {
    fmul = 0x1E60_0800,
    fdiv = 0x1E60_1800,
    fadd = 0x1E60_2800,
    fsub = 0x1E60_3800,
    fmax = 0x1E60_4800,
    fmin = 0x1E60_5800,
};
/// Doubles, and singles where the name says so: one operand.
pub const FloatUnary = enum(u32) {
    fmov = 0x1E60_4000,
    fabs = 0x1E60_C000,
    fneg = 0x1E61_4000,
    fsqrt = 0x1E61_C000,
    /// To nearest, ties to even; towards minus infinity; towards zero.
    frintn = 0x1E64_4000,
    frintm = 0x1E65_4000,
    frintz = 0x1E65_C000,
    single_to_double = 0x1E22_C000,
    double_to_single = 0x1E62_4000,
};

const Fixup = struct {
    /// Where the instruction lies.
    at: u32,
    label: Label,
    kind: enum { branch26, branch19 },
};

pub const Assembler = struct {
    allocator: Allocator,
    code: std.ArrayList(u8) = .empty,
    relocations: std.ArrayList(abi.Relocation) = .empty,
    positions: std.ArrayList(abi.CodePosition) = .empty,
    labels: std.ArrayList(u32) = .empty,
    fixups: std.ArrayList(Fixup) = .empty,
    constants: std.ArrayList(code_buffer.Constant) = .empty,
    /// The offset of the page of the data space that the register for it has, on every way that leads here.
    page: ?u32 = null,
    out_of_memory: bool = false,

    const buffer = code_buffer.CodeBuffer(Assembler);
    pub const Symbol = code_buffer.Symbol;
    pub const offset = buffer.offset;
    pub const newLabel = buffer.newLabel;
    pub const position = buffer.position;
    pub const runOut = buffer.runOut;

    pub fn bind(a: *Assembler, label: Label) void {
        a.page = null;
        buffer.bind(a, label);
    }

    /// Writes the constants and resolves the labels. Declined when a jump would be too far: over 1 MiB.
    pub fn finish(a: *Assembler) (error{OutOfMemory} || Declined)!void {
        if (a.constants.items.len > 0) a.alignTo(8);
        try buffer.appendConstants(a);
        for (a.fixups.items) |fixup| {
            const distance = @divExact(@as(i64, a.labels.items[fixup.label]) - fixup.at, 4);
            const place = a.code.items[fixup.at..][0..4];
            const bits: u32 = switch (fixup.kind) {
                .branch26 => try field(i26, distance),
                .branch19 => try field(i19, distance) << 5,
            };
            std.mem.writeInt(u32, place, std.mem.readInt(u32, place, .little) | bits, .little);
        }
    }

    /// A signed number as the bits of a field.
    fn field(comptime Signed: type, value: i64) Declined!u32 {
        const signed = std.math.cast(Signed, value) orelse return error.FarJump;
        return @as(@Int(.unsigned, @bitSizeOf(Signed)), @bitCast(signed));
    }

    /// Fills up to a multiple of `unit`, a power of two, with what is no instruction.
    pub fn alignTo(a: *Assembler, unit: u32) void {
        while (a.offset() % unit != 0 and !a.out_of_memory) a.undefinedInstruction();
    }

    /// Fills up to a multiple of 16 with instructions that do nothing.
    pub fn alignLoop(a: *Assembler) void {
        while (a.offset() % 16 != 0 and !a.out_of_memory) a.word(0xD503_201F);
    }

    // ---- moves ----

    pub fn copy(a: *Assembler, to: Gpr, from: Gpr) void {
        a.logical(.whole, .orr, to, .zr, from);
    }

    /// The low 32 bits.
    pub fn mov32(a: *Assembler, to: Gpr, from: Gpr) void {
        a.logical(.half, .orr, to, .zr, from);
    }

    pub fn movFromStackPointer(a: *Assembler, to: Gpr) void {
        a.sumImmediate(.whole, .add, to, registers.sp, 0);
    }

    pub fn movToStackPointer(a: *Assembler, from: Gpr) void {
        a.sumImmediate(.whole, .add, registers.sp, from, 0);
    }

    /// A constant in as few instructions as can be: MOVZ or MOVN and MOVK for each 16 bits that these left wrong, or ORR of
    /// a bit pattern.
    pub fn movImmediate(a: *Assembler, to: Gpr, value: i64) void {
        const bits: u64 = @bitCast(value);
        var zeros: u32 = 0;
        var ones: u32 = 0;
        for (0..4) |index| {
            const part: u16 = @truncate(bits >> @intCast(16 * index));
            if (part == 0) zeros += 1;
            if (part == 0xFFFF) ones += 1;
        }
        if (@max(zeros, ones) < 3) {
            if (immediates.bitPattern(bits)) |pattern| return a.logicalPattern(.orr, to, .zr, pattern);
        }
        const fill: u16 = if (ones > zeros) 0xFFFF else 0;
        const first: u32 = if (fill == 0) 0xD280_0000 else 0x9280_0000;
        const more: u32 = 0xF280_0000;
        var opcode = first;
        for (0..4) |index| {
            const part: u16 = @truncate(bits >> @intCast(16 * index));
            if (part == fill) continue;
            const immediate = if (opcode == first) part ^ fill else part;
            a.word(opcode | @as(u32, @intCast(index)) << 21 | @as(u32, immediate) << 5 | n(to));
            opcode = more;
        }
        if (opcode == first) a.word(first | n(to));
    }

    // ---- arithmetic ----

    pub fn sum(a: *Assembler, width: Width, what: Sum, to: Gpr, left: Gpr, right: Gpr) void {
        a.sumShifted(width, what, to, left, right, 0);
    }

    /// With the second operand shifted left.
    pub fn sumShifted(a: *Assembler, width: Width, what: Sum, to: Gpr, left: Gpr, right: Gpr, shift: u6) void {
        a.threeRegisters(@backingInt(width) | @backingInt(what) | @as(u32, shift) << 10, to, left, right);
    }

    /// With an immediate for which `immediates.isSum` holds. Register 31 is the stack pointer, as a target only in the
    /// forms that leave the flags alone.
    pub fn sumImmediate(a: *Assembler, width: Width, what: Sum, to: Gpr, left: Gpr, value: u32) void {
        std.debug.assert(immediates.isSum(value));
        const field12 = if (value < 1 << 12) value << 10 else 1 << 22 | value >> 12 << 10;
        a.word(@backingInt(width) | (@backingInt(what) + sum_immediate) | field12 | n(left) << 5 | n(to));
    }

    /// With an immediate for which `immediates.isTwoSums` holds, in as few instructions as can be. The flags are left alone.
    pub fn sumImmediates(a: *Assembler, width: Width, what: Sum, to: Gpr, left: Gpr, value: u32) void {
        if (immediates.isSum(value)) return a.sumImmediate(width, what, to, left, value);
        a.sumImmediate(width, what, to, left, value & 0xFF_F000);
        a.sumImmediate(width, what, to, to, value & 0xFFF);
    }

    pub fn carrySum(a: *Assembler, what: CarrySum, to: Gpr, left: Gpr, right: Gpr) void {
        a.threeRegisters(@backingInt(Width.whole) | @backingInt(what), to, left, right);
    }

    pub fn logical(a: *Assembler, width: Width, what: Logical, to: Gpr, left: Gpr, right: Gpr) void {
        a.threeRegisters(@backingInt(width) | @backingInt(what), to, left, right);
    }

    /// With the second operand shifted left.
    pub fn logicalShifted(a: *Assembler, what: Logical, to: Gpr, left: Gpr, right: Gpr, shift: u6) void {
        a.threeRegisters(@backingInt(Width.whole) | @backingInt(what) | @as(u32, shift) << 10, to, left, right);
    }

    /// With a constant from `immediates.bitPattern`.
    pub fn logicalPattern(a: *Assembler, what: Logical, to: Gpr, left: Gpr, pattern: u13) void {
        const opcode = @backingInt(Width.whole) | (@backingInt(what) + logical_immediate);
        a.word(opcode | @as(u32, pattern) << 10 | n(left) << 5 | n(to));
    }

    pub fn compare(a: *Assembler, left: Gpr, right: Gpr) void {
        a.sum(.whole, .subs, .zr, left, right);
    }

    pub fn negate(a: *Assembler, to: Gpr, from: Gpr) void {
        a.sum(.whole, .sub, to, .zr, from);
    }

    pub fn complement(a: *Assembler, to: Gpr, from: Gpr) void {
        a.logical(.whole, .orn, to, .zr, from);
    }

    pub fn binary(a: *Assembler, what: Binary, to: Gpr, left: Gpr, right: Gpr) void {
        a.threeRegisters(@backingInt(Width.whole) | @backingInt(what), to, left, right);
    }

    pub fn multiply(a: *Assembler, width: Width, to: Gpr, left: Gpr, right: Gpr) void {
        a.product(width, .madd, to, left, right, .zr);
    }

    /// third + left * right, or third - left * right.
    pub fn product(a: *Assembler, width: Width, what: Product, to: Gpr, left: Gpr, right: Gpr, third: Gpr) void {
        a.threeRegisters(@backingInt(width) | @backingInt(what) | n(third) << 10, to, left, right);
    }

    pub fn highProduct(a: *Assembler, what: HighProduct, to: Gpr, left: Gpr, right: Gpr) void {
        a.threeRegisters(@backingInt(what), to, left, right);
    }

    /// UBFM and SBFM, as which shifts by a constant are written.
    pub fn shiftImmediate(a: *Assembler, width: Width, what: Shift, to: Gpr, from: Gpr, count: u6) void {
        const last: u32 = if (width == .whole) 63 else 31;
        std.debug.assert(count <= last);
        const from_bit: u32 = if (what == .lsl) 0 -% @as(u32, count) & last else count;
        const to_bit: u32 = if (what == .lsl) last - count else last;
        const sixty_four: u32 = if (width == .whole) 0x8040_0000 else 0;
        const opcode: u32 = sixty_four | @as(u32, if (what == .asr) 0x1300_0000 else 0x5300_0000);
        a.word(opcode | from_bit << 16 | to_bit << 10 | n(from) << 5 | n(to));
    }

    /// The upper 32 bits of a register come down.
    pub fn takeHighHalf(a: *Assembler, register: Gpr) void {
        a.shiftImmediate(.whole, .lsr, register, register, 32);
    }

    /// EXTR: 64 bits of high:low, from bit `lowest` on.
    pub fn extract(a: *Assembler, to: Gpr, high: Gpr, low: Gpr, lowest: u6) void {
        a.threeRegisters(0x93C0_0000 | @as(u32, lowest) << 10, to, high, low);
    }

    /// EXTR of a register with itself: rotates right.
    pub fn rotateRight(a: *Assembler, width: Width, to: Gpr, from: Gpr, count: u6) void {
        const opcode: u32 = if (width == .whole) 0x93C0_0000 else 0x1380_0000;
        a.threeRegisters(opcode | @as(u32, count) << 10, to, from, from);
    }

    /// How many zeros come before the first one.
    pub fn countLeadingZeros(a: *Assembler, to: Gpr, from: Gpr) void {
        a.word(0xDAC0_1000 | n(from) << 5 | n(to));
    }

    /// The first register when the condition holds, else what the instruction makes of the second.
    pub fn choose(a: *Assembler, what: Choice, condition: Condition, to: Gpr, first: Gpr, second: Gpr) void {
        const opcode = @backingInt(Width.whole) | @backingInt(what) | @as(u32, @backingInt(condition)) << 12;
        a.threeRegisters(opcode, to, first, second);
    }

    /// CSETM: -1 when the condition holds, else 0.
    pub fn setFlag(a: *Assembler, condition: Condition, to: Gpr) void {
        a.choose(.csinv, condition.negated(), to, .zr, .zr);
    }

    /// CNEG: the negated register when the condition holds, else as it is.
    pub fn negateIf(a: *Assembler, condition: Condition, to: Gpr, from: Gpr) void {
        a.choose(.csneg, condition.negated(), to, from, from);
    }

    /// CCMP with 0 when the condition holds; else flags of which none is set.
    pub fn compareZeroIf(a: *Assembler, condition: Condition, left: Gpr) void {
        a.word(0xFA40_0800 | @as(u32, @backingInt(condition)) << 12 | n(left) << 5);
    }

    // ---- memory ----

    pub fn load(a: *Assembler, to: Gpr, from: Memory) void {
        a.loadSize(to, from, 8);
    }

    /// Stores a constant, when one instruction can.
    pub fn storeConstant(a: *Assembler, to: Memory, value: i64) bool {
        if (value != 0) return false;
        a.store(to, .zr);
        return true;
    }

    pub fn store(a: *Assembler, to: Memory, from: Gpr) void {
        a.storeSize(to, from, 8);
    }

    /// Loads `size` bytes, zero-extended.
    pub fn loadSize(a: *Assembler, to: Gpr, from: Memory, size: u32) void {
        a.access(1 << 22, n(to), from, size);
    }

    /// Stores the low `size` bytes.
    pub fn storeSize(a: *Assembler, to: Memory, from: Gpr, size: u32) void {
        a.access(0, n(from), to, size);
    }

    /// Loads a double, of 8 bytes, or a single, of 4.
    pub fn loadFloat(a: *Assembler, to: Fpr, from: Memory, size: u32) void {
        a.access(1 << 26 | 1 << 22, n(to), from, size);
    }

    pub fn storeFloat(a: *Assembler, to: Memory, from: Fpr, size: u32) void {
        a.access(1 << 26, n(from), to, size);
    }

    fn access(a: *Assembler, opcode: u32, register: u32, memory: Memory, size: u32) void {
        const scale = std.math.log2_int(u32, size);
        const common = opcode | @as(u32, scale) << 30 | n(memory.base) << 5 | register;
        switch (memory.offset) {
            .bytes => |bytes| {
                const field12 = @divExact(bytes, size);
                std.debug.assert(field12 < 1 << 12);
                a.word(common | 0x3900_0000 | field12 << 10);
            },
            .index => |index| {
                std.debug.assert(size == 8);
                a.word(common | 0x3820_0800 | n(index) << 16 | 0b011_1 << 12);
            },
            .low_half => |index| a.word(common | 0x3820_0800 | n(index) << 16 | 0b010_0 << 12),
        }
    }

    /// How far from its base a pair may lie, in bytes.
    pub const max_pair_offset = 504;

    pub fn loadPair(a: *Assembler, first: Gpr, second: Gpr, base: Gpr, bytes: u32) void {
        a.pair(0xA940_0000, n(first), n(second), base, @intCast(bytes));
    }

    pub fn storePair(a: *Assembler, base: Gpr, bytes: u32, first: Gpr, second: Gpr) void {
        a.pair(0xA900_0000, n(first), n(second), base, @intCast(bytes));
    }

    pub fn loadFloatPair(a: *Assembler, first: Fpr, second: Fpr, base: Gpr, bytes: u32) void {
        a.pair(0x6D40_0000, n(first), n(second), base, @intCast(bytes));
    }

    pub fn storeFloatPair(a: *Assembler, base: Gpr, bytes: u32, first: Fpr, second: Fpr) void {
        a.pair(0x6D00_0000, n(first), n(second), base, @intCast(bytes));
    }

    /// Moves the stack pointer down by `bytes` and stores a pair there, or neither.
    pub fn pushPair(a: *Assembler, bytes: u32, first: Gpr, second: Gpr) void {
        a.pair(0xA980_0000, n(first), n(second), registers.sp, -@as(i32, @intCast(bytes)));
    }

    /// Loads a pair and moves the stack pointer up by `bytes`.
    pub fn popPair(a: *Assembler, first: Gpr, second: Gpr, bytes: u32) void {
        a.pair(0xA8C0_0000, n(first), n(second), registers.sp, @intCast(bytes));
    }

    fn pair(a: *Assembler, opcode: u32, first: u32, second: u32, base: Gpr, bytes: i32) void {
        const scaled: i7 = @intCast(@divExact(bytes, 8));
        a.word(opcode | @as(u32, @as(u7, @bitCast(scaled))) << 15 | second << 10 | n(base) << 5 | first);
    }

    // ---- floats ----

    pub fn floatBinary(a: *Assembler, what: FloatBinary, to: Fpr, left: Fpr, right: Fpr) void {
        a.word(@backingInt(what) | n(right) << 16 | n(left) << 5 | n(to));
    }

    pub fn copyFloat(a: *Assembler, to: Fpr, from: Fpr) void {
        a.floatUnary(.fmov, to, from);
    }

    pub fn floatUnary(a: *Assembler, what: FloatUnary, to: Fpr, from: Fpr) void {
        a.word(@backingInt(what) | n(from) << 5 | n(to));
    }

    pub fn compareFloats(a: *Assembler, left: Fpr, right: Fpr) void {
        a.word(0x1E60_2000 | n(right) << 16 | n(left) << 5);
    }

    /// SCVTF: rounded to nearest even.
    pub fn integerToFloat(a: *Assembler, to: Fpr, from: Gpr) void {
        a.word(0x9E62_0000 | n(from) << 5 | n(to));
    }

    /// FCVTZS: truncated; what does not fit becomes the nearest cell, NaN becomes 0.
    pub fn floatToInteger(a: *Assembler, to: Gpr, from: Fpr) void {
        a.word(0x9E78_0000 | n(from) << 5 | n(to));
    }

    pub fn moveBitsToFloat(a: *Assembler, to: Fpr, from: Gpr) void {
        a.word(0x9E67_0000 | n(from) << 5 | n(to));
    }

    pub fn moveBitsFromFloat(a: *Assembler, to: Gpr, from: Fpr) void {
        a.word(0x9E66_0000 | n(from) << 5 | n(to));
    }

    /// A double given by its bits: from nothing, from eight bits in the instruction, or from behind the code.
    pub fn movFloatConstant(a: *Assembler, to: Fpr, bits: u64) void {
        if (bits == 0) return a.moveBitsToFloat(to, .zr);
        if (immediates.floatImmediate(bits)) |short| return a.word(0x1E60_1000 | @as(u32, short) << 13 | n(to));
        a.branch(0x5C00_0000 | n(to), .branch19, buffer.constantLabel(a, bits));
    }

    // ---- control flow ----

    pub fn jump(a: *Assembler, to: Label) void {
        a.branch(0x1400_0000, .branch26, to);
    }

    pub fn callLabel(a: *Assembler, to: Label) void {
        a.page = null;
        a.branch(0x9400_0000, .branch26, to);
    }

    pub fn jumpIf(a: *Assembler, condition: Condition, to: Label) void {
        a.branch(0x5400_0000 | @as(u32, @backingInt(condition)), .branch19, to);
    }

    pub fn jumpIfZero(a: *Assembler, width: Width, register: Gpr, to: Label) void {
        a.branch(@backingInt(width) | 0x3400_0000 | n(register), .branch19, to);
    }

    pub fn jumpIfNotZero(a: *Assembler, width: Width, register: Gpr, to: Label) void {
        a.branch(@backingInt(width) | 0x3500_0000 | n(register), .branch19, to);
    }

    fn branch(a: *Assembler, opcode: u32, kind: @FieldType(Fixup, "kind"), to: Label) void {
        a.fixups.append(a.allocator, .{ .at = a.offset(), .label = to, .kind = kind }) catch a.runOut();
        a.word(opcode);
    }

    /// BLR.
    pub fn callRegister(a: *Assembler, to: Gpr) void {
        a.page = null;
        a.word(0xD63F_0000 | n(to) << 5);
    }

    pub fn ret(a: *Assembler) void {
        a.word(0xD65F_03C0);
    }

    /// UDF.
    pub fn undefinedInstruction(a: *Assembler) void {
        a.word(0);
    }

    /// BL to a symbol's address.
    pub fn callSymbol(a: *Assembler, symbol: Symbol) void {
        a.page = null;
        a.relocated(0x9400_0000, .branch26, symbol);
    }

    /// B to a symbol's address.
    pub fn jumpSymbol(a: *Assembler, symbol: Symbol) void {
        a.relocated(0x1400_0000, .branch26, symbol);
    }

    /// Calls through the address that a symbol's memory holds.
    pub fn callThrough(a: *Assembler, symbol: Symbol, through: Gpr) void {
        a.relocated(0x9000_0000 | n(through), .page21, symbol);
        a.relocated(0xF940_0000 | n(through) << 5 | n(through), .page_offset12, symbol);
        a.callRegister(through);
    }

    fn relocated(a: *Assembler, opcode: u32, kind: abi.RelocationKind, symbol: Symbol) void {
        buffer.relocate(a, kind, symbol);
        a.word(opcode);
    }

    // ---- encoding ----

    fn threeRegisters(a: *Assembler, opcode: u32, to: Gpr, left: Gpr, right: Gpr) void {
        a.word(opcode | n(right) << 16 | n(left) << 5 | n(to));
    }

    /// A register's number as a field.
    fn n(register: anytype) u32 {
        return @backingInt(register);
    }

    fn word(a: *Assembler, value: u32) void {
        buffer.append(a, &std.mem.toBytes(std.mem.nativeToLittle(u32, value)));
    }
};
