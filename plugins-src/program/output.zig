//! Standard output, gathered so that EMIT and TYPE cost no system call. On a terminal each line is written as it ends. Code
//! appends to the buffer by itself (abi.ExecutionContext.output). src/machine/output.ts is the same for sessions.

const ending = @import("ending.zig");
const host = @import("host.zig");
const interrupts = @import("interrupts.zig");
const system = @import("system.zig");

const capacity = 65536;
const line_feed = '\n';

var buffer: [capacity]u8 = undefined;
/// It could not be written, and nothing of it ever will be.
var is_broken = false;
/// Somebody watches each line end.
var is_watched = false;
/// The column after the first `counted` bytes of the buffer.
var counted_column: u64 = 0;
var counted: u32 = 0;

/// Who takes the bytes in the place of standard output.
pub const Taker = *const fn (bytes: []const u8) host.Error!void;
var taker: ?Taker = null;

comptime {
    // A symbol, so that the optimizer does not know who sets it: see ending.zig.
    @export(&taker, .{ .name = "program taker", .visibility = .hidden });
}

pub fn open() void {
    is_watched = system.isTerminal(1);
    host.context.output = @intFromPtr(&buffer);
    limitCode();
}

/// Whether output goes to a terminal.
pub fn isWatched() bool {
    return is_watched;
}

/// Whether what is gathered goes to standard output.
pub fn isStandard() bool {
    return taker == null;
}

/// Says how far code may fill the buffer: not at all where each character or line counts at once.
fn limitCode() void {
    host.context.output_capacity = if (is_watched or taker != null) 0 else capacity;
}

/// The column of the cursor: characters since the last line end.
pub fn column() u64 {
    const length = host.context.output_length;
    counted_column = columnBehind(buffer[counted..length]);
    counted = length;
    return counted_column;
}

/// The column behind bytes that follow what is counted. From their end on: most of them lie before the last line end.
fn columnBehind(bytes: []const u8) u64 {
    var characters: u64 = 0;
    var at = bytes.len;
    while (at > 0) {
        at -= 1;
        if (bytes[at] == line_feed) return characters;
        // Continuation bytes of UTF-8 do not move it.
        if (bytes[at] & 0xC0 != 0x80) characters += 1;
    }
    return counted_column + characters;
}

pub fn setColumn(to: u64) void {
    counted = host.context.output_length;
    counted_column = to;
}

pub fn emit(byte: u8) host.Error!void {
    const context = &host.context;
    if (context.output_length == capacity) try flushTo();
    buffer[context.output_length] = byte;
    context.output_length += 1;
    if (byte == line_feed and is_watched) flush();
    if (taker != null) try flushTo();
}

pub fn typeBytes(bytes: []const u8) host.Error!void {
    const context = &host.context;
    if (context.output_length + bytes.len > capacity) try flushTo();
    if (bytes.len > capacity) {
        counted_column = columnBehind(bytes);
        return write(bytes);
    }
    @memcpy(buffer[context.output_length..][0..bytes.len], bytes);
    context.output_length += @intCast(bytes.len);
    if (is_watched and hasLineEnd(bytes)) flush();
    if (taker != null) try flushTo();
}

/// Writes to standard output, also while somebody else takes what is written.
pub fn typeFirst(bytes: []const u8) host.Error!void {
    if (taker == null) return typeBytes(bytes);
    return writeWhole(bytes);
}

fn hasLineEnd(bytes: []const u8) bool {
    return for (bytes) |byte| {
        if (byte == line_feed) break true;
    } else false;
}

/// So many blanks.
pub fn spaces(number: u64) host.Error!void {
    var rest = number;
    while (rest > 0) : (rest -= 1) try emit(' ');
}

fn write(bytes: []const u8) host.Error!void {
    if (taker) |take| return take(bytes);
    return writeWhole(bytes);
}

/// Writes to standard output all bytes, which are not in the buffer. A signal may end that.
fn writeWhole(bytes: []const u8) host.Error!void {
    var rest = bytes;
    while (true) : (try interrupts.check()) {
        if (writeFirst(rest)) |code| ending.exit(code);
        if (unwritten == 0) return;
        rest = rest[rest.len - unwritten ..];
    }
}

fn flushTo() host.Error!void {
    if (taker) |take| return take(take_pending());
    flush();
    // A signal that ended the write may end the program, or throw.
    while (host.context.output_length > 0) : (flush()) try interrupts.check();
}

fn take_pending() []const u8 {
    const at = column();
    const pending = buffer[0..host.context.output_length];
    host.context.output_length = 0;
    setColumn(at);
    return pending;
}

/// Writes what is gathered. Ends the program when that fails. What a signal comes before stays in the buffer; whoever waits
/// or computes next answers it.
pub noinline fn flush() void {
    if (taker != null or host.context.output_length == 0) return;
    const pending = take_pending();
    if (writeFirst(pending)) |code| ending.exit(code);
    if (unwritten == 0) return;
    const at = column();
    const rest = pending[pending.len - unwritten ..];
    // Volatile, because the optimizer makes a call of memmove of a plain loop, which then is in every program.
    const place: [*]volatile u8 = &buffer;
    for (rest, 0..) |byte, index| place[index] = byte;
    host.context.output_length = @intCast(rest.len);
    setColumn(at);
}

/// The same at the end of the program: the exit code when that fails.
pub fn flushAtEnd() ?u8 {
    taker = null;
    if (host.context.output_length == 0) return null;
    return writeFirst(take_pending());
}

/// How many of the last bytes that were to be written are left, because a signal has ended that.
var unwritten: usize = 0;

/// Writes to standard output; gives the exit code of the program when that cannot be. Quietly when nobody reads it.
noinline fn writeFirst(bytes: []const u8) ?u8 {
    unwritten = 0;
    if (is_broken) return null;
    var written: system.Written = .{ .rest = bytes, .is_interrupted = true };
    while (written.is_interrupted) {
        written = system.writeUntilSignal(1, written.rest);
        if (!written.is_interrupted or !interrupts.isRaised()) continue;
        unwritten = written.rest.len;
        return null;
    }
    const number = written.number;
    if (number == 0) return null;
    is_broken = true;
    if (number == system.broken_pipe) return 141;
    const refusal = system.writeRefusal(number);
    ending.complain(&.{ "cannot write to standard output: ", refusal.name, ": ", refusal.text, ", write" });
    return 1;
}

/// Has what is written from now on taken by somebody else, or not any more: what is gathered goes where it did before.
pub fn redirect(to: ?Taker) host.Error!?Taker {
    try flushTo();
    const before = taker;
    taker = to;
    limitCode();
    host.context.output_is_standard = @intFromBool(isStandard());
    return before;
}
