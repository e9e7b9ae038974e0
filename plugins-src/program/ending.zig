//! How a program ends: what it has written goes out, its exit code or the signal that ended it.

const std = @import("std");
const linux = std.os.linux;
const host = @import("host.zig");
const interrupts = @import("interrupts.zig");
const output = @import("output.zig");
const report = @import("report.zig");
const signals = @import("signals.zig");
const text = @import("error_text.zig");
const system = @import("system.zig");

/// What else is to be done before the process ends: files that are open, a terminal that is raw. A word sets these when it
/// opens the first one, so that programs without have nothing of it.
pub var close_files: Hook = .{};
pub var close_blocks: Hook = .{};
pub var leave_terminal: Hook = .{};
pub var end_children: Hook = .{};

const Hook = struct {
    function: ?*const fn () void = null,

    /// Volatile: of a variable that only one function is ever stored in, the optimizer makes a flag and a call of that
    /// function, which then is in every program.
    pub fn run(hook: *const volatile Hook) void {
        if (hook.function) |function| function();
    }
};

/// Whether something that the program has left to be written could not be.
var is_incomplete = false;

/// BYE and its kin.
pub fn exit(code: u8) noreturn {
    const failed = close();
    if (interrupts.raisedSignal()) |signal| signals.dieOf(signal);
    exitNow(failed orelse if (is_incomplete and code == 0) 1 else code);
}

/// Says what could not be written any more.
pub fn tellLost(name: []const u8, reason: []const u8) void {
    is_incomplete = true;
    complain(&.{ "when the program had ended: ", name, ": ", reason });
}

/// Writes and closes everything; gives the exit code that a failure has.
fn close() ?u8 {
    leave_terminal.run();
    close_blocks.run();
    close_files.run();
    // Last, because its reader may let it wait.
    return output.flushAtEnd();
}

pub fn exitNow(code: u8) noreturn {
    linux.exit_group(code);
}

/// A THROW that no CATCH took has ended the program.
pub fn uncaught() noreturn {
    const code = host.thrownCode();
    if (interrupts.signalOf(code)) |signal| dieOf(signal);
    if (code == @backingInt(host.ThrowCode.quit)) exit(0);
    leave_terminal.run();
    const column = output.column();
    const failed = output.flushAtEnd();
    // On a terminal, the report does not begin behind the program's last line.
    if (column > 0 and system.isTerminal(1)) _ = system.writeAll(2, "\n");
    report.write(code);
    // As in gforth a program's own code is what the run ends with: `42 throw`.
    exit(failed orelse if (code > 0 and code <= std.math.maxInt(u8)) @intCast(code) else 1);
}

/// Has the process end by a signal, once everything else is done: a shell ends the script around it only then.
pub fn dieOf(signal: u8) noreturn {
    end_children.run();
    signals.endSoon(signal);
    _ = close();
    signals.dieOf(signal);
}

/// Says on standard error why the program cannot go on.
pub fn complain(parts: []const []const u8) void {
    const name = if (host.arguments.len > 0) std.mem.span(host.arguments[0]) else "program";
    var start = name.len;
    while (start > 0 and name[start - 1] != '/') start -= 1;
    text.put(name[start..]);
    text.put(": ");
    for (parts) |part| text.put(part);
    text.put("\n");
    text.flush();
}
