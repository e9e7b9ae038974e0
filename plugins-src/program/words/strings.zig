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
fn comparing(comptime function: fn (*library.Context, u64, u64, u64, u64) ?library.Results) fn () Error!void {
    return struct {
        fn word() Error!void {
            const second = try host.popText();
            const first = try host.popText();
            const results = function(&host.context, first.address, first.bytes.len, second.address, second.bytes.len);
            try host.pushCell(results.?.first);
        }
    }.word;
}

fn search() Error!void {
    const second = try host.popText();
    const first = try host.popText();
    const context = &host.context;
    const results = shared.text.search(context, within(first.address), first.bytes.len, second.address, second.bytes.len).?;
    try host.pushText(results.first, results.second);
    try host.pushCell(context.operand2);
}

fn withoutTrailing() Error!void {
    const text = try host.popText();
    const results = shared.text.withoutTrailing(&host.context, within(text.address), text.bytes.len).?;
    try host.pushText(results.first, results.second);
}

/// Where no bytes lie outside of the data space, they lie at its end.
fn within(address: u32) u32 {
    return @intCast(@min(address, host.limit() - 1));
}
