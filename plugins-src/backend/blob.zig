//! Writes a code blob: CodeHeader | Relocation[] | CodePosition[] | symbols | code.

const std = @import("std");
const abi = @import("abi");

const code_alignment = 16;

pub const Blob = struct {
    assembled: struct {
        code: []const u8,
        relocations: []const abi.Relocation,
        positions: []const abi.CodePosition,
    },
    register_entry: u32,
    memory_entry: u32,
    frame_size: u32,
    /// Bits of `abi.CodeFlag`.
    flags: u32 = 0,
    symbols: []const u32 = &.{},

    /// Bytes that the blob takes.
    pub fn size(blob: Blob) usize {
        return blob.codeOffset() + blob.assembled.code.len;
    }

    fn codeOffset(blob: Blob) usize {
        const before = @sizeOf(abi.CodeHeader) + std.mem.sliceAsBytes(blob.assembled.relocations).len +
            std.mem.sliceAsBytes(blob.assembled.positions).len + std.mem.sliceAsBytes(blob.symbols).len;
        return std.mem.alignForward(usize, before, code_alignment);
    }

    /// Fills `output`, which has `size` bytes.
    pub fn write(blob: Blob, kind: abi.GenerateKind, architecture: abi.Architecture, word: u32, output: []u8) void {
        const parts = blob.assembled;
        const positions_at = @sizeOf(abi.CodeHeader) + std.mem.sliceAsBytes(parts.relocations).len;
        const symbols_at = positions_at + std.mem.sliceAsBytes(parts.positions).len;
        const header: abi.CodeHeader = .{
            .magic = abi.code_magic,
            .abi_version = abi.abi_version,
            .kind = @backingInt(kind),
            .architecture = @backingInt(architecture),
            .word = word,
            .flags = blob.flags,
            .relocation_offset = @sizeOf(abi.CodeHeader),
            .relocation_count = @intCast(parts.relocations.len),
            .position_offset = @intCast(positions_at),
            .position_count = @intCast(parts.positions.len),
            .code_offset = @intCast(blob.codeOffset()),
            .code_length = @intCast(parts.code.len),
            .register_entry = blob.register_entry,
            .memory_entry = blob.memory_entry,
            .frame_size = blob.frame_size,
            .symbol_offset = if (blob.symbols.len == 0) abi.none else @intCast(symbols_at),
        };
        @memset(output, 0);
        @memcpy(output[0..@sizeOf(abi.CodeHeader)], std.mem.asBytes(&header));
        copy(output[@sizeOf(abi.CodeHeader)..], std.mem.sliceAsBytes(parts.relocations));
        copy(output[positions_at..], std.mem.sliceAsBytes(parts.positions));
        copy(output[symbols_at..], std.mem.sliceAsBytes(blob.symbols));
        copy(output[blob.codeOffset()..], parts.code);
    }
};

fn copy(to: []u8, from: []const u8) void {
    @memcpy(to[0..from.len], from);
}
