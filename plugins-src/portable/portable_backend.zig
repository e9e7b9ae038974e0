//! The backend as a WebAssembly module, for every architecture that it knows: what programs are compiled with that run
//! without FastForth, so that the same source gives the same bytes wherever it is compiled.

comptime {
    _ = @import("backend");
    _ = @import("room.zig");
}
