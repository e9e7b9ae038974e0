//! Runs code and does for it what it asks for, as src/stages/native_backend/index.ts does for a session.

const std = @import("std");
const linux = std.os.linux;
const abi = @import("abi");
const host = @import("host.zig");
const interrupts = @import("interrupts.zig");
const memory = @import("memory.zig");
const output = @import("output.zig");
const system = @import("system.zig");
const thrown = @import("thrown.zig");
const Error = host.Error;
const context = &host.context;

/// An entry begins only with as much native stack left: what it and the runtime need.
const entry_reserve = 64 * 1024;
/// What an entry and the words between it and the next one take of the process's own stack, at most.
const host_frame = 4096;

const Enter = *const fn (*abi.ExecutionContext, u64) callconv(.c) u32;
const EnterThrow = *const fn (*abi.ExecutionContext) callconv(.c) u32;

/// How many entries more there is room for on the process's own stack.
var entries_left: u32 = 0;

/// Runs a word that came into being while the program runs; false when the token is none of such a word.
const OtherWords = *const fn (token: u64) Error!bool;

/// Read as volatile: see ending.zig.
pub var other_words: ?OtherWords = null;

/// Before anything runs.
pub fn start() void {
    var stack: linux.rlimit = undefined;
    const usual = 8 << 20;
    const result = linux.getrlimit(.STACK, &stack);
    const size = if (!system.isRefused(result)) @min(stack.cur, usual) else usual;
    entries_left = @intCast(@max(size / host_frame, 64) - 32);
}

/// Runs the word of an execution token.
pub fn run(token: u64) Error!void {
    if (token >= context.word_count) return notAToken();
    const table: [*]const abi.WordEntry = @ptrFromInt(context.word_table);
    const entry = table[token].memory_entry;
    if (entry == memory.runtimeEntry(.need_code)) return runHostWord(token);
    return enter(entry);
}

fn notAToken() Error {
    return host.throwWith(.invalid_address, "not an execution token");
}

fn runHostWord(token: u64) Error!void {
    const image = host.image;
    const words = @as([*]const abi.ProgramHostWord, @ptrFromInt(image.host_words))[0..image.host_word_count];
    var low: usize = 0;
    var high: usize = words.len;
    while (low < high) {
        const middle = (low + high) / 2;
        if (words[middle].word < token) low = middle + 1 else high = middle;
    }
    if (low == words.len or words[low].word != token) {
        const others: *const volatile ?OtherWords = &other_words;
        if (others.*) |runOther| if (try runOther(token)) return;
        return notAToken();
    }
    const function: *const fn (*abi.ExecutionContext) callconv(.c) u32 = @ptrFromInt(words[low].function);
    if (function(context) != @backingInt(abi.HostAnswer.done)) return error.Thrown;
}

/// Runs the code at a memory entry.
pub fn enter(entry: u64) Error!void {
    const stack = context.forth_stack_pointer;
    if (stack < context.native_stack_limit + entry_reserve or entries_left == 0) return host.throw(.return_stack_overflow);
    const handler = context.handler;
    const catch_frame = context.catch_frame;
    const handlers = context.handler_depth;
    // What CATCHes in code are around this entry is not seen from within.
    context.handler_depth += @intFromBool(catch_frame != 0);
    defer context.handler_depth = handlers;
    entries_left -= 1;
    defer entries_left += 1;
    const enterCode: Enter = @ptrFromInt(memory.runtimeEntry(.enter));
    var request = enterCode(context, entry);
    while (true) {
        const asked: abi.HostRequest = @fromBackingInt(request);
        if (asked == .finished) return;
        // One that is not of the entry around, where code may have left for.
        const catches = context.catch_frame != 0 and context.catch_frame != catch_frame;
        if (serve(asked)) {
            request = enterCode(context, 0);
        } else |failure| {
            if (thrown.tracer()) |keeper| keeper.leave(request, if (catches) context.catch_frame else context.native_stack_top);
            if (!catches) {
                // The code of an outer entry goes on from here.
                context.forth_stack_pointer = stack;
                context.handler = handler;
                context.catch_frame = catch_frame;
                return failure;
            }
            thrown.caught();
            const enterThrow: EnterThrow = @ptrFromInt(memory.runtimeEntry(.enter_throw));
            request = enterThrow(context);
        }
    }
}

fn serve(request: abi.HostRequest) Error!void {
    switch (request) {
        .finished => {},
        .host_word => {
            if (context.request_high != 0) return notAToken();
            return runHostWord(context.request_word);
        },
        .thrown => return host.throwCode(host.thrownCode()),
        .interrupted => return interrupts.check(),
        .need_dynamic => return runDynamicVersion(context.request_word),
        .float_function => computeFloat(context.request_word),
        .fault => return host.throw(if (memory.isBelowNativeStack(context.fault_address))
            .return_stack_overflow
        else
            .invalid_address),
        .emit => return output.emit(@truncate(context.request_word)),
        .type => return output.typeBytes(try host.bytesAt(context.request_word, context.text_length)),
    }
}

fn runDynamicVersion(word: u32) Error!void {
    if (context.data_depth > host.capacity.data) return host.throw(.stack_overflow);
    if (context.float_depth > host.capacity.float) return host.throw(.float_stack_overflow);
    const table: [*]const abi.WordEntry = @ptrFromInt(context.word_table);
    const entry = table[word].dynamic_entry;
    // Its static code lacks arguments; without a dynamic version it is one that the runtime does, and says which.
    if (entry == memory.runtimeEntry(.need_dynamic)) return runHostWord(word);
    return enter(entry);
}

fn computeFloat(number: u32) void {
    const function: *const fn (f64, f64) callconv(.c) f64 = @ptrFromInt(memory.float_functions[number]);
    const result = function(@bitCast(context.float_operand0), @bitCast(context.float_operand1));
    context.float_operand0 = @bitCast(result);
}
