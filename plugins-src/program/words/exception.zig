//! CATCH and its kin, where no code does them (Exception, Core).

const host = @import("../host.zig");
const thrown = @import("../thrown.zig");
const Error = host.Error;

comptime {
    host.exportWord("catch", catchWord);
    host.exportWord("(throw)", throwWord);
    host.exportWord("(throw-anew)", throwAnew);
    host.exportWord("nothrow", nothrow);
    host.exportWord("(abort-message)", abortMessage);
    host.exportWord("abort", abort);
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

fn nothrow() Error!void {
    thrown.forget();
}

/// More than a report shows of a message.
var abort_message: [4096]u8 = undefined;

fn abortMessage() Error!void {
    thrown.forget();
    const length: i32 = @truncate(try host.popSigned());
    const address = try host.popAddress();
    const text = try host.bytesAt(address, @bitCast(@as(i64, length)));
    const kept = text[0..@min(text.len, abort_message.len)];
    @memcpy(abort_message[0..kept.len], kept);
    host.abort_message = abort_message[0..kept.len];
}

fn abort() Error!void {
    return host.throw(.abort);
}
