//! The places that THROWs leave, as reports show them: those of the present one, and of the ones before it that were caught and
//! thrown on.

const std = @import("std");
const abi = @import("abi");
const host = @import("host.zig");
const text = @import("error_text.zig");
const traces = @import("traces.zig");
const Tracer = @import("thrown.zig").Tracer;
const context = &host.context;
const put = text.put;

comptime {
    @export(&Tracing(true).tracer, .{ .name = "program tracer", .visibility = .hidden });
    // Of a program without any CATCH.
    @export(&Tracing(false).tracer, .{ .name = "program tracer without CATCH", .visibility = .hidden });
}

/// A THROW that a CATCH takes has a backtrace, for the report when it is thrown on; but so many in a row that were not
/// thrown on are enough: it takes a thousand times as long as a CATCH and a THROW in code.
const caught_traces = 1000;
/// How often a THROW is followed back that was thrown on.
const most_legs = 32;

/// What of a program was left between a THROW and the CATCH that took it, or whoever reports it.
const Leg = struct {
    way: traces.Way,
    /// Of one that a CATCH in code took without the host: where it began, which is all that is known.
    place: ?traces.Frame,
};

fn Tracing(comptime catches: bool) type {
    return struct {
        const tracer: Tracer = .{
            .start = start,
            .begin = begin,
            .leave = leave,
            .caught = caught,
            .caught_by_code = caughtByCode,
            .put_place = putPlaceOfFault,
            .put_excerpt = putExcerpt,
            .put_backtrace = putBacktrace,
        };

        /// Those of the last that was caught, oldest first, and behind them that of the present one; in a ring.
        var legs: [if (catches) most_legs else 1]Leg = undefined;
        var first_leg: usize = 0;
        var caught_count: usize = 0;
        /// The present THROW goes on from what was caught.
        var goes_on = false;
        var is_traced = false;

        fn legAt(index: usize) *Leg {
            return if (catches) &legs[(first_leg + index) % most_legs] else &legs[0];
        }

        fn legCount() usize {
            return if (catches and goes_on) caught_count + 1 else 1;
        }

        fn presentLeg() *Leg {
            return legAt(legCount() - 1);
        }

        fn start() callconv(.c) void {
            if (catches) context.traced_throws = caught_traces;
        }

        fn begin(is_again: bool) callconv(.c) void {
            if (catches) {
                goes_on = is_again;
                if (is_again) {
                    if (caught_count == most_legs) {
                        first_leg += 1;
                        caught_count -= 1;
                    }
                    // Who throws on, where nobody catches it, wants to know where it came from.
                    if (!isCatching()) context.traced_throws = caught_traces;
                }
            }
            const leg = presentLeg();
            leg.way.count = 0;
            leg.place = null;
            is_traced = true;
            if (!catches or !isCatching()) return;
            if (context.traced_throws == 0) is_traced = false else context.traced_throws -= 1;
        }

        fn leave(request: u32, outermost: u64) callconv(.c) void {
            if (catches and !is_traced) return;
            const way = &presentLeg().way;
            switch (request) {
                @backingInt(abi.HostRequest.fault) => traces.walk(way, context.fault_instruction, context.throw_stack_pointer, outermost),
                @backingInt(abi.HostRequest.thrown) => traces.walk(way, null, context.throw_stack_pointer, outermost),
                else => traces.walk(way, null, context.forth_stack_pointer + traces.yieldSize(), outermost),
            }
        }

        fn caught(is_again: bool) callconv(.c) void {
            if (!catches) return;
            caught_count = if (is_again) caught_count + 1 else 1;
            goes_on = false;
        }

        fn caughtByCode(return_address: u64) callconv(.c) void {
            if (!catches) return;
            const leg = legAt(0);
            leg.way.count = 0;
            leg.place = traces.frameAt(return_address);
            caught_count = 1;
        }

        /// The part of a report that is asked for first.
        fn putPlaceOfFault() callconv(.c) void {
            step_count = 0;
            for (0..legCount()) |index| addSteps(legAt(index).way.slice());
            steps = step_memory[0..@min(fold(step_memory[0..step_count]), most_shown)];
            place_of_fault = if (catches) legAt(0).place else null;
            if (place_of_fault == null and steps.len > 0) place_of_fault = steps[0].frame;
            const frame = place_of_fault orelse return;
            text.beginColour("1");
            putPlace(traces.placeOf(frame.place));
            text.endColour();
            put(": ");
        }
    };
}

/// Whether a CATCH is around what runs.
fn isCatching() bool {
    return context.handler_depth != 0 or context.catch_frame != 0;
}

// ---- the report ----

/// One step of a backtrace; as many steps as `repeated`, up to this one, follow again and again: a recursion.
const Step = struct { frame: traces.Frame, repeated: u32 };

const most_shown = 32;
/// Words that call each other in a circle of up to so many are shown once.
const longest_circle = 8;
/// Rounds that make a circle one.
const fewest_rounds = 3;

var step_memory: [2048]Step = undefined;
var steps: []const Step = undefined;

var step_count: usize = 0;
/// Where the report says that the THROW began.
var place_of_fault: ?traces.Frame = null;

/// From where the THROW began on; the steps of THROWs that were thrown on before it come first.
fn addSteps(way: []const traces.Frame) void {
    const first = step_count;
    for (way) |frame| {
        if (step_count == step_memory.len) break;
        step_memory[step_count] = .{ .frame = frame, .repeated = 0 };
        step_count += 1;
    }
    step_count = first + fold(step_memory[first..step_count]);
}

/// Gives the steps of a recursion once; gives how many are left.
fn fold(all: []Step) usize {
    var at: usize = 0;
    var kept: usize = 0;
    while (at < all.len) {
        const circle: Circle = .at(all, at);
        for (0..circle.period) |index| all[kept + index] = all[at + index];
        kept += circle.period;
        if (circle.rounds > 1) all[kept - 1].repeated = circle.period;
        at += circle.period * circle.rounds;
    }
    return kept;
}

const Circle = struct {
    period: u32,
    rounds: usize,

    fn at(all: []const Step, first: usize) Circle {
        for (1..longest_circle + 1) |period| {
            var end = first + period;
            while (end < all.len and all[end].frame.equals(all[end - period].frame)) end += 1;
            const rounds = (end - first) / period;
            if (rounds >= fewest_rounds) return .{ .period = @intCast(period), .rounds = rounds };
        }
        return .{ .period = 1, .rounds = 1 };
    }
};

fn putPlace(place: traces.Place) void {
    put(place.source);
    put(":");
    text.number(@intCast(place.line));
    put(":");
    text.number(@intCast(place.column));
}

/// A source line with a caret under the place.
fn putExcerpt() callconv(.c) void {
    const place = traces.placeOf((place_of_fault orelse return).place);
    put("  ");
    text.number(@intCast(place.line));
    put(" | ");
    put(place.excerpt);
    put("\n  ");
    var rest = place.line;
    while (rest > 0) : (rest /= 10) put(" ");
    put(" | ");
    text.putTimes(' ', place.indent);
    text.beginColour("1;31");
    put("^");
    text.putTimes('~', place.width -| 1);
    text.endColour();
    put("\n");
}

fn putBacktrace() callconv(.c) void {
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
        if (step.repeated > 1) {
            put("these ");
            text.number(step.repeated);
            put(" ");
        }
        put("again, many times\n");
    }
}
