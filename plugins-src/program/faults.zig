//! Faults of code become THROWs.
//!
//! The handler of SIGSEGV brings pieces of a sparse data space. Else it looks whether code wanted something in the guards of its memory. If so, it notes where, and has the
//! code go on at its fault entry. Every other fault ends the process. It runs on a signal stack of its own: the fault may be
//! that the native stack is exhausted.

const std = @import("std");
const linux = std.os.linux;
const abi = @import("abi");
const host = @import("host.zig");
const memory = @import("memory.zig");
const signals = @import("signals.zig");
const UserContext = @import("shared").UserContext;

/// More than what the kernel saves of any processor (AT_MINSIGSTKSZ).
var signal_stack: [64 << 10]u8 align(16) = undefined;

pub fn install() void {
    const stack: linux.stack_t = .{ .sp = &signal_stack, .flags = 0, .size = signal_stack.len };
    _ = linux.sigaltstack(&stack, null);
    const action: linux.Sigaction = .{
        .handler = .{ .sigaction = onFault },
        .mask = std.mem.zeroes(linux.sigset_t),
        .flags = linux.SA.SIGINFO | linux.SA.ONSTACK | linux.SA.NODEFER,
    };
    _ = linux.sigaction(.SEGV, &action, null);
}

fn onFault(signal: linux.SIG, info: *const linux.siginfo_t, user_context: ?*anyopaque) callconv(.c) void {
    const user: *UserContext = @ptrCast(@alignCast(user_context.?));
    const address = @intFromPtr(info.fields.sigfault.addr);
    if (memory.bring(address)) return;
    const image = host.image;
    const is_code = user.instruction >= image.code and user.instruction < image.code_end;
    if (!is_code and memory.isInSparse(address)) memory.refuse();
    // Else the instruction faults again, and then the process ends.
    if (!is_code or !memory.guards(address)) return signals.setDefault(signal);
    host.context.fault_instruction = user.place();
    host.context.fault_address = address;
    user.instruction = memory.runtimeEntry(.fault);
}
