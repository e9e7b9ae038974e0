/** A program without libc whose object has what the linker must do: constants, texts, tables, zeroed and set data. */
export const smallProgram = `
const std = @import("std");
const linux = std.os.linux;
pub const panic = std.debug.no_panic;

extern const made: extern struct { text: [*]const u8, length: u64 };
extern fn @"word seven"(x: u64) callconv(.c) u64;

var counter: u64 = 0;
var large: [5000]u8 = undefined;
var table = [_]u32{ 10, 20, 30 };
var pointer: *u64 = &counter;
const names = [_][]const u8{ "alpha", "beta", "gamma" };

export fn @"word unused"() u64 {
    return counter + @"never defined"();
}
extern fn @"never defined"() u64;

/// What the compiler makes of @memset; volatile, lest it makes a call of this of it.
export fn memset(bytes: [*]volatile u8, byte: u8, length: usize) callconv(.c) [*]volatile u8 {
    for (0..length) |index| bytes[index] = byte;
    return bytes;
}

export fn memcpy(to: [*]volatile u8, from: [*]const u8, length: usize) callconv(.c) [*]volatile u8 {
    for (0..length) |index| to[index] = from[index];
    return to;
}

fn write(text: []const u8) void {
    _ = linux.write(1, text.ptr, text.len);
}

export fn _start() callconv(.naked) noreturn {
    switch (@import("builtin").cpu.arch) {
        .x86_64 => asm volatile (
            \\\\xorl %%ebp, %%ebp
            \\\\movq %%rsp, %%rdi
            \\\\andq $-16, %%rsp
            \\\\callq %[start:P]
            :
            : [start] "X" (&start),
        ),
        .aarch64 => asm volatile (
            \\\\mov x0, sp
            \\\\b %[start]
            :
            : [start] "X" (&start),
        ),
        else => unreachable,
    }
}

fn start(stack: [*]const usize) callconv(.c) noreturn {
    const count = stack[0];
    write(made.text[0..made.length]);
    write(names[count % 3]);
    pointer.* += table[count % 3];
    write(switch (count) {
        1 => " one\\n",
        2 => " two\\n",
        3 => " three\\n",
        4 => " four\\n",
        5 => " five\\n",
        else => " many\\n",
    });
    @memset(&large, @intCast(count));
    const third = @as(f64, @floatFromInt(count)) * 1.375;
    const size: u64 = @trunc(third);
    linux.exit(@intCast((size + @"word seven"(counter) + large[4999]) & 127));
}
`;
