//! What a person is told of a THROW that no CATCH took, on standard error: what, where, the stacks, how the program got there,
//! what to do. src/forth/report.ts and hints.ts have the same words.

const std = @import("std");
const abi = @import("abi");
const host = @import("host.zig");
const interrupts = @import("interrupts.zig");
const system = @import("system.zig");
const thrown = @import("thrown.zig");
const traces = @import("traces.zig");
const Reader = @import("reader.zig").Reader;
const text = @import("error_text.zig");
const put = text.put;
const number = text.number;

const shown_items = 9;
/// Characters of a message that are shown.
const most_message = 500;

pub fn write(code: i64) void {
    const steps = way();
    const place = placeOfFault(steps);
    const colours: text.Colours = .of(2);
    if (place) |at| {
        colours.begin("1");
        putPlace(at);
        colours.end();
        put(": ");
    }
    colours.begin("1;31");
    put("error");
    colours.end();
    put(": ");
    message(code);
    put(" ");
    colours.begin("2");
    put("(THROW ");
    number(code);
    put(")");
    colours.end();
    put("\n");
    if (place) |at| excerpt(at, colours);
    put("  stack: ");
    stack();
    put("\n");
    backtrace(steps);
    hint(code);
    text.flush();
}

fn putPlace(place: traces.Place) void {
    put(place.source);
    put(":");
    number(@intCast(place.line));
    put(":");
    number(@intCast(place.column));
}

// ---- what ----

fn message(code: i64) void {
    var shown: text.Shortened = .{ .left = most_message };
    if (messageOf(code)) |known| {
        shown.put(known);
    } else {
        const signal = interrupts.signalOf(code);
        var digits: [24]u8 = undefined;
        shown.put(if (signal == null) "Error " else "Signal ");
        shown.put(host.decimal(&digits, signal orelse code));
    }
    if (host.detail) |detail| {
        shown.put(": ");
        shown.put(detail);
    }
    shown.end();
}

fn messageOf(code: i64) ?[]const u8 {
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
fn stack() void {
    const depth = host.context.data_depth;
    const shown = @min(depth, shown_items);
    const base: u32 = @truncate(host.variable(.base).*);
    put("<");
    number(depth);
    put(">");
    if (depth > shown) put(" …");
    const items: [*]const i64 = @ptrFromInt(host.context.data_stack);
    for (depth - shown..depth) |index| {
        put(" ");
        text.numberIn(if (base >= 2 and base <= 36) base else 10, items[index]);
    }
}

// ---- where ----

/// One step of a backtrace; as many steps as `repeated`, up to this one, follow again and again: a recursion.
const Step = struct { frame: traces.Frame, repeated: u32 };

const most_shown = 32;
/// Words that call each other in a circle of up to so many are shown once.
const longest_circle = 8;
/// Rounds that make a circle one.
const fewest_rounds = 3;

var all_steps: [2048]Step = undefined;

/// The steps from where the THROW began, those of THROWs that were thrown on before it first.
fn way() []const Step {
    var count: usize = 0;
    for (thrown.present()) |*leg| {
        const first = count;
        for (leg.way.slice()) |frame| {
            if (count == all_steps.len) break;
            all_steps[count] = .{ .frame = frame, .repeated = 0 };
            count += 1;
        }
        count = first + fold(all_steps[first..count]);
    }
    return all_steps[0..@min(fold(all_steps[0..count]), most_shown)];
}

/// Gives the steps of a recursion once; gives how many are left.
fn fold(steps: []Step) usize {
    var at: usize = 0;
    var kept: usize = 0;
    while (at < steps.len) {
        const circle: Circle = .at(steps, at);
        std.mem.copyForwards(Step, steps[kept..][0..circle.period], steps[at..][0..circle.period]);
        kept += circle.period;
        if (circle.rounds > 1) steps[kept - 1].repeated = circle.period;
        at += circle.period * circle.rounds;
    }
    return kept;
}

const Circle = struct {
    period: u32,
    rounds: usize,

    fn at(steps: []const Step, start: usize) Circle {
        for (1..longest_circle + 1) |period| {
            var end = start + period;
            while (end < steps.len and steps[end].frame.equals(steps[end - period].frame)) end += 1;
            const rounds = (end - start) / period;
            if (rounds >= fewest_rounds) return .{ .period = @intCast(period), .rounds = rounds };
        }
        return .{ .period = 1, .rounds = 1 };
    }
};

fn placeOfFault(steps: []const Step) ?traces.Place {
    const first = thrown.present()[0].place;
    if (first) |frame| return traces.placeOf(frame.place);
    return if (steps.len > 0) traces.placeOf(steps[0].frame.place) else null;
}

fn backtrace(steps: []const Step) void {
    if (steps.len == 0) return;
    put("  backtrace:\n");
    for (steps) |step| {
        put("    in ");
        put(traces.nameOf(step.frame.name));
        put(" at ");
        putPlace(traces.placeOf(step.frame.place));
        put("\n");
        if (step.repeated == 0) continue;
        put("      … ");
        if (step.repeated == 1) {
            put("again");
        } else {
            put("these ");
            number(step.repeated);
            put(" again");
        }
        put(", many times\n");
    }
}

const most_excerpt = 100;

/// A source line with a caret under the place.
fn excerpt(place: traces.Place, colours: text.Colours) void {
    const length = text.characterCount(place.line_text);
    const column: usize = @intCast(place.column - 1);
    // A very long line is shown around the place.
    const first = if (length > most_excerpt) column -| most_excerpt / 2 else 0;
    const token_end = @min(column + @as(usize, @intCast(place.width)), first + most_excerpt);
    put("  ");
    number(@intCast(place.line));
    put(" | ");
    text.putPrintable(text.characters(place.line_text, first, first + most_excerpt));
    put("\n  ");
    var digits: [24]u8 = undefined;
    text.putTimes(" ", host.decimal(&digits, @intCast(place.line)).len);
    put(" | ");
    text.putTimes(" ", text.widthOf(text.characters(place.line_text, first, column)));
    colours.begin("1;31");
    put("^");
    text.putTimes("~", text.widthOf(text.characters(place.line_text, column, token_end)) -| 1);
    colours.end();
    put("\n");
}
