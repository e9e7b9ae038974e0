//! The system's variables in the data space that no code knows (src/machine/data_space.ts), and what several words take.

const std = @import("std");
const abi = @import("abi");
const host = @import("../host.zig");
const output = @import("../output.zig");
const Error = host.Error;

/// By their place among the system's cells.
pub const SystemCell = enum(u32) {
    state = 2,
    block = 3,
    screen = 4,
    span = 5,
    precision = 6,
    argument_count = 7,
    assert_level = 8,
    warnings = 9,
    seed = 10,
    data_stack_base = 14,
    float_stack_base = 15,
    return_stack_base = 16,
    input_length = 18,
    control_stack_depth = 19,
};

pub fn addressOf(which: SystemCell) u32 {
    return abi.first_address + 8 * @as(u32, @backingInt(which));
}

pub fn systemCell(which: SystemCell) *u64 {
    return @ptrFromInt(host.data_space + addressOf(which));
}

/// Where the dictionary begins.
pub const dictionary = abi.dictionary_start;

/// Longer names, numbers and commands nobody takes.
const most_name_bytes = 1 << 20;

/// ( c-addr u -- ) A name, a command or a number. THROWs for what is far too long for one.
pub fn popName() Error![]u8 {
    const name = try host.popBytes();
    if (name.len <= most_name_bytes) return name;
    return host.throwFormat(.invalid_number, &.{
        .{ .text = "a name of " }, .{ .number = @intCast(name.len) }, .{ .text = " bytes" },
    });
}

/// `<depth> `, as the words begin that show a stack.
pub fn printDepth(depth: u32) Error!void {
    var digits: [24]u8 = undefined;
    try output.emit('<');
    try output.typeBytes(host.decimal(&digits, depth));
    try output.typeBytes("> ");
}

/// Texts that stay, outside of the dictionary, in memory of the heap: see DataSpace.storeString.
pub fn storeString(bytes: []const u8) Error!u32 {
    const heap = @import("shared").heap;
    if (bytes.len > strings_end - strings_next) {
        const size = @max(string_chunk, bytes.len);
        const chunk = heap.allocate(&host.context, size) orelse
            return host.throwWith(.dictionary_overflow, "no room for a string");
        strings_next = chunk;
        strings_end = chunk + @as(u32, @intCast(size));
    }
    const address = strings_next;
    @memcpy(host.bytes[address..][0..bytes.len], bytes);
    strings_next += @intCast(bytes.len);
    return address;
}

const string_chunk = 4096;
var strings_next: u32 = 0;
var strings_end: u32 = 0;
