//! Compiler and optimizer as one WebAssembly module: what the executable has built in, on every platform.
//!
//! The entry points `compile_to_ir` and `optimize_ir` are those of the libraries. A module has a memory of its own, so
//! that addresses in a request are offsets into that; the host asks for room there, and puts the request and all that it
//! names into it. The memory only grows: a host that wants it smaller makes a new instance.

comptime {
    _ = @import("compiler");
    _ = @import("optimizer");
    _ = @import("room.zig");
}
