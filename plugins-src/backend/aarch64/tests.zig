//! Instructions as words, held against what an assembler makes of the lines beside them; and small functions.

const std = @import("std");
const abi = @import("abi");
const immediates = @import("immediates.zig");
const allocation = @import("../allocation.zig");
const registers = @import("registers.zig");
const Assembler = @import("assembler.zig").Assembler;
const Blob = @import("../blob.zig").Blob;
const BlockOrder = @import("../block_order.zig").BlockOrder;
const Facts = @import("../facts.zig").Facts;
const Liveness = @import("../liveness.zig").Liveness;
const lowering = @import("../lowering.zig").Lowering(@import("target.zig"));

fn expectWords(expected: []const u32, write: *const fn (*Assembler) void) !void {
    var arena: std.heap.ArenaAllocator = .init(std.testing.allocator);
    defer arena.deinit();
    var a: Assembler = .{ .allocator = arena.allocator() };
    write(&a);
    try a.finish();
    var words: std.ArrayList(u32) = .empty;
    var at: usize = 0;
    while (at < a.code.items.len) : (at += 4) {
        try words.append(arena.allocator(), std.mem.readInt(u32, a.code.items[at..][0..4], .little));
    }
    try std.testing.expectEqualSlices(u32, expected, words.items);
}

test {
    _ = immediates;
}

test "sums" {
    try expectWords(&.{
        0x8B02_0020, // add x0, x1, x2
        0x6B1E_0083, // subs w3, w4, w30
        0x8B0B_0D49, // add x9, x10, x11, lsl #3
        0x0B0B_0949, // add w9, w10, w11, lsl #2
        0x913F_FC20, // add x0, x1, #4095
        0xD140_23FF, // sub sp, sp, #8, lsl #12
        0x7100_054A, // subs w10, w10, #1
        0xF144_8CBF, // cmp x5, #0x123000
        0xB100_1CBF, // cmn x5, #7
        0xEB13_035F, // cmp x26, x19
        0xAB01_0009, // adds x9, x0, x1
        0x9A03_004A, // adc x10, x2, x3
        0xDA03_004A, // sbc x10, x2, x3
        0xDA0A_03EA, // ngc x10, x10
        0xCB08_03E7, // neg x7, x8
    }, struct {
        fn write(a: *Assembler) void {
            a.sum(.whole, .add, .x0, .x1, .x2);
            a.sum(.half, .subs, .x3, .x4, .x30);
            a.sumShifted(.whole, .add, .x9, .x10, .x11, 3);
            a.sumShifted(.half, .add, .x9, .x10, .x11, 2);
            a.sumImmediate(.whole, .add, .x0, .x1, 4095);
            a.sumImmediate(.whole, .sub, registers.sp, registers.sp, 8 << 12);
            a.sumImmediate(.half, .subs, .x10, .x10, 1);
            a.sumImmediate(.whole, .subs, .zr, .x5, 0x123000);
            a.sumImmediate(.whole, .adds, .zr, .x5, 7);
            a.compare(.x26, .x19);
            a.sum(.whole, .adds, .x9, .x0, .x1);
            a.carrySum(.adc, .x10, .x2, .x3);
            a.carrySum(.sbc, .x10, .x2, .x3);
            a.carrySum(.sbc, .x10, .zr, .x10);
            a.negate(.x7, .x8);
        }
    }.write);
}

test "bits and shifts" {
    try expectWords(&.{
        0x8A02_0020, // and x0, x1, x2
        0xCA05_0083, // eor x3, x4, x5
        0xEA07_00DF, // tst x6, x7
        0xAA29_03E8, // mvn x8, x9
        0xAA0B_03EA, // mov x10, x11
        0x2A0B_03EA, // mov w10, w11
        0x9100_03E9, // mov x9, sp
        0x9100_013F, // mov sp, x9
        0xAA09_81A9, // orr x9, x13, x9, lsl #32
        0x9240_1C20, // and x0, x1, #0xff
        0xD200_F062, // eor x2, x3, #0x5555555555555555
        0xF241_009F, // tst x4, #0x8000000000000000
        0xB260_80C5, // orr x5, x6, #0xffffffff00000001
        0x9207_9907, // and x7, x8, #0xfe00fe00fe00fe00
        0xD341_0020, // lsl x0, x1, #63
        0xD37F_F820, // lsl x0, x1, #1
        0xD360_FC62, // lsr x2, x3, #32
        0x937F_FCA4, // asr x4, x5, #63
        0x531D_7020, // lsl w0, w1, #3
        0x9AC8_20E6, // lsl x6, x7, x8
        0x9AC8_24E6, // lsr x6, x7, x8
        0x9AC8_28E6, // asr x6, x7, x8
        0x93C9_81CF, // extr x15, x14, x9, #32
        0xDAC0_1168, // clz x8, x11
    }, struct {
        fn write(a: *Assembler) void {
            a.logical(.whole, .@"and", .x0, .x1, .x2);
            a.logical(.whole, .eor, .x3, .x4, .x5);
            a.logical(.whole, .ands, .zr, .x6, .x7);
            a.complement(.x8, .x9);
            a.copy(.x10, .x11);
            a.mov32(.x10, .x11);
            a.movFromStackPointer(.x9);
            a.movToStackPointer(.x9);
            a.logicalShifted(.orr, .x9, .x13, .x9, 32);
            a.logicalPattern(.@"and", .x0, .x1, immediates.bitPattern(0xFF).?);
            a.logicalPattern(.eor, .x2, .x3, immediates.bitPattern(0x5555_5555_5555_5555).?);
            a.logicalPattern(.ands, .zr, .x4, immediates.bitPattern(1 << 63).?);
            a.logicalPattern(.orr, .x5, .x6, immediates.bitPattern(0xFFFF_FFFF_0000_0001).?);
            a.logicalPattern(.@"and", .x7, .x8, immediates.bitPattern(0xFE00_FE00_FE00_FE00).?);
            a.shiftImmediate(.whole, .lsl, .x0, .x1, 63);
            a.shiftImmediate(.whole, .lsl, .x0, .x1, 1);
            a.shiftImmediate(.whole, .lsr, .x2, .x3, 32);
            a.shiftImmediate(.whole, .asr, .x4, .x5, 63);
            a.shiftImmediate(.half, .lsl, .x0, .x1, 3);
            a.binary(.lsl, .x6, .x7, .x8);
            a.binary(.lsr, .x6, .x7, .x8);
            a.binary(.asr, .x6, .x7, .x8);
            a.extract(.x15, .x14, .x9, 32);
            a.countLeadingZeros(.x8, .x11);
        }
    }.write);
}

test "products and quotients" {
    try expectWords(&.{
        0x9B02_7C20, // mul x0, x1, x2
        0x1B02_7C20, // mul w0, w1, w2
        0x9B05_9883, // msub x3, x4, x5, x6
        0x9B05_1883, // madd x3, x4, x5, x6
        0x9BC9_7D07, // umulh x7, x8, x9
        0x9B49_7D07, // smulh x7, x8, x9
        0x9ACC_096A, // udiv x10, x11, x12
        0x9ACC_0D6A, // sdiv x10, x11, x12
    }, struct {
        fn write(a: *Assembler) void {
            a.multiply(.whole, .x0, .x1, .x2);
            a.multiply(.half, .x0, .x1, .x2);
            a.product(.whole, .msub, .x3, .x4, .x5, .x6);
            a.product(.whole, .madd, .x3, .x4, .x5, .x6);
            a.highProduct(.umulh, .x7, .x8, .x9);
            a.highProduct(.smulh, .x7, .x8, .x9);
            a.binary(.udiv, .x10, .x11, .x12);
            a.binary(.sdiv, .x10, .x11, .x12);
        }
    }.write);
}

test "choices" {
    try expectWords(&.{
        0x9A82_3020, // csel x0, x1, x2, lo
        0xDA9F_D3E3, // csetm x3, gt
        0xDA85_A4A4, // cneg x4, x5, lt
        0x9A88_04E6, // csinc x6, x7, x8, eq
        0xFA40_1920, // ccmp x9, #0, #0, ne
    }, struct {
        fn write(a: *Assembler) void {
            a.choose(.csel, .lower, .x0, .x1, .x2);
            a.setFlag(.greater, .x3);
            a.negateIf(.less, .x4, .x5);
            a.choose(.csinc, .equal, .x6, .x7, .x8);
            a.compareZeroIf(.not_equal, .x9);
        }
    }.write);
}

test "constants in their shortest form" {
    try expectWords(&.{
        0xD280_0000, // mov x0, #0
        0xD280_00A0, // mov x0, #5
        0x9280_0001, // mov x1, #-1
        0x9280_0121, // mov x1, #-10
        0xD2F0_0002, // movz x2, #0x8000, lsl #48
        0xD2A2_4683, // movz x3, #0x1234, lsl #16
        0xF2F3_5783, // movk x3, #0x9abc, lsl #48
        0x929D_B964, // movn x4, #0xedcb
        0xF2C8_6424, // movk x4, #0x4321, lsl #32
        0xD29B_DE05, // movz x5, #0xdef0
        0xF2B3_5785, // movk x5, #0x9abc, lsl #16
        0xF2CA_CF05, // movk x5, #0x5678, lsl #32
        0xF2E2_4685, // movk x5, #0x1234, lsl #48
        0xB200_F3E6, // mov x6, #0x5555555555555555
        0xB240_7FE7, // mov x7, #0xffffffff
    }, struct {
        fn write(a: *Assembler) void {
            a.movImmediate(.x0, 0);
            a.movImmediate(.x0, 5);
            a.movImmediate(.x1, -1);
            a.movImmediate(.x1, -10);
            a.movImmediate(.x2, std.math.minInt(i64));
            a.movImmediate(.x3, @bitCast(@as(u64, 0x9ABC_0000_1234_0000)));
            a.movImmediate(.x4, @bitCast(@as(u64, 0xFFFF_4321_FFFF_1234)));
            a.movImmediate(.x5, 0x1234_5678_9ABC_DEF0);
            a.movImmediate(.x6, 0x5555_5555_5555_5555);
            a.movImmediate(.x7, 0xFFFF_FFFF);
        }
    }.write);
}

test "memory" {
    try expectWords(&.{
        0xF940_0780, // ldr x0, [x28, #8]
        0xF93F_FFE1, // str x1, [sp, #32760]
        0xB940_0F82, // ldr w2, [x28, #12]
        0x7940_0523, // ldrh w3, [x9, #2]
        0x397F_FD24, // ldrb w4, [x9, #4095]
        0xB900_0385, // str w5, [x28]
        0x7900_0785, // strh w5, [x28, #2]
        0xF86B_7946, // ldr x6, [x10, x11, lsl #3]
        0xF869_4B67, // ldr x7, [x27, w9, uxtw]
        0x3869_4B67, // ldrb w7, [x27, w9, uxtw]
        0x7829_4B68, // strh w8, [x27, w9, uxtw]
        0xF829_4B7F, // str xzr, [x27, w9, uxtw]
        0xFC69_4B70, // ldr d16, [x27, w9, uxtw]
        0xBC69_4B71, // ldr s17, [x27, w9, uxtw]
        0xFD00_07E0, // str d0, [sp, #8]
        0xBD00_0761, // str s1, [x27, #4]
        0xA941_53F3, // ldp x19, x20, [sp, #16]
        0xA91F_D3F3, // stp x19, x20, [sp, #504]
        0x6D44_27E8, // ldp d8, d9, [sp, #64]
        0x6D00_27E8, // stp d8, d9, [sp]
        0xA9BF_7BF3, // stp x19, x30, [sp, #-16]!
        0xA8C1_7BFF, // ldp xzr, x30, [sp], #16
    }, struct {
        fn write(a: *Assembler) void {
            a.load(.x0, .{ .base = .x28, .offset = .{ .bytes = 8 } });
            a.store(registers.onStack(32760), .x1);
            a.loadSize(.x2, .{ .base = .x28, .offset = .{ .bytes = 12 } }, 4);
            a.loadSize(.x3, .{ .base = .x9, .offset = .{ .bytes = 2 } }, 2);
            a.loadSize(.x4, .{ .base = .x9, .offset = .{ .bytes = 4095 } }, 1);
            a.storeSize(.{ .base = .x28 }, .x5, 4);
            a.storeSize(.{ .base = .x28, .offset = .{ .bytes = 2 } }, .x5, 2);
            a.load(.x6, .{ .base = .x10, .offset = .{ .index = .x11 } });
            a.load(.x7, .{ .base = .x27, .offset = .{ .low_half = .x9 } });
            a.loadSize(.x7, .{ .base = .x27, .offset = .{ .low_half = .x9 } }, 1);
            a.storeSize(.{ .base = .x27, .offset = .{ .low_half = .x9 } }, .x8, 2);
            a.store(.{ .base = .x27, .offset = .{ .low_half = .x9 } }, .zr);
            a.loadFloat(.v16, .{ .base = .x27, .offset = .{ .low_half = .x9 } }, 8);
            a.loadFloat(.v17, .{ .base = .x27, .offset = .{ .low_half = .x9 } }, 4);
            a.storeFloat(registers.onStack(8), .v0, 8);
            a.storeFloat(.{ .base = .x27, .offset = .{ .bytes = 4 } }, .v1, 4);
            a.loadPair(.x19, .x20, registers.sp, 16);
            a.storePair(registers.sp, 504, .x19, .x20);
            a.loadFloatPair(.v8, .v9, registers.sp, 64);
            a.storeFloatPair(registers.sp, 0, .v8, .v9);
            a.pushPair(16, .x19, .x30);
            a.popPair(.zr, .x30, 16);
        }
    }.write);
}

test "floats" {
    try expectWords(&.{
        0x1E62_2820, // fadd d0, d1, d2
        0x1E62_3820, // fsub d0, d1, d2
        0x1E62_0820, // fmul d0, d1, d2
        0x1E71_1A1F, // fdiv d31, d16, d17
        0x1E65_5883, // fmin d3, d4, d5
        0x1E65_4883, // fmax d3, d4, d5
        0x1E60_40E6, // fmov d6, d7
        0x1E60_C0E6, // fabs d6, d7
        0x1E61_40E6, // fneg d6, d7
        0x1E61_C0E6, // fsqrt d6, d7
        0x1E64_40E6, // frintn d6, d7
        0x1E65_40E6, // frintm d6, d7
        0x1E65_C0E6, // frintz d6, d7
        0x1E22_C128, // fcvt d8, s9
        0x1E62_4128, // fcvt s8, d9
        0x1E6B_2140, // fcmp d10, d11
        0x9E62_01AC, // scvtf d12, x13
        0x9E78_018D, // fcvtzs x13, d12
        0x9E67_01EE, // fmov d14, x15
        0x9E66_01CF, // fmov x15, d14
        0x9E67_03E0, // fmov d0, xzr
        0x1E7F_1001, // fmov d1, #-1.5
    }, struct {
        fn write(a: *Assembler) void {
            a.floatBinary(.fadd, .v0, .v1, .v2);
            a.floatBinary(.fsub, .v0, .v1, .v2);
            a.floatBinary(.fmul, .v0, .v1, .v2);
            a.floatBinary(.fdiv, .v31, .v16, .v17);
            a.floatBinary(.fmin, .v3, .v4, .v5);
            a.floatBinary(.fmax, .v3, .v4, .v5);
            a.floatUnary(.fmov, .v6, .v7);
            a.floatUnary(.fabs, .v6, .v7);
            a.floatUnary(.fneg, .v6, .v7);
            a.floatUnary(.fsqrt, .v6, .v7);
            a.floatUnary(.frintn, .v6, .v7);
            a.floatUnary(.frintm, .v6, .v7);
            a.floatUnary(.frintz, .v6, .v7);
            a.floatUnary(.single_to_double, .v8, .v9);
            a.floatUnary(.double_to_single, .v8, .v9);
            a.compareFloats(.v10, .v11);
            a.integerToFloat(.v12, .x13);
            a.floatToInteger(.x13, .v12);
            a.moveBitsToFloat(.v14, .x15);
            a.moveBitsFromFloat(.x15, .v14);
            a.movFloatConstant(.v0, 0);
            a.movFloatConstant(.v1, @bitCast(@as(f64, -1.5)));
        }
    }.write);
}

test "jumps" {
    try expectWords(&.{
        0xB400_00E3, // cbz x3, forward
        0x35FF_FFE4, // cbnz w4, back
        0x54FF_FFC1, // b.ne back
        0x5400_008B, // b.lt forward
        0x97FF_FFFC, // bl back
        0x1400_0002, // b forward
        0xD63F_0200, // blr x16
        0xD65F_03C0, // forward: ret
    }, struct {
        fn write(a: *Assembler) void {
            const back = a.newLabel();
            const forward = a.newLabel();
            a.bind(back);
            a.jumpIfZero(.whole, .x3, forward);
            a.jumpIfNotZero(.half, .x4, back);
            a.jumpIf(.not_equal, back);
            a.jumpIf(.less, forward);
            a.callLabel(back);
            a.jump(forward);
            a.callRegister(.x16);
            a.bind(forward);
            a.ret();
        }
    }.write);
}

test "a constant lies behind the code" {
    try expectWords(&.{
        0x5C00_0040, // ldr d0, constant
        0xD65F_03C0, // ret
        0x9999_999A, // constant: low half
        0x3FF1_9999, // high half
    }, struct {
        fn write(a: *Assembler) void {
            a.movFloatConstant(.v0, 0x3FF1_9999_9999_999A);
            a.ret();
        }
    }.write);
}

test "a call through memory names its symbol twice: the page, and the place in it" {
    var arena: std.heap.ArenaAllocator = .init(std.testing.allocator);
    defer arena.deinit();
    var a: Assembler = .{ .allocator = arena.allocator() };
    a.callThrough(.{ .kind = .word_call_slot, .index = 7, .effect = 0x0102 }, .x16);
    try a.finish();
    try std.testing.expectEqual(12, a.offset());
    const kinds = [_]abi.RelocationKind{ .page21, .page_offset12 };
    for (a.relocations.items, kinds, 0..) |relocation, kind, index| {
        try std.testing.expectEqual(@backingInt(kind), relocation.kind);
        try std.testing.expectEqual(4 * index, relocation.offset);
        try std.testing.expectEqual(7, relocation.index);
    }
}

test "a jump that is too far is declined" {
    var arena: std.heap.ArenaAllocator = .init(std.testing.allocator);
    defer arena.deinit();
    for ([_]u32{ (1 << 18) - 2, (1 << 18) - 1 }, [_]bool{ false, true }) |between, is_too_far| {
        var a: Assembler = .{ .allocator = arena.allocator() };
        const label = a.newLabel();
        a.jumpIf(.equal, label);
        for (0..between) |_| a.undefinedInstruction();
        a.bind(label);
        if (is_too_far) try std.testing.expectError(error.FarJump, a.finish()) else try a.finish();
    }
}

/// A function from text to code.
const Compiled = struct {
    places: allocation.Allocation,
    blob: Blob,

    fn init(arena: std.mem.Allocator, text: []const u8) !Compiled {
        const words = try abi.parseText(arena, text, null);
        try std.testing.expectEqual(.ok, (try abi.verify(arena, words)).rule);
        const function = abi.Function.fromWords(words).?;
        const order: BlockOrder = try .init(arena, function);
        const facts: Facts = try .init(arena, function, order, .beside_a_register);
        const liveness: Liveness = try .init(arena, facts);
        const places = try lowering.allocateRegisters(arena, liveness);
        return .{ .places = places, .blob = try lowering.emitFunction(arena, liveness, places, 0, false) };
    }
};

fn expectCode(expected: []const u32, text: []const u8) !void {
    var arena: std.heap.ArenaAllocator = .init(std.testing.allocator);
    defer arena.deinit();
    const code = (try Compiled.init(arena.allocator(), text)).blob.assembled.code;
    for (expected, 0..) |word, index| {
        try std.testing.expectEqual(word, std.mem.readInt(u32, code[4 * index ..][0..4], .little));
    }
}

test "a function that never leaves has no frame" {
    try expectCode(&.{
        0x8B01_0000, // add x0, x0, x1
        0xD65F_03C0, // ret
    },
        \\function 1 static (cell, cell) -> (cell)
        \\block0(v0: cell, v1: cell):
        \\  v2 = add v0, v1
        \\  return v2
    );
}

test "a load has a frame for its fault, and takes 32 bits of its address" {
    try expectCode(&.{
        0xA9BF_7BFF, // stp xzr, x30, [sp, #-16]!
        0x0B01_0809, // add w9, w0, w1, lsl #2
        0x1100_3129, // add w9, w9, #12
        0xF869_4B60, // ldr x0, [x27, w9, uxtw]
        0xA8C1_7BFF, // ldp xzr, x30, [sp], #16
        0xD65F_03C0, // ret
    },
        \\function 1 static (cell, cell) -> (cell)
        \\block0(v0: cell, v1: cell):
        \\  v2 = const 2
        \\  v3 = shl v1, v2
        \\  v4 = add v0, v3
        \\  v5 = const 12
        \\  v6 = add v4, v5
        \\  v7 = load v6
        \\  return v7
    );
}

test "constant addresses of a page need its place once" {
    try expectCode(&.{
        0xA9BF_7BFF, // stp xzr, x30, [sp, #-16]!
        0x9141_0F68, // add x8, x27, #67, lsl #12
        0xF940_0500, // ldr x0, [x8, #8]
        0xF940_0901, // ldr x1, [x8, #16]
        0x8B01_0000, // add x0, x0, x1
        0xA8C1_7BFF, // ldp xzr, x30, [sp], #16
        0xD65F_03C0, // ret
    },
        \\function 1 static () -> (cell)
        \\block0():
        \\  v0 = const 274440
        \\  v1 = load v0
        \\  v2 = const 274448
        \\  v3 = load v2
        \\  v4 = add v1, v3
        \\  return v4
    );
}

test "a word that takes and leaves nothing has one body for both callers" {
    try expectCode(&.{
        0xB940_0389, // ldr w9, [x28, data_depth]
        0xB940_178B, // ldr w11, [x28, data_capacity]
        0xEB0B_013F, // cmp x9, x11
        0x5400_0068, // b.hi refused
        0xD65F_03C0, // ret
        0x0000_0000, // udf
        0xD280_0031, // refused: mov x17, #1
        0x1400_0000, // b need_dynamic
    },
        \\function 1 static () -> ()
        \\block0():
        \\  return
    );
}

test "values across a call are in kept registers" {
    var arena: std.heap.ArenaAllocator = .init(std.testing.allocator);
    defer arena.deinit();
    const compiled: Compiled = try .init(arena.allocator(),
        \\function 1 static (cell, cell, float) -> (cell, float)
        \\block0(v0: cell, v1: cell, v2: float):
        \\  v3 = call 2(v0) -> (cell)
        \\  v4 = add v3, v1
        \\  v5 = add v4, v0
        \\  return v5, v2
    );
    for ([_]u32{ 0, 1, 2 }) |value| try std.testing.expect(compiled.places.places[value].register >= 8);
    try std.testing.expectEqual(2, @popCount(compiled.places.saved_cells));
    try std.testing.expectEqual(1, @popCount(compiled.places.saved_floats));
    // One kept cell beside the return address, the other ones below.
    try std.testing.expectEqual(32, compiled.blob.frame_size);
}

test "a frame too large to reach is declined" {
    var arena: std.heap.ArenaAllocator = .init(std.testing.allocator);
    defer arena.deinit();
    var text: std.Io.Writer.Allocating = .init(arena.allocator());
    const count = 4200;
    try text.writer.writeAll("function 1 static (cell) -> (cell)\nblock0(v0: cell):\n");
    for (1..count) |value| try text.writer.print("  v{d} = mul v0, v{d}\n", .{ value, value - 1 });
    for (count..2 * count - 1) |value| {
        try text.writer.print("  v{d} = xor v{d}, v{d}\n", .{ value, value - count, if (value == count) count - 1 else value - 1 });
    }
    try text.writer.print("  return v{d}\n", .{2 * count - 2});
    try std.testing.expectError(error.LargeFrame, Compiled.init(arena.allocator(), text.written()));
}

test "the runtime has all of its entries" {
    var arena: std.heap.ArenaAllocator = .init(std.testing.allocator);
    defer arena.deinit();
    const blob = try lowering.emitRuntime(arena.allocator(), 0);
    for (blob.symbols) |offset| try std.testing.expect(offset < blob.assembled.code.len);
    try std.testing.expectEqual(0, blob.assembled.relocations.len);
}

test "the runtime has only those of its entries that are asked for, and those that any needs" {
    var arena: std.heap.ArenaAllocator = .init(std.testing.allocator);
    defer arena.deinit();
    const all = try lowering.emitRuntime(arena.allocator(), 0);
    const least = try lowering.emitRuntime(arena.allocator(), ~@as(u32, 0));
    for (least.symbols, 0..) |offset, number| switch (@as(abi.RuntimeEntry, @fromBackingInt(@as(u32, @intCast(number))))) {
        .enter, .yield, .throw, .fault, .need_code, .need_dynamic => try std.testing.expect(offset < least.assembled.code.len),
        else => try std.testing.expectEqual(abi.none, offset),
    };
    try std.testing.expect(3 * least.assembled.code.len < all.assembled.code.len);
}
