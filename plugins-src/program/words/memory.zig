//! Moving and filling bytes (Core, String), as the runtime library does it, with the THROWs for what is out of range.

const shared = @import("shared");
const host = @import("../host.zig");
const Error = host.Error;
const library = shared.library;

comptime {
    host.exportWord("move", moving(shared.text.move));
    host.exportWord("cmove", moving(shared.text.moveUp));
    host.exportWord("cmove>", moving(shared.text.moveDown));
    host.exportWord("fill", fill);
}

/// ( addr1 addr2 u -- )
fn moving(comptime function: fn (*library.Context, u64, u64, u64) ?library.Results) fn () Error!void {
    return struct {
        fn word() Error!void {
            const length = try host.pop();
            const to = try host.popAddress();
            const from = try host.popAddress();
            _ = try host.bytesAt(from, length);
            _ = try host.bytesAt(to, length);
            _ = function(&host.context, from, to, length);
        }
    }.word;
}

fn fill() Error!void {
    const byte: u8 = @truncate(try host.pop());
    @memset(try host.popBytes(), byte);
}
