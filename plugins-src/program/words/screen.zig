//! The screen (Facility), by the sequences of ECMA-48, which every terminal in use understands.

const host = @import("../host.zig");
const output = @import("../output.zig");
const terminal = @import("../terminal.zig");
const Error = host.Error;

comptime {
    host.exportWord("at-xy", atColumnAndRow);
    host.exportWord("page", page);
    host.exportWord("form", form);
    host.exportWord("(watched?)", isWatched);
}

fn isWatched() Error!void {
    try host.pushFlag(output.isWatched());
}

fn atColumnAndRow() Error!void {
    const row = try host.pop();
    const column = try host.pop();
    try output.typeBytes("\x1b[");
    try number(row +% 1);
    try output.emit(';');
    try number(column +% 1);
    try output.emit('H');
    output.setColumn(column);
}

fn number(value: u64) Error!void {
    var digits: [24]u8 = undefined;
    try output.typeBytes(host.decimal(&digits, @bitCast(value)));
}

fn page() Error!void {
    try output.typeBytes("\x1b[2J\x1b[1;1H");
    output.setColumn(0);
}

fn form() Error!void {
    const size = terminal.size();
    try host.pushCell(size.rows);
    try host.pushCell(size.columns);
}
