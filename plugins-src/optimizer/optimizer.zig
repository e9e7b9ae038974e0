//! The optimizer stage: a ForthIR function in, an equivalent one out.
//!
//!     graph.zig     the form that passes change; decode.zig and encode.zig lead to it and back
//!     edit.zig      the walk of passes that look at one instruction at a time
//!     and one file for each pass in the list below
//!
//! Equivalent means: the same values, THROW codes, memory writes and calls in the same order. Instructions that survive
//! keep their positions. Working memory is bounded by the length of the function, and is the caller's where that
//! suffices.

const std = @import("std");
const builtin = @import("builtin");
const abi = @import("abi");
const graphs = @import("graph.zig");
const Allocator = std.mem.Allocator;
const Callees = @import("inline.zig").Callees;
const Error = graphs.Error;
const Graph = graphs.Graph;

comptime {
    abi.exportHandshake(.optimizer, "0.1.0");
}

const Pass = struct {
    name: [:0]const u8,
    run: *const fn (*Graph, Allocator) Error!void,
    /// Belongs to level 1.
    is_cheap: bool = false,
    turn: Turn = .every_round,
};

/// Once before the rounds, in each of them, once between the first rounds and those that it makes necessary, or once behind
/// all of them.
const Turn = enum { first, every_round, between, last };

/// The passes in their order. Bit n of `disabled_passes` leaves out number n.
const passes = [_]Pass{
    .{ .name = "inline", .run = @import("inline.zig").run, .turn = .first },
    .{ .name = "constants", .run = @import("constants.zig").run, .is_cheap = true },
    .{ .name = "parameters", .run = @import("parameters.zig").run, .is_cheap = true },
    .{ .name = "memory_stack", .run = @import("memory_stack.zig").run },
    .{ .name = "arithmetic", .run = @import("arithmetic.zig").run, .is_cheap = true },
    .{ .name = "comparisons", .run = @import("comparisons.zig").run, .is_cheap = true },
    .{ .name = "branches", .run = @import("branches.zig").run },
    .{ .name = "selections", .run = @import("selections.zig").run },
    .{ .name = "remainders", .run = @import("remainders.zig").run },
    .{ .name = "common", .run = @import("common.zig").run },
    .{ .name = "variables", .run = @import("variables.zig").run },
    .{ .name = "loops", .run = @import("loops.zig").run },
    .{ .name = "polls", .run = @import("polls.zig").run },
    .{ .name = "dead_code", .run = @import("dead_code.zig").run, .is_cheap = true },
    .{ .name = "guards", .run = @import("guards.zig").run, .turn = .between },
    .{ .name = "strides", .run = @import("strides.zig").run, .turn = .between },
    .{ .name = "unroll", .run = @import("unroll.zig").run, .turn = .between },
    .{ .name = "sums", .run = @import("sums.zig").run, .turn = .last },
    .{ .name = "steps", .run = @import("steps.zig").run, .turn = .last },
};

/// One pass makes work for others, those before it too: they take turns until nothing changes or this often.
const max_rounds = 4;
const more_rounds = 2;

fn runPasses(graph: *Graph, scratch: *abi.Arena, request: *abi.OptimizeRequest) Error!void {
    request.pass_runs = 0;
    try runTurn(.first, graph, scratch, request);
    try runRounds(max_rounds, graph, scratch, request);
    graph.changed = false;
    try runTurn(.between, graph, scratch, request);
    if (graph.changed) try runRounds(more_rounds, graph, scratch, request);
    try runTurn(.last, graph, scratch, request);
}

fn runRounds(count: usize, graph: *Graph, scratch: *abi.Arena, request: *abi.OptimizeRequest) Error!void {
    for (0..count) |_| {
        graph.changed = false;
        try runTurn(.every_round, graph, scratch, request);
        if (!graph.changed or request.level < 2) break;
    }
}

fn runTurn(turn: Turn, graph: *Graph, scratch: *abi.Arena, request: *abi.OptimizeRequest) Error!void {
    for (passes, 0..) |pass, number| {
        if (pass.turn != turn or (request.level < 2 and !pass.is_cheap)) continue;
        if (request.disabled_passes >> @intCast(number) & 1 != 0) continue;
        if (request.pass_limit != 0 and request.pass_runs == request.pass_limit) return;
        request.pass_runs += 1;
        request.last_pass = @intCast(number);
        scratch.reset();
        try pass.run(graph, scratch.allocator());
        if (is_checked) try check(graph, scratch.allocator(), pass.name);
    }
}

const is_checked = std.debug.runtime_safety;

/// Ends the process when a pass broke a rule of the verifier.
fn check(graph: *Graph, scratch: Allocator, pass: []const u8) Error!void {
    const words = try @import("encode.zig").encode(scratch, graph);
    const verdict = try abi.verify(scratch, words);
    if (verdict.rule != .ok) std.debug.panic("after {s}: {t} at {d}", .{ pass, verdict.rule, verdict.at });
}

/// The name of a pass by its number in the list, zero-terminated, for people; null beyond the list's end.
export fn ff_pass_name(number: u32) callconv(.c) ?[*:0]const u8 {
    return if (number < passes.len) passes[number].name.ptr else null;
}

/// Functions of more words are declined, which bounds memory and the 32-bit numbers of the graph.
const max_input_words = 1 << 22;

/// Fills `output` with a function equivalent to `input` and says its length in `output_length`.
///
/// `level` 0 copies, 1 makes one round of the cheap passes, 2 lets all passes take turns. The addresses must be those of
/// `input_length` readable and `output_capacity` writable words, and `scratch_length` bytes for working memory; each may
/// be 0 when its count is 0. `ir_references` and `ir_pool` are ForthIR of other words, for inlining. `words` is not read.
/// Returns `ok`, `bad_request`, `invalid_ir`
/// (error_rule and error_at say why), `buffer_too_small` (output_length says what is needed), `declined` for functions
/// of enormous length, `out_of_memory`.
export fn optimize_ir(request: ?*abi.OptimizeRequest) callconv(.c) u32 {
    return @backingInt(if (request) |present| serve(present) else abi.Status.bad_request);
}

fn serve(request: *abi.OptimizeRequest) abi.Status {
    if (request.struct_size != @sizeOf(abi.OptimizeRequest)) return .bad_request;
    if (request.abi_version != abi.abi_version) return .bad_request;
    if (request.level > 2) return .bad_request;
    const input = sliceAt(u32, request.input, request.input_length) orelse return .bad_request;
    const output = sliceAt(u32, request.output, request.output_capacity) orelse return .bad_request;
    const memory = sliceAt(u64, request.scratch, request.scratch_length / @sizeOf(u64)) orelse return .bad_request;
    const callees: Callees = .{
        .references = if (request.ir_references == 0) &.{} else sliceAt(abi.IrReference, request.ir_references, request.word_count) orelse return .bad_request,
        .pool = sliceAt(u32, request.ir_pool, request.ir_pool_length) orelse return .bad_request,
        .itself = input,
        .limit = request.inline_limit,
        .catch_word = request.catch_word,
        .throw_word = request.throw_word,
        .throw_anew_word = request.throw_anew_word,
        .caught_word = request.caught_word,
        .caught_anew_word = request.caught_anew_word,
    };
    if (input.len > max_input_words) return .declined;

    return optimize(request, callees, output, std.mem.sliceAsBytes(memory)) catch .out_of_memory;
}

fn optimize(request: *abi.OptimizeRequest, callees: Callees, output: []u32, memory: []align(8) u8) Error!abi.Status {
    const input = callees.itself;
    // Both go on in pages of the system's.
    const half = memory.len / 16 * 8;
    var arena: abi.Arena = .init(memory[0..half]);
    defer arena.deinit();
    var scratch: abi.Arena = .init(@alignCast(memory[half..]));
    defer scratch.deinit();

    const verdict = try abi.verify(scratch.allocator(), input);
    request.error_rule = @backingInt(verdict.rule);
    request.error_at = verdict.at;
    if (verdict.rule != .ok) return .invalid_ir;
    if (request.level == 0) return deliver(request, input, output);

    scratch.reset();
    var graph = try @import("decode.zig").decode(arena.allocator(), scratch.allocator(), abi.Function.fromWords(input).?);
    graph.callees = callees;
    graph.accessible_end = request.accessible_end;
    try runPasses(&graph, &scratch, request);
    scratch.reset();
    return deliver(request, try @import("encode.zig").encode(scratch.allocator(), &graph), output);
}

fn deliver(request: *abi.OptimizeRequest, words: []const u32, output: []u32) abi.Status {
    request.output_length = @intCast(words.len);
    if (words.len > output.len) return .buffer_too_small;
    @memcpy(output[0..words.len], words);
    return .ok;
}

/// The `length` items at an address; null when they cannot lie there.
fn sliceAt(comptime Item: type, address: u64, length: u64) ?[]Item {
    if (length == 0) return &.{};
    const start = std.math.cast(usize, address) orelse return null;
    if (start == 0 or start % @alignOf(Item) != 0) return null;
    if (length > std.math.maxInt(usize) / @sizeOf(Item)) return null;
    return @as([*]Item, @ptrFromInt(start))[0..@intCast(length)];
}

test {
    for (passes) |pass| try std.testing.expect(pass.name.len > 0);
    _ = @import("constants.zig");
}

test "a request is checked before anything is read" {
    var output: [1]u32 = undefined;
    const good: abi.OptimizeRequest = std.mem.zeroInit(abi.OptimizeRequest, .{
        .struct_size = @sizeOf(abi.OptimizeRequest),
        .abi_version = abi.abi_version,
        .input = @intFromPtr(&output),
        .output = @intFromPtr(&output),
    });
    try std.testing.expectEqual(@backingInt(abi.Status.bad_request), optimize_ir(null));
    inline for (.{
        .{ "struct_size", 4 },
        .{ "abi_version", abi.abi_version + 1 },
        .{ "level", 3 },
        .{ "scratch_length", 8 },
    }) |change| {
        var request = good;
        @field(request, change[0]) = change[1];
        try std.testing.expectEqual(@backingInt(abi.Status.bad_request), optimize_ir(&request));
    }
    var request = good;
    try std.testing.expectEqual(@backingInt(abi.Status.invalid_ir), optimize_ir(&request));
    try std.testing.expectEqual(@backingInt(abi.Rule.truncated), request.error_rule);
}

test "too little room says how much is needed" {
    const text = "function 1 static () -> (cell)\nblock0():\n  v0 = const 2\n  v1 = add v0, v0\n  return v1\n";
    const input = try abi.parseText(std.testing.allocator, text, null);
    defer std.testing.allocator.free(input);
    var output: [64]u32 = undefined;
    var scratch: [4096]u64 = undefined;
    var request: abi.OptimizeRequest = std.mem.zeroInit(abi.OptimizeRequest, .{
        .struct_size = @sizeOf(abi.OptimizeRequest),
        .abi_version = abi.abi_version,
        .input = @intFromPtr(input.ptr),
        .input_length = @as(u32, @intCast(input.len)),
        .level = 2,
        .output = @intFromPtr(&output),
        .output_capacity = 3,
    });
    try std.testing.expectEqual(@backingInt(abi.Status.buffer_too_small), optimize_ir(&request));
    request.output_capacity = request.output_length;
    request.scratch = @intFromPtr(&scratch);
    request.scratch_length = @sizeOf(@TypeOf(scratch));
    try std.testing.expectEqual(@backingInt(abi.Status.ok), optimize_ir(&request));
    var printed: [256]u8 = undefined;
    var out: std.Io.Writer = .fixed(&printed);
    try abi.print(abi.Function.fromWords(output[0..request.output_length]).?, &out);
    const expected = "function 1 static () -> (cell)\nblock0():\n  v0 = const 4\n  return v0\n";
    try std.testing.expectEqualStrings(expected, out.buffered());
}
