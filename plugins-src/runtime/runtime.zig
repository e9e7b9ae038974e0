//! The runtime library: what the host needs from the operating system while Forth code runs and JavaScript
//! cannot. Interrupts and time-outs become a number in a flag that loops poll; the terminal goes into raw mode
//! and back; waiting for input ends when the flag is raised.
//!
//! It is no stage: it knows nothing of the ABI, and without it everything works except Ctrl-C in a busy loop,
//! `--timeout` in a busy loop, and single key presses. src/plugins/runtime.ts is its TypeScript side.
//!
//! A flag is a u32 that stays where it is until `ff_interrupt_remove` and `ff_timer_stop`: 0 is quiet, and
//! `abi.Interrupt` says who raised it. Whoever acts on a raised flag sets it back to 0. Installing happens once a
//! process: signal handlers belong to the process.

const builtin = @import("builtin");
const std = @import("std");
const abi = @import("abi");

const signals = switch (builtin.os.tag) {
    .linux, .macos => @import("signals.zig"),
    else => @import("unsupported.zig"),
};
const terminal = switch (builtin.os.tag) {
    .linux, .macos => @import("terminal.zig"),
    else => @import("unsupported.zig"),
};
const has_native_code = builtin.os.tag == .linux and
    (builtin.cpu.arch == .x86_64 or builtin.cpu.arch == .aarch64);
pub const native_processor = switch (builtin.cpu.arch) {
    .aarch64 => @import("native_aarch64.zig"),
    else => @import("native_x86_64.zig"),
};
const look = @import("look.zig");
const native_memory = @import("native_memory.zig");
const native_faults = @import("native_faults.zig");
const library = @import("library.zig");
const interpreter = @import("interpreter.zig");
const fault_notes = @import("fault_notes.zig");
const reading = @import("reading.zig");

/// Nothing here may print or unwind: the library lives inside another program's process.
pub const panic = std.debug.no_panic;

pub const Answer = abi.RuntimeAnswer;

export fn ff_runtime_version() u32 {
    return abi.runtime_version;
}

/// From now on SIGINT stores `Interrupt.user` in `flag`. When the flag is still raised at the next SIGINT,
/// nobody is listening: the terminal is restored and the process dies by the signal, exit status 130 in a shell.
/// The calling thread is the one whose blocking calls a SIGINT ends.
export fn ff_interrupt_install(flag: *u32) i32 {
    return @backingInt(signals.installInterrupt(flag));
}

/// Puts the handling of SIGINT back as it was.
export fn ff_interrupt_remove() i32 {
    return @backingInt(signals.removeInterrupt());
}

/// Whether the last SIGINT was sent by a process. One from the terminal has gone to the children, too.
export fn ff_interrupt_was_sent() i32 {
    return @intFromBool(signals.interruptWasSent());
}

/// From now on SIGUSR1 and SIGUSR2 store `Interrupt.user` with the signal's number in `flag`, and SIGTERM, SIGHUP,
/// SIGQUIT and SIGXCPU `Interrupt.end`. The second
/// of them, or a process that still runs a second later, dies by the signal.
export fn ff_endings_install(flag: *u32) i32 {
    return @backingInt(signals.installEndings(flag));
}

/// Puts their handling back as it was.
export fn ff_endings_remove() i32 {
    return @backingInt(signals.removeEndings());
}

/// The process ends because of a signal that it has caught: it dies by the next one, or when it still runs a second later.
export fn ff_end_soon(signal: i32) void {
    signals.endSoon(signal);
}

/// After `milliseconds`, stores `Interrupt.timeout` in `flag` and ends a blocking call of the calling thread.
/// There is one timer; starting it again sets it anew. When `grace` is not 0 and the process still runs as many
/// milliseconds later, it ends on the spot with `exit_code`.
export fn ff_timer_start(flag: *u32, milliseconds: u32, grace: u32, exit_code: u8) i32 {
    return @backingInt(signals.startTimer(flag, milliseconds, .{ .grace = grace, .exit_code = exit_code }));
}

/// Stops the timer and puts the handling of its signal back as it was.
export fn ff_timer_stop() i32 {
    return @backingInt(signals.stopTimer());
}

/// While the calling thread computes, stores `Interrupt.look` in a quiet `flag` after every `milliseconds` of its processor
/// time: see `look.zig`. Answers the number of the timer, or a negative one where there is none.
export fn ff_look_start(flag: *u32, milliseconds: u32) i32 {
    return if (builtin.os.tag == .linux) look.start(flag, milliseconds) else @backingInt(Answer.unsupported);
}

/// Ends such a timer.
export fn ff_look_stop(timer: i32) void {
    if (builtin.os.tag == .linux) look.stop(timer);
}

/// Key presses of the terminal `fd` are delivered one by one and not echoed; Ctrl-C stays an interrupt.
export fn ff_terminal_raw(fd: i32) i32 {
    return @backingInt(terminal.makeRaw(fd));
}

/// Undoes `ff_terminal_raw`; without it, does nothing.
export fn ff_terminal_restore(fd: i32) i32 {
    return @backingInt(terminal.restore(fd));
}

/// Columns in the upper half and rows in the lower; 0 when `fd` is no terminal or its size is unknown.
export fn ff_terminal_size(fd: i32) u32 {
    return terminal.size(fd);
}

/// Waits until `fd` has input, at most `milliseconds` (negative: without limit). With `fd` -1 it only waits.
/// Answers 1 when there is input or the end of input, 0 when the time is over, or `Answer.interrupted`.
export fn ff_wait(fd: i32, milliseconds: i32, flag: *const u32) i32 {
    return terminal.wait(fd, milliseconds, flag);
}

/// Waits until the child process `child` has ended, and stores its status as waitpid does. Answers 1, or
/// `Answer.interrupted` when the flag is raised before.
export fn ff_child_wait(child: i32, status: *u32, flag: *const u32) i32 {
    return terminal.waitForChild(child, status, flag);
}

/// Reads at most `length` bytes as soon as there are some. Answers their number, 0 at the end of input,
/// `Answer.interrupted`, `Answer.continued`, or `Answer.failed`.
export fn ff_read(fd: i32, buffer: [*]u8, length: u32, flag: *const u32) i32 {
    return terminal.read(fd, buffer[0..length], flag);
}

/// Reserves memory for native code: see `native_memory.zig`. Answers `unsupported` where there is no native code.
export fn ff_native_open(memory: *abi.NativeMemory) i32 {
    if (!has_native_code) return @backingInt(Answer.unsupported);
    return @backingInt(native_memory.open(memory));
}

/// Ends the watching of faults and gives the memory back.
export fn ff_native_close(memory: *abi.NativeMemory) void {
    if (!has_native_code) return;
    native_faults.unwatch(memory);
    native_memory.close(memory);
}

/// From now on faults of the code in this memory lead to its fault entry: see `native_faults.zig`. The code runs on
/// the calling thread.
export fn ff_native_watch(memory: *const abi.NativeMemory) i32 {
    if (!has_native_code) return @backingInt(Answer.unsupported);
    return @backingInt(native_faults.watch(memory));
}

/// From now on a fault of the calling thread is noted in an open file while `*inside` is not 0: see `fault_notes.zig`.
export fn ff_fault_notes_start(file: i32, inside: *const i32) i32 {
    return @backingInt(if (has_native_code) fault_notes.start(file, inside) else Answer.unsupported);
}

/// Ends that.
export fn ff_fault_notes_stop() void {
    if (has_native_code) fault_notes.stop();
}

/// Makes a data space the one of the calling thread.
export fn ff_native_select(data_space: u64) i32 {
    if (!has_native_code) return @backingInt(Answer.unsupported);
    return @backingInt(native_processor.select(data_space));
}

/// The calling thread may run code from now on that has been written to native memory: at which address it was written,
/// where it runs, and how many bytes it has.
export fn ff_native_publish(writable: u64, code: u64, length: u64) void {
    if (has_native_code) native_processor.publish(writable, code, length);
}

/// Fills a table of the addresses of functions that code of words calls, by the ABI's LibraryFunction and, behind these,
/// FloatFunction and FloatFunction2.
export fn ff_library(table: [*]u64, length: u32) void {
    library.fillTable(table, length, ff_cpu_features());
}

/// Reads definitions of a text, as many as it can: see `reading.zig`. Answers a `ReadingEnd`.
export fn ff_read_definitions(request: *abi.ReadingRequest) u32 {
    return @backingInt(reading.read(request));
}

/// Runs cold code until the host has something to do: see `interpreter.zig`.
export fn ff_interpret(state: *abi.Interpretation) u32 {
    return @backingInt(interpreter.run(state));
}

/// What the processor can do, in bits of the ABI's CpuFeature.
export fn ff_cpu_features() u32 {
    return if (has_native_code) native_processor.cpuFeatures() else 0;
}

test {
    std.testing.refAllDecls(@This());
    if (has_native_code) {
        _ = native_memory;
        _ = native_faults;
        _ = native_processor;
    }
    if (builtin.os.tag == .linux) _ = look;
    _ = library;
    _ = interpreter;
    _ = signals;
    _ = terminal;
}
