//! What the words of a compiled program's runtime stand on: its stacks, its data space, THROWs, and running other words.
//!
//!     stacks      pop popSigned popAddress popFlag pushCell pushSigned pushFlag need cellBelow
//!                 popFloat pushFloat needFloats floatBelow popDouble pushDouble
//!     data space  popBytes bytesAt popText pushText cellAt storeCell variable bytes limit
//!     heap        heapCopy (in words/heap.zig)
//!     THROWs      throw throwWith throwFormat (with what a report says behind the code's message); refuse (an ior's reason)
//!     output      output.zig: emit, typeBytes, flush, redirect
//!     words       run (a token), exportWord (makes `word NAME` of a Zig function)
//!     files       files.zig: the table of open files that words/*.zig share
//!     the system  arguments, environment; system.zig: error texts; interrupts.zig: check, waitFor
//!
//! A word is a function `fn () Error!void` that works on the in-memory stacks. There is one program in a process, so its
//! state is global: what no word of the program reaches is not linked.

const std = @import("std");
const abi = @import("abi");
const memory = @import("memory.zig");
const serve = @import("serve.zig");
const thrown = @import("thrown.zig");

pub const ThrowCode = abi.ThrowCode;

/// The word has ended with a THROW, whose code `throw` has noted.
pub const Error = error{Thrown};

/// What the linker places: see abi.ProgramImage.
pub const image = @extern(*const abi.ProgramImage, .{ .name = "ff_program", .visibility = .hidden });

pub var context: abi.ExecutionContext = std.mem.zeroes(abi.ExecutionContext);

/// What a report says of the last THROW of a word beside its code's message.
pub var detail: ?[]const u8 = null;

/// What a report says of a THROW that names a code alone.
pub fn detailOf(code: i64) ?[]const u8 {
    if (code == @backingInt(ThrowCode.abort_quote)) {
        if (abortMessage()) |text| return text;
    }
    if (own_messages) |find| if (find(code)) |text| return text;
    if (isRefused(code)) return refused_reason;
    return null;
}

/// What ABORT" has said last, when it still stands where that was.
fn abortMessage() ?[]const u8 {
    const length = variable(.abort_length).*;
    const address = variable(.abort_text).*;
    const end = limit();
    const is_inside = length > 0 and address >= abi.first_address and length <= end and address <= end - length;
    return if (is_inside) bytes[@intCast(address)..][0..@intCast(length)] else null;
}

/// The texts of codes that the program has made while it runs.
pub var own_messages: ?*const fn (code: i64) ?[]const u8 = null;

comptime {
    // A symbol, so that the optimizer does not know who sets it: see ending.zig.
    @export(&own_messages, .{ .name = "program own_messages", .visibility = .hidden });
}

/// The code of the last operation on a file that failed, and why it did, which a program may THROW later; and how many have
/// failed.
pub var refused_code: i64 = 0;
pub var refused_reason: []const u8 = "";
pub var refusals: u64 = 0;

/// Notes why an operation has failed whose code, an ior, a word gives to the program. The text must stay.
pub fn refuse(code: ThrowCode, reason: []const u8) i64 {
    refused_code = @backingInt(code);
    refused_reason = reason;
    refusals += 1;
    if (fileTable()) |table| table.refused = 1;
    return refused_code;
}

/// Whether the last operation on a file was refused with this code.
pub fn isRefused(code: i64) bool {
    if (refused_code != code or code == 0) return false;
    // Code may have done another one since.
    const table = fileTable() orelse return true;
    return table.refused != 0;
}

/// What code has of open files.
pub const FileTable = extern struct {
    refused: u32,
    reserved: u32,
    records: [abi.file_records]abi.FileRecord,
};

comptime {
    std.debug.assert(@offsetOf(FileTable, "records") == abi.file_table_header);
}

fn fileTable() ?*FileTable {
    return @ptrFromInt(context.files);
}

/// The arguments of the process, the program's name first, and its environment, `NAME=value` each.
pub var arguments: []const [*:0]u8 = undefined;
pub var environment: []const [*:0]u8 = undefined;

// ---- making words ----

/// Makes a Zig function the word of a name, as the table of words has it.
pub fn exportWord(comptime name: []const u8, comptime function: fn () Error!void) void {
    const Word = struct {
        fn call(_: *abi.ExecutionContext) callconv(.c) u32 {
            function() catch return @backingInt(abi.HostAnswer.thrown);
            return @backingInt(abi.HostAnswer.done);
        }
    };
    @export(&Word.call, .{ .name = "word " ++ name });
}

/// Runs the word of an execution token, as EXECUTE does.
pub fn run(token: u64) Error!void {
    return serve.run(token);
}

// ---- THROWs ----

pub fn throw(code: ThrowCode) Error {
    return throwCode(@backingInt(code));
}

/// THROWs a code with a text that a report gives behind the code's message. The text must stay.
pub fn throwWith(code: ThrowCode, text: []const u8) Error {
    const failure = throw(code);
    detail = text;
    return failure;
}

/// The same with a text put together from parts, which are copied.
pub fn throwFormat(code: ThrowCode, parts: []const Part) Error {
    var length: usize = 0;
    for (parts) |part| {
        var digits: [24]u8 = undefined;
        const text = switch (part) {
            .text => |text| text,
            .number => |number| decimal(&digits, number),
        };
        const kept = text[0..@min(text.len, detail_buffer.len - length)];
        @memcpy(detail_buffer[length..][0..kept.len], kept);
        length += kept.len;
    }
    return throwWith(code, detail_buffer[0..length]);
}

pub const Part = union(enum) { text: []const u8, number: i64 };

var detail_buffer: [1024]u8 = undefined;

pub fn throwCode(code: i64) Error {
    thrown.begin();
    storeThrowCode(code);
    detail = null;
    return error.Thrown;
}

/// THROW: of what was caught last, when the code is its own.
pub fn throwAgain(code: i64) Error {
    storeThrowCode(code);
    thrown.beginWith(code);
    return error.Thrown;
}

fn storeThrowCode(code: i64) void {
    context.throw_code_low = @truncate(@as(u64, @bitCast(code)));
    context.throw_code_high = @truncate(@as(u64, @bitCast(code)) >> 32);
}

pub fn thrownCode() i64 {
    return @bitCast(@as(u64, context.throw_code_high) << 32 | context.throw_code_low);
}

/// A number in decimal, at the end of the buffer.
pub fn decimal(buffer: *[24]u8, number: i64) []const u8 {
    var start: usize = buffer.len;
    var rest: u64 = @abs(number);
    while (true) {
        start -= 1;
        buffer[start] = '0' + @as(u8, @intCast(rest % 10));
        rest /= 10;
        if (rest == 0) break;
    }
    if (number < 0) {
        start -= 1;
        buffer[start] = '-';
    }
    return buffer[start..];
}

// ---- data stack ----

/// Items of the in-memory stacks, as src/machine/machine.ts has them: the rest of each stack holds arguments that code
/// stores before it looks.
pub const capacity = struct {
    pub const data = 65536;
    pub const data_guard = 4096;
    pub const float = 16384;
    pub const float_guard = 1024;
    pub const returns = 65536;
    pub const return_guard = 4096;
};

fn dataStack() [*]u64 {
    return @ptrFromInt(context.data_stack);
}

fn floatStack() [*]f64 {
    return @ptrFromInt(context.float_stack);
}

/// THROWs unless the data stack has so many cells.
pub fn need(count: u32) Error!void {
    if (context.data_depth < count) return throw(.stack_underflow);
}

/// ( x -- )
pub fn pop() Error!u64 {
    try need(1);
    context.data_depth -= 1;
    return dataStack()[context.data_depth];
}

/// ( n -- )
pub fn popSigned() Error!i64 {
    return @bitCast(try pop());
}

/// ( addr -- ) Of an address the low 32 bits count.
pub fn popAddress() Error!u32 {
    return @truncate(try pop());
}

/// ( flag -- )
pub fn popFlag() Error!bool {
    return try pop() != 0;
}

/// The cell so many below the top; 0 is the top.
pub fn cellBelow(index: u32) Error!*u64 {
    if (context.data_depth <= index) return throw(.stack_underflow);
    return &dataStack()[context.data_depth - 1 - index];
}

/// ( -- x )
pub fn pushCell(value: u64) Error!void {
    if (context.data_depth >= capacity.data) return throw(.stack_overflow);
    dataStack()[context.data_depth] = value;
    context.data_depth += 1;
}

/// ( -- n )
pub fn pushSigned(value: i64) Error!void {
    return pushCell(@bitCast(value));
}

/// ( -- flag )
pub fn pushFlag(holds: bool) Error!void {
    return pushCell(if (holds) std.math.maxInt(u64) else 0);
}

/// ( ud -- )
pub fn popDouble() Error!u128 {
    const high = try pop();
    return @as(u128, high) << 64 | try pop();
}

/// ( -- ud )
pub fn pushDouble(value: u128) Error!void {
    try pushCell(@truncate(value));
    try pushCell(@truncate(value >> 64));
}

// ---- float stack ----

/// THROWs unless the float stack has so many floats.
pub fn needFloats(count: u32) Error!void {
    if (context.float_depth < count) return throw(.float_stack_underflow);
}

/// ( F: r -- )
pub fn popFloat() Error!f64 {
    try needFloats(1);
    context.float_depth -= 1;
    return floatStack()[context.float_depth];
}

/// The float so many below the top; 0 is the top.
pub fn floatBelow(index: u32) Error!*f64 {
    if (context.float_depth <= index) return throw(.float_stack_underflow);
    return &floatStack()[context.float_depth - 1 - index];
}

/// ( F: -- r )
pub fn pushFloat(value: f64) Error!void {
    if (context.float_depth >= capacity.float) return throw(.float_stack_overflow);
    floatStack()[context.float_depth] = value;
    context.float_depth += 1;
}

// ---- data space ----

/// Where the data space begins. Addresses of programs count from here.
pub const data_space: u64 = 1 << 32;
pub const bytes: [*]u8 = @ptrFromInt(data_space);

/// Valid addresses of the data space are below this one.
pub fn limit() u64 {
    return context.data_space_limit;
}

/// The bytes of a piece of the data space. THROWs when they are not all in it; no bytes lie anywhere.
pub fn bytesAt(address: u32, length: u64) Error![]u8 {
    if (length == 0) return bytes[abi.first_address..][0..0];
    const is_inside = address >= abi.first_address and length <= limit() and address + length <= limit();
    if (!is_inside) return throw(.invalid_address);
    const piece = bytes[address..][0..length];
    if (memory.is_sparse) memory.touch(piece);
    return piece;
}

/// ( c-addr u -- )
pub fn popBytes() Error![]u8 {
    return (try popText()).bytes;
}

pub const Text = struct { address: u32, bytes: []u8 };

/// ( c-addr u -- ) The bytes with their address, which an empty text has as well.
pub fn popText() Error!Text {
    const length = try pop();
    const address = try popAddress();
    return .{ .address = address, .bytes = try bytesAt(address, length) };
}

/// ( -- c-addr u )
pub fn pushText(address: u64, length: u64) Error!void {
    try pushCell(address);
    try pushCell(length);
}

/// The cell at an address, which need not be aligned.
pub fn cellAt(address: u32) Error!u64 {
    const place = try bytesAt(address, 8);
    return std.mem.readInt(u64, place[0..8], .little);
}

pub fn storeCell(address: u32, value: u64) Error!void {
    const place = try bytesAt(address, 8);
    std.mem.writeInt(u64, place[0..8], value, .little);
}

/// A variable of the system.
pub fn variable(which: abi.SystemVariable) *u64 {
    return @ptrFromInt(data_space + @backingInt(which));
}

/// BASE. THROWs when it is none, and makes it decimal again.
pub fn base() Error!u32 {
    const value: i32 = @bitCast(@as(u32, @truncate(variable(.base).*)));
    if (value >= 2 and value <= 36) return @intCast(value);
    variable(.base).* = 10;
    return throwFormat(.invalid_number, &.{
        .{ .text = "BASE was " }, .{ .number = value }, .{ .text = ", not 2 to 36; it is decimal again" },
    });
}
