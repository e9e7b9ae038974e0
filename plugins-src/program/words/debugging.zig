//! ~~ (gforth): where it stands, which the compiler has made a text, and the data stack, on standard error.

const host = @import("../host.zig");
const report = @import("../report.zig");
const text = @import("../error_text.zig");

comptime {
    host.exportWord("(~~)", show);
}

/// ( c-addr u -- )
fn show() host.Error!void {
    const where = try host.popBytes();
    text.put(where);
    report.stack();
    text.put("\n");
    text.flush();
}
