//! Writes a code blob: CodeHeader | Relocation[] | CodePosition[] | symbols | CodeLine[] | CodeUse[] | frames | code.

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
    lines: []const abi.CodeLine = &.{},
    uses: []const abi.CodeUse = &.{},
    /// Call frame instructions.
    frames: []const u8 = &.{},

    /// Bytes that the blob takes.
    pub fn size(blob: Blob) usize {
        return blob.codeOffset() + blob.assembled.code.len;
    }

    fn codeOffset(blob: Blob) usize {
        var before: usize = @sizeOf(abi.CodeHeader);
        for (blob.parts()) |part| before += part.len;
        return std.mem.alignForward(usize, before, code_alignment);
    }

    /// What lies between the header and the code.
    fn parts(blob: Blob) [6][]const u8 {
        return .{
            std.mem.sliceAsBytes(blob.assembled.relocations),
            std.mem.sliceAsBytes(blob.assembled.positions),
            std.mem.sliceAsBytes(blob.symbols),
            std.mem.sliceAsBytes(blob.lines),
            std.mem.sliceAsBytes(blob.uses),
            blob.frames,
        };
    }

    /// Fills `output`, which has `size` bytes.
    pub fn write(blob: Blob, kind: abi.GenerateKind, architecture: abi.Architecture, word: u32, output: []u8) void {
        const contents = blob.parts();
        var starts: [contents.len]u32 = undefined;
        var end: usize = @sizeOf(abi.CodeHeader);
        for (contents, &starts) |part, *start| {
            start.* = @intCast(end);
            end += part.len;
        }
        const header: abi.CodeHeader = .{
            .magic = abi.code_magic,
            .abi_version = abi.abi_version,
            .kind = @backingInt(kind),
            .architecture = @backingInt(architecture),
            .word = word,
            .flags = blob.flags,
            .relocation_offset = starts[0],
            .relocation_count = @intCast(blob.assembled.relocations.len),
            .position_offset = starts[1],
            .position_count = @intCast(blob.assembled.positions.len),
            .code_offset = @intCast(blob.codeOffset()),
            .code_length = @intCast(blob.assembled.code.len),
            .register_entry = blob.register_entry,
            .memory_entry = blob.memory_entry,
            .frame_size = blob.frame_size,
            .symbol_offset = if (blob.symbols.len == 0) abi.none else starts[2],
            .line_offset = starts[3],
            .line_count = @intCast(blob.lines.len),
            .use_offset = starts[4],
            .use_count = @intCast(blob.uses.len),
            .frame_offset = starts[5],
            .frame_length = @intCast(blob.frames.len),
        };
        @memset(output, 0);
        @memcpy(output[0..@sizeOf(abi.CodeHeader)], std.mem.asBytes(&header));
        for (contents, starts) |part, start| copy(output[start..], part);
        copy(output[blob.codeOffset()..], blob.assembled.code);
    }
};

fn copy(to: []u8, from: []const u8) void {
    @memcpy(to[0..from.len], from);
}
