//! What words do without the host: the functions behind `abi.LibraryFunction`. Code of words calls them through a table in
//! the execution context, on the host's stack.
//!
//! A function gives its first two results, and leaves a third and fourth in the context's operands. Where it gives null it
//! has changed nothing but perhaps reused blocks' lists: the session then does the word itself, with its messages and
//! THROWs, so that each has one meaning (src/words). Nothing here waits, and nothing allocates memory of the system.

const std = @import("std");
const builtin = @import("builtin");
const abi = @import("abi");
const dictionary = @import("dictionary.zig");
const extended = @import("extended.zig");
const files = @import("files.zig");
const float_functions = @import("float_functions.zig");
const float_text = @import("float_text.zig");
const heap = @import("heap.zig");
const names = @import("names.zig");
const numbers = @import("numbers.zig");
const stacks = @import("stacks.zig");
const text = @import("text.zig");

pub const Context = abi.ExecutionContext;

/// The first two results.
pub const Results = extern struct {
    first: u64 = 0,
    second: u64 = 0,

    pub inline fn one(first: u64) Results {
        return .{ .first = first };
    }

    pub inline fn two(first: u64, second: u64) Results {
        return .{ .first = first, .second = second };
    }
};

/// How code calls a function: each argument is in the register that has it as an argument of a word anyway, so that the
/// order is the architecture's.
pub const Function = switch (builtin.cpu.arch) {
    .aarch64 => *const fn (first: u64, second: u64, third: u64, fourth: u64, context: *Context) callconv(.c) Results,
    else => *const fn (first: u64, second: u64, context: *Context, _: u64, third: u64, fourth: u64) callconv(.c) Results,
};

/// Calls a function as code does.
pub inline fn call(function: Function, context: *Context, arguments: [4]u64) Results {
    const first, const second, const third, const fourth = arguments;
    return switch (builtin.cpu.arch) {
        .aarch64 => function(first, second, third, fourth, context),
        else => function(first, second, context, 0, third, fourth),
    };
}

/// A function of this library, which takes the context and up to four arguments and gives ?Results, as one that code calls.
fn callable(comptime function: anytype) Function {
    const Any = struct {
        inline fn call(context: *Context, arguments: [4]u64) Results {
            const values = .{ arguments[0], arguments[1], arguments[2], arguments[3] };
            const given = switch (@typeInfo(@TypeOf(function)).@"fn".param_types.len - 1) {
                0 => .{context},
                1 => .{ context, values[0] },
                2 => .{ context, values[0], values[1] },
                3 => .{ context, values[0], values[1], values[2] },
                4 => .{ context, values[0], values[1], values[2], values[3] },
                else => comptime unreachable,
            };
            return @call(.always_inline, function, given) orelse byHost(context, arguments);
        }

        fn byHost(context: *Context, arguments: [4]u64) Results {
            @branchHint(.cold);
            context.operand0, context.operand1, context.operand2, context.operand3 = arguments;
            context.left_to_host = 1;
            return .{};
        }
    };
    return switch (builtin.cpu.arch) {
        .aarch64 => struct {
            fn call(first: u64, second: u64, third: u64, fourth: u64, context: *Context) callconv(.c) Results {
                return Any.call(context, .{ first, second, third, fourth });
            }
        }.call,
        else => struct {
            fn call(first: u64, second: u64, context: *Context, _: u64, third: u64, fourth: u64) callconv(.c) Results {
                return Any.call(context, .{ first, second, third, fourth });
            }
        }.call,
    };
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
        .caps_compare => callable(text.capsCompare),
        .save_mem => callable(heap.saveMemory),
        .s_plus => callable(heap.joined),
        .append => callable(heap.append),
        .hex_dot => callable(numbers.hexDot),
        .dec_dot => callable(numbers.decimalDot),
        .d_dot_r => callable(numbers.doubleDotRight),
        .ud_dot_r => callable(numbers.unsignedDoubleDotRight),
        .unescape => callable(text.unescape),
        .x_size => callable(extended.firstSize),
        .xc_size => callable(extended.size),
        .xc_fetch => callable(extended.fetch),
        .xc_fetch_next => callable(extended.fetchNext),
        .xc_store_next => callable(extended.storeNext),
        .xchar_plus => callable(extended.next),
        .plus_x_string => callable(extended.withoutFirst),
        .x_width => callable(extended.width),
        .xemit => callable(extended.emit),
        .allot => callable(dictionary.allot),
        .comma => callable(dictionary.comma),
        .two_comma => callable(dictionary.commaTwo),
        .c_comma => callable(dictionary.commaByte),
        .w_comma => callable(dictionary.commaHalf),
        .l_comma => callable(dictionary.commaLong),
        .align_here => callable(dictionary.alignHere),
        .f_dot => callable(float_text.fixedDot),
        .fs_dot => callable(float_text.scientificDot),
        .fe_dot => callable(float_text.engineeringDot),
        .f_dot_rdp => callable(float_text.formattedDot),
        .f_to_str_rdp => callable(float_text.formatted),
        .return_address => callable(stacks.returnAddress),
        .find_counted => callable(names.findCounted),
        .name_to_interpret, .name_to_int => callable(names.nameToInterpret),
        .name_to_compile => callable(names.nameToCompile),
        .to_body => callable(names.toBody),
    };
}

/// The same of a compiled program, which does not choose by the processor when it starts.
pub fn functionOfProgram(comptime number: abi.LibraryFunction) Function {
    if (!has_wide_registers) return functionOf(number);
    return switch (number) {
        .move => callable(text.moveByProcessor),
        .fill => callable(text.fillByProcessor),
        else => functionOf(number),
    };
}

/// Only LLVM takes the instructions of wide_x86_64.zig, which a build without optimization does without.
const has_wide_registers = builtin.cpu.arch == .x86_64 and builtin.os.tag == .linux and builtin.zig_backend == .stage2_llvm;

const count = @typeInfo(abi.LibraryFunction).@"enum".field_names.len;

/// Fills a table of addresses by LibraryFunction and, behind these, FloatFunction and FloatFunction2.
/// @param cpu_features bits of CpuFeature
pub fn fillTable(table: [*]u64, length: u32, cpu_features: u32) void {
    if (builtin.os.tag == .linux and length == count + float_functions.count)
        float_functions.fillTable(table[count..][0..float_functions.count]);
    inline for (0..count) |number| {
        if (number < length) table[number] = @intFromPtr(functionOf(@fromBackingInt(number)));
    }
    if (!has_wide_registers or cpu_features & @backingInt(abi.CpuFeature.avx) == 0) return;
    inline for (.{ .{ abi.LibraryFunction.move, text.moveWide }, .{ abi.LibraryFunction.fill, text.fillWide } }) |entry| {
        const number = @backingInt(entry[0]);
        if (number < length) table[number] = @intFromPtr(callable(entry[1]));
    }
}

/// The bytes of a piece of the data space; null when they are not all in it. No bytes lie anywhere.
pub inline fn range(context: *const Context, address: u64, length: u64) ?[]u8 {
    const start: u64 = @as(u32, @truncate(address));
    const base: [*]u8 = @ptrFromInt(context.data_space);
    const room = context.data_space_limit - abi.first_address;
    if (length > room or start -% abi.first_address > room - length) {
        @branchHint(.unlikely);
        return if (length == 0) base[abi.first_address..][0..0] else null;
    }
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
    _ = dictionary;
    _ = extended;
    _ = files;
    _ = float_functions;
    _ = float_text;
    _ = heap;
    _ = names;
    _ = numbers;
    _ = text;
    if (has_wide_registers) _ = @import("wide_x86_64.zig");
}
