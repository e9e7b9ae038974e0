//! Instructions as bytes, held against what an assembler makes of the same lines.

const std = @import("std");
const registers = @import("registers.zig");
const Assembler = @import("assembler.zig").Assembler;
const gpr = registers.gpr;
const xmm = registers.xmm;

fn expectBytes(expected: []const u8, write: *const fn (*Assembler) void) !void {
    var arena: std.heap.ArenaAllocator = .init(std.testing.allocator);
    defer arena.deinit();
    var a: Assembler = .{ .allocator = arena.allocator() };
    write(&a);
    try a.finish();
    try std.testing.expectEqualSlices(u8, expected, a.code.items);
}

test "registers and memory operands" {
    try expectBytes("\x48\x8b\xc3" ++ "\x4d\x8b\xe7" ++ "\x48\x8b\x04\x24" ++ "\x49\x8b\x45\x00" ++ "\x4a\x8b\x44\xe5\x08" ++ "\x49\x8b\x04\x24", struct {
        fn write(a: *Assembler) void {
            a.mov(.rax, gpr(.rbx));
            a.mov(.r12, gpr(.r15));
            a.mov(.rax, .{ .memory = .{ .base = .rsp } });
            a.mov(.rax, .{ .memory = .{ .base = .r13 } });
            a.mov(.rax, .{ .memory = .{ .base = .rbp, .index = .r12, .scale = 3, .displacement = 8 } });
            a.mov(.rax, .{ .memory = .{ .base = .r12 } });
        }
    }.write);
}

test "bytes in the other order" {
    try expectBytes("\x48\x0f\xc8" ++ "\x49\x0f\xca", struct {
        fn write(a: *Assembler) void {
            a.reverseBytes(.rax);
            a.reverseBytes(.r10);
        }
    }.write);
}

test "addresses in the data space" {
    // mov rax, gs:[ebx+ecx*8+0x10]; movzx eax, byte gs:[0x3000]; mov gs:[r8d], sil
    try expectBytes("\x65\x67\x48\x8b\x44\xcb\x10" ++ "\x65\x67\x0f\xb6\x04\x25\x00\x30\x00\x00" ++ "\x65\x67\x41\x88\x30", struct {
        fn write(a: *Assembler) void {
            a.loadSize(.rax, .{ .base = .rbx, .index = .rcx, .scale = 3, .displacement = 16, .in_data_space = true }, 8);
            a.loadSize(.rax, .{ .displacement = 0x3000, .in_data_space = true }, 1);
            a.storeSize(.{ .base = .r8, .in_data_space = true }, .rsi, 1);
        }
    }.write);
}

test "constants in their shortest form" {
    try expectBytes("\xb8\x05\x00\x00\x00" ++ "\x49\xc7\xc1\xff\xff\xff\xff" ++ "\x48\xbf\xf0\xde\xbc\x9a\x78\x56\x34\x12", struct {
        fn write(a: *Assembler) void {
            a.movImmediate(.rax, 5);
            a.movImmediate(.r9, -1);
            a.movImmediate(.rdi, 0x123456789abcdef0);
        }
    }.write);
}

test "arithmetic" {
    // add rax, 1; cmp r8, 0x12345; xor rbp, r10; neg r11; idiv rsi; sar rdx, 63; imul rcx, r9, 100
    try expectBytes("\x48\x83\xc0\x01" ++ "\x49\x81\xf8\x45\x23\x01\x00" ++ "\x49\x33\xea" ++ "\x49\xf7\xdb" ++ "\x48\xf7\xfe" ++ "\x48\xc1\xfa\x3f" ++ "\x49\x69\xc9\x64\x00\x00\x00", struct {
        fn write(a: *Assembler) void {
            a.arithmeticImmediate(.add, gpr(.rax), 1);
            a.arithmeticImmediate(.cmp, gpr(.r8), 0x12345);
            a.arithmetic(.xor, .rbp, gpr(.r10));
            a.unary(.neg, gpr(.r11));
            a.unary(.idiv, gpr(.rsi));
            a.shiftImmediate(.sar, .rdx, 63);
            a.multiplyImmediate(.rcx, gpr(.r9), 100);
        }
    }.write);
}

test "shifts by a register, byte registers" {
    // shlx rax, rbx, rcx; sarx r8, r9, r10; setl r10b; movzx r10d, r10b; sete dil
    try expectBytes("\xc4\xe2\xf1\xf7\xc3" ++ "\xc4\x42\xaa\xf7\xc1" ++ "\x41\x0f\x9c\xc2" ++ "\x45\x0f\xb6\xd2" ++ "\x40\x0f\x94\xc7", struct {
        fn write(a: *Assembler) void {
            a.shiftBy(.shl, .rax, .rbx, .rcx);
            a.shiftBy(.sar, .r8, .r9, .r10);
            a.set(.less, .r10);
            a.extendByte(.r10, .r10);
            a.set(.equal, .rdi);
        }
    }.write);
}

test "floats" {
    // addsd xmm1, xmm9; movsd xmm8, [rsp+8]; cvttsd2si rax, xmm2; movq r10, xmm14; roundsd xmm3, xmm3, 9
    try expectBytes("\xf2\x41\x0f\x58\xc9" ++ "\xf2\x44\x0f\x10\x44\x24\x08" ++ "\xf2\x48\x0f\x2c\xc2" ++ "\x66\x4d\x0f\x7e\xf2" ++ "\x66\x0f\x3a\x0b\xdb\x09", struct {
        fn write(a: *Assembler) void {
            a.scalar(.addsd, .xmm1, xmm(.xmm9));
            a.scalar(.movsd, .xmm8, .{ .memory = .{ .base = .rsp, .displacement = 8 } });
            a.floatToInteger(.rax, xmm(.xmm2));
            a.moveBits(.r10, .xmm14);
            a.round(.down, .xmm3, .xmm3);
        }
    }.write);
}

test "jumps back are short, jumps forward are not" {
    try expectBytes("\x90\xeb\xfd" ++ "\x75\xfb" ++ "\x0f\x84\x00\x00\x00\x00" ++ "\xc3", struct {
        fn write(a: *Assembler) void {
            const back = a.newLabel();
            const forward = a.newLabel();
            a.bind(back);
            a.code.append(a.allocator, 0x90) catch unreachable;
            a.jump(back);
            a.jumpIf(.not_equal, back);
            a.jumpIf(.equal, forward);
            a.bind(forward);
            a.ret();
        }
    }.write);
}

test "a constant lies behind the code" {
    try expectBytes("\xf2\x0f\x10\x05\x00\x00\x00\x00" ++ "\x00\x00\x00\x00\x00\x00\xf0\x3f", struct {
        fn write(a: *Assembler) void {
            a.scalar(.movsd, .xmm0, a.constant(0x3FF0_0000_0000_0000));
        }
    }.write);
}

test "floats with three operands" {
    // vaddsd xmm1, xmm2, xmm3; vmulsd xmm9, xmm14, xmm10; vsubsd xmm0, xmm8, [rsp+8]; vdivsd xmm3, xmm3, gs:[r9d+rcx*8]
    try expectBytes("\xc5\xeb\x58\xcb" ++ "\xc4\x41\x0b\x59\xca" ++ "\xc5\xbb\x5c\x44\x24\x08" ++ "\x65\x67\xc4\xc1\x63\x5e\x1c\xc9", struct {
        fn write(a: *Assembler) void {
            a.scalarOfTwo(.addsd, .xmm1, .xmm2, xmm(.xmm3));
            a.scalarOfTwo(.mulsd, .xmm9, .xmm14, xmm(.xmm10));
            a.scalarOfTwo(.subsd, .xmm0, .xmm8, .{ .memory = .{ .base = .rsp, .displacement = 8 } });
            a.scalarOfTwo(.divsd, .xmm3, .xmm3, .{ .memory = .{ .base = .r9, .index = .rcx, .scale = 3, .in_data_space = true } });
        }
    }.write);
}
