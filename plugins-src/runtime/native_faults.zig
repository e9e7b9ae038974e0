//! Faults of native code become THROWs, Linux.
//!
//! The handler of SIGSEGV looks whether a watched piece of code wanted something in the guards of its own memory. If
//! so, it notes where, and has the code go on at its fault entry. Every other fault goes to the handler that was there
//! before. It runs on a signal stack of its own: the fault may be that the Forth stack is exhausted.

const std = @import("std");
const linux = std.os.linux;
const posix = std.posix;
const Answer = @import("runtime.zig").Answer;
const NativeMemory = @import("abi").NativeMemory;
const UserContext = @import("user_context.zig").UserContext;

const Watched = struct {
    /// 0: this place is free.
    code: usize = 0,
    memory: NativeMemory = undefined,

    fn hasCode(watched: *const Watched, address: usize) bool {
        const start = @atomicLoad(usize, &watched.code, .acquire);
        return start != 0 and address -% start < watched.memory.code_size;
    }

    /// Whether an access to the address is a fault of the Forth program.
    fn guards(watched: *const Watched, address: usize) bool {
        const memory = &watched.memory;
        const past_data = memory.data_space + (1 << 32) + 16;
        const below_stack = memory.native_stack - (1 << 20);
        return (address >= memory.data_space and address < past_data) or
            (address >= below_stack and address < memory.native_stack);
    }
};

/// A signal handler gets no argument of ours, so what it works on is global; so is the handler that was there before.
var watched_code: [64]Watched = @splat(.{});
var previous: posix.Sigaction = undefined;
var state: enum(u8) { absent, installing, present } = .absent;

/// From now on faults of this code are THROWs. `failed` when too much code is watched.
pub fn watch(memory: *const NativeMemory) Answer {
    if (!install() or !prepareThread()) return .failed;
    for (&watched_code) |*watched| {
        const being_filled = 1;
        if (@cmpxchgStrong(usize, &watched.code, 0, being_filled, .acq_rel, .acquire) != null) continue;
        watched.memory = memory.*;
        @atomicStore(usize, &watched.code, memory.code, .release);
        return .ok;
    }
    return .failed;
}

pub fn unwatch(memory: *const NativeMemory) void {
    for (&watched_code) |*watched| {
        if (@atomicLoad(usize, &watched.code, .acquire) == memory.code) @atomicStore(usize, &watched.code, 0, .release);
    }
}

fn install() bool {
    while (@cmpxchgStrong(@TypeOf(state), &state, .absent, .installing, .acq_rel, .acquire)) |found| {
        if (found == .present) return true;
        std.atomic.spinLoopHint();
    }
    const action: posix.Sigaction = .{
        .handler = .{ .sigaction = onFault },
        .mask = posix.sigemptyset(),
        .flags = posix.SA.SIGINFO | posix.SA.ONSTACK | posix.SA.NODEFER,
    };
    // What was there is known before the handler may need it.
    posix.sigaction(.SEGV, null, &previous);
    posix.sigaction(.SEGV, &action, null);
    @atomicStore(@TypeOf(state), &state, .present, .release);
    return true;
}

const signal_stack_size = 64 << 10;

/// Gives this thread a signal stack if it has none. It stays for the life of the thread.
pub fn prepareThread() bool {
    var current: linux.stack_t = undefined;
    if (linux.errno(linux.sigaltstack(null, &current)) != .SUCCESS) return false;
    if (current.flags & linux.SS.DISABLE == 0) return true;
    const flags: linux.MAP = .{ .TYPE = .PRIVATE, .ANONYMOUS = true };
    const address = linux.mmap(null, signal_stack_size, .{ .READ = true, .WRITE = true }, flags, -1, 0);
    if (linux.errno(address) != .SUCCESS) return false;
    const stack: linux.stack_t = .{ .sp = @ptrFromInt(address), .flags = 0, .size = signal_stack_size };
    return linux.errno(linux.sigaltstack(&stack, null)) == .SUCCESS;
}

fn onFault(signal: posix.SIG, info: *const posix.siginfo_t, context: ?*anyopaque) callconv(.c) void {
    const user: *UserContext = @ptrCast(@alignCast(context.?));
    const address = @intFromPtr(info.fields.sigfault.addr);
    for (&watched_code) |*watched| {
        if (!watched.hasCode(user.instruction) or !watched.guards(address)) continue;
        const record: *[2]u64 = @ptrFromInt(watched.memory.fault_record);
        record.* = .{ user.place(), address };
        user.instruction = watched.memory.fault_entry;
        return;
    }
    handOn(&previous, signal, info, context);
}

/// What a handler does with a fault that is not its own.
pub fn handOn(before: *const posix.Sigaction, signal: posix.SIG, info: *const posix.siginfo_t, context: ?*anyopaque) void {
    const is_default = before.handler.handler == posix.SIG.DFL or before.handler.handler == posix.SIG.IGN;
    if (is_default) {
        // The instruction faults again, and then the process ends.
        posix.sigaction(signal, before, null);
    } else if (before.flags & posix.SA.SIGINFO != 0) {
        before.handler.sigaction.?(signal, info, context);
    } else {
        before.handler.handler.?(signal);
    }
}
