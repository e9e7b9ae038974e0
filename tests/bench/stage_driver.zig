//! Times a stage's entry point on recorded requests (`stages.ts` records them), without the host.
//!
//!     stage_driver REQUESTS ROUNDS [LIBRARY]     prints the nanoseconds of each round
//!
//! The module `entry` says where the function is: linked into this program, or by name in LIBRARY.
//!
//! REQUESTS is a sequence of: u32 length of the request, u32 count of buffers; for each buffer the offset of the
//! request's field that points to it, its length and 1 when its contents follow; the request; the contents.

const std = @import("std");
const entry = @import("entry");

const EntryPoint = *const fn (*anyopaque) callconv(.c) u32;

/// A request as it was recorded, and where it is made anew before each call, because calls answer in it.
const Recorded = struct {
    request: []const u8,
    live: []align(16) u8,
};

pub fn main(init: std.process.Init) !void {
    const arena = init.arena.allocator();
    const arguments = try init.minimal.args.toSlice(arena);
    if (arguments.len < 3) return error.Usage;
    const bytes = try std.Io.Dir.cwd().readFileAlloc(init.io, arguments[1], arena, .unlimited);
    const requests = try readRequests(arena, bytes);
    const rounds = try std.fmt.parseInt(u32, arguments[2], 10);
    const function: EntryPoint = if (entry.linked) |linked| linked else try find(arguments[3]);

    var buffer: [4096]u8 = undefined;
    var stdout = std.Io.File.stdout().writer(init.io, &buffer);
    _ = callAll(function, requests);
    for (0..rounds) |_| {
        const start = now(init.io);
        const sum = callAll(function, requests);
        try stdout.interface.print("{d} {d}\n", .{ now(init.io) - start, sum });
    }
    try stdout.interface.flush();
}

fn now(io: std.Io) i96 {
    return std.Io.Clock.awake.now(io).nanoseconds;
}

/// The sum of the answers, which must be the same everywhere.
fn callAll(function: EntryPoint, requests: []const Recorded) u64 {
    var sum: u64 = 0;
    for (requests) |recorded| {
        @memcpy(recorded.live, recorded.request);
        sum += function(recorded.live.ptr);
    }
    return sum;
}

fn readRequests(arena: std.mem.Allocator, bytes: []const u8) ![]const Recorded {
    var requests: std.ArrayList(Recorded) = .empty;
    var at: usize = 0;
    while (at < bytes.len) {
        const length = readWord(bytes, &at);
        const count = readWord(bytes, &at);
        var descriptions = at;
        at += 12 * count;
        const request = try arena.dupe(u8, bytes[at..][0..length]);
        at += length;
        for (0..count) |_| {
            const field = readWord(bytes, &descriptions);
            const size = readWord(bytes, &descriptions);
            const has_contents = readWord(bytes, &descriptions) != 0;
            const target = try arena.alignedAlloc(u8, .@"16", @max(size, 16));
            if (has_contents) {
                @memcpy(target[0..size], bytes[at..][0..size]);
                at += size;
            }
            std.mem.writeInt(u64, request[field..][0..8], @intFromPtr(target.ptr), .little);
        }
        try requests.append(arena, .{
            .request = request,
            .live = try arena.alignedAlloc(u8, .@"16", length),
        });
    }
    return requests.items;
}

fn readWord(bytes: []const u8, at: *usize) u32 {
    defer at.* += 4;
    return std.mem.readInt(u32, bytes[at.*..][0..4], .little);
}

fn find(path: []const u8) !EntryPoint {
    var library = try std.DynLib.open(path);
    return library.lookup(EntryPoint, entry.name) orelse error.NoSuchFunction;
}
