//! Looking at the stacks and moving them (Tools; gforth's SP@ and its kin; N>R and NR>), and stopping when something is not so.

const std = @import("std");
const abi = @import("abi");
const host = @import("../host.zig");
const output = @import("../output.zig");
const places = @import("places.zig");
const Error = host.Error;
const context = &host.context;

comptime {
    host.exportWord(".s", show);
    host.exportWord("...", showMeanings);
    host.exportWord("clearstack", clearData);
    host.exportWord("clearstacks", clearAll);
    host.exportWord("sp@", dataAddress);
    host.exportWord("sp!", setDataAddress);
    host.exportWord("fp@", floatAddress);
    host.exportWord("fp!", setFloatAddress);
    host.exportWord("rp@", returnAddress);
    host.exportWord("rp!", setReturnAddress);
    host.exportWord("(n>r)", toReturnStack);
    host.exportWord("(nr>)", fromReturnStack);
    host.exportWord("(>r)", toReturn);
    host.exportWord("(r>)", fromReturn);
    host.exportWord("(reserve)", reserveLocals);
    host.exportWord("(release)", releaseLocals);
    host.exportWord("(failed-assertion)", failAssertion);
    host.exportWord("(leave-outside)", leaveOutside);
    host.exportWord("(uninitialised)", uninitialised);
}

// ---- showing ----

const most_shown = 9;

/// `<depth> `, and how many items are shown behind it.
fn showDepth() Error!u32 {
    const depth = context.data_depth;
    try places.printDepth(depth);
    if (depth > most_shown) try output.typeBytes("… ");
    return @min(depth, most_shown);
}

/// The data stack, the top last.
fn show() Error!void {
    const base: i32 = @bitCast(@as(u32, @truncate(host.variable(.base).*)));
    // A report must not need what a program has broken.
    const radix: u32 = if (base >= 2 and base <= 36) @intCast(base) else 10;
    var left = try showDepth();
    while (left > 0) {
        left -= 1;
        try showNumber(@bitCast((try host.cellBelow(left)).*), radix);
        try output.emit(' ');
    }
}

fn showNumber(value: i64, radix: u32) Error!void {
    var digits: [65]u8 = undefined;
    var start: usize = digits.len;
    var rest = @abs(value);
    while (true) {
        const digit: u8 = @intCast(rest % radix);
        start -= 1;
        digits[start] = if (digit < 10) '0' + digit else 'A' - 10 + digit;
        rest /= radix;
        if (rest == 0) break;
    }
    if (value < 0) {
        start -= 1;
        digits[start] = '-';
    }
    try output.typeBytes(digits[start..]);
}

/// As gforth's `...`: decimal numbers, and texts where an address and a length may be one.
fn showMeanings() Error!void {
    var left = try showDepth();
    while (left > 0) {
        left -= 1;
        if (left > 0) if (try textAt(left)) |text| {
            left -= 1;
            try output.emit('"');
            try output.typeBytes(text);
            try output.typeBytes("\" ");
            continue;
        };
        try output.emit('#');
        try showNumber(@bitCast((try host.cellBelow(left)).*), 10);
        try output.emit(' ');
    }
}

const longest_text = 255;

/// The text of what may be a string, whose address lies so many items below the top.
fn textAt(index: u32) Error!?[]const u8 {
    const address = (try host.cellBelow(index)).*;
    const length = (try host.cellBelow(index - 1)).*;
    if (length < 1 or length > longest_text or address < abi.first_address or address +| length > host.limit()) return null;
    const text = host.bytes[address..][0..length];
    for (text) |byte| if (byte < ' ' or byte == 0x7F) return null;
    return if (std.unicode.utf8ValidateSlice(text)) text else null;
}

// ---- moving ----

fn clearData() Error!void {
    context.data_depth = 0;
}

fn clearAll() Error!void {
    context.data_depth = 0;
    context.float_depth = 0;
    context.return_depth = 0;
}

/// Where the stacks seem to begin: beyond every possible data space. The addresses say how deep a stack is and nothing else.
const Base = struct {
    const data = 0xC0000000;
    const float = 0xD0000000;
    const returns = abi.return_stack_base;
};
const cell = 8;

fn dataAddress() Error!void {
    try host.pushCell(Base.data - cell * @as(u64, context.data_depth));
}

fn floatAddress() Error!void {
    try host.pushCell(Base.float - cell * @as(u64, context.float_depth));
}

fn returnAddress() Error!void {
    try host.pushCell(Base.returns - cell * @as(u64, context.return_depth));
}

/// ( addr -- ) Gives the depth that the address means.
fn popDepth(base: i128, capacity: u32) Error!u32 {
    const depth = @divFloor(base - try host.pop(), cell);
    const wrong = "not an address of this stack";
    if (depth < 0) return host.throwWith(.stack_underflow, wrong);
    if (depth > capacity) return host.throwWith(.stack_overflow, wrong);
    return @intCast(depth);
}

fn setDataAddress() Error!void {
    context.data_depth = try popDepth(Base.data, host.capacity.data);
}

fn setFloatAddress() Error!void {
    context.float_depth = try popDepth(Base.float, host.capacity.float);
}

fn setReturnAddress() Error!void {
    _ = try host.pop();
    return host.throwWith(.unsupported, "RP! cannot leave words here; use CATCH and THROW");
}

// ---- the return stack in memory ----

fn returnStack() [*]u64 {
    return @ptrFromInt(context.return_stack);
}

fn pushReturn(value: u64) Error!void {
    if (context.return_depth >= host.capacity.returns) return host.throw(.return_stack_overflow);
    returnStack()[context.return_depth] = value;
    context.return_depth += 1;
}

fn popReturn() Error!u64 {
    if (context.return_depth == 0) return host.throw(.return_stack_underflow);
    context.return_depth -= 1;
    return returnStack()[context.return_depth];
}

fn toReturn() Error!void {
    try pushReturn(try host.pop());
}

fn fromReturn() Error!void {
    try host.pushCell(try popReturn());
}

fn toReturnStack() Error!void {
    const count = try host.popSigned();
    if (count < 0) return host.throwWith(.invalid_number, "N>R takes a count");
    if (count > host.context.data_depth) return host.throw(.stack_underflow);
    for (0..@intCast(count)) |_| try toReturn();
    try pushReturn(@intCast(count));
}

fn fromReturnStack() Error!void {
    const count: i32 = @bitCast(@as(u32, @truncate(try popReturn())));
    for (0..@intCast(@max(0, count))) |_| try fromReturn();
    try host.pushCell(@as(u32, @bitCast(count)));
}

// ---- locals in memory ----

const locals_stack_size = 65536;
var locals_stack: u32 = 0;

fn reserveLocals() Error!void {
    if (locals_stack == 0) locals_stack = @import("shared").heap.allocate(context, locals_stack_size) orelse 0;
    const bytes: i64 = @as(i32, @truncate(try host.popSigned()));
    const used: i64 = context.locals_in_memory;
    if (locals_stack == 0 or used + bytes > locals_stack_size)
        return host.throwWith(.return_stack_overflow, "too many locals in memory");
    try host.pushCell(locals_stack + context.locals_in_memory);
    context.locals_in_memory = @intCast(used + bytes);
}

fn releaseLocals() Error!void {
    context.locals_in_memory -%= @truncate(try host.pop());
}

// ---- stopping ----

fn failAssertion() Error!void {
    return host.throwWith(.abort_quote, "failed assertion");
}

fn leaveOutside() Error!void {
    return host.throwWith(.control_mismatch, "LEAVE outside a loop");
}

fn uninitialised() Error!void {
    return host.throwWith(.invalid_address, "this deferred word has no action yet (set one with IS)");
}
