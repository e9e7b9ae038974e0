//! Signals, turned into numbers in the interrupt flag: SIGINT, those of a program's own use and those that end processes.
//!
//! Handlers have no SA_RESTART, so that they end blocking calls, and run on the signal stack, since code may be at the end
//! of its own. What is ignored from the start stays so: `nohup` has HUP ignored, a shell's background jobs INT and QUIT.

const std = @import("std");
const linux = std.os.linux;
const abi = @import("abi");
const ending_of_program = @import("ending.zig");
const host = @import("host.zig");

const SIG = linux.SIG;

/// What asks a process to end by itself, so that it can keep what it has written.
const ending_signals = [_]SIG{ .TERM, .HUP, .QUIT, .XCPU };
/// Those that programs send each other. A CATCH gets them as a THROW; what nobody catches ends the process.
const own_signals = [_]SIG{ .INT, .USR1, .USR2 };
/// Seconds that a process has to end by itself.
const ending_grace = 1;

/// The first signal that has asked this process to end; 0 for none.
var ending: u8 = 0;

pub fn install() void {
    for (ending_signals ++ own_signals) |signal| handle(signal, onSignal);
    // A pipe that nobody reads is an error of the write to it. A handler, unlike ignoring it, is none of a child's.
    handle(.PIPE, onBrokenPipe);
}

const Handler = *const fn (SIG, *const linux.siginfo_t, ?*anyopaque) callconv(.c) void;

fn handle(signal: SIG, handler: Handler) void {
    const action: linux.Sigaction = .{
        .handler = .{ .sigaction = handler },
        .mask = std.mem.zeroes(linux.sigset_t),
        .flags = linux.SA.SIGINFO | linux.SA.ONSTACK,
    };
    var before: linux.Sigaction = undefined;
    _ = linux.sigaction(signal, &action, &before);
    if (before.handler.handler == SIG.IGN) _ = linux.sigaction(signal, &before, null);
}

fn onBrokenPipe(_: SIG, _: *const linux.siginfo_t, _: ?*anyopaque) callconv(.c) void {}

fn onSignal(signal: SIG, _: *const linux.siginfo_t, _: ?*anyopaque) callconv(.c) void {
    const number: u8 = @intCast(@backingInt(signal));
    const ends = for (ending_signals) |each| {
        if (each == signal) break true;
    } else false;
    // Ctrl-C is so common that it has no number.
    const kind: u32 = @backingInt(if (ends) abi.Interrupt.end else abi.Interrupt.user);
    const value = kind | if (signal == .INT) 0 else @as(u32, number) << abi.interrupt_signal_shift;
    if (ending != 0 and (ends or ending == number)) return dieOf(number);
    const is_answered = raise(value);
    if (ends) endSoon(number);
    if (!is_answered) dieOf(number);
}

/// The process ends because of a signal: it dies by the next one, or when it still runs a second later.
pub fn endSoon(number: u8) void {
    if (ending != 0) return;
    ending = number;
    handle(.ALRM, onGraceOver);
    const grace: [4]u64 = .{ 0, 0, ending_grace, 0 };
    _ = linux.syscall3(.setitimer, 0, @intFromPtr(&grace), 0);
}

fn onGraceOver(_: SIG, _: *const linux.siginfo_t, _: ?*anyopaque) callconv(.c) void {
    dieOf(ending);
}

/// Stores a value in the flag when that is quiet, or holds an interrupt that an ending outranks. False when what is raised
/// already has not been answered.
fn raise(value: u32) bool {
    const mask = 0xFF;
    const flag = &host.context.interrupt;
    const raised = @atomicLoad(u32, flag, .seq_cst);
    const outranked = raised == 0 or
        (raised & mask == @backingInt(abi.Interrupt.user) and value & mask != raised & mask);
    if (outranked) @atomicStore(u32, flag, value, .seq_cst);
    return outranked;
}

pub fn setDefault(signal: SIG) void {
    const action: linux.Sigaction = .{
        .handler = .{ .handler = SIG.DFL },
        .mask = std.mem.zeroes(linux.sigset_t),
        .flags = 0,
    };
    _ = linux.sigaction(signal, &action, null);
}

/// Ends the process by a signal, at once. The first process of a system, which no signal ends, exits as if.
pub fn dieOf(number: u8) noreturn {
    ending_of_program.leave_terminal.run();
    const signal: SIG = @fromBackingInt(number);
    setDefault(signal);
    var set = std.mem.zeroes(linux.sigset_t);
    set[0] = @as(@TypeOf(set[0]), 1) << @intCast(number - 1);
    _ = linux.sigprocmask(SIG.UNBLOCK, &set, null);
    _ = linux.kill(linux.getpid(), signal);
    linux.exit_group(128 + number);
}
