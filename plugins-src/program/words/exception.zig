//! CATCH and its kin, where no code does them (Exception, Core).

const abi = @import("abi");
const error_text = @import("../error_text.zig");
const host = @import("../host.zig");
const report = @import("../report.zig");
const Buffer = @import("../pages.zig").Buffer;
const thrown = @import("../thrown.zig");
const Error = host.Error;

comptime {
    host.exportWord("catch", catchWord);
    host.exportWord("(throw)", throwWord);
    host.exportWord("(throw-anew)", throwAnew);
    host.exportWord("(caught)", caughtHere);
    host.exportWord("(caught-anew)", caughtAnew);
    host.exportWord("nothrow", nothrow);
    host.exportWord("abort", abort);
    host.exportWord("exception", exception);
    host.exportWord("(warn)", warn);
    host.exportWord("(missing)", missing);
}

/// CATCH (9.6.1.0875)
fn catchWord() Error!void {
    const token = try host.pop();
    const context = &host.context;
    const data_depth = context.data_depth;
    const float_depth = context.float_depth;
    const return_depth = context.return_depth;
    const locals = context.locals_in_memory;
    const to_in = host.variable(.to_in).*;
    context.handler_depth += 1;
    const result = host.run(token);
    context.handler_depth -= 1;
    result catch {
        thrown.caught();
        context.data_depth = data_depth;
        context.float_depth = float_depth;
        context.return_depth = return_depth;
        context.locals_in_memory = locals;
        host.variable(.to_in).* = to_in;
        return host.pushSigned(host.thrownCode());
    };
    return host.pushCell(0);
}

fn throwWord() Error!void {
    return host.throwAgain(try host.popSigned());
}

fn throwAnew() Error!void {
    thrown.forget();
    return throwWord();
}

/// What code does that catches its own THROWs without a CATCH: the THROW becomes what was caught last.
fn caughtHere() Error!void {
    host.context.handler_depth += 1;
    throwWord() catch {};
    if (thrown.tracer()) |keeper| keeper.leave(@backingInt(abi.HostRequest.host_word), 0);
    host.context.handler_depth -= 1;
    thrown.caught();
}

fn caughtAnew() Error!void {
    thrown.forget();
    return caughtHere();
}

fn nothrow() Error!void {
    thrown.forget();
}

/// More than a report shows of a message.
const longest_message = 4096;

const first_exception = -2049;
/// More than anybody has; what is longer than a message is kept in its first part.
const most_exceptions = 1000;

var exception_texts: Buffer = .{};
var exception_ends: [most_exceptions]u32 = undefined;
var exception_count: u32 = 0;

/// EXCEPTION ( c-addr u -- n ) (gforth): a new code, with what a report says of it.
fn exception() Error!void {
    const text = try host.popBytes();
    const start = if (exception_count == 0) 0 else exception_ends[exception_count - 1];
    const end: u32 = @intCast(start + @min(text.len, longest_message));
    if (exception_count == most_exceptions or !exception_texts.reserve(end)) return host.throw(.allocate);
    @memcpy(exception_texts.bytes[start..end], text[0 .. end - start]);
    exception_ends[exception_count] = end;
    exception_count += 1;
    host.own_messages = exceptionText;
    try host.pushSigned(firstFree() - exception_count + 1);
}

/// The first code that no exception has which was made when the program was compiled.
fn firstFree() i64 {
    var code: i64 = first_exception;
    while (report.messageOf(code) != null) code -= 1;
    return code;
}

fn exceptionText(code: i64) ?[]const u8 {
    const index = firstFree() - code;
    if (index < 0 or index >= exception_count) return null;
    const number: usize = @intCast(index);
    const start = if (number == 0) 0 else exception_ends[number - 1];
    return exception_texts.bytes[start..exception_ends[number]];
}

const warnings = abi.first_address + 9 * 8;

/// What WARNING" says ( c-addr u -- ), unless nobody wants warnings.
fn warn() Error!void {
    const length: i32 = @truncate(try host.popSigned());
    const text = try host.bytesAt(try host.popAddress(), @bitCast(@as(i64, length)));
    if (try host.cellAt(warnings) == 0) return;
    error_text.put("warning: ");
    error_text.put(text);
    error_text.put("\n");
    error_text.flush();
}

fn abort() Error!void {
    return host.throw(.abort);
}

/// In the place of a word that compiled programs lack, and that runs all the same.
fn missing() Error!void {
    return host.throwWith(.unsupported, "compiled programs have no text interpreter");
}
