//! Writes x86-64 instructions (Intel SDM, volume 2) into growing code, with labels, relocations and positions.

const std = @import("std");
const abi = @import("abi");
const code_buffer = @import("../code_buffer.zig");
const registers = @import("registers.zig");

const Allocator = std.mem.Allocator;
const Gpr = registers.Gpr;
const Xmm = registers.Xmm;
const Condition = registers.Condition;
const Memory = registers.Memory;
const Operand = registers.Operand;

pub const Label = code_buffer.Label;

/// Arithmetic with two operands; the numbers are those in the instructions.
pub const Arithmetic = enum(u3) { add = 0, @"or", adc, sbb, @"and", sub, xor, cmp };
pub const Shift = enum(u3) { rol = 0, shl = 4, shr = 5, sar = 7 };
/// Instructions with one operand and RDX:RAX.
pub const Unary = enum(u3) { not = 2, neg, mul, imul, div, idiv };

/// SSE2 and SSE4.1 instructions of the form `op xmm, xmm/m64`: mandatory prefix and opcode after 0F.
pub const Scalar = enum(u16) {
    movsd = 0xF210,
    addsd = 0xF258,
    mulsd = 0xF259,
    subsd = 0xF25C,
    minsd = 0xF25D,
    divsd = 0xF25E,
    maxsd = 0xF25F,
    sqrtsd = 0xF251,
    cvtss2sd = 0xF35A,
    cvtsd2ss = 0xF25A,
    movss = 0xF310,
    ucomisd = 0x662E,
    andpd = 0x6654,
    orpd = 0x6656,
    xorpd = 0x6657,
    movapd = 0x6628,
    pcmpeqd = 0x6676,
};

/// Whether an operation works on 32 bits, and clears the others, or on 64.
pub const Width = enum { half, whole };

const Fixup = struct {
    /// Where the displacement lies.
    at: u32,
    label: Label,
};

pub const Assembler = struct {
    allocator: Allocator,
    code: std.ArrayList(u8) = .empty,
    relocations: std.ArrayList(abi.Relocation) = .empty,
    positions: std.ArrayList(abi.CodePosition) = .empty,
    labels: std.ArrayList(u32) = .empty,
    fixups: std.ArrayList(Fixup) = .empty,
    constants: std.ArrayList(code_buffer.Constant) = .empty,
    out_of_memory: bool = false,
    /// Of the sums, products and shifts that are written next.
    width: Width = .whole,

    const buffer = code_buffer.CodeBuffer(Assembler);
    pub const Symbol = code_buffer.Symbol;
    pub const offset = buffer.offset;
    pub const newLabel = buffer.newLabel;
    pub const bind = buffer.bind;
    pub const position = buffer.position;
    pub const runOut = buffer.runOut;

    /// Writes the constants and resolves the labels.
    pub fn finish(a: *Assembler) error{OutOfMemory}!void {
        if (a.constants.items.len > 0) a.alignTo(8);
        try buffer.appendConstants(a);
        for (a.fixups.items) |fixup| {
            const target: i64 = a.labels.items[fixup.label];
            const distance: i32 = @intCast(target - (@as(i64, fixup.at) + 4));
            std.mem.writeInt(i32, a.code.items[fixup.at..][0..4], distance, .little);
        }
    }

    /// A 64-bit constant behind the code, as an operand.
    pub fn constant(a: *Assembler, bits: u64) Operand {
        return .{ .label = buffer.constantLabel(a, bits) };
    }

    /// Fills up to a multiple of `unit`, a power of two, with INT3.
    pub fn alignTo(a: *Assembler, unit: u32) void {
        while (a.offset() % unit != 0 and !a.out_of_memory) a.byte(0xCC);
    }

    /// Fills up to a multiple of 16 with instructions that do nothing (Intel SDM, NOP, table 4-12).
    pub fn alignLoop(a: *Assembler) void {
        const fillers = [_][]const u8{
            "",
            "\x90",
            "\x66\x90",
            "\x0f\x1f\x00",
            "\x0f\x1f\x40\x00",
            "\x0f\x1f\x44\x00\x00",
            "\x66\x0f\x1f\x44\x00\x00",
            "\x0f\x1f\x80\x00\x00\x00\x00",
            "\x0f\x1f\x84\x00\x00\x00\x00\x00",
        };
        var missing = (16 - a.offset() % 16) % 16;
        while (missing > 0) {
            const count = @min(missing, fillers.len - 1);
            a.bytes(fillers[count]);
            missing -= count;
        }
    }

    // ---- moves ----

    pub fn mov(a: *Assembler, to: Gpr, from: Operand) void {
        a.instruction(.{ .width = .whole, .reg = numberOf(to), .operand = from }, &.{0x8B});
    }

    pub fn copy(a: *Assembler, to: Gpr, from: Gpr) void {
        a.mov(to, registers.gpr(from));
    }

    pub fn load(a: *Assembler, to: Gpr, from: Memory) void {
        a.mov(to, .{ .memory = from });
    }

    pub fn store(a: *Assembler, to: Memory, from: Gpr) void {
        a.instruction(.{ .width = .whole, .reg = numberOf(from), .operand = .{ .memory = to } }, &.{0x89});
    }

    pub fn mov32(a: *Assembler, to: Gpr, from: Operand) void {
        a.instruction(.{ .reg = numberOf(to), .operand = from }, &.{0x8B});
    }

    /// Stores the low `size` bytes.
    pub fn storeSize(a: *Assembler, to: Memory, from: Gpr, size: u32) void {
        const operand: Operand = .{ .memory = to };
        switch (size) {
            1 => a.instruction(.{ .reg = numberOf(from), .operand = operand, .byte_register = true }, &.{0x88}),
            2 => a.instruction(.{ .prefix = 0x66, .reg = numberOf(from), .operand = operand }, &.{0x89}),
            4 => a.instruction(.{ .reg = numberOf(from), .operand = operand }, &.{0x89}),
            else => a.store(to, from),
        }
    }

    /// Stores an immediate: of 8 bytes, the value sign-extended.
    pub fn storeImmediate(a: *Assembler, to: Memory, value: i32, size: u32) void {
        const operand: Operand = .{ .memory = to };
        switch (size) {
            1 => {
                a.instruction(.{ .operand = operand }, &.{0xC6});
                a.byte(@truncate(@as(u32, @bitCast(value))));
            },
            2 => {
                a.instruction(.{ .prefix = 0x66, .operand = operand }, &.{0xC7});
                a.bytes(&std.mem.toBytes(@as(u16, @truncate(@as(u32, @bitCast(value))))));
            },
            else => {
                a.instruction(.{ .width = if (size == 8) .whole else .half, .operand = operand }, &.{0xC7});
                a.immediate32(value);
            },
        }
    }

    /// Stores a constant, when one instruction can.
    pub fn storeConstant(a: *Assembler, to: Memory, value: i64) bool {
        a.storeImmediate(to, std.math.cast(i32, value) orelse return false, 8);
        return true;
    }

    /// Loads `size` bytes, zero-extended.
    pub fn loadSize(a: *Assembler, to: Gpr, from: Memory, size: u32) void {
        const operand: Operand = .{ .memory = from };
        switch (size) {
            1 => a.instruction(.{ .reg = numberOf(to), .operand = operand }, &.{ 0x0F, 0xB6 }),
            2 => a.instruction(.{ .reg = numberOf(to), .operand = operand }, &.{ 0x0F, 0xB7 }),
            4 => a.mov32(to, operand),
            else => a.mov(to, operand),
        }
    }

    /// A constant in the shortest way that keeps the flags.
    pub fn movImmediate(a: *Assembler, to: Gpr, value: i64) void {
        if (std.math.cast(u32, value)) |small| {
            a.rex(.half, 0, 0, numberOf(to), false);
            a.byte(0xB8 | @as(u8, numberOf(to) & 7));
            a.immediate32(@bitCast(small));
        } else if (std.math.cast(i32, value)) |small| {
            a.instruction(.{ .width = .whole, .operand = registers.gpr(to) }, &.{0xC7});
            a.immediate32(small);
        } else {
            a.rex(.whole, 0, 0, numberOf(to), false);
            a.byte(0xB8 | @as(u8, numberOf(to) & 7));
            a.immediate64(@bitCast(value));
        }
    }

    pub fn lea(a: *Assembler, to: Gpr, from: Memory) void {
        a.instruction(.{ .width = a.width, .reg = numberOf(to), .operand = .{ .memory = from } }, &.{0x8D});
    }

    /// The low 32 bits of an address.
    pub fn lea32(a: *Assembler, to: Gpr, from: Memory) void {
        a.instruction(.{ .reg = numberOf(to), .operand = .{ .memory = from } }, &.{0x8D});
    }

    pub fn cmov(a: *Assembler, condition: Condition, to: Gpr, from: Operand) void {
        const opcode: u8 = 0x40 | @as(u8, @backingInt(condition));
        a.instruction(.{ .width = .whole, .reg = numberOf(to), .operand = from }, &.{ 0x0F, opcode });
    }

    pub fn push(a: *Assembler, what: Operand) void {
        if (what == .register) return a.ofRegister(0x50, what.register);
        a.instruction(.{ .reg = 6, .operand = what }, &.{0xFF});
    }

    pub fn pop(a: *Assembler, what: Operand) void {
        if (what == .register) return a.ofRegister(0x58, what.register);
        a.instruction(.{ .operand = what }, &.{0x8F});
    }

    /// An instruction whose opcode has a register in its lower three bits: of PUSH and POP, Valgrind knows no other form.
    fn ofRegister(a: *Assembler, opcode: u8, register: u4) void {
        a.rex(.half, 0, 0, register, false);
        a.byte(opcode | @as(u8, register & 7));
    }

    // ---- arithmetic ----

    pub fn arithmetic(a: *Assembler, what: Arithmetic, to: Gpr, from: Operand) void {
        a.instruction(.{ .width = a.width, .reg = numberOf(to), .operand = from }, &.{@as(u8, @backingInt(what)) << 3 | 3});
    }

    pub fn arithmetic32(a: *Assembler, what: Arithmetic, to: Gpr, from: Operand) void {
        a.instruction(.{ .reg = numberOf(to), .operand = from }, &.{@as(u8, @backingInt(what)) << 3 | 3});
    }

    pub fn arithmeticImmediate(a: *Assembler, what: Arithmetic, to: Operand, value: i32) void {
        a.immediateForm(a.width, what, to, value);
    }

    pub fn arithmeticImmediate32(a: *Assembler, what: Arithmetic, to: Operand, value: i32) void {
        a.immediateForm(.half, what, to, value);
    }

    fn immediateForm(a: *Assembler, width: Width, what: Arithmetic, to: Operand, value: i32) void {
        const is_short = std.math.cast(i8, value) != null;
        a.instruction(.{ .width = width, .reg = @backingInt(what), .operand = to }, &.{if (is_short) 0x83 else 0x81});
        if (is_short) a.byte(@bitCast(@as(i8, @intCast(value)))) else a.immediate32(value);
    }

    pub fn testRegisters(a: *Assembler, left: Operand, right: Gpr) void {
        a.instruction(.{ .width = .whole, .reg = numberOf(right), .operand = left }, &.{0x85});
    }

    /// The flags of left AND an immediate, sign-extended.
    pub fn testImmediate(a: *Assembler, left: Operand, value: i32) void {
        a.instruction(.{ .width = .whole, .operand = left }, &.{0xF7});
        a.immediate32(value);
    }

    pub fn unary(a: *Assembler, what: Unary, operand: Operand) void {
        a.instruction(.{ .width = a.width, .reg = @backingInt(what), .operand = operand }, &.{0xF7});
    }

    pub fn multiply(a: *Assembler, to: Gpr, by: Operand) void {
        a.instruction(.{ .width = a.width, .reg = numberOf(to), .operand = by }, &.{ 0x0F, 0xAF });
    }

    pub fn multiplyImmediate(a: *Assembler, to: Gpr, from: Operand, by: i32) void {
        a.instruction(.{ .width = a.width, .reg = numberOf(to), .operand = from }, &.{0x69});
        a.immediate32(by);
    }

    pub fn shiftImmediate(a: *Assembler, what: Shift, to: Gpr, count: u6) void {
        a.instruction(.{ .width = a.width, .reg = @backingInt(what), .operand = registers.gpr(to) }, &.{0xC1});
        a.byte(count);
    }

    /// The upper 32 bits of a register come down.
    pub fn takeHighHalf(a: *Assembler, register: Gpr) void {
        a.shiftImmediate(.shr, register, 32);
    }

    /// BSWAP: the bytes of a register in the other order.
    pub fn reverseBytes(a: *Assembler, register: Gpr) void {
        a.rex(.whole, 0, 0, numberOf(register), true);
        a.bytes(&.{ 0x0F, 0xC8 | @as(u8, numberOf(register) & 7) });
    }

    /// Shifts by CL.
    pub fn shiftByCl(a: *Assembler, what: Shift, to: Gpr) void {
        a.instruction(.{ .width = .whole, .reg = @backingInt(what), .operand = registers.gpr(to) }, &.{0xD3});
    }

    /// SHLX, SHRX, SARX (BMI2): shifts by the low six bits of any register and leaves the flags alone.
    pub fn shiftBy(a: *Assembler, what: Shift, to: Gpr, from: Gpr, count: Gpr) void {
        const prefix: u8 = switch (what) {
            .shl => 1,
            .sar => 2,
            .shr => 3,
            .rol => unreachable,
        };
        // VEX.LZ.0F38.W1 F7 /r (Intel SDM, volume 2, 2.3.5): R, X and B inverted, the count in vvvv inverted.
        const r: u8 = if (numberOf(to) < 8) 0x80 else 0;
        const b: u8 = if (numberOf(from) < 8) 0x20 else 0;
        a.bytes(&.{ 0xC4, r | 0x40 | b | 2, 0x80 | (@as(u8, ~numberOf(count)) << 3) | prefix, 0xF7 });
        a.byte(0xC0 | @as(u8, numberOf(to) & 7) << 3 | @as(u8, numberOf(from) & 7));
    }

    /// RORX (BMI2): rotates right, and leaves the flags alone.
    pub fn rotateRight(a: *Assembler, to: Gpr, from: Gpr, count: u6) void {
        // VEX.LZ.F2.0F3A.W0 or W1 F0 /r ib: R, X and B inverted, vvvv not in use.
        const r: u8 = if (numberOf(to) < 8) 0x80 else 0;
        const b: u8 = if (numberOf(from) < 8) 0x20 else 0;
        a.bytes(&.{ 0xC4, r | 0x40 | b | 3, if (a.width == .whole) 0xFB else 0x7B, 0xF0 });
        a.bytes(&.{ 0xC0 | @as(u8, numberOf(to) & 7) << 3 | @as(u8, numberOf(from) & 7), count });
    }

    /// CQO: the sign of RAX into RDX.
    pub fn extendSign(a: *Assembler) void {
        a.bytes(&.{ 0x48, 0x99 });
    }

    /// The low byte of a register becomes 1 or 0.
    pub fn set(a: *Assembler, condition: Condition, to: Gpr) void {
        const opcode: u8 = 0x90 | @as(u8, @backingInt(condition));
        a.instruction(.{ .operand = registers.gpr(to), .byte_operand = true }, &.{ 0x0F, opcode });
    }

    pub fn extendByte(a: *Assembler, to: Gpr, from: Gpr) void {
        const parts: Parts = .{ .reg = numberOf(to), .operand = registers.gpr(from), .byte_operand = true };
        a.instruction(parts, &.{ 0x0F, 0xB6 });
    }

    // ---- floats ----

    pub fn scalar(a: *Assembler, what: Scalar, to: Xmm, from: Operand) void {
        const code = @backingInt(what);
        a.instruction(.{ .prefix = @truncate(code >> 8), .reg = numberOf(to), .operand = from }, &.{ 0x0F, @truncate(code) });
    }

    /// The AVX form: `to` becomes `left` op `right`, without the copy that two operands need (Intel SDM, volume 2, 2.3).
    pub fn scalarOfTwo(a: *Assembler, what: Scalar, to: Xmm, left: Xmm, right: Operand) void {
        const code = @backingInt(what);
        const prefix: u8 = switch (code >> 8) {
            0x66 => 1,
            0xF3 => 2,
            else => 3,
        };
        var index: u4 = 0;
        var base: u4 = 0;
        switch (right) {
            .register => |register| base = register,
            .memory => |memory| {
                if (memory.in_data_space) a.bytes(&.{ 0x65, 0x67 });
                if (memory.index) |register| index = numberOf(register);
                if (memory.base) |register| base = numberOf(register);
            },
            .label => {},
        }
        // R, X and B inverted, map 0F; W0, the left operand inverted, L0, the prefix.
        const r: u8 = if (numberOf(to) < 8) 0x80 else 0;
        const x: u8 = if (index < 8) 0x40 else 0;
        const b: u8 = if (base < 8) 0x20 else 0;
        const vector = @as(u8, ~numberOf(left)) << 3 | prefix;
        if (x & 0x40 != 0 and b & 0x20 != 0) a.bytes(&.{ 0xC5, r | vector }) else a.bytes(&.{ 0xC4, r | x | b | 1, vector });
        a.byte(@truncate(code));
        switch (right) {
            .register => |register| a.byte(0xC0 | @as(u8, numberOf(to) & 7) << 3 | @as(u8, register & 7)),
            .memory => |memory| a.memoryOperand(numberOf(to), memory),
            .label => |label| {
                a.byte(@as(u8, numberOf(to) & 7) << 3 | 5);
                a.displacement(label);
            },
        }
    }

    pub fn copyFloat(a: *Assembler, to: Xmm, from: Xmm) void {
        a.scalar(.movapd, to, registers.xmm(from));
    }

    /// Loads a double, or as 4 bytes a single.
    pub fn loadFloat(a: *Assembler, to: Xmm, from: Memory, size: u32) void {
        a.scalar(if (size == 4) .movss else .movsd, to, .{ .memory = from });
    }

    pub fn storeFloat(a: *Assembler, to: Memory, from: Xmm, size: u32) void {
        const prefix: u8 = if (size == 4) 0xF3 else 0xF2;
        a.instruction(.{ .prefix = prefix, .reg = numberOf(from), .operand = .{ .memory = to } }, &.{ 0x0F, 0x11 });
    }

    pub fn movFloatConstant(a: *Assembler, to: Xmm, bits: u64) void {
        if (bits == 0) a.scalar(.xorpd, to, registers.xmm(to)) else a.scalar(.movsd, to, a.constant(bits));
    }

    pub const Comparison = enum(u8) { equal = 0, less = 1, less_equal = 2 };

    /// CMPSD: all ones or all zeros.
    pub fn compareScalar(a: *Assembler, what: Comparison, to: Xmm, with: Xmm) void {
        a.instruction(.{ .prefix = 0xF2, .reg = numberOf(to), .operand = registers.xmm(with) }, &.{ 0x0F, 0xC2 });
        a.byte(@backingInt(what));
    }

    pub const Rounding = enum(u8) { to_even = 8, down = 9, to_zero = 11 };

    /// ROUNDSD (SSE4.1), without the inexact exception.
    pub fn round(a: *Assembler, what: Rounding, to: Xmm, from: Xmm) void {
        a.instruction(.{ .prefix = 0x66, .reg = numberOf(to), .operand = registers.xmm(from) }, &.{ 0x0F, 0x3A, 0x0B });
        a.byte(@backingInt(what));
    }

    /// The bits of a float in a general register.
    pub fn moveBits(a: *Assembler, to: Gpr, from: Xmm) void {
        a.instruction(.{ .prefix = 0x66, .width = .whole, .reg = numberOf(from), .operand = registers.gpr(to) }, &.{ 0x0F, 0x7E });
    }

    /// PSLLQ or PSRLQ by an immediate.
    pub fn shiftBits(a: *Assembler, left: bool, what: Xmm, count: u8) void {
        a.instruction(.{ .prefix = 0x66, .reg = if (left) 6 else 2, .operand = registers.xmm(what) }, &.{ 0x0F, 0x73 });
        a.byte(count);
    }

    /// CVTSI2SD.
    pub fn integerToFloat(a: *Assembler, to: Xmm, from: Operand) void {
        a.instruction(.{ .prefix = 0xF2, .width = .whole, .reg = numberOf(to), .operand = from }, &.{ 0x0F, 0x2A });
    }

    /// CVTTSD2SI: truncated; the most negative cell when it does not fit.
    pub fn floatToInteger(a: *Assembler, to: Gpr, from: Operand) void {
        a.instruction(.{ .prefix = 0xF2, .width = .whole, .reg = numberOf(to), .operand = from }, &.{ 0x0F, 0x2C });
    }

    // ---- control flow ----

    pub fn jump(a: *Assembler, to: Label) void {
        if (a.shortDistance(to, 2)) |distance| return a.bytes(&.{ 0xEB, @bitCast(distance) });
        a.byte(0xE9);
        a.displacement(to);
    }

    pub fn jumpIf(a: *Assembler, condition: Condition, to: Label) void {
        const code: u8 = @backingInt(condition);
        if (a.shortDistance(to, 2)) |distance| return a.bytes(&.{ 0x70 | code, @bitCast(distance) });
        a.bytes(&.{ 0x0F, 0x80 | code });
        a.displacement(to);
    }

    /// The distance of a jump of `length` bytes to a label that is already bound, when it fits in a byte.
    fn shortDistance(a: *Assembler, to: Label, length: u32) ?i8 {
        const place = buffer.placeOf(a, to) orelse return null;
        return std.math.cast(i8, @as(i64, place) - (@as(i64, a.offset()) + length));
    }

    pub fn jumpTo(a: *Assembler, to: Operand) void {
        a.instruction(.{ .reg = 4, .operand = to }, &.{0xFF});
    }

    pub fn callTo(a: *Assembler, to: Operand) void {
        a.instruction(.{ .reg = 2, .operand = to }, &.{0xFF});
    }

    pub fn callLabel(a: *Assembler, to: Label) void {
        a.byte(0xE8);
        a.displacement(to);
    }

    pub fn ret(a: *Assembler) void {
        a.byte(0xC3);
    }

    /// UD2.
    pub fn undefinedInstruction(a: *Assembler) void {
        a.bytes(&.{ 0x0F, 0x0B });
    }

    /// CALL of a symbol's address.
    pub fn callSymbol(a: *Assembler, symbol: Symbol) void {
        a.byte(0xE8);
        a.relative(symbol);
    }

    /// JMP to a symbol's address.
    pub fn jumpSymbol(a: *Assembler, symbol: Symbol) void {
        a.byte(0xE9);
        a.relative(symbol);
    }

    /// CALL through the address that a symbol's memory holds.
    pub fn callThrough(a: *Assembler, symbol: Symbol) void {
        a.bytes(&.{ 0xFF, 0x15 });
        a.relative(symbol);
    }

    /// LEA of a symbol's address.
    pub fn addressOf(a: *Assembler, to: Gpr, symbol: Symbol) void {
        a.rex(.whole, numberOf(to), 0, 0, false);
        a.bytes(&.{ 0x8D, @as(u8, numberOf(to) & 7) << 3 | 5 });
        a.relative(symbol);
    }

    fn relative(a: *Assembler, symbol: Symbol) void {
        buffer.relocate(a, .relative32, symbol);
        a.immediate32(0);
    }

    fn displacement(a: *Assembler, to: Label) void {
        a.fixups.append(a.allocator, .{ .at = a.offset(), .label = to }) catch a.runOut();
        a.immediate32(0);
    }

    // ---- encoding ----

    const Parts = struct {
        /// A mandatory prefix: 66, F2 or F3; 0 = none.
        prefix: u8 = 0,
        width: Width = .half,
        /// The register operand, or digits of the opcode.
        reg: u4 = 0,
        operand: Operand,
        /// The register operand, or the other one, names the low byte of a register.
        byte_register: bool = false,
        byte_operand: bool = false,
    };

    /// Prefixes, REX, opcode, ModRM, SIB, displacement (Intel SDM, volume 2, 2.1 and 2.2). An operand relative to the
    /// instruction's end must not have an immediate behind it.
    fn instruction(a: *Assembler, parts: Parts, opcode: []const u8) void {
        switch (parts.operand) {
            .register => |register| {
                if (parts.prefix != 0) a.byte(parts.prefix);
                const needs_rex = (parts.byte_operand and register >= 4) or (parts.byte_register and parts.reg >= 4);
                a.rex(parts.width, parts.reg, 0, register, needs_rex);
                a.bytes(opcode);
                a.byte(0xC0 | @as(u8, parts.reg & 7) << 3 | @as(u8, register & 7));
            },
            .memory => |memory| {
                if (memory.in_data_space) a.bytes(&.{ 0x65, 0x67 });
                if (parts.prefix != 0) a.byte(parts.prefix);
                const index = if (memory.index) |register| numberOf(register) else 0;
                const base = if (memory.base) |register| numberOf(register) else 0;
                a.rex(parts.width, parts.reg, index, base, parts.byte_register and parts.reg >= 4);
                a.bytes(opcode);
                a.memoryOperand(parts.reg, memory);
            },
            .label => |label| {
                if (parts.prefix != 0) a.byte(parts.prefix);
                a.rex(parts.width, parts.reg, 0, 0, false);
                a.bytes(opcode);
                a.byte(@as(u8, parts.reg & 7) << 3 | 5);
                a.displacement(label);
            },
        }
    }

    fn rex(a: *Assembler, width: Width, reg: u4, index: u4, base: u4, always: bool) void {
        const bits: u8 = @as(u8, @intFromBool(width == .whole)) << 3 | @as(u8, reg >> 3) << 2 |
            @as(u8, index >> 3) << 1 | base >> 3;
        if (bits != 0 or always) a.byte(0x40 | bits);
    }

    fn memoryOperand(a: *Assembler, reg: u4, memory: Memory) void {
        const field: u8 = @as(u8, reg & 7) << 3;
        const index: u8 = if (memory.index) |register| numberOf(register) & 7 else 4;
        std.debug.assert(memory.index != .rsp);
        const scale_and_index = @as(u8, memory.scale) << 6 | index << 3;
        const register = memory.base orelse {
            a.bytes(&.{ field | 4, scale_and_index | 5 });
            a.immediate32(memory.displacement);
            return;
        };
        const base: u8 = numberOf(register) & 7;
        const size: u8 = if (memory.displacement == 0 and base != 5) 0 else if (std.math.cast(i8, memory.displacement) != null) 1 else 2;
        if (memory.index != null or base == 4) {
            a.bytes(&.{ size << 6 | field | 4, scale_and_index | base });
        } else {
            a.byte(size << 6 | field | base);
        }
        switch (size) {
            0 => {},
            1 => a.byte(@bitCast(@as(i8, @intCast(memory.displacement)))),
            else => a.immediate32(memory.displacement),
        }
    }

    fn numberOf(register: anytype) u4 {
        return @backingInt(register);
    }

    fn immediate32(a: *Assembler, value: i32) void {
        a.bytes(&std.mem.toBytes(std.mem.nativeToLittle(i32, value)));
    }

    fn immediate64(a: *Assembler, value: u64) void {
        a.bytes(&std.mem.toBytes(std.mem.nativeToLittle(u64, value)));
    }

    fn byte(a: *Assembler, value: u8) void {
        a.code.append(a.allocator, value) catch a.runOut();
    }

    fn bytes(a: *Assembler, values: []const u8) void {
        buffer.append(a, values);
    }
};
