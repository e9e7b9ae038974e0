//! Compiler and optimizer as one WebAssembly module: what the executable has built in, on every platform.
//!
//! The entry points `compile_to_ir` and `optimize_ir` are those of the libraries. A module has a memory of its own, so
//! that addresses in a request are offsets into that; the host asks for room there, and puts the request and all that it
//! names into it. The memory only grows: a host that wants it smaller makes a new instance.

const std = @import("std");
const abi = @import("abi");

comptime {
    _ = @import("compiler");
    _ = @import("optimizer");
}

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
