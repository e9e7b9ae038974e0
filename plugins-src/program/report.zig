//! What a person is told of a THROW that no CATCH took, on standard error: what, where, the stack, how the program got there,
//! what to do. src/forth/report.ts and hints.ts have the same words.

const abi = @import("abi");
const host = @import("host.zig");
const interrupts = @import("interrupts.zig");
const thrown = @import("thrown.zig");
const Reader = @import("reader.zig").Reader;
const text = @import("error_text.zig");
const put = text.put;

const shown_items = 9;

pub fn write(code: i64) void {
    text.chooseColours();
    const tracer = thrown.tracer();
    if (tracer) |keeper| keeper.put_place();
    text.beginColour("1;31");
    put("error");
    text.endColour();
    put(": ");
    message(code);
    put(" ");
    text.beginColour("2");
    put("(THROW ");
    text.number(code);
    put(")");
    text.endColour();
    put("\n");
    if (tracer) |keeper| keeper.put_excerpt();
    put("  stack: ");
    stack();
    put("\n");
    const floats: ?*const fn () callconv(.c) void = @ptrFromInt(host.image.floats);
    if (floats) |show| show();
    if (tracer) |keeper| keeper.put_backtrace();
    hint(code);
    text.flush();
}

fn message(code: i64) void {
    text.beginShortened();
    if (messageOf(code)) |known| {
        text.putShortened(known);
    } else {
        const signal = interrupts.signalOf(code);
        var digits: [24]u8 = undefined;
        text.putShortened(if (signal == null) "Error " else "Signal ");
        text.putShortened(host.decimal(&digits, signal orelse code));
    }
    if (host.detail) |detail| {
        text.putShortened(": ");
        text.putShortened(detail);
    }
}

/// What the program was compiled with.
pub fn messageOf(code: i64) ?[]const u8 {
    const negative: u64 = 0 -% @as(u64, @bitCast(code));
    var messages: Reader = .init(host.image.messages, host.image.message_length);
    while (!messages.isAtEnd()) {
        const known = messages.number();
        const words = messages.text();
        if (known == negative) return words;
    }
    return null;
}

fn hint(code: i64) void {
    const words = switch (code) {
        @backingInt(abi.ThrowCode.return_stack_overflow) => "does a word call itself without end?",
        @backingInt(abi.ThrowCode.dictionary_overflow) => "--memory SIZE gives the program more data space",
        @backingInt(abi.ThrowCode.stack_underflow) => "a word wanted more than the stack held; .S shows the stack",
        else => return,
    };
    put("  hint: ");
    put(words);
    put("\n");
}

/// The data stack as `.S` shows it, in BASE. A report must not need what a program has broken.
pub fn stack() void {
    const depth = host.context.data_depth;
    const shown = @min(depth, shown_items);
    const base: u32 = @truncate(host.variable(.base).*);
    put("<");
    text.number(depth);
    put(">");
    if (depth > shown) put(" …");
    const items: [*]const i64 = @ptrFromInt(host.context.data_stack);
    for (depth - shown..depth) |index| {
        put(" ");
        text.numberIn(if (base >= 2 and base <= 36) base else 10, items[index]);
    }
}
