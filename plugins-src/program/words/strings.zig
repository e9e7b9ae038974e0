//! Comparing and searching texts (String, gforth), as the runtime library does it, with the THROWs for what is out of range.

const shared = @import("shared");
const host = @import("../host.zig");
const Error = host.Error;
const library = shared.library;

comptime {
    host.exportWord("compare", comparing(shared.text.compare));
    host.exportWord("str=", comparing(shared.text.isEqual));
    host.exportWord("str<", comparing(shared.text.isLess));
    host.exportWord("string-prefix?", comparing(shared.text.hasPrefix));
    host.exportWord("string-suffix?", comparing(shared.text.hasSuffix));
    host.exportWord("search", search);
    host.exportWord("-trailing", withoutTrailing);
}

/// ( c-addr1 u1 c-addr2 u2 -- x )
fn comparing(comptime function: fn (*library.Context) library.Answer) fn () Error!void {
    return struct {
        fn word() Error!void {
            const second = try host.popText();
            const first = try host.popText();
            takePair(first, second);
            _ = function(&host.context);
            try host.pushCell(host.context.operand0);
        }
    }.word;
}

fn takePair(first: host.Text, second: host.Text) void {
    host.context.operand0 = first.address;
    host.context.operand1 = first.bytes.len;
    host.context.operand2 = second.address;
    host.context.operand3 = second.bytes.len;
}

fn search() Error!void {
    const second = try host.popText();
    const first = try host.popText();
    takePair(.{ .address = within(first.address), .bytes = first.bytes }, second);
    _ = shared.text.search(&host.context);
    try host.pushText(host.context.operand0, host.context.operand1);
    try host.pushCell(host.context.operand2);
}

fn withoutTrailing() Error!void {
    const text = try host.popText();
    host.context.operand0 = within(text.address);
    host.context.operand1 = text.bytes.len;
    _ = shared.text.withoutTrailing(&host.context);
    try host.pushText(host.context.operand0, host.context.operand1);
}

/// Where no bytes lie outside of the data space, they lie at its end.
fn within(address: u32) u32 {
    return @intCast(@min(address, host.limit() - 1));
}
