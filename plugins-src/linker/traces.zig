//! Where the places in a program's code are in its source, for the reports of errors: the same bytes as
//! src/programs/program_traces.ts writes.

const std = @import("std");
const abi = @import("abi");
const Code = @import("pieces.zig").Code;
const Failure = @import("pieces.zig").Failure;
const Sources = @import("sources.zig").Sources;
const Writer = @import("writer.zig").Writer;

const recorded = @backingInt(abi.CodePositionFlag.return_address) | @backingInt(abi.CodePositionFlag.fault);

pub fn tracesOf(arena: std.mem.Allocator, sources: *Sources) Failure![]u8 {
    var traces: Traces = .{ .arena = arena, .sources = sources, .out = .{ .arena = arena } };
    return traces.make();
}

/// Of a file: where it is, and its lines by number.
const TracedText = struct {
    at: u32,
    lines: std.AutoHashMapUnmanaged(u32, Line) = .empty,
};

const Line = struct { at: u32, text: []const u8 };

const Traces = struct {
    arena: std.mem.Allocator,
    sources: *Sources,
    out: Writer,
    texts: std.AutoHashMapUnmanaged(u32, TracedText) = .empty,
    names: std.StringHashMapUnmanaged(u32) = .empty,

    fn make(traces: *Traces) Failure![]u8 {
        const functions = traces.sources.request.functions;
        const out = &traces.out;
        out.int(u32, @intCast(functions.len));
        for (functions) |_| out.int(u64, 0);
        // The codes lie one behind the other, aligned.
        var start: u32 = 0;
        for (functions, 0..) |function, number| {
            const code = try Code.of(function);
            start = std.mem.alignForward(u32, start, 16);
            const at = try traces.addFunction(@intCast(number), code);
            out.set(@intCast(4 + 8 * number), start);
            out.set(@intCast(8 + 8 * number), at);
            start += code.header.code_length;
        }
        return out.finished();
    }

    /// Gives where it is, as the other methods do: what it names comes before it.
    fn addFunction(traces: *Traces, number: u32, code: Code) Failure!u32 {
        const function = traces.sources.request.functions[number];
        var sites: std.ArrayList(u32) = .empty;
        for (code.positions) |position| {
            if (position.flags & recorded == 0) continue;
            try sites.append(traces.arena, try traces.siteOf(number, function.word, position.position));
        }
        const out = &traces.out;
        const at = out.length();
        out.unsigned(code.header.code_length);
        out.unsigned(code.header.frame_size / 8);
        out.unsigned(@intFromBool(function.word == 0));
        out.unsigned(sites.items.len);
        var before: u32 = 0;
        var next: usize = 0;
        for (code.positions) |position| {
            if (position.flags & recorded == 0) continue;
            out.unsigned(position.offset - before);
            before = position.offset;
            out.unsigned(position.flags);
            out.unsigned(position.stack_offset / 8);
            out.unsigned(sites.items[next]);
            next += 1;
        }
        return at;
    }

    /// 0 for a place that no source has.
    fn siteOf(traces: *Traces, function: u32, word: u32, position: u32) Failure!u32 {
        if (word == 0 or position == 0) return 0;
        return traces.addSite(try traces.sources.siteAt(function, position) orelse return 0);
    }

    fn addSite(traces: *Traces, number: u32) Failure!u32 {
        const site = traces.sources.sites.items[number];
        if (site.traced != 0) return site.traced;
        const caller = if (site.caller) |caller| try traces.addSite(caller) else 0;
        const name = try traces.addName(traces.sources.nameOf(site.word));
        const place = try traces.addPlace(site.place);
        const out = &traces.out;
        const at = out.length();
        traces.sources.sites.items[number].traced = at;
        out.unsigned(name);
        out.unsigned(place);
        out.unsigned(caller);
        return at;
    }

    fn addName(traces: *Traces, name: []const u8) Failure!u32 {
        const entry = try traces.names.getOrPut(traces.arena, name);
        if (!entry.found_existing) {
            entry.value_ptr.* = traces.out.length();
            traces.addText(name);
        }
        return entry.value_ptr.*;
    }

    fn addText(traces: *Traces, text: []const u8) void {
        traces.out.unsigned(text.len);
        traces.out.append(text);
    }

    fn addPlace(traces: *Traces, number: u32) Failure!u32 {
        const place = traces.sources.places.items[number];
        if (place.traced != 0) return place.traced;
        const line = try traces.lineOf(number);
        const excerpt: Excerpt = .of(line.text, place.column - 1);
        const out = &traces.out;
        const at = out.length();
        traces.sources.places.items[number].traced = at;
        out.unsigned(line.at);
        out.unsigned(place.column);
        out.unsigned(excerpt.start);
        out.unsigned(excerpt.end - excerpt.start);
        out.unsigned(excerpt.indent);
        out.unsigned(excerpt.underline);
        return at;
    }

    fn lineOf(traces: *Traces, number: u32) Failure!Line {
        const place = traces.sources.places.items[number];
        const out = &traces.out;
        const text = try traces.texts.getOrPut(traces.arena, place.file);
        if (!text.found_existing) {
            text.value_ptr.* = .{ .at = out.length() };
            traces.addText(traces.sources.fileName(place.file));
        }
        const line = try text.value_ptr.lines.getOrPut(traces.arena, place.line);
        if (!line.found_existing) {
            line.value_ptr.* = .{ .at = out.length(), .text = place.line_text };
            out.unsigned(text.value_ptr.at);
            out.unsigned(place.line);
            out.unsigned(place.line_text.len);
            // Control characters, tabs too, become spaces.
            for (place.line_text) |character| out.byte(if (character < ' ' or character == 0x7f) ' ' else character);
        }
        return line.value_ptr.*;
    }
};

/// Characters of a line that are shown.
const longest_excerpt = 100;

/// What is shown of a line of ASCII for a place (src/forth/shown_line.ts).
const Excerpt = struct {
    start: usize,
    end: usize,
    indent: usize,
    underline: usize,

    fn of(line: []const u8, column: usize) Excerpt {
        var token_end = column;
        while (token_end < line.len and line[token_end] > ' ') token_end += 1;
        // A very long line is shown around the place.
        const start = if (line.len > longest_excerpt) column -| longest_excerpt / 2 else 0;
        const end = @min(line.len, start + longest_excerpt);
        return .{
            .start = start,
            .end = end,
            .indent = column -| start,
            .underline = @min(token_end, end) -| column,
        };
    }
};
