//! Between the first and the second pass: bodies that EXECUTE, or call deferred words, when somebody has seen of what; and
//! that CATCH a word of known effect, which has another one when it THROWs: that it does not is the guess; or CATCH a token,
//! when somebody has seen which.
//!
//! Takes steps whose EXECUTEs name what they have executed so far. Leaves two copies of the body, one behind the other. In
//! the fast one the stacks are values, as in the static form: where the token is the guessed one, the word is called by
//! its effect; where it is another whose code has the same effect, it is called through the word table; any other is
//! executed with everything in memory, and when that turns out to have had another effect, the other copy goes on behind
//! it, as if there had never been a guess; so it does at whatever has no effect. So a guess may be wrong at any time, and
//! what is guessed may change while the body runs.
//!
//! The function begins by looking whether there is what the fast copy takes, and its results are in memory: for its
//! callers it is one of the dynamic form.

const std = @import("std");
const abi = @import("abi");
const expand = @import("expand.zig");
const Effect = @import("effect.zig").Effect;
const Failure = @import("failure.zig").Failure;
const FlowGraph = @import("flow.zig").FlowGraph;
const HeightAnalysis = @import("effect.zig").HeightAnalysis;
const Input = expand.Input;
const may_be_word = expand.may_be_word;
const Operands = @import("steps.zig").Operands;
const Step = @import("steps.zig").Step;
const StepKind = @import("steps.zig").StepKind;
const Steps = @import("steps.zig").Steps;

/// Cells, and floats, that a guessed word may take and leave: as many as every architecture has registers for.
pub const effect_limit = 7;
/// Steps of an inline word that stand in the place of an EXECUTE.
const inlined_limit = 16;
/// Longer bodies have no second copy.
const step_limit = 4000;

/// Where a branch of the fast copy goes, until all places are known.
const Target = union(enum) {
    /// Steps of the body, in either copy.
    fast: u32,
    slow: u32,
    /// A place among the steps.
    place: u32,
    /// What is done for an EXECUTE whose token is not the guessed one.
    miss: u32,
};

/// `caught_by` is the word that does CATCH for words of known effect, 0 for an EXECUTE.
const Miss = struct { step: u32, record: u32, effect: Effect, caught_by: u32 = 0, join: u32, place: u32 };

/// The two copies; null when there is nothing to guess.
pub fn speculate(arena: std.mem.Allocator, input: Input, plain: Steps) error{OutOfMemory}!?Steps {
    if (plain.list.items.len > step_limit) return null;
    var copies: Copies = .{ .arena = arena, .input = input, .plain = plain.list.items };
    if (!try copies.hasGuess()) return null;
    try copies.make();
    return .{ .list = copies.list, .cell_locals = plain.cell_locals, .float_locals = plain.float_locals };
}

const Copies = struct {
    arena: std.mem.Allocator,
    input: Input,
    plain: []const Step,
    list: std.ArrayList(Step) = .empty,
    /// By step of the body: its place in the fast copy.
    fast: []u32 = &.{},
    /// Branches by their place.
    branches: std.ArrayList(struct { place: u32, target: Target }) = .empty,
    misses: std.ArrayList(Miss) = .empty,

    fn hasGuess(copies: *const Copies) error{OutOfMemory}!bool {
        for (copies.plain) |step| {
            if (step.kind == .execute and try copies.guessedEffect(step.a) != null) return true;
            if (step.kind == .catch_token and copies.caughtEffect(step.b) != null) return true;
            if (step.kind == .call_stack and step.b != 0) return true;
        }
        return false;
    }

    fn make(copies: *Copies) error{OutOfMemory}!void {
        const plain = copies.plain;
        try copies.list.ensureTotalCapacity(copies.arena, 2 * plain.len + 64);
        copies.fast = try copies.arena.alloc(u32, plain.len);
        const record = plain[0].record;
        try copies.push(.enough, 0, 0, record);
        try copies.branch(.branch_zero, .{ .slow = 0 }, record);
        try copies.push(.take_inputs, 0, 0, record);
        for (plain, copies.fast, 0..) |step, *place, number| {
            place.* = copies.here();
            try copies.copyFast(step, @intCast(number));
        }
        const slow = copies.here();
        for (plain) |step| {
            var copy = step;
            if (step.kind == .branch or step.kind == .branch_zero) copy.a += slow;
            try copies.list.append(copies.arena, copy);
        }
        for (copies.misses.items) |*miss| try copies.placeMiss(miss);
        for (copies.branches.items) |each| copies.list.items[each.place].a = switch (each.target) {
            .fast => |step| copies.fast[step],
            .slow => |step| slow + step,
            .place => |place| place,
            .miss => |number| copies.misses.items[number].place,
        };
    }

    fn copyFast(copies: *Copies, step: Step, number: u32) error{OutOfMemory}!void {
        switch (step.kind) {
            .branch, .branch_zero => try copies.branch(step.kind, .{ .fast = step.a }, step.record),
            .execute => if (try copies.guessedEffect(step.a)) |effect| {
                try copies.guess(step, number, effect);
            } else try copies.leave(step.record, number),
            .call_stack => if (step.b != 0) try copies.catchKnown(step, number) else try copies.leave(step.record, number),
            .catch_token => if (copies.caughtEffect(step.b)) |effect| {
                try copies.catchGuessed(step, number, effect);
            } else try copies.leave(step.record, number),
            .pick_variable, .roll_variable, .f_pick_variable, .depth, .f_depth => try copies.leave(step.record, number),
            .call => if (step.a == copies.input.word) try copies.leave(step.record, number) else try copies.list.append(copies.arena, step),
            else => try copies.list.append(copies.arena, step),
        }
    }

    /// EXECUTE of what is probably a certain word, or else another one with the same effect.
    fn guess(copies: *Copies, step: Step, number: u32, effect: Effect) error{OutOfMemory}!void {
        const record = step.record;
        const miss: Target = .{ .miss = @intCast(copies.misses.items.len) };
        const first_miss = try copies.callIf(step.a, miss, record);
        if (try copies.guessedEffect(step.b)) |other| if (std.meta.eql(other, effect)) {
            const join = copies.branches.items.len;
            try copies.branch(.branch, miss, record);
            copies.branches.items[first_miss].target = .{ .place = copies.here() };
            _ = try copies.callIf(step.b, miss, record);
            copies.branches.items[join].target = .{ .place = copies.here() };
        };
        try copies.misses.append(copies.arena, .{
            .step = number,
            .record = record,
            .effect = effect,
            .join = copies.here(),
            .place = 0,
        });
    }

    /// Calls a word if it is the one whose token is on top. Gives the number of the branch to where it goes else.
    fn callIf(copies: *Copies, word: u32, otherwise: Target, record: u32) error{OutOfMemory}!usize {
        const info = copies.input.words[word];
        try copies.push(.shuffle, @backingInt(abi.Shuffle.dup), 0, record);
        try copies.push(.literal, word, 0, record);
        try copies.push(.op, @backingInt(abi.Op.eq), 0, record);
        const branch_number = copies.branches.items.len;
        try copies.branch(.branch_zero, otherwise, record);
        try copies.push(.shuffle, @backingInt(abi.Shuffle.drop), 0, record);
        switch (info.kind) {
            @backingInt(abi.WordKind.op) => try copies.push(.op, info.a, info.b, record),
            @backingInt(abi.WordKind.@"inline") => {
                const straight = (try copies.inlined(word)).?;
                for (straight.steps) |each| try copies.push(each.kind, each.a, each.b, record);
            },
            @backingInt(abi.WordKind.does) => {
                try copies.push(.literal, info.a, 0, record);
                try copies.push(.call, info.b, 0, record);
            },
            else => try copies.push(.call, word, 0, record),
        }
        return branch_number;
    }

    /// CATCH of what is probably a certain word, which takes as many cells as it leaves, or else of another such word.
    fn catchGuessed(copies: *Copies, step: Step, number: u32, effect: Effect) error{OutOfMemory}!void {
        const record = step.record;
        const caught_by = copies.input.words[step.a].b;
        try copies.push(.shuffle, @backingInt(abi.Shuffle.dup), 0, record);
        try copies.push(.literal, step.b, 0, record);
        try copies.push(.op, @backingInt(abi.Op.eq), 0, record);
        try copies.branch(.branch_zero, .{ .miss = @intCast(copies.misses.items.len) }, record);
        try copies.push(.shuffle, @backingInt(abi.Shuffle.drop), 0, record);
        try copies.push(.literal, step.b, 0, record);
        try copies.push(.catch_known, caught_by, pack(effect), record);
        try copies.misses.append(copies.arena, .{
            .step = number,
            .record = record,
            .effect = effect,
            .caught_by = caught_by,
            .join = copies.here(),
            .place = 0,
        });
    }

    /// CATCH of a word that takes and leaves different numbers of cells: after a THROW the other copy goes on.
    fn catchKnown(copies: *Copies, step: Step, number: u32) error{OutOfMemory}!void {
        const record = step.record;
        const effect = unpack(step.b);
        const all = @max(effect.cell_in, effect.cell_out);
        try copies.push(.catch_known, copies.input.words[step.a].b, step.b, record);
        try copies.push(.shuffle, @backingInt(abi.Shuffle.dup), 0, record);
        const returned: u32 = copies.here() + 3 + all - effect.cell_in;
        try copies.branch(.branch_zero, .{ .place = returned }, record);
        for (effect.cell_in..all) |_| try copies.push(.shuffle, @backingInt(abi.Shuffle.nip), 0, record);
        try copies.leave(record, number + 1);
        std.debug.assert(copies.here() == returned);
        for (effect.cell_out..all + 1) |_| try copies.push(.shuffle, @backingInt(abi.Shuffle.drop), 0, record);
        try copies.push(.literal, 0, 0, record);
    }

    fn placeMiss(copies: *Copies, miss: *Miss) error{OutOfMemory}!void {
        miss.place = copies.here();
        const effect = pack(miss.effect);
        try copies.push(.has_effect, effect, 0, miss.record);
        const unknown = copies.here() + 3;
        try copies.branch(.branch_zero, .{ .place = unknown }, miss.record);
        if (miss.caught_by != 0) {
            try copies.push(.catch_known, miss.caught_by, effect, miss.record);
        } else {
            try copies.push(.call_through, effect, 0, miss.record);
        }
        try copies.branch(.branch, .{ .place = miss.join }, miss.record);
        std.debug.assert(copies.here() == unknown);
        if (miss.caught_by != 0) {
            try copies.push(.catch_in_memory, effect, copies.plain[miss.step].a, miss.record);
        } else {
            try copies.push(.execute_in_memory, effect, 0, miss.record);
        }
        try copies.branch(.branch_zero, .{ .slow = miss.step + 1 }, miss.record);
        try copies.push(.take_back, 0, 0, miss.record);
        try copies.branch(.branch, .{ .place = miss.join }, miss.record);
    }

    /// The other copy goes on at a step.
    fn leave(copies: *Copies, record: u32, step: u32) error{OutOfMemory}!void {
        try copies.push(.leave, 0, 0, record);
        try copies.branch(.branch, .{ .slow = step }, record);
    }

    /// The effect of a word that CATCH has caught, where it takes as many cells as it leaves: then the stack is as deep
    /// behind a THROW as behind none.
    fn caughtEffect(copies: *const Copies, word: u32) ?Effect {
        if (word == 0 or word >= copies.input.words.len or word == copies.input.word) return null;
        const info = copies.input.words[word];
        if (info.kind != @backingInt(abi.WordKind.code)) return null;
        const effect = effectOf(info) orelse return null;
        if (effect.float_in | effect.float_out != 0 or effect.cell_in != effect.cell_out) return null;
        // CATCH takes two cells more.
        return if (effect.cell_in <= effect_limit - 2) effect else null;
    }

    const Inlined = struct { steps: []const Step, effect: Effect };

    /// What an inline word is expanded to, when that is a straight line of values with an effect.
    fn inlined(copies: *const Copies, word: u32) error{OutOfMemory}!?Inlined {
        const info = copies.input.words[word];
        var input = copies.input;
        if (@as(u64, info.a) + info.b > input.pool.len) return null;
        input.offset = info.a;
        input.count = info.b;
        input.word = word;
        var steps: Steps = .{};
        var failure: Failure = undefined;
        expand.expand(copies.arena, input, &steps, &failure) catch |fault| switch (fault) {
            error.OutOfMemory => return error.OutOfMemory,
            error.InvalidBody => return null,
        };
        const straight = steps.list.items[0 .. steps.list.items.len - 1];
        if (straight.len > inlined_limit) return null;
        for (straight) |step| switch (step.kind) {
            .literal, .float_literal, .op, .pick, .roll, .f_pick => {},
            .shuffle => if (step.a >= @backingInt(abi.Shuffle.to_r) and step.a <= @backingInt(abi.Shuffle.r_drop)) return null,
            else => return null,
        };
        var flow: FlowGraph = try .build(copies.arena, steps.list.items);
        var heights: HeightAnalysis = .{ .arena = copies.arena, .steps = &steps, .flow = &flow, .words = input.words, .word = word };
        const effect = try heights.inferStatic() orelse return null;
        if (!effect.returns or @max(effect.cell_in, effect.cell_out, effect.float_in, effect.float_out) > effect_limit) return null;
        return .{ .steps = straight, .effect = effect };
    }

    /// The effect of a word that a call in the place of EXECUTE can count on.
    fn guessedEffect(copies: *const Copies, word: u32) error{OutOfMemory}!?Effect {
        if (word == 0 or word >= copies.input.words.len or word == copies.input.word) return null;
        const info = copies.input.words[word];
        switch (info.kind) {
            @backingInt(abi.WordKind.code) => return effectOf(info),
            @backingInt(abi.WordKind.does) => {
                if (info.b == 0 or info.b >= copies.input.words.len or info.b == copies.input.word) return null;
                const child = copies.input.words[info.b];
                if (child.kind != @backingInt(abi.WordKind.code)) return null;
                var effect = effectOf(child) orelse return null;
                if (effect.cell_in == 0) return null;
                effect.cell_in -= 1;
                return effect;
            },
            @backingInt(abi.WordKind.@"inline") => {
                const body = try copies.inlined(word) orelse return null;
                var effect = body.effect;
                effect.returns = false;
                return effect;
            },
            @backingInt(abi.WordKind.op) => {
                if (info.a >= may_be_word.len or !may_be_word[info.a] or info.a == @backingInt(abi.Op.throw)) return null;
                const operands = Operands.of[info.a];
                const row = abi.ops.table[info.a];
                return .{ .cell_in = operands.cells, .cell_out = row.cell_results, .float_in = operands.floats, .float_out = row.float_results };
            },
            else => return null,
        }
    }

    fn effectOf(info: abi.WordInfo) ?Effect {
        if (info.flags & @backingInt(abi.WordFlag.effect_known) == 0) return null;
        if (info.flags & @backingInt(abi.WordFlag.never_returns) != 0) return null;
        if (@max(info.cell_in, info.cell_out, info.float_in, info.float_out) > effect_limit) return null;
        return .{ .cell_in = info.cell_in, .cell_out = info.cell_out, .float_in = info.float_in, .float_out = info.float_out };
    }

    fn push(copies: *Copies, kind: StepKind, a: u32, b: u32, record: u32) error{OutOfMemory}!void {
        try copies.list.append(copies.arena, .{ .kind = kind, .a = a, .b = b, .record = record });
    }

    fn branch(copies: *Copies, kind: StepKind, target: Target, record: u32) error{OutOfMemory}!void {
        try copies.branches.append(copies.arena, .{ .place = copies.here(), .target = target });
        try copies.push(kind, 0, 0, record);
    }

    fn here(copies: *const Copies) u32 {
        return @intCast(copies.list.items.len);
    }
};

/// An effect in the form of `abi.WordEntry.effect`.
fn pack(effect: Effect) u32 {
    return abi.callable_effect | effect.cell_in | effect.cell_out << 8 | effect.float_in << 16 | effect.float_out << 24;
}

pub fn unpack(bits: u32) Effect {
    const numbers = bits & ~abi.callable_effect;
    return .{
        .cell_in = numbers & 0xFF,
        .cell_out = numbers >> 8 & 0xFF,
        .float_in = numbers >> 16 & 0xFF,
        .float_out = numbers >> 24,
        .returns = true,
    };
}
