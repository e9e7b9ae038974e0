//! The interrupt flag, which signals raise and code polls.

const std = @import("std");
const linux = std.os.linux;
const abi = @import("abi");
const ending = @import("ending.zig");
const host = @import("host.zig");

/// THROW codes of signals: this less the signal's number, as gforth has them.
const first_signal = -256;
const last_signal = 64;

/// Answers the interrupt flag: THROWs after Ctrl-C and the signals of a program's own use; a signal that ends processes ends
/// this one.
pub fn check() host.Error!void {
    const raised = @atomicRmw(u32, &host.context.interrupt, .Xchg, 0, .seq_cst);
    const signal = raised >> abi.interrupt_signal_shift;
    switch (raised & 0xFF) {
        @backingInt(abi.Interrupt.user) => return if (signal == 0)
            host.throw(.user_interrupt)
        else
            host.throwCode(first_signal - @as(i64, signal)),
        @backingInt(abi.Interrupt.end) => ending.dieOf(@intCast(signal)),
        else => {},
    }
}

pub fn isRaised() bool {
    return @atomicLoad(u32, &host.context.interrupt, .seq_cst) != 0;
}

/// The signal that nobody has answered, or null.
pub fn raisedSignal() ?u8 {
    const raised = @atomicLoad(u32, &host.context.interrupt, .seq_cst);
    const signal: u8 = @truncate(raised >> abi.interrupt_signal_shift);
    return switch (raised & 0xFF) {
        @backingInt(abi.Interrupt.user) => if (signal == 0) @intCast(@backingInt(linux.SIG.INT)) else signal,
        @backingInt(abi.Interrupt.end) => signal,
        else => null,
    };
}

/// The signal that a THROW code stands for, or null.
pub fn signalOf(code: i64) ?u8 {
    if (code == @backingInt(abi.ThrowCode.user_interrupt)) return @intCast(@backingInt(linux.SIG.INT));
    if (code >= first_signal or code < first_signal - last_signal) return null;
    return @intCast(first_signal - code);
}
