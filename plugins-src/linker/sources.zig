//! Where code is in the source: places of positions, and the calls in whose place code stands. The same as
//! src/programs/source_places.ts, for lines of ASCII: of others the caller knows.

const std = @import("std");
const abi = @import("abi");
const Failure = @import("pieces.zig").Failure;
const Request = @import("pieces.zig").Request;

pub const Place = struct {
    /// Of its name, the first text of that name.
    file: u32,
    line: u32,
    column: u32,
    line_text: []const u8,
    /// Where the traces have it; 0 before they do.
    traced: u32 = 0,
};

/// A place in a word, and the one that the word was called from whose code stands in the place of that call.
pub const Site = struct {
    word: u32,
    place: u32,
    caller: ?u32,
    traced: u32 = 0,
};

/// A longer line is shown around its places.
const longest_line = 1 << 19;

pub const Sources = struct {
    arena: std.mem.Allocator,
    request: *const Request,
    places: std.ArrayList(Place) = .empty,
    sites: std.ArrayList(Site) = .empty,
    of_position: std.AutoHashMapUnmanaged(u32, ?u32) = .empty,
    /// By position, of words that are not inlined there.
    plain: std.AutoHashMapUnmanaged(u32, u32) = .empty,
    /// By function, by the number of an InlineSite.
    inlined: [][]Inlined,
    /// By text, when it was asked for: where its lines begin.
    line_starts: [][]const u32,

    const Inlined = union(enum) { unknown, none, site: u32 };

    pub fn init(arena: std.mem.Allocator, request: *const Request) Failure!Sources {
        const sources: Sources = .{
            .arena = arena,
            .request = request,
            .inlined = try arena.alloc([]Inlined, request.functions.len),
            .line_starts = try arena.alloc([]const u32, request.texts.len),
        };
        @memset(sources.inlined, &.{});
        @memset(sources.line_starts, &.{});
        return sources;
    }

    /// The site of a position in the code of a function; null when no source has it.
    pub fn siteAt(sources: *Sources, function: u32, position: u32) Failure!?u32 {
        const described = sources.request.functions[function];
        if (position < abi.inlined_position) return sources.plainSite(described.word, position);
        if (sources.inlined[function].len == 0 and described.site_count > 0) {
            sources.inlined[function] = try sources.arena.alloc(Inlined, described.site_count);
            @memset(sources.inlined[function], .unknown);
        }
        return sources.inlinedSite(function, position - abi.inlined_position);
    }

    fn inlinedSite(sources: *Sources, function: u32, number: u32) Failure!?u32 {
        const described = sources.request.functions[function];
        if (number >= described.site_count) return null;
        switch (sources.inlined[function][number]) {
            .unknown => {},
            .none => return null,
            .site => |site| return site,
        }
        const records: [*]const abi.InlineSite = @ptrFromInt(std.math.cast(usize, described.sites) orelse return error.Declined);
        const record = records[number];
        var caller: ?u32 = null;
        if (record.caller < abi.inlined_position) {
            caller = try sources.plainSite(described.word, record.caller);
        } else if (record.caller - abi.inlined_position < number) {
            // A caller's site comes before: a table that says otherwise would have no end.
            caller = try sources.inlinedSite(function, record.caller - abi.inlined_position);
        }
        // What no source has belongs to where it was called.
        const site = if (try sources.placeOf(record.position)) |place| try sources.newSite(record.word, place, caller) else caller;
        sources.inlined[function][number] = if (site) |there| .{ .site = there } else .none;
        return site;
    }

    fn plainSite(sources: *Sources, word: u32, position: u32) Failure!?u32 {
        if (sources.plain.get(position)) |known| if (sources.sites.items[known].word == word) return known;
        const place = try sources.placeOf(position) orelse return null;
        const site = try sources.newSite(word, place, null);
        try sources.plain.put(sources.arena, position, site);
        return site;
    }

    fn newSite(sources: *Sources, word: u32, place: u32, caller: ?u32) Failure!u32 {
        try sources.sites.append(sources.arena, .{ .word = word, .place = place, .caller = caller });
        return @intCast(sources.sites.items.len - 1);
    }

    /// The place of a position; null when no source has it.
    pub fn placeOf(sources: *Sources, position: u32) Failure!?u32 {
        const entry = try sources.of_position.getOrPut(sources.arena, position);
        if (!entry.found_existing) entry.value_ptr.* = try sources.newPlace(position);
        return entry.value_ptr.*;
    }

    fn newPlace(sources: *Sources, position: u32) Failure!?u32 {
        const texts = sources.request.texts;
        if (position == 0 or position >= sources.request.positions_end or texts.len == 0) return null;
        const number = std.sort.upperBound(abi.LinkText, texts, position, isBehind) -| 1;
        const text = texts[number];
        const offset = position - text.first + text.start;
        const bytes = @as([*]const u8, @ptrFromInt(std.math.cast(usize, text.bytes) orelse return error.Declined))[0..text.length];
        const starts = try sources.lineStarts(number, bytes);
        const line = std.sort.upperBound(u32, starts, offset, isAfter) -| 1;
        const start = starts[line];
        const end = if (line + 1 < starts.len) starts[line + 1] - 1 else text.length;
        if (end - start > longest_line) return error.Declined;
        const whole = bytes[start..end];
        for (whole) |character| if (character >= 0x80) return error.Declined;
        try sources.places.append(sources.arena, .{
            .file = text.file,
            .line = text.first_line + @as(u32, @intCast(line)),
            .column = offset - start + 1,
            .line_text = if (std.mem.endsWith(u8, whole, "\r")) whole[0 .. whole.len - 1] else whole,
        });
        return @intCast(sources.places.items.len - 1);
    }

    fn isBehind(position: u32, text: abi.LinkText) std.math.Order {
        return std.math.order(position, text.first);
    }

    fn isAfter(offset: u32, start: u32) std.math.Order {
        return std.math.order(offset, start);
    }

    fn lineStarts(sources: *Sources, text: usize, bytes: []const u8) Failure![]const u32 {
        if (sources.line_starts[text].len > 0) return sources.line_starts[text];
        var starts: std.ArrayList(u32) = .empty;
        try starts.append(sources.arena, 0);
        for (bytes, 0..) |character, at| if (character == '\n') try starts.append(sources.arena, @intCast(at + 1));
        sources.line_starts[text] = starts.items;
        return starts.items;
    }

    pub fn nameOf(sources: *const Sources, word: u32) []const u8 {
        const described = sources.request.words[word];
        return sources.request.names[described.name_offset..][0..described.name_length];
    }

    pub fn fileName(sources: *const Sources, file: u32) []const u8 {
        const text = sources.request.texts[file];
        return sources.request.names[text.name_offset..][0..text.name_length];
    }
};
