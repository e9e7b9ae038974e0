//! Moving and filling many bytes with registers of 32, for processors that have AVX. The libraries are built for those
//! without, too.

const std = @import("std");

/// More than 64 bytes, which may overlap.
pub fn move(to: [*]u8, from: [*]const u8, length: usize) void {
    if (length <= 128) return moveHalves(to, from, length);
    if (@intFromPtr(to) -% @intFromPtr(from) >= length) moveUp(to, from, length) else moveDown(to, from, length);
}

/// 65 to 128 bytes: from both ends at once, and all of them are read before any is written.
inline fn moveHalves(to: [*]u8, from: [*]const u8, length: usize) void {
    asm volatile (
        \\vmovups (%%rsi), %%ymm0
        \\vmovups 32(%%rsi), %%ymm1
        \\vmovups -64(%%rsi, %%rdx), %%ymm2
        \\vmovups -32(%%rsi, %%rdx), %%ymm3
        \\vmovups %%ymm0, (%%rdi)
        \\vmovups %%ymm1, 32(%%rdi)
        \\vmovups %%ymm2, -64(%%rdi, %%rdx)
        \\vmovups %%ymm3, -32(%%rdi, %%rdx)
        \\vzeroupper
        :
        : [to] "{rdi}" (to),
          [from] "{rsi}" (from),
          [length] "{rdx}" (length),
        : .{ .memory = true, .xmm0 = true, .xmm1 = true, .xmm2 = true, .xmm3 = true });
}

/// The last 128 bytes are read first and written last; before them, as many at a time from the begin.
inline fn moveUp(to: [*]u8, from: [*]const u8, length: usize) void {
    var at: usize = undefined;
    asm volatile (
        \\vmovups -128(%%rsi, %%rdx), %%ymm4
        \\vmovups -96(%%rsi, %%rdx), %%ymm5
        \\vmovups -64(%%rsi, %%rdx), %%ymm6
        \\vmovups -32(%%rsi, %%rdx), %%ymm7
        \\xorq %%rcx, %%rcx
        \\1:
        \\vmovups (%%rsi, %%rcx), %%ymm0
        \\vmovups 32(%%rsi, %%rcx), %%ymm1
        \\vmovups 64(%%rsi, %%rcx), %%ymm2
        \\vmovups 96(%%rsi, %%rcx), %%ymm3
        \\vmovups %%ymm0, (%%rdi, %%rcx)
        \\vmovups %%ymm1, 32(%%rdi, %%rcx)
        \\vmovups %%ymm2, 64(%%rdi, %%rcx)
        \\vmovups %%ymm3, 96(%%rdi, %%rcx)
        \\addq $128, %%rcx
        \\cmpq %%rax, %%rcx
        \\jb 1b
        \\vmovups %%ymm4, -128(%%rdi, %%rdx)
        \\vmovups %%ymm5, -96(%%rdi, %%rdx)
        \\vmovups %%ymm6, -64(%%rdi, %%rdx)
        \\vmovups %%ymm7, -32(%%rdi, %%rdx)
        \\vzeroupper
        : [at] "=&{rcx}" (at),
        : [to] "{rdi}" (to),
          [from] "{rsi}" (from),
          [length] "{rdx}" (length),
          [most] "{rax}" (length - 128),
        : clobbered);
}

/// The other way: the first 128 bytes are read first and written last.
inline fn moveDown(to: [*]u8, from: [*]const u8, length: usize) void {
    var at: usize = length;
    asm volatile (
        \\vmovups (%%rsi), %%ymm4
        \\vmovups 32(%%rsi), %%ymm5
        \\vmovups 64(%%rsi), %%ymm6
        \\vmovups 96(%%rsi), %%ymm7
        \\1:
        \\vmovups -32(%%rsi, %%rcx), %%ymm0
        \\vmovups -64(%%rsi, %%rcx), %%ymm1
        \\vmovups -96(%%rsi, %%rcx), %%ymm2
        \\vmovups -128(%%rsi, %%rcx), %%ymm3
        \\vmovups %%ymm0, -32(%%rdi, %%rcx)
        \\vmovups %%ymm1, -64(%%rdi, %%rcx)
        \\vmovups %%ymm2, -96(%%rdi, %%rcx)
        \\vmovups %%ymm3, -128(%%rdi, %%rcx)
        \\subq $128, %%rcx
        \\cmpq $128, %%rcx
        \\ja 1b
        \\vmovups %%ymm4, (%%rdi)
        \\vmovups %%ymm5, 32(%%rdi)
        \\vmovups %%ymm6, 64(%%rdi)
        \\vmovups %%ymm7, 96(%%rdi)
        \\vzeroupper
        : [at] "+&{rcx}" (at),
        : [to] "{rdi}" (to),
          [from] "{rsi}" (from),
        : clobbered);
}

const clobbered: std.lang.assembly.Clobbers = .{
    .memory = true,
    .cc = true,
    .xmm0 = true,
    .xmm1 = true,
    .xmm2 = true,
    .xmm3 = true,
    .xmm4 = true,
    .xmm5 = true,
    .xmm6 = true,
    .xmm7 = true,
};

/// At least 32 bytes.
pub inline fn fill(bytes: [*]u8, length: usize, byte: u8) void {
    var at: usize = undefined;
    var next: usize = undefined;
    const pattern: @Vector(16, u8) = @splat(byte);
    asm volatile (
        \\vinsertf128 $1, %%xmm0, %%ymm0, %%ymm0
        \\xorq %%rcx, %%rcx
        \\cmpq $128, %%rdx
        \\jb 2f
        \\1:
        \\vmovups %%ymm0, (%%rdi, %%rcx)
        \\vmovups %%ymm0, 32(%%rdi, %%rcx)
        \\vmovups %%ymm0, 64(%%rdi, %%rcx)
        \\vmovups %%ymm0, 96(%%rdi, %%rcx)
        \\addq $128, %%rcx
        \\leaq 128(%%rcx), %%rax
        \\cmpq %%rdx, %%rax
        \\jbe 1b
        \\jmp 2f
        \\3:
        \\vmovups %%ymm0, (%%rdi, %%rcx)
        \\addq $32, %%rcx
        \\2:
        \\leaq 32(%%rcx), %%rax
        \\cmpq %%rdx, %%rax
        \\jbe 3b
        \\vmovups %%ymm0, -32(%%rdi, %%rdx)
        \\vzeroupper
        : [at] "=&{rcx}" (at),
          [next] "=&{rax}" (next),
        : [bytes] "{rdi}" (bytes),
          [length] "{rdx}" (length),
          [pattern] "{xmm0}" (pattern),
        : .{ .memory = true, .cc = true });
}

test "bytes are moved in both directions, and filled" {
    if (@import("native_x86_64.zig").cpuFeatures() & 8 == 0) return;
    var bytes: [1200]u8 = undefined;
    var expected: [1200]u8 = undefined;
    for ([_]usize{ 65, 100, 127, 128, 129, 200, 256, 257, 300, 400 }) |length| for ([_]usize{ 0, 1, 33, 130, 500 }) |distance| {
        for ([_]bool{ true, false }) |is_up| {
            for (&bytes, 0..) |*byte, place| byte.* = @truncate(place *% 7 ^ place >> 3);
            expected = bytes;
            const to = if (is_up) distance else 0;
            const from = if (is_up) 0 else distance;
            @memmove(expected[to..][0..length], expected[from..][0..length]);
            move(bytes[to..].ptr, bytes[from..].ptr, length);
            try std.testing.expectEqualSlices(u8, &expected, &bytes);
        }
        fill(bytes[distance..].ptr, length, 'f');
        @memset(expected[distance..][0..length], 'f');
        for (expected[distance..][0..length], bytes[distance..][0..length]) |wanted, byte| try std.testing.expectEqual(wanted, byte);
        try std.testing.expect(bytes[distance + length] == expected[distance + length]);
    };
}
