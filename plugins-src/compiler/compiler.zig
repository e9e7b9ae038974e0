//! The compiler stage: a body becomes a ForthIR function, word for word the one that the built-in makes.
//!
//! The static form, with stack effects as arguments and results, is made where the body has one effect on all paths;
//! otherwise the dynamic form, which keeps the in-memory stacks. The passes, in their order:
//!
//!     expand.zig      records to steps: words resolved, inline bodies spliced in
//!     speculate.zig   a second copy of bodies that EXECUTE what can be guessed
//!     flow.zig        the control-flow graph
//!     effect.zig      stack heights; whether there is one effect
//!     construct.zig   SSA, with a parameter for every slot (virtual_stacks.zig, return_stack.zig, draft.zig)
//!     simplify.zig    superfluous and dead parameters
//!     layout.zig      the function
//!
//! A call works in the scratch memory of its request (arena.zig) and keeps nothing, so any thread may be in it.

const std = @import("std");
const abi = @import("abi");
const Arena = abi.Arena;
const construct = @import("construct.zig").construct;
const Draft = @import("draft.zig").Draft;
const effect_pass = @import("effect.zig");
const Error = @import("failure.zig").Error;
const expand = @import("expand.zig");
const Failure = @import("failure.zig").Failure;
const FlowGraph = @import("flow.zig").FlowGraph;
const layout = @import("layout.zig");
const speculate = @import("speculate.zig");
const simplify = @import("simplify.zig").simplify;
const Steps = @import("steps.zig").Steps;

comptime {
    abi.exportHandshake(.compiler, "0.1.0");
}

/// A static function with more slots than this, summed over its regions, is made dynamic, which has fewer.
const slot_limit = 1 << 21;

/// Compiles a body as the request says and fills its output fields.
///
/// The addresses must be those of as many readable records as the request says, of `output_capacity` writable words
/// and `scratch_length` writable bytes; each may be 0 when its count is 0. Returns `ok`, `buffer_too_small`,
/// `invalid_body`, `out_of_memory`, or `bad_request` with nothing changed.
export fn compile_to_ir(request: ?*abi.CompileRequest) callconv(.c) u32 {
    return @backingInt(if (request) |present| compile(present) else abi.Status.bad_request);
}

fn compile(request: *abi.CompileRequest) abi.Status {
    if (request.struct_size != @sizeOf(abi.CompileRequest)) return .bad_request;
    if (request.abi_version != abi.abi_version) return .bad_request;
    if (request.flags & ~abi.compile_force_dynamic != 0) return .bad_request;
    if (@as(u64, request.body_offset) + request.body_count > request.pool_length) return .bad_request;
    const pool = sliceAt(abi.BodyInstruction, 4, request.pool, request.pool_length) orelse return .bad_request;
    const words = sliceAt(abi.WordInfo, 4, request.words, request.word_count) orelse return .bad_request;
    const output = sliceAt(u32, 4, request.output, request.output_capacity) orelse return .bad_request;
    const scratch = sliceAt(u8, 8, request.scratch, request.scratch_length) orelse return .bad_request;

    var arena: Arena = .init(scratch);
    defer arena.deinit();
    var failure: Failure = undefined;
    const result = translate(arena.allocator(), .{
        .pool = pool,
        .offset = request.body_offset,
        .count = request.body_count,
        .words = words,
        .word = request.word,
    }, request.flags & abi.compile_force_dynamic != 0, &failure) catch |problem| switch (problem) {
        error.OutOfMemory => return .out_of_memory,
        error.InvalidBody => {
            request.error_fault = @backingInt(failure.fault);
            request.error_value = failure.value;
            request.error_at = failure.record;
            return .invalid_body;
        },
    };
    const length = std.math.cast(u32, result.function.wordCount()) orelse return .out_of_memory;
    request.output_length = length;
    if (length > output.len) return .buffer_too_small;
    result.function.write(output[0..length]);
    request.result_flags = if (result.never_returns) abi.compile_never_returns else 0;
    return .ok;
}

const Result = struct { function: layout.Parts, never_returns: bool };

/// The passes. `error.InvalidBody` sets `failure`.
fn translate(arena: std.mem.Allocator, input: expand.Input, force_dynamic: bool, failure: *Failure) Error!Result {
    var steps: Steps = .{};
    try expand.expand(arena, input, &steps, failure);
    var flow: FlowGraph = try .build(arena, steps.list.items);
    var heights: effect_pass.HeightAnalysis = .{
        .arena = arena,
        .steps = &steps,
        .flow = &flow,
        .words = input.words,
        .word = input.word,
    };
    const effect = if (force_dynamic) null else try inferEffect(&heights);
    var fast_effect: ?effect_pass.Effect = null;
    if (effect == null) {
        if (!force_dynamic) fast_effect = try withFastCopy(arena, input, &steps, &flow, &heights);
        if (fast_effect == null) try heights.measureDynamic();
    }
    try checkReturnStack(&heights, failure);
    var draft: Draft = .{ .arena = arena };
    try construct(.{
        .input = input,
        .effect = effect,
        .fast_effect = fast_effect orelse .{},
        .calls_in_memory = force_dynamic,
    }, &steps, &flow, &heights, &draft);
    const live = try simplify(&draft, &flow);
    return .{
        .function = try layout.lay(&draft, &flow, live, input.word, effect),
        .never_returns = if (effect) |known| !known.returns else false,
    };
}

fn inferEffect(heights: *effect_pass.HeightAnalysis) Error!?effect_pass.Effect {
    const effect = try heights.inferStatic() orelse return null;
    return if (heights.slotCount(effect) > slot_limit) null else effect;
}

/// Gives steps a fast copy, measured, when guesses make one that has heights; else leaves all as it is.
fn withFastCopy(
    arena: std.mem.Allocator,
    input: expand.Input,
    steps: *Steps,
    flow: *FlowGraph,
    heights: *effect_pass.HeightAnalysis,
) Error!?effect_pass.Effect {
    const plain = steps.*;
    const plain_flow = flow.*;
    steps.* = try speculate.speculate(arena, input, plain) orelse return null;
    flow.* = try .build(arena, steps.list.items);
    if (try heights.measureFastCopy()) |effect| {
        if (@max(effect.cell_in, effect.float_in) <= speculate.effect_limit and heights.slotCount(effect) <= slot_limit) return effect;
    }
    steps.* = plain;
    flow.* = plain_flow;
    return null;
}

fn checkReturnStack(heights: *const effect_pass.HeightAnalysis, failure: *Failure) Error!void {
    if (heights.loops_in_memory) return;
    const fault: abi.BodyFault, const step = if (heights.loop_fault) |step|
        .{ .no_loop, step }
    else if (heights.returns_in_memory)
        return
    else if (heights.return_fault) |step|
        .{ .empty_return_stack, step }
    else
        return;
    failure.* = .{ .fault = fault, .value = 0, .record = heights.steps.list.items[step].record };
    return error.InvalidBody;
}

/// The `length` items at an address; null when they cannot lie there.
fn sliceAt(comptime Item: type, comptime alignment: usize, address: u64, length: u64) ?[]align(alignment) Item {
    if (length == 0) return &.{};
    const start = std.math.cast(usize, address) orelse return null;
    const count = std.math.cast(usize, length) orelse return null;
    if (start == 0 or start % alignment != 0) return null;
    return @as([*]align(alignment) Item, @ptrFromInt(start))[0..count];
}
