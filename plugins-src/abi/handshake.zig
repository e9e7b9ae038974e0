//! What every stage library exports so that the loader can tell what it is before it calls it.

const builtin = @import("builtin");
const abi = @import("abi.zig");

pub const Stage = enum { parser, compiler, optimizer, backend };

/// Exports `ff_abi_version() u32`, `ff_layout_hash() u64`, `ff_stage_name()` and `ff_stage_version()`, which return
/// zero-terminated strings that live as long as the library. Call it once, in a `comptime` block of the root file.
///
/// In WebAssembly stages lie together in one module, which no loader chooses.
pub fn exportHandshake(comptime stage: Stage, comptime version: [:0]const u8) void {
    if (builtin.target.cpu.arch.isWasm()) return;
    const handshake = struct {
        fn abiVersion() callconv(.c) u32 {
            return abi.abi_version;
        }
        fn layoutHash() callconv(.c) u64 {
            return abi.layout.hash;
        }
        fn stageName() callconv(.c) [*:0]const u8 {
            return @tagName(stage);
        }
        fn stageVersion() callconv(.c) [*:0]const u8 {
            return version;
        }
    };
    @export(&handshake.abiVersion, .{ .name = "ff_abi_version" });
    @export(&handshake.layoutHash, .{ .name = "ff_layout_hash" });
    @export(&handshake.stageName, .{ .name = "ff_stage_name" });
    @export(&handshake.stageVersion, .{ .name = "ff_stage_version" });
}
