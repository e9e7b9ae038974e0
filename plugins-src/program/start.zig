//! Where a program begins.

const builtin = @import("builtin");
const std = @import("std");
const ending = @import("ending.zig");
const faults = @import("faults.zig");
const host = @import("host.zig");
const memory = @import("memory.zig");
const output = @import("output.zig");
const serve = @import("serve.zig");
const signals = @import("signals.zig");
const system = @import("system.zig");
const thrown = @import("thrown.zig");

/// The kernel enters with the count of arguments at the stack pointer (System V ABI, 3.4.1; Arm's has no other).
export fn _start() callconv(.naked) noreturn {
    switch (builtin.cpu.arch) {
        .x86_64 => asm volatile (
            \\ xorl %%ebp, %%ebp
            \\ movq %%rsp, %%rdi
            \\ andq $-16, %%rsp
            \\ callq %[begin:P]
            :
            : [begin] "X" (&begin),
        ),
        .aarch64 => asm volatile (
            \\ mov x29, xzr
            \\ mov x30, xzr
            \\ mov x0, sp
            \\ b %[begin]
            :
            : [begin] "X" (&begin),
        ),
        else => comptime unreachable,
    }
}

fn begin(stack: [*]usize) callconv(.c) noreturn {
    const count = stack[0];
    host.arguments = @as([*]const [*:0]u8, @ptrCast(stack + 1))[0..count];
    const variables: [*]const ?[*:0]u8 = @ptrCast(stack + 1 + count + 1);
    var length: usize = 0;
    while (variables[length] != null) length += 1;
    host.environment = @as([*]const [*:0]u8, @ptrCast(variables))[0..length];
    system.auxiliary = @ptrCast(@alignCast(variables + length + 1));

    system.fillStandardStreams();
    faults.install();
    memory.open();
    output.open();
    signals.install();
    serve.start();
    if (thrown.tracer()) |keeper| keeper.start();
    serve.enter(host.image.entry) catch ending.uncaught();
    ending.exit(0);
}
