//! gforth's closures: tokens that a program makes while it runs. One runs a text with the address of its values on the stack.
//!
//! They are numbered behind the words of the program, in a word table that has room for them, and have no code: whoever
//! executes one asks the host for its word, as for a word of the system.

const abi = @import("abi");
const heap = @import("shared").heap;
const host = @import("../host.zig");
const memory = @import("../memory.zig");
const serve = @import("../serve.zig");
const Error = host.Error;

comptime {
    host.exportWord("(closure)", closure);
    host.exportWord("free-closure", freeClosure);
}

const Closure = struct { text: u32, address: u32 };

var closures: [abi.most_closures]Closure = undefined;
var count: u32 = 0;
/// Numbers of closures, plus one, by what they are of: the place that a hash says, or the next free one.
var known: [2 * abi.most_closures]u32 = @splat(0);

fn firstToken() u32 {
    return @intCast(host.image.word_count);
}

/// (CLOSURE) ( addr xt -- xt' ) Values at an address that has had such values before are a closure that is there already.
fn closure() Error!void {
    const text: u32 = @truncate(try host.pop());
    const address = try host.popAddress();
    const place = placeOf(text, address);
    if (known[place] == 0) {
        if (count == closures.len) return host.throwWith(.dictionary_overflow, "no token is left for a closure");
        closures[count] = .{ .text = text, .address = address };
        count += 1;
        known[place] = count;
        serve.other_words = runClosure;
        const token = firstToken() + count - 1;
        memory.addWord(token);
    }
    try host.pushCell(firstToken() + known[place] - 1);
}

fn placeOf(text: u32, address: u32) u32 {
    const mixed = (@as(u64, text) << 32 | address) *% 0x9E3779B97F4A7C15;
    var place: u32 = @intCast((mixed >> 32) % (2 * abi.most_closures));
    while (known[place] != 0) : (place = (place + 1) % (2 * abi.most_closures)) {
        const made = closures[known[place] - 1];
        if (made.text == text and made.address == address) break;
    }
    return place;
}

fn runClosure(token: u64) Error!bool {
    const made = find(token) orelse return false;
    try host.pushCell(made.address);
    try host.run(made.text);
    return true;
}

fn find(token: u64) ?Closure {
    const first = firstToken();
    return if (token >= first and token - first < count) closures[@intCast(token - first)] else null;
}

/// FREE-CLOSURE ( xt -- )
fn freeClosure() Error!void {
    const token = try host.pop();
    if (token == 0 or token >= host.context.word_count) return host.throwWith(.invalid_address, "not an execution token");
    const made = find(token);
    if (made == null or !heap.release(&host.context, made.?.address))
        return host.throwWith(.free, "not a closure on the heap");
}
