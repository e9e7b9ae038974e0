//! The memory of a program, with its image in it.
//!
//!     data space  [first page: nothing][writable up to the limit] at a fixed address; nothing else is mapped in the 4 GiB
//!                 and a guard from there on
//!     stacks      [guard][native stack][guard][data stack][guard][return stack][guard][float stack][guard]
//!
//! An access to a guard is a fault: faults.zig.

const builtin = @import("builtin");
const std = @import("std");
const linux = std.os.linux;
const abi = @import("abi");
const ending = @import("ending.zig");
const host = @import("host.zig");
const output = @import("output.zig");
const system = @import("system.zig");

const page = 4096;
const guard = 64 << 10;
/// Below the native stack: more than the largest frame, so that none reaches across.
const native_guard = 1 << 20;
/// It is halved where the system gives no more, or leaves no memory for the data space.
const native_stack_size = 16 << 20;
const smallest_native_stack = 256 << 10;
/// Above the stacks, for pieces of a sparse data space: then it is given back.
const spare = 2 << 20;

const data_size = std.mem.alignForward(u64, 8 * (host.capacity.data + host.capacity.data_guard), page);
const return_size = std.mem.alignForward(u64, 8 * (host.capacity.returns + host.capacity.return_guard), page);
const float_size = std.mem.alignForward(u64, 8 * (host.capacity.float + host.capacity.float_guard), page);

/// Whether an address is in the guard that the native stack overflows into.
pub fn isBelowNativeStack(address: u64) bool {
    return address < host.context.native_stack_limit and address >= host.context.native_stack_limit - native_guard;
}

/// Whether an access of code to an address is a fault of the program.
pub fn guards(address: u64) bool {
    const past_data = host.data_space + (1 << 32) + 16;
    return (address >= host.data_space and address < past_data) or isBelowNativeStack(address);
}

/// Reserves everything and fills it, or ends the process.
pub fn open() void {
    reserveStacks();
    reserveDataSpace();
    fillHeap();
    fillDataSpace();
    fillContext();
    fillWordTable();
    selectDataSpace();
}

fn reserveStacks() void {
    var size: u64 = native_stack_size;
    while (true) : (size /= 2) {
        const whole = native_guard + size + guard + data_size + guard + return_size + guard + float_size + guard + spare;
        const start = linux.mmap(null, whole, .{}, private, -1, 0);
        if (!system.isRefused(start)) return divide(start + native_guard, size);
        if (size <= smallest_native_stack) refuse();
    }
}

const private: linux.MAP = .{ .TYPE = .PRIVATE, .ANONYMOUS = true, .NORESERVE = true };

fn divide(native_stack: u64, size: u64) void {
    const context = &host.context;
    context.native_stack_limit = native_stack;
    context.native_stack_top = native_stack + size;
    context.forth_stack_pointer = native_stack + size;
    context.data_stack = native_stack + size + guard;
    context.return_stack = context.data_stack + data_size + guard;
    context.float_stack = context.return_stack + return_size + guard;
    makeWritable(native_stack, size);
    makeWritable(context.data_stack, data_size);
    makeWritable(context.return_stack, return_size);
    makeWritable(context.float_stack, float_size);
}

fn makeWritable(address: u64, size: u64) void {
    const result = linux.mprotect(@ptrFromInt(address), size, .{ .READ = true, .WRITE = true });
    if (system.isRefused(result)) refuse();
}

/// The system does not give the data space whole: pieces of it come as they are touched.
pub var is_sparse = false;
const piece = 256 << 10;

fn reserveDataSpace() void {
    const limit = host.image.data_limit;
    host.context.data_space_limit = limit;
    is_sparse = !mapData(host.data_space + page, host.data_space + limit);
    if (is_sparse) _ = linux.munmap(@ptrFromInt(host.context.float_stack + float_size + guard), spare);
}

fn mapData(start: u64, end: u64) bool {
    var fixed = private;
    fixed.FIXED_NOREPLACE = true;
    const result = linux.mmap(@ptrFromInt(start), end - start, .{ .READ = true, .WRITE = true }, fixed, -1, 0);
    if (result == start) return true;
    // A kernel before 4.17 takes the address for a wish.
    if (!system.isRefused(result)) refuse();
    return false;
}

pub fn isInSparse(address: u64) bool {
    const end = host.data_space + host.context.data_space_limit;
    return is_sparse and address >= host.data_space + page and address < end;
}

/// Brings the piece of the data space that an address is in. False when there is nothing to bring.
pub fn bring(address: u64) bool {
    if (!isInSparse(address)) return false;
    const end = host.data_space + host.context.data_space_limit;
    const start = std.mem.alignBackward(u64, address, piece);
    return mapData(@max(start, host.data_space + page), @min(start + piece, end));
}

/// A system call does not bring what it is to work on.
pub fn touch(bytes: []const u8) void {
    const volatile_bytes: [*]const volatile u8 = bytes.ptr;
    var at: u64 = 0;
    while (at < bytes.len) : (at += page) _ = volatile_bytes[at];
    if (bytes.len > 0) _ = volatile_bytes[bytes.len - 1];
}

fn fillHeap() void {
    const image = host.image;
    const heap: [*]u32 = @ptrFromInt(image.heap);
    const fields = @as([*]const abi.ProgramHeapField, @ptrFromInt(image.heap_fields))[0..image.heap_field_count];
    for (fields) |field| heap[field.field] = field.value;
}

/// Has the heap go on behind its end, with room for so many bytes; false when the system gives none.
pub fn growHeap(room: u64) bool {
    const wanted = std.mem.alignForward(u64, room, page);
    return (wanted < heap_growth and extendHeap(heap_growth)) or extendHeap(wanted);
}

const heap_growth = 64 << 20;
const largest_data_space = (1 << 32) - guard;

fn extendHeap(more: u64) bool {
    const context = &host.context;
    const from = context.data_space_limit;
    if (more > largest_data_space - from) return false;
    var fixed = private;
    fixed.FIXED_NOREPLACE = true;
    const start = host.data_space + from;
    const result = linux.mmap(@ptrFromInt(start), more, .{ .READ = true, .WRITE = true }, fixed, -1, 0);
    if (result != start) {
        if (!system.isRefused(result)) _ = linux.munmap(@ptrFromInt(result), more);
        return false;
    }
    context.data_space_limit = from + more;
    const heap: [*]u32 = @ptrFromInt(host.image.heap);
    heap[@backingInt(abi.HeapField.floor)] = @intCast(from);
    heap[@backingInt(abi.HeapField.bottom)] = @intCast(from + more);
    return true;
}

fn chunks() []const abi.ImageChunk {
    const image = host.image;
    return @as([*]const abi.ImageChunk, @ptrFromInt(image.chunks))[0..image.chunk_count];
}

fn fillDataSpace() void {
    for (chunks()) |chunk| {
        const from: [*]const u8 = @ptrFromInt(chunk.bytes);
        @memcpy(host.bytes[chunk.address..][0..chunk.length], from[0..chunk.length]);
    }
    host.variable(.hold_start).* = abi.hold_area_end;
    host.variable(.hold_end).* = abi.hold_area_end;
}

fn fillContext() void {
    const context = &host.context;
    const image = host.image;
    context.data_capacity = host.capacity.data;
    context.float_capacity = host.capacity.float;
    context.return_capacity = host.capacity.returns;
    context.data_space = host.data_space;
    context.word_table = image.word_table;
    context.word_count = @intCast(image.word_count);
    context.runtime_table = image.runtime_table;
    context.library = @intFromPtr(&library);
    fillFunctions(&library, image.library, image.library_count);
    fillFunctions(&float_functions, image.float_functions, image.float_function_count);
    context.float_functions = @intFromPtr(&float_functions);
    context.heap = image.heap;
}

var library: [@typeInfo(abi.LibraryFunction).@"enum".field_names.len]u64 = @splat(0);
/// By FloatFunction and, from there on, FloatFunction2.
pub var float_functions: [float_function_count]u64 = @splat(0);
const float_function_count = @typeInfo(abi.ops.FloatFunction).@"enum".field_names.len +
    @typeInfo(abi.ops.FloatFunction2).@"enum".field_names.len;

fn fillFunctions(table: []u64, first: u64, count: u64) void {
    const functions = @as([*]const abi.ProgramFunction, @ptrFromInt(first))[0..count];
    for (functions) |function| table[function.number] = function.address;
}

fn fillWordTable() void {
    const image = host.image;
    const table = @as([*]abi.WordEntry, @ptrFromInt(image.word_table))[0..image.word_count];
    const need_code = runtimeEntry(.need_code);
    const need_dynamic = runtimeEntry(.need_dynamic);
    for (table) |*entry| {
        entry.memory_entry = need_code;
        entry.dynamic_entry = need_dynamic;
    }
    const words = @as([*]const abi.ProgramWord, @ptrFromInt(image.words))[0..image.program_word_count];
    for (words) |word| {
        table[word.word].memory_entry = word.memory_entry;
        if (word.dynamic_entry != 0) table[word.word].dynamic_entry = word.dynamic_entry;
        table[word.word].register_entry = word.register_entry;
        table[word.word].effect = word.effect;
    }
}

/// Makes room in the word table for the next token, whose word the host runs.
pub fn addWord(token: u32) void {
    const table: [*]abi.WordEntry = @ptrFromInt(host.image.word_table);
    table[token].memory_entry = runtimeEntry(.need_code);
    table[token].dynamic_entry = runtimeEntry(.need_dynamic);
    host.context.word_count = token + 1;
}

pub fn runtimeEntry(which: abi.RuntimeEntry) u64 {
    return @as([*]const u64, @ptrFromInt(host.image.runtime_table))[@backingInt(which)];
}

/// Code of x86-64 finds its data space by GS; that of AArch64 in the context.
fn selectDataSpace() void {
    if (builtin.cpu.arch != .x86_64) return;
    const set_gs = 0x1001;
    if (system.isRefused(linux.syscall2(.arch_prctl, set_gs, host.data_space))) refuse();
}

/// The system has too little memory.
pub fn refuse() noreturn {
    ending.complain(&.{"the system gives no memory for the program"});
    ending.exitNow(1);
}
