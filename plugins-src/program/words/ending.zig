//! The ways out of a program (gforth's (bye), Core QUIT).

const ending = @import("../ending.zig");
const host = @import("../host.zig");

comptime {
    host.exportWord("bye", bye);
    host.exportWord("(bye)", byeWith);
    host.exportWord("quit", bye);
}

/// QUIT would go on with the terminal; a program has none to go on with.
fn bye() host.Error!void {
    ending.exit(0);
}

fn byeWith() host.Error!void {
    const code = try host.popSigned();
    // What is no exit code is not to pass as success (gforth, too, makes it 1).
    ending.exit(if (code >= 0 and code <= 0xFF) @intCast(code) else 1);
}
