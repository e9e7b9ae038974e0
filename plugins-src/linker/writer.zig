//! Bytes one after another, as ELF and DWARF have them: least significant first.

const std = @import("std");
const Allocator = std.mem.Allocator;

pub const Writer = struct {
    arena: Allocator,
    list: std.ArrayList(u8) = .empty,
    out_of_memory: bool = false,

    pub fn length(writer: *const Writer) u32 {
        return @intCast(writer.list.items.len);
    }

    pub fn append(writer: *Writer, bytes: []const u8) void {
        writer.list.appendSlice(writer.arena, bytes) catch writer.runOut();
    }

    pub fn byte(writer: *Writer, value: u8) void {
        writer.list.append(writer.arena, value) catch writer.runOut();
    }

    pub fn int(writer: *Writer, comptime Int: type, value: Int) void {
        writer.append(&std.mem.toBytes(std.mem.nativeToLittle(Int, value)));
    }

    /// LEB128 (DWARF 5, 7.6).
    pub fn unsigned(writer: *Writer, value: u64) void {
        var rest = value;
        while (rest > 0x7f) : (rest >>= 7) writer.byte(@as(u8, @truncate(rest)) | 0x80);
        writer.byte(@intCast(rest));
    }

    pub fn signed(writer: *Writer, value: i64) void {
        var rest = value;
        while (rest < -64 or rest > 63) : (rest >>= 7) writer.byte(@as(u8, @truncate(@as(u64, @bitCast(rest)))) | 0x80);
        writer.byte(@as(u8, @truncate(@as(u64, @bitCast(rest)))) & 0x7f);
    }

    /// A text and the zero that ends it.
    pub fn text(writer: *Writer, characters: []const u8) void {
        writer.append(characters);
        writer.byte(0);
    }

    /// Up to a multiple of a number of bytes.
    pub fn pad(writer: *Writer, multiple: u32) void {
        while (writer.list.items.len % multiple != 0) writer.byte(0);
    }

    /// Puts a number where room was left for one.
    pub fn set(writer: *Writer, at: u32, value: u32) void {
        if (!writer.out_of_memory) std.mem.writeInt(u32, writer.list.items[at..][0..4], value, .little);
    }

    pub fn finished(writer: *const Writer) error{OutOfMemory}![]u8 {
        return if (writer.out_of_memory) error.OutOfMemory else writer.list.items;
    }

    fn runOut(writer: *Writer) void {
        writer.out_of_memory = true;
    }
};

/// Texts once each, by their offset.
pub const Strings = struct {
    writer: Writer,
    offsets: std.StringHashMapUnmanaged(u32) = .empty,

    pub fn init(arena: Allocator) Strings {
        var strings: Strings = .{ .writer = .{ .arena = arena } };
        strings.writer.byte(0);
        return strings;
    }

    pub fn offsetOf(strings: *Strings, text: []const u8) error{OutOfMemory}!u32 {
        if (text.len == 0) return 0;
        const entry = try strings.offsets.getOrPut(strings.writer.arena, text);
        if (!entry.found_existing) {
            entry.value_ptr.* = strings.writer.length();
            strings.writer.text(text);
        }
        return entry.value_ptr.*;
    }
};
