//! Reads numbers in unsigned LEB128 and texts from what the compiler has put in (DWARF 5, 7.6).

pub const Reader = struct {
    bytes: []const u8,
    at: usize = 0,

    pub fn init(address: u64, length: u64) Reader {
        return .{ .bytes = if (length == 0) &.{} else @as([*]const u8, @ptrFromInt(address))[0..length] };
    }

    pub fn isAtEnd(reader: *const Reader) bool {
        return reader.at >= reader.bytes.len;
    }

    pub fn number(reader: *Reader) u64 {
        var value: u64 = 0;
        var shift: u32 = 0;
        while (!reader.isAtEnd()) : (shift += 7) {
            const byte = reader.bytes[reader.at];
            reader.at += 1;
            if (shift < 64) value |= @as(u64, byte & 0x7F) << @intCast(shift);
            if (byte < 0x80) break;
        }
        return value;
    }

    pub fn text(reader: *Reader) []const u8 {
        return reader.take(reader.number());
    }

    fn take(reader: *Reader, length: u64) []const u8 {
        const taken = reader.bytes[reader.at..][0..@min(length, reader.bytes.len - reader.at)];
        reader.at += taken.len;
        return taken;
    }

    /// Leaves out so many numbers.
    pub fn skip(reader: *Reader, count: u64) void {
        for (0..count) |_| _ = reader.number();
    }
};
