//! Inlining. Needs a settled graph as it was decoded, and the ForthIR of other words. Leaves no call of a word of known
//! effect, and none of a word of dynamic form over the in-memory stacks, whose ForthIR is there and small, as long as the
//! function does not grow too much; a word that calls itself holds itself a few times.
//!
//! What was inlined keeps its word and position: its instructions name an `abi.InlineSite`, which names the call that
//! they stand for. The ForthIR of other words is input like the function's own, so that it goes through the verifier.

const std = @import("std");
const abi = @import("abi");
const caught_words = @import("caught.zig");
const graphs = @import("graph.zig");
const decode = @import("decode.zig").decode;
const Allocator = std.mem.Allocator;
const Error = graphs.Error;
const Graph = graphs.Graph;
const BlockId = graphs.BlockId;
const ValueId = graphs.ValueId;

/// Functions of more instructions, constants among them, are not inlined; what a request says goes before this.
const default_limit = 128;
/// A function stops growing at so many instructions.
const max_instructions = 2000;
/// A word that calls itself holds itself until it has so many.
const max_recursive_instructions = 120;
/// How deep a word holds itself.
const max_recursive_depth = 3;
/// Functions of more inline sites are not inlined.
const max_sites = 1024;

/// ForthIR of other words.
pub const Callees = struct {
    /// By word.
    references: []const abi.IrReference = &.{},
    pool: []const u32 = &.{},
    /// The words of the function that the graph was made from.
    itself: []const u32 = &.{},
    /// 0: the pass decides.
    limit: u32 = 0,
    /// See `abi.OptimizeRequest`; 0 for none.
    catch_word: u32 = 0,
    throw_word: u32 = 0,
    throw_anew_word: u32 = 0,
    caught_word: u32 = 0,
    caught_anew_word: u32 = 0,

    fn of(callees: Callees, word: u32) ?[]const u32 {
        if (word >= callees.references.len) return null;
        const reference = callees.references[word];
        if (reference.length == 0 or @as(u64, reference.offset) + reference.length > callees.pool.len) return null;
        return callees.pool[reference.offset..][0..reference.length];
    }

    /// Whether a call only tells that a code is caught: it touches nothing that a program sees.
    pub fn onlyNotes(callees: Callees, instruction: graphs.Instruction) bool {
        if (instruction.op != .call or callees.caught_word == 0) return false;
        return instruction.immediate == callees.caught_word or instruction.immediate == callees.caught_anew_word;
    }

    /// The word that is told of a code in the place of a call that THROWs it.
    pub fn noteFor(callees: Callees, instruction: graphs.Instruction) ?u32 {
        if (instruction.op != .call or callees.caught_word == 0) return null;
        if (instruction.immediate == callees.throw_word) return callees.caught_word;
        return if (instruction.immediate == callees.throw_anew_word) callees.caught_anew_word else null;
    }
};

pub fn run(graph: *Graph, scratch: Allocator) Error!void {
    var inliner: Inliner = .{ .graph = graph, .scratch = scratch, .limit = graph.callees.limit };
    if (inliner.limit == 0) inliner.limit = default_limit;
    const count = graph.blocks.items.len;
    for (0..count) |number| try inliner.visitBlock(@intCast(number), .others);
    for (0..max_recursive_depth) |_| {
        const before = graph.blocks.items.len;
        for (0..before) |number| try inliner.visitBlock(@intCast(number), .itself);
        if (graph.blocks.items.len == before) break;
    }
    if (graph.blocks.items.len > count) try graph.dropUnreachable(scratch);
}

const Inliner = struct {
    graph: *Graph,
    scratch: Allocator,
    limit: u32,
    /// By word: its graph, or null when it is not to be inlined.
    callees: std.AutoHashMapUnmanaged(u32, ?Graph) = .empty,

    const Which = enum { others, itself };

    /// Inlines what a block calls; what is behind a call moves to another block, which is looked at in turn.
    fn visitBlock(inliner: *Inliner, number: BlockId, which: Which) Error!void {
        const graph = inliner.graph;
        if (!graph.blocks.items[number].is_live) return;
        var block = number;
        var place: usize = 0;
        while (place < graph.blocks.items[block].body.items.len) {
            const id = graph.blocks.items[block].body.items[place];
            const instruction = graph.instructions.items[id];
            const caught = if (which == .others) try inliner.caughtBy(instruction) else null;
            if (caught orelse try inliner.calleeOf(instruction, which)) |callee| {
                var splice: Splice = try .init(inliner, callee, id);
                splice.is_caught = caught != null;
                block = try splice.into(block, place);
                place = 0;
            } else place += 1;
        }
    }

    /// What an instruction calls, when it is to be inlined.
    fn calleeOf(inliner: *Inliner, instruction: graphs.Instruction, which: Which) Error!?*Graph {
        if (instruction.op != .call and instruction.op != .call_stack) return null;
        const word = instruction.immediate;
        const is_itself = word == inliner.graph.header.word;
        if (is_itself != (which == .itself)) return null;
        const found = try inliner.callees.getOrPut(inliner.scratch, word);
        if (!found.found_existing) found.value_ptr.* = try inliner.decodeCallee(word, is_itself);
        const callee = &(found.value_ptr.* orelse return null);
        // A static word that is called through memory checks how many cells there are.
        if ((instruction.op == .call_stack) != (callee.header.flags & abi.function_dynamic != 0)) return null;
        const size = inliner.graph.instructions.items.len + callee.instructions.items.len;
        if (size > @as(usize, if (is_itself) max_recursive_instructions else max_instructions)) return null;
        return if (hasEffectOf(callee.header, instruction, inliner.graph)) callee else null;
    }

    /// The word that a call CATCHes, when it is to be inlined with its THROWs as jumps (caught.zig).
    fn caughtBy(inliner: *Inliner, instruction: graphs.Instruction) Error!?*Graph {
        const graph = inliner.graph;
        const call = caught_words.Call.of(graph, instruction) orelse return null;
        if (call.word == graph.header.word) return null;
        const found = try inliner.callees.getOrPut(inliner.scratch, call.word);
        if (!found.found_existing) found.value_ptr.* = try inliner.decodeCallee(call.word, false);
        const callee = &(found.value_ptr.* orelse return null);
        if (graph.instructions.items.len + callee.instructions.items.len > max_instructions) return null;
        return if (try caught_words.isSimple(graph, callee, call, inliner.scratch)) callee else null;
    }

    fn decodeCallee(inliner: *Inliner, word: u32, is_itself: bool) Error!?Graph {
        const callees = inliner.graph.callees;
        const words = (if (is_itself) callees.itself else callees.of(word)) orelse return null;
        const function = abi.Function.fromWords(words) orelse return null;
        if (function.header.instruction_count > inliner.limit) return null;
        const verdict = try abi.verify(inliner.scratch, words);
        if (verdict.rule != .ok or function.header.inline_site_count > max_sites) return null;
        if (is_itself and (function.isDynamic() or hasLoop(function))) return null;
        return try decode(inliner.scratch, inliner.scratch, function);
    }
};

/// The time of a word with a loop goes into that: holding itself would not make it quicker.
fn hasLoop(function: abi.Function) bool {
    for (function.blocks) |block| if (block.flags & abi.block_loop_header != 0) return true;
    return false;
}

/// Whether a function has the effect that a call counts on.
fn hasEffectOf(header: abi.FunctionHeader, call: graphs.Instruction, graph: *const Graph) bool {
    return header.cell_in + header.float_in == call.operands.len and
        header.cell_out + header.float_out == call.result_count and
        header.float_in == countFloats(graph, call.operands) and
        header.float_out == countFloatResults(graph, call);
}

fn countFloats(graph: *const Graph, values: []const ValueId) u32 {
    var count: u32 = 0;
    for (values) |value| count += @backingInt(graph.values.items[value].type);
    return count;
}

fn countFloatResults(graph: *const Graph, call: graphs.Instruction) u32 {
    var count: u32 = 0;
    for (0..call.result_count) |index| count += @backingInt(graph.values.items[call.first_result + index].type);
    return count;
}

/// Puts a copy of a function in the place of a call.
const Splice = struct {
    graph: *Graph,
    scratch: Allocator,
    callee: *Graph,
    call: graphs.Instruction,
    /// By value, block and instruction of the callee: what stands for it in the graph.
    value_of: []ValueId,
    block_of: []BlockId,
    instruction_of: []graphs.InstructionId,
    /// The block behind the call.
    rest: BlockId = graphs.none,
    /// The call CATCHes the callee.
    is_caught: bool = false,
    /// By position of the callee: the one that says where it was inlined, and the one that says nothing of that.
    positions: std.AutoHashMapUnmanaged(u32, u32) = .empty,
    inner_positions: std.AutoHashMapUnmanaged(u32, u32) = .empty,

    fn init(inliner: *Inliner, callee: *Graph, call: graphs.InstructionId) Error!Splice {
        return .{
            .graph = inliner.graph,
            .scratch = inliner.scratch,
            .callee = callee,
            .call = inliner.graph.instructions.items[call],
            .value_of = try inliner.scratch.alloc(ValueId, callee.values.items.len),
            .block_of = try inliner.scratch.alloc(BlockId, callee.blocks.items.len),
            .instruction_of = try inliner.scratch.alloc(graphs.InstructionId, callee.instructions.items.len),
        };
    }

    /// Ends `block` before the call at `place`, and continues it with the callee. Gives the block behind the call.
    fn into(splice: *Splice, block: BlockId, place: usize) Error!BlockId {
        const graph = splice.graph;
        try splice.splitBlock(block, place);
        splice.block_of[0] = block;
        for (splice.block_of[1..]) |*number| number.* = try splice.graph.addBlock(0);
        for (splice.instruction_of, 0..) |*number, index| number.* = @intCast(graph.instructions.items.len + index);
        for (splice.callee.values.items, splice.value_of) |value, *id| id.* = try splice.translateValue(value);
        const arguments = splice.callee.blocks.items[0].parameters;
        for (arguments, splice.call.operands[0..arguments.len]) |parameter, argument| splice.value_of[parameter] = argument;
        for (splice.callee.instructions.items) |instruction| try splice.copyInstruction(instruction);
        for (splice.callee.blocks.items, 0..) |*source, number| try splice.copyBlock(source, number);
        graph.changed = true;
        return splice.rest;
    }

    /// Moves what is behind the call to a block of its own, whose parameters are the call's results.
    fn splitBlock(splice: *Splice, number: BlockId, place: usize) Error!void {
        const graph = splice.graph;
        const rest = try splice.graph.addBlock(0);
        splice.rest = rest;
        const block = &graph.blocks.items[number];
        const target = &graph.blocks.items[rest];
        target.parameters = try graph.arena.alloc(ValueId, splice.call.result_count);
        for (target.parameters, 0..) |*parameter, index| {
            parameter.* = splice.call.first_result + @as(u32, @intCast(index));
            graph.values.items[parameter.*].origin = .{ .parameter = rest };
        }
        try target.body.appendSlice(graph.arena, block.body.items[place + 1 ..]);
        target.terminator = block.terminator;
        block.body.shrinkRetainingCapacity(place);
    }

    fn translateValue(splice: *Splice, value: graphs.Value) Error!ValueId {
        return switch (value.origin) {
            .constant => |bits| splice.graph.constant(value.type, bits),
            .parameter => |block| splice.graph.addValue(.{
                .type = value.type,
                .origin = .{ .parameter = splice.block_of[block] },
            }),
            .result => |id| splice.graph.addValue(.{
                .type = value.type,
                .origin = .{ .result = splice.instruction_of[id] },
            }),
        };
    }

    fn translate(splice: *Splice, values: []const ValueId) Error![]ValueId {
        const translated = try splice.graph.arena.alloc(ValueId, values.len);
        for (values, translated) |value, *id| id.* = splice.value_of[value];
        return translated;
    }

    fn copyInstruction(splice: *Splice, instruction: graphs.Instruction) Error!void {
        var copy = instruction;
        copy.operands = try splice.translate(instruction.operands);
        copy.position = if (splice.graph.callees.onlyNotes(instruction))
            try splice.innerPosition(instruction.position)
        else
            try splice.translatePosition(instruction.position);
        if (copy.first_result != graphs.none) copy.first_result = splice.value_of[copy.first_result];
        try splice.graph.instructions.append(splice.graph.arena, copy);
    }

    fn copyBlock(splice: *Splice, source: *graphs.Block, number: usize) Error!void {
        const graph = splice.graph;
        var into_block = splice.block_of[number];
        if (number != 0) graph.blocks.items[into_block].parameters = try splice.translate(source.parameters);
        for (source.body.items) |id| {
            const copy = graph.instructions.items[splice.instruction_of[id]];
            if (splice.is_caught) {
                if (graph.callees.noteFor(copy)) |note| {
                    const code = caught_words.codeOf(graph, copy);
                    return splice.throwFrom(into_block, note, code, splice.callee.instructions.items[id].position);
                }
                if (caught_words.mayDivideByZero(graph, copy)) into_block = try splice.checkDivisor(into_block, id);
            }
            try graph.blocks.items[into_block].body.append(graph.arena, splice.instruction_of[id]);
        }
        try splice.copyTerminator(source, into_block);
    }

    fn copyTerminator(splice: *Splice, source: *graphs.Block, into_block: BlockId) Error!void {
        const operands = try splice.translate(source.terminator.operands);
        const block = &splice.graph.blocks.items[into_block];
        block.terminator = .{
            .op = source.terminator.op,
            .position = try splice.translatePosition(source.terminator.position),
            .operands = operands,
            .edge_count = source.terminator.edge_count,
        };
        if (source.terminator.op == .@"return") {
            block.terminator.op = .jump;
            block.terminator.operands = &.{};
            block.terminator.edge_count = 1;
            const arguments = if (splice.is_caught) try splice.afterCatch(operands, try splice.graph.cell(0)) else operands;
            block.terminator.edges[0] = .{ .target = splice.rest, .arguments = arguments };
            return;
        }
        for (source.terminator.ways(), block.terminator.ways()) |way, *edge| {
            edge.* = .{ .target = splice.block_of[way.target], .arguments = try splice.translate(way.arguments) };
        }
    }

    /// What a CATCH gives: cells, zeros that fill them up, and a code.
    fn afterCatch(splice: *Splice, cells: []const ValueId, code: ValueId) Error![]ValueId {
        const results = try splice.graph.arena.alloc(ValueId, splice.call.result_count);
        @memset(results, try splice.graph.cell(0));
        @memcpy(results[0..cells.len], cells);
        results[results.len - 1] = code;
        return results;
    }

    /// Ends a block with a THROW: the cells are what they were, and the code is known to be caught.
    fn throwFrom(splice: *Splice, block: BlockId, note: u32, code: ValueId, position: u32) Error!void {
        const graph = splice.graph;
        const id: graphs.InstructionId = @intCast(graph.instructions.items.len);
        const where = try splice.innerPosition(position);
        try graph.instructions.append(graph.arena, .{
            .op = .call,
            .position = where,
            .immediate = note,
            .operands = try graph.arena.dupe(ValueId, &.{code}),
        });
        const before = splice.call.operands[0 .. splice.call.operands.len - 2];
        const arguments = try splice.afterCatch(before, code);
        const thrown = &graph.blocks.items[block];
        try thrown.body.append(graph.arena, id);
        thrown.terminator = .{ .op = .jump, .position = where, .edge_count = 1 };
        thrown.terminator.edges[0] = .{ .target = splice.rest, .arguments = arguments };
    }

    /// Ends a block before a division with a branch on the divisor; gives the block where that is not zero.
    fn checkDivisor(splice: *Splice, block: BlockId, id: graphs.InstructionId) Error!BlockId {
        const graph = splice.graph;
        const division = graph.instructions.items[splice.instruction_of[id]];
        const divides = try splice.graph.addBlock(0);
        const throws = try splice.graph.addBlock(0);
        const terminator = &graph.blocks.items[block].terminator;
        terminator.* = .{
            .op = .branch,
            .position = division.position,
            .operands = try graph.arena.dupe(ValueId, division.operands[1..2]),
            .edge_count = 2,
        };
        terminator.edges = .{ .{ .target = divides, .arguments = &.{} }, .{ .target = throws, .arguments = &.{} } };
        const code = try graph.cell(@bitCast(@as(i64, @backingInt(abi.ThrowCode.division_by_zero))));
        try splice.throwFrom(throws, graph.callees.caught_anew_word, code, splice.callee.instructions.items[id].position);
        return divides;
    }

    /// The callee's position as one of the graph. Where there is none, the word is part of the system: its caller's
    /// position counts.
    fn translatePosition(splice: *Splice, position: u32) Error!u32 {
        return splice.positionWithin(position, splice.call.position, &splice.positions);
    }

    /// The same for what is caught in the graph: the way to a THROW goes no further out than to what catches it.
    fn innerPosition(splice: *Splice, position: u32) Error!u32 {
        return splice.positionWithin(position, 0, &splice.inner_positions);
    }

    fn positionWithin(
        splice: *Splice,
        position: u32,
        outer: u32,
        known: *std.AutoHashMapUnmanaged(u32, u32),
    ) Error!u32 {
        if (position == 0) return outer;
        const found = try known.getOrPut(splice.scratch, position);
        if (found.found_existing) return found.value_ptr.*;
        const site: abi.InlineSite = if (position & abi.inlined_position == 0)
            .{ .word = splice.callee.header.word, .position = position, .caller = outer }
        else blk: {
            const number = position & ~abi.inlined_position;
            // Sites name only sites before them; a function that says otherwise has no positions.
            found.value_ptr.* = outer;
            if (number >= splice.callee.sites.items.len) return outer;
            const inner = splice.callee.sites.items[number];
            if (inner.caller & abi.inlined_position != 0 and inner.caller >= position) return outer;
            break :blk .{ .word = inner.word, .position = inner.position, .caller = try splice.positionWithin(inner.caller, outer, known) };
        };
        const number: u32 = @intCast(splice.graph.sites.items.len);
        try splice.graph.sites.append(splice.graph.arena, site);
        const result = abi.inlined_position | number;
        try known.put(splice.scratch, position, result);
        return result;
    }
};
