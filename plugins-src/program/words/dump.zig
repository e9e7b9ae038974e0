//! DUMP (Tools): memory as numbers and as characters.

const host = @import("../host.zig");
const output = @import("../output.zig");
const Error = host.Error;

comptime {
    host.exportWord("dump", dump);
}

const width = 16;
const hexadecimal = "0123456789ABCDEF";

fn dump() Error!void {
    const length = try host.popAddress();
    const address = try host.popAddress();
    const bytes = try host.bytesAt(address, length);
    var at: usize = 0;
    while (at < bytes.len) : (at += width) {
        const row = bytes[at..@min(at + width, bytes.len)];
        try output.emit('\n');
        var place: u64 = address + at;
        var digits: [8]u8 = undefined;
        for (0..digits.len) |i| {
            digits[digits.len - 1 - i] = hexadecimal[@intCast(place & 15)];
            place >>= 4;
        }
        try output.typeBytes(&digits);
        try output.typeBytes(": ");
        for (row) |byte| try output.typeBytes(&.{ hexadecimal[byte >> 4], hexadecimal[byte & 15], ' ' });
        try output.spaces(3 * (width - row.len) + 1);
        for (row) |byte| try output.emit(if (byte >= ' ' and byte < 0x7F) byte else '.');
    }
    try output.emit('\n');
}
