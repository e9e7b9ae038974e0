//! THROWs on their way. A program may throw on: CATCH, clean up, THROW. What the report says is why the first one was made
//! (src/forth/thrown_on.ts), and where, which is the tracer's matter: a program that was stripped has none.

const abi = @import("abi");
const host = @import("host.zig");
const context = &host.context;

/// What `caught_instruction` holds when the host knows more of what was caught.
pub const caught_by_host = 1;

var caught_detail: ?[]const u8 = null;
/// How many operations on files had failed then.
var refusals_at_catch: u64 = 0;
/// The present THROW goes on from what was caught.
var is_again = false;

/// Keeps the places that THROWs leave. The linker takes it where the image names it.
pub const Tracer = extern struct {
    start: *const fn () callconv(.c) void,
    /// A THROW begins, or goes on from what was caught.
    begin: *const fn (is_again: bool) callconv(.c) void,
    /// It leaves the frames of an entry that has left with a request, up to the CATCH that takes it; with 0, the innermost.
    leave: *const fn (request: u32, outermost: u64) callconv(.c) void,
    /// A CATCH takes it.
    caught: *const fn (is_again: bool) callconv(.c) void,
    /// A CATCH in code has taken one without the host: what is known is where it began.
    caught_by_code: *const fn (return_address: u64) callconv(.c) void,
    /// Parts of the report of the present THROW.
    put_place: *const fn () callconv(.c) void,
    put_excerpt: *const fn () callconv(.c) void,
    put_backtrace: *const fn () callconv(.c) void,
};

pub fn tracer() ?*const Tracer {
    return @ptrFromInt(host.image.tracer);
}

/// A THROW begins.
pub fn begin() void {
    is_again = false;
    if (tracer()) |keeper| keeper.begin(false);
}

/// THROW of a code that is not zero: what was caught last goes on when the code is its own.
pub fn beginWith(code: i64) void {
    takeFromCode();
    is_again = context.caught_instruction == caught_by_host and @as(i64, @bitCast(context.caught_code)) == code and
        // A file word has failed in the same way since.
        !(host.isRefused(code) and host.refusals != refusals_at_catch);
    host.detail = if (is_again) caught_detail else host.detailOf(code);
    if (tracer()) |keeper| keeper.begin(is_again);
}

/// What a CATCH in code has taken without the host becomes what was caught last.
fn takeFromCode() void {
    const instruction = context.caught_instruction;
    if (instruction <= caught_by_host) return;
    if (tracer()) |keeper| keeper.caught_by_code(instruction);
    caught_detail = host.detailOf(@bitCast(context.caught_code));
    refusals_at_catch = host.refusals;
    context.caught_instruction = caught_by_host;
}

/// A CATCH takes the present THROW.
pub fn caught() void {
    if (tracer()) |keeper| keeper.caught(is_again);
    caught_detail = host.detail;
    refusals_at_catch = host.refusals;
    context.caught_code = @bitCast(host.thrownCode());
    context.caught_instruction = caught_by_host;
}

/// What comes is no THROW of what was caught before.
pub fn forget() void {
    context.caught_instruction = 0;
}
