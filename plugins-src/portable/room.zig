//! What a host of a WebAssembly module of stages asks besides their entry points: whether it was built from the same
//! sources, and room in the module's memory.

const std = @import("std");
const abi = @import("abi");

/// Tells a host that was built from other sources.
export fn ff_layout_hash() callconv(.c) u64 {
    return abi.layout.hash;
}

const alignment: std.mem.Alignment = .@"16";

/// Room for so many bytes, 16-aligned; null when the memory may not grow that far.
export fn ff_allocate(length: usize) callconv(.c) ?[*]u8 {
    const bytes = std.heap.page_allocator.alignedAlloc(u8, alignment, length) catch return null;
    return bytes.ptr;
}

/// Gives back what `ff_allocate` gave for `length`.
export fn ff_free(address: [*]align(alignment.toByteUnits()) u8, length: usize) callconv(.c) void {
    std.heap.page_allocator.free(address[0..length]);
}
