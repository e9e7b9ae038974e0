//! What a word finds out about the word of a token: its body, what a deferred word does, its name (Core, Core ext, gforth).

const abi = @import("abi");
const host = @import("../host.zig");
const output = @import("../output.zig");
const Error = host.Error;

comptime {
    host.exportWord(">body", bodyOf);
    host.exportWord("body>", wordOf);
    host.exportWord("defer@", actionOf);
    host.exportWord("defer!", setAction);
    host.exportWord(">name", nameOf);
    host.exportWord("name>string", nameText);
    host.exportWord("name>interpret", interpretation);
    host.exportWord("name>int", interpretation);
    host.exportWord("name?int", interpretation);
    host.exportWord("id.", showName);
    host.exportWord(".name", showName);
}

/// Where words without a body have it: zeros, unless a program stores there (src/machine/data_space.ts).
const no_body = abi.first_address + 768;

fn bodies() []const abi.ProgramBody {
    return @as([*]const abi.ProgramBody, @ptrFromInt(host.image.bodies))[0..host.image.body_count];
}

fn find(token: u64) ?abi.ProgramBody {
    for (bodies()) |body| if (body.word == token) return body;
    return null;
}

/// ( xt -- ) THROWs for what is no token, and leaves it there.
fn popToken() Error!?abi.ProgramBody {
    const token = (try host.cellBelow(0)).*;
    if (token == 0 or token >= host.context.word_count) return host.throwWith(.invalid_address, "not an execution token");
    _ = try host.pop();
    return find(token);
}

/// >BODY ( xt -- a-addr )
fn bodyOf() Error!void {
    const body = try popToken();
    try host.pushCell(if (body) |known| if (known.kind == @backingInt(abi.ProgramBodyKind.bodiless)) no_body else known.address else no_body);
}

/// BODY> ( a-addr -- xt ) (gforth): the newest word whose body is there.
fn wordOf() Error!void {
    const address = try host.popSigned();
    var at = bodies().len;
    while (at > 0) {
        at -= 1;
        const body = bodies()[at];
        if (body.kind == @backingInt(abi.ProgramBodyKind.created) and body.address == address) return host.pushCell(body.word);
    }
    return host.throwFormat(.not_created, &.{ .{ .text = "no word has its body at " }, .{ .number = address } });
}

fn popDeferred() Error!u32 {
    const body = try popToken();
    if (body) |known| if (known.kind == @backingInt(abi.ProgramBodyKind.deferred)) return known.address;
    return host.throwWith(.invalid_name, "it is not a deferred word (made by DEFER)");
}

/// DEFER@ ( xt1 -- xt2 )
fn actionOf() Error!void {
    try host.pushCell(try host.cellAt(try popDeferred()));
}

/// DEFER! ( xt2 xt1 -- )
fn setAction() Error!void {
    const address = try popDeferred();
    try host.storeCell(address, try host.pop());
}

/// >NAME ( xt -- nt | 0 ) (gforth): a name is the token of its word.
fn nameOf() Error!void {
    const body = try popToken();
    try host.pushCell(if (body) |known| if (known.name_length > 0) known.word else 0 else 0);
}

/// ( nt -- )
fn popName() Error!abi.ProgramBody {
    const name = try host.pop();
    return find(name) orelse host.throwWith(.invalid_address, "not a name token");
}

/// NAME>INTERPRET ( nt -- xt ) (15.6.2.1909.20): a name is the token of its word.
fn interpretation() Error!void {
    const name = (try host.cellBelow(0)).*;
    if (name == 0 or name >= host.context.word_count) return host.throwWith(.invalid_address, "not a name token");
}

/// NAME>STRING ( nt -- c-addr u ) (15.6.2.1909.40)
fn nameText() Error!void {
    const body = try popName();
    try host.pushText(body.name, body.name_length);
}

/// ID. ( nt -- ) (gforth)
fn showName() Error!void {
    const body = try popName();
    try output.typeBytes(try host.bytesAt(body.name, body.name_length));
    try output.emit(' ');
}
