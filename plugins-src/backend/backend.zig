//! The backend stage: a ForthIR function in, machine code that can be put anywhere out. It keeps nothing between
//! calls and calls nothing outside, so any thread may be in it at any time.
//!
//!     block_order.zig   blocks in a line, loops together
//!     facts.zig         constants, what nobody needs, what is computed where it is used
//!     widths.zig        cells that fit in 32 bits, and rotations
//!     liveness.zig      where values are live
//!     allocation.zig    registers and slots of the frame
//!     lowering.zig      from there to code, the same for all architectures; it lists the files
//!     x86_64/           encodings, calling convention, frames and instructions: target.zig first
//!     aarch64/          the same files for another architecture
//!     call_frames.zig   where callers are, for debuggers
//!     uses.zig          what of a function no relocation names, for who links it
//!     blob.zig          code and all of that as one buffer
//!
//! What an architecture has no code for is declined; the host has another form of the function, or runs its body.

const builtin = @import("builtin");
const std = @import("std");
const abi = @import("abi");
const Blob = @import("blob.zig").Blob;
const callFrames = @import("call_frames.zig").callFrames;
const Declined = @import("declined.zig").Declined;
const reasonOf = @import("declined.zig").reasonOf;
const BlockOrder = @import("block_order.zig").BlockOrder;
const Facts = @import("facts.zig").Facts;
const Liveness = @import("liveness.zig").Liveness;
const Lowering = @import("lowering.zig").Lowering;
const addUses = @import("uses.zig").addUses;
const divideMarks = @import("uses.zig").divideMarks;

/// A library makes code for the machine that it runs on. The portable form runs on none of them, and makes code of both: it
/// is what programs are compiled with that run elsewhere.
const targets = switch (builtin.cpu.arch) {
    .aarch64 => .{@import("aarch64/target.zig")},
    .wasm32 => .{ @import("x86_64/target.zig"), @import("aarch64/target.zig") },
    else => .{@import("x86_64/target.zig")},
};

comptime {
    abi.exportHandshake(.backend, "0.1.0");
}

/// Nothing here may print or unwind: the library lives inside another program's process.
pub const panic = if (builtin.is_test) std.debug.FullPanic(std.debug.defaultPanic) else std.debug.no_panic;

/// Generates what `request.kind` says into `output` and fills the request's output fields.
///
/// The addresses must be those of as many readable, and for `output` and `scratch` writable, items as the lengths
/// say; `scratch` may be 0. Returns `ok`, `declined`, `invalid_ir`, `buffer_too_small` with the length that is needed,
/// `bad_request` with nothing changed, or `out_of_memory`.
export fn generate_code(request: ?*abi.GenerateRequest) callconv(.c) u32 {
    return @backingInt(if (request) |present| generate(present) else abi.Status.bad_request);
}

fn generate(request: *abi.GenerateRequest) abi.Status {
    if (request.struct_size != @sizeOf(abi.GenerateRequest)) return .bad_request;
    if (request.abi_version != abi.abi_version) return .bad_request;
    if (request.kind > @backingInt(abi.GenerateKind.library_stub)) return .bad_request;
    const output = sliceAt(u8, request.output, request.output_capacity) orelse return .bad_request;
    const scratch = sliceAt(u64, request.scratch, request.scratch_length / @sizeOf(u64)) orelse return .bad_request;
    request.error_rule = @backingInt(abi.DeclineReason.other_platform);
    if (request.operating_system != @backingInt(abi.OperatingSystem.linux)) return .declined;
    inline for (targets) |target| {
        if (request.architecture == @backingInt(target.architecture)) return generateFor(target, request, output, std.mem.sliceAsBytes(scratch));
    }
    return .declined;
}

fn generateFor(comptime target: type, request: *abi.GenerateRequest, output: []u8, scratch: []align(8) u8) abi.Status {
    var arena: abi.Arena = .init(scratch);
    defer arena.deinit();
    const blob = describedBlob(target, arena.allocator(), request) catch |err| return switch (err) {
        error.OutOfMemory => .out_of_memory,
        error.InvalidIr => .invalid_ir,
        error.BadRequest => .bad_request,
        else => |declined| decline(request, declined),
    };
    const size = std.math.cast(u32, blob.size()) orelse return .out_of_memory;
    request.output_length = size;
    if (size > output.len) return .buffer_too_small;
    blob.write(@fromBackingInt(request.kind), target.architecture, request.word, output[0..size]);
    return .ok;
}

fn decline(request: *abi.GenerateRequest, declined: Declined) abi.Status {
    request.error_rule = @backingInt(reasonOf(declined));
    return .declined;
}

const Failure = error{ OutOfMemory, InvalidIr, BadRequest } || Declined;

fn describedBlob(comptime target: type, arena: std.mem.Allocator, request: *abi.GenerateRequest) Failure!Blob {
    var blob = try generateBlob(target, arena, request);
    if (request.flags & abi.generate_debug == 0) return blob;
    const entries = [_]u32{ 0, blob.register_entry, blob.memory_entry };
    const all = try std.mem.concat(arena, u32, &.{ &entries, blob.symbols, entries[2..] });
    const frames = try callFrames(target, arena, blob.assembled.code, blob.assembled.relocations, all);
    blob.frames = frames.instructions;
    if (frames.changes_stack) blob.flags |= @backingInt(abi.CodeFlag.changes_stack);
    return blob;
}

fn generateBlob(comptime target: type, arena: std.mem.Allocator, request: *abi.GenerateRequest) Failure!Blob {
    const lowering = Lowering(target);
    switch (@as(abi.GenerateKind, @fromBackingInt(request.kind))) {
        .function => return generateFunction(target, arena, request),
        .word_stub => return lowering.emitWordStub(arena, request.word, try wordOf(request)),
        .library_stub => {
            const info = try wordOf(request);
            if (info.a >= abi.library_functions + abi.float_functions) return error.BadRequest;
            return lowering.emitLibraryStub(arena, request.word, info);
        },
        .runtime => return lowering.emitRuntime(arena, request.word),
    }
}

/// What a request for stubs says of its word.
fn wordOf(request: *const abi.GenerateRequest) error{BadRequest}!abi.WordInfo {
    const infos = sliceAt(abi.WordInfo, request.words, request.word_count) orelse return error.BadRequest;
    if (infos.len != 1 or request.word == 0) return error.BadRequest;
    return infos[0];
}

fn generateFunction(comptime target: type, arena: std.mem.Allocator, request: *abi.GenerateRequest) Failure!Blob {
    const lowering = Lowering(target);
    const input = sliceAt(u32, request.input, request.input_length) orelse return error.BadRequest;
    const verdict = try abi.verify(arena, input);
    request.error_rule = @backingInt(verdict.rule);
    request.error_at = verdict.at;
    if (verdict.rule != .ok) return error.InvalidIr;
    const function = abi.Function.fromWords(input).?;
    if (!lowering.canCompile(function)) return error.WideEffect;

    const order: BlockOrder = try .init(arena, function);
    var facts: Facts = try .init(arena, function, order, target.shares_scales);
    if (target.folds_loads) facts.foldLoads();
    const liveness: Liveness = try .init(arena, facts);
    const places = try lowering.allocateRegisters(arena, liveness);
    const marks = request.flags & (abi.generate_marks | abi.generate_debug) != 0;
    var blob = try lowering.emitFunction(arena, liveness, places, request.cpu_features, marks);
    if (request.flags & abi.generate_debug != 0) try divideMarks(arena, function, &blob, request.flags & abi.generate_marks != 0);
    if (request.flags & abi.generate_uses != 0) try addUses(arena, function, &blob);
    return blob;
}

/// The `length` items at an address; null when they cannot lie there.
fn sliceAt(comptime Item: type, address: u64, length: u64) ?[]Item {
    if (length == 0) return &.{};
    const start = std.math.cast(usize, address) orelse return null;
    if (start == 0 or start % @alignOf(Item) != 0) return null;
    return @as([*]Item, @ptrFromInt(start))[0..@intCast(length)];
}

test {
    _ = @import("tests.zig");
    _ = @import("x86_64/tests.zig");
    _ = @import("aarch64/tests.zig");
}

test "a request is checked before anything is read" {
    var output: [64]u32 = undefined;
    const good: abi.GenerateRequest = .{
        .struct_size = @sizeOf(abi.GenerateRequest),
        .abi_version = abi.abi_version,
        .input = 0,
        .words = 0,
        .output = @intFromPtr(&output),
        .scratch = 0,
        .scratch_length = 0,
        .input_length = 0,
        .word_count = 0,
        .kind = @backingInt(abi.GenerateKind.runtime),
        .architecture = @backingInt(targets[0].architecture),
        .operating_system = @backingInt(abi.OperatingSystem.linux),
        .cpu_features = 0,
        .word = 0,
        .flags = 0,
        .output_capacity = @sizeOf(@TypeOf(output)),
        .output_length = 0,
        .error_rule = 0,
        .error_at = 0,
    };
    const bad = [_]struct { field: []const u8, value: u64, status: abi.Status }{
        .{ .field = "struct_size", .value = 8, .status = .bad_request },
        .{ .field = "abi_version", .value = abi.abi_version + 1, .status = .bad_request },
        .{ .field = "kind", .value = 4, .status = .bad_request },
        .{ .field = "kind", .value = @backingInt(abi.GenerateKind.word_stub), .status = .bad_request },
        .{ .field = "kind", .value = @backingInt(abi.GenerateKind.library_stub), .status = .bad_request },
        .{ .field = "kind", .value = @backingInt(abi.GenerateKind.function), .status = .invalid_ir },
        .{ .field = "output", .value = 0, .status = .bad_request },
        .{ .field = "architecture", .value = 1 - @backingInt(targets[0].architecture), .status = .declined },
        .{ .field = "operating_system", .value = @backingInt(abi.OperatingSystem.macos), .status = .declined },
    };
    try std.testing.expectEqual(@backingInt(abi.Status.bad_request), generate_code(null));
    inline for (bad) |change| {
        var request = good;
        @field(request, change.field) = change.value;
        try std.testing.expectEqual(@backingInt(change.status), generate_code(&request));
    }
    var request = good;
    try std.testing.expectEqual(@backingInt(abi.Status.buffer_too_small), generate_code(&request));
    try std.testing.expect(request.output_length > @sizeOf(@TypeOf(output)));
}
