//! Words that give a number, the address of a variable of the system, or keep one.

const abi = @import("abi");
const host = @import("../host.zig");
const places = @import("places.zig");
const Error = host.Error;

comptime {
    for (.{
        // How texts are encoded.
        .{ "utf-8", 1 },
        .{ "get-encoding", 1 },
    }) |constant| host.exportWord(constant[0], giving(constant[1]));
    host.exportWord("set-encoding", setEncoding);
}

/// ( -- x )
fn giving(comptime value: u64) fn () Error!void {
    return struct {
        fn word() Error!void {
            try host.pushCell(value);
        }
    }.word;
}

fn setEncoding() Error!void {
    if (try host.pop() != 1) return host.throwWith(.unsupported, "texts are UTF-8 here");
}
