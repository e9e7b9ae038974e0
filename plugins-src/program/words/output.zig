//! Characters to the output (Core).

const host = @import("../host.zig");
const output = @import("../output.zig");
const Error = host.Error;

comptime {
    host.exportWord("emit", emit);
    host.exportWord("type", typeText);
    host.exportWord("cr", endLine);
    host.exportWord("spaces", spaces);
}

fn emit() Error!void {
    return output.emit(@truncate(try host.pop()));
}

fn typeText() Error!void {
    return output.typeBytes(try host.popBytes());
}

fn endLine() Error!void {
    return output.emit('\n');
}

fn spaces() Error!void {
    return output.spaces(@intCast(@max(0, try host.popSigned())));
}
