//! What words do without the host: the functions behind `abi.LibraryFunction`. Code of words calls them through a table in
//! the execution context, on the host's stack.
//!
//! A function takes its arguments from the context's operands and leaves its results there. When it answers `by_host` it
//! has changed nothing but perhaps reused blocks' lists: the session then does the word itself, with its messages and
//! THROWs, so that each has one meaning (src/words). Nothing here waits, and nothing allocates memory of the system.

const std = @import("std");
const abi = @import("abi");
const files = @import("files.zig");
const float_text = @import("float_text.zig");
const heap = @import("heap.zig");
const names = @import("names.zig");
const numbers = @import("numbers.zig");
const text = @import("text.zig");

pub const Context = abi.ExecutionContext;
pub const Answer = abi.LibraryAnswer;
const Function = *const fn (*Context) callconv(.c) u32;

/// A function of this library as one that code calls.
fn callable(comptime function: fn (*Context) Answer) Function {
    return struct {
        fn call(context: *Context) callconv(.c) u32 {
            return @backingInt(function(context));
        }
    }.call;
}

/// The function as code calls it.
pub fn functionOf(comptime number: abi.LibraryFunction) Function {
    return switch (number) {
        .move => callable(text.move),
        .cmove => callable(text.moveUp),
        .cmove_up => callable(text.moveDown),
        .fill => callable(text.fill),
        .compare => callable(text.compare),
        .string_equal => callable(text.isEqual),
        .string_less => callable(text.isLess),
        .string_prefix => callable(text.hasPrefix),
        .string_suffix => callable(text.hasSuffix),
        .search => callable(text.search),
        .dash_trailing => callable(text.withoutTrailing),
        .allocate => callable(heap.allocateWord),
        .free => callable(heap.freeWord),
        .resize => callable(heap.resizeWord),
        .cr => callable(numbers.endLine),
        .spaces => callable(numbers.spaces),
        .dot => callable(numbers.dot),
        .u_dot => callable(numbers.unsignedDot),
        .dot_r => callable(numbers.dotRight),
        .u_dot_r => callable(numbers.unsignedDotRight),
        .d_dot => callable(numbers.doubleDot),
        .ud_dot => callable(numbers.unsignedDoubleDot),
        .begin_number => callable(numbers.begin),
        .digit => callable(numbers.digit),
        .digits => callable(numbers.digits),
        .end_number => callable(numbers.end),
        .hold => callable(numbers.hold),
        .holds => callable(numbers.holds),
        .sign => callable(numbers.sign),
        .to_number => callable(numbers.toNumber),
        .string_to_number => callable(numbers.stringToNumber),
        .represent => callable(float_text.represent),
        .to_float => callable(float_text.toFloat),
        .find_name => callable(names.findName),
        .find_name_in => callable(names.findNameIn),
        .search_wordlist => callable(names.searchWordlist),
        .read_file => callable(files.readFile),
        .read_line => callable(files.readLine),
        .write_file => callable(files.writeFile),
        .write_line => callable(files.writeLine),
        .emit_file => callable(files.emitFile),
        .key_file => callable(files.keyFile),
        .file_ended => callable(files.fileEnded),
    };
}

const count = @typeInfo(abi.LibraryFunction).@"enum".field_names.len;

/// Fills a table of addresses by LibraryFunction.
pub fn fillTable(table: [*]u64, length: u32) void {
    inline for (0..count) |number| {
        if (number < length) table[number] = @intFromPtr(functionOf(@fromBackingInt(number)));
    }
}

/// The bytes of a piece of the data space; null when they are not all in it. No bytes lie anywhere.
pub fn range(context: *const Context, address: u64, length: u64) ?[]u8 {
    const start: u64 = @as(u32, @truncate(address));
    const base: [*]u8 = @ptrFromInt(context.data_space);
    if (length == 0) return base[abi.first_address..][0..0];
    if (start < abi.first_address or length > context.data_space_limit) return null;
    if (start + length > context.data_space_limit) return null;
    return base[start..][0..length];
}

/// A variable of the system.
pub fn variable(context: *const Context, which: abi.SystemVariable) *u64 {
    return @ptrFromInt(context.data_space + @backingInt(which));
}

pub fn flag(holds: bool) u64 {
    return if (holds) std.math.maxInt(u64) else 0;
}

test {
    _ = files;
    _ = float_text;
    _ = heap;
    _ = names;
    _ = numbers;
    _ = text;
}
