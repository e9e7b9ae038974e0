//! THROWs on their way: the frames that the present one has left, and those of the last that a CATCH has taken. A program may
//! throw on: CATCH, clean up, THROW. What the report says is where and why the first one was made
//! (src/forth/thrown_on.ts).

const std = @import("std");
const abi = @import("abi");
const host = @import("host.zig");
const traces = @import("traces.zig");
const context = &host.context;

/// A THROW that a CATCH takes has a backtrace, for the report when it is thrown on; but so many in a row that were not
/// thrown on are enough: a thousand times the time of a CATCH and a THROW in code.
const caught_traces = 1000;
/// What `caught_instruction` holds when the host knows more of what was caught.
const caught_by_host = 1;
/// How often a THROW is followed back that was thrown on.
const most_legs = 32;

/// What of a program was left between a THROW and the CATCH that took it, or whoever reports it.
pub const Leg = struct {
    way: traces.Way,
    /// Of one that a CATCH in code took without the host: where it began, which is all that is known.
    place: ?traces.Frame,
};

/// Those of the last that was caught, oldest first, and behind them that of the present one.
var legs: [most_legs]Leg = undefined;
var caught_count: usize = 0;
/// The present THROW goes on from what was caught.
var is_again = false;
var is_traced = false;
var caught_detail: ?[]const u8 = null;
/// Which refusal of the system was the last then.
var refusals_at_catch: u64 = 0;

/// Before anything runs.
pub fn start() void {
    context.traced_throws = if (traces.arePresent()) caught_traces else 0;
}

/// A THROW begins.
pub fn begin() void {
    is_again = false;
    beginLeg();
}

fn beginLeg() void {
    const leg = presentLeg();
    leg.way.count = 0;
    leg.place = null;
    is_traced = traces.arePresent();
    if (context.handler_depth == 0) return;
    if (context.traced_throws == 0) is_traced = false else context.traced_throws -= 1;
}

/// THROW of a code that is not zero: what was caught last goes on when the code is its own.
pub fn beginWith(code: i64) void {
    takeFromCode();
    const goes_on = context.caught_instruction == caught_by_host and @as(i64, @bitCast(context.caught_code)) == code and
        // A file word has failed in the same way since.
        !(host.refused_code == code and host.refusals != refusals_at_catch);
    if (!goes_on) {
        begin();
        host.detail = host.detailOf(code);
        return;
    }
    // Who throws on, where nobody catches it, wants to know where it came from.
    if (context.handler_depth == 0) context.traced_throws = if (traces.arePresent()) caught_traces else 0;
    is_again = true;
    beginLeg();
    host.detail = caught_detail;
}

/// What a CATCH in code has taken without the host becomes what was caught last.
fn takeFromCode() void {
    if (context.caught_instruction <= caught_by_host) return;
    const leg = &legs[0];
    leg.way.count = 0;
    leg.place = traces.frameAt(context.caught_instruction);
    caught_count = 1;
    caught_detail = host.detailOf(@bitCast(context.caught_code));
    refusals_at_catch = host.refusals;
    context.caught_instruction = caught_by_host;
}

fn presentLeg() *Leg {
    const before = if (is_again) caught_count else 0;
    if (before < most_legs) return &legs[before];
    std.mem.copyForwards(Leg, legs[0 .. most_legs - 1], legs[1..]);
    caught_count -= 1;
    return &legs[most_legs - 1];
}

/// The present THROW leaves the frames of an entry that has left with a request, up to the CATCH that takes it.
pub fn leave(request: abi.HostRequest, outermost: u64) void {
    if (!is_traced) return;
    const way = &presentLeg().way;
    switch (request) {
        .fault => traces.walk(way, context.fault_instruction, context.throw_stack_pointer, outermost),
        .thrown => traces.walk(way, null, context.throw_stack_pointer, outermost),
        else => traces.walk(way, null, context.forth_stack_pointer + traces.yieldSize(), outermost),
    }
}

/// A CATCH takes the present THROW.
pub fn caught() void {
    caught_count = if (is_again) caught_count + 1 else 1;
    is_again = false;
    caught_detail = host.detail;
    refusals_at_catch = host.refusals;
    context.caught_code = @bitCast(host.thrownCode());
    context.caught_instruction = caught_by_host;
}

/// What comes is no THROW of what was caught before.
pub fn forget() void {
    context.caught_instruction = 0;
}

/// The legs of the present THROW, oldest first.
pub fn present() []const Leg {
    return legs[0 .. (if (is_again) caught_count else 0) + 1];
}
