//! First pass: from body records to steps.
//!
//! Takes any body. Leaves steps in which every word is resolved by its kind, inline words are spliced in, loops and
//! ?DUP are made of simpler steps, constants before PICK, ROLL, EXECUTE and THROW are taken into account, branches
//! name step numbers, and the last step never falls through.
//!
//! ?DUP IF and its kin become `dup branch_zero` with a drop on the zero's way, so that both ways have one height
//! each; any other ?DUP becomes DUP IF DUP THEN, whose heights differ and which therefore needs the dynamic form.

const std = @import("std");
const abi = @import("abi");
const Error = @import("failure.zig").Error;
const Failure = @import("failure.zig").Failure;
const speculate = @import("speculate.zig");
const Step = @import("steps.zig").Step;
const StepKind = @import("steps.zig").StepKind;
const Steps = @import("steps.zig").Steps;

/// Deepest PICK or ROLL of a constant that is done with values; beyond, the in-memory stack serves.
const pick_limit = 255;
/// Bodies within bodies; beyond, an inline word is called like another.
const splice_depth_limit = 16;
/// Nothing is spliced into a body that has grown beyond this.
const splice_step_limit = 1 << 16;
/// Labels and locals are numbered from zero by whoever makes the body.
const number_limit = 1 << 20;
/// Words that take or leave more than this use the in-memory stacks.
pub const effect_limit = 255;

/// What is compiled.
pub const Input = struct {
    /// All bodies: the one to compile, which lies in it, and those of inline words.
    pool: []const abi.BodyInstruction,
    offset: u32,
    count: u32,
    words: []const abi.WordInfo,
    word: u32,

    pub fn position(input: Input, record: u32) u32 {
        return if (record < input.pool.len) input.pool[record].position else 0;
    }
};

/// A way that drops something before it goes on, placed behind the body.
const Detour = struct { label: u32, target: u32, shuffle: abi.Shuffle, count: u32 = 1, record: u32 };

/// A label that is not defined yet.
const undefined_label = abi.none;

/// Expands the input's body into `steps`. `error.InvalidBody` sets `failure`.
pub fn expand(arena: std.mem.Allocator, input: Input, steps: *Steps, failure: *Failure) Error!void {
    var expander: Expander = .{ .arena = arena, .input = input, .steps = steps, .failure = failure };
    try steps.list.ensureTotalCapacity(arena, @as(usize, input.count) * 2 + 16);
    try expander.body(input.offset, input.count, null);
    try expander.push(.exit, 0, 0, @max(input.offset, input.offset +% input.count -% @intFromBool(input.count > 0)));
    try expander.placeDetours();
    try expander.resolveLabels();
}

const Expander = struct {
    arena: std.mem.Allocator,
    input: Input,
    steps: *Steps,
    failure: *Failure,
    /// Step number by label.
    labels: std.ArrayList(u32) = .empty,
    /// Steps before this one are not part of a pattern with those after it: something may jump between them.
    barrier: usize = 0,
    query: ?Query = null,
    detours: std.ArrayList(Detour) = .empty,
    caught: ?Caught = null,
    /// What the call that is expanded has executed, as far as it is known.
    guess: u32 = 0,
    /// The inline words that are being spliced in.
    splicing: [splice_depth_limit]u32 = undefined,
    splice_depth: usize = 0,

    /// The last CATCH of a word of known effect that takes and leaves different numbers of cells: its step, the word that
    /// does it with a packed effect, and this.
    const Caught = struct { step: usize, word: u32, effect: u32 };

    /// The steps of the last ?DUP: its first, the one past its last, the barrier before.
    const Query = struct { start: usize, end: usize, barrier: usize };

    /// Expands one body; `site` is the record of the call that it is spliced in for.
    fn body(self: *Expander, offset: u32, count: u32, site: ?u32) Error!void {
        const label_base: u32 = @intCast(self.labels.items.len);
        const cell_base = self.steps.cell_locals;
        const float_base = self.steps.float_locals;
        try self.declareNumbers(offset, count, cell_base, float_base);
        var end_label: ?u32 = null;
        for (self.input.pool[offset..][0..count], 0..) |instruction, index| {
            const record = site orelse offset + @as(u32, @intCast(index));
            const a = instruction.a;
            const b = instruction.b;
            if (instruction.kind > @backingInt(abi.BodyKind.float_local_set)) {
                return self.fail(.unknown_instruction, instruction.kind, record);
            }
            switch (@as(abi.BodyKind, @fromBackingInt(instruction.kind))) {
                .call => {
                    // What is spliced in executes what its call is noted to have executed.
                    if (b != 0 or site == null) self.guess = b;
                    try self.call(a, record);
                },
                .literal => try self.push(.literal, a, b, record),
                .float_literal => try self.push(.float_literal, a, b, record),
                .local_get => try self.push(.local_get, cell_base + a, 0, record),
                .local_set => try self.push(.local_set, cell_base + a, 0, record),
                .float_local_get => try self.push(.float_local_get, float_base + a, 0, record),
                .float_local_set => try self.push(.float_local_set, float_base + a, 0, record),
                .label => try self.placeLabel(label_base + a, record),
                .branch => try self.push(.branch, label_base + a, 0, record),
                .branch_zero => try self.branchZero(label_base + a, record),
                .do => try self.push(.do, 0, 0, record),
                .question_do => try self.questionDo(label_base + a, b, record),
                .loop => {
                    try self.push(.loop_step, 0, 0, record);
                    try self.push(.branch_zero, label_base + a, 0, record);
                    try self.push(.unloop, 0, 0, record);
                },
                .plus_loop => {
                    try self.push(.plus_loop_step, b, 0, record);
                    try self.push(.branch_zero, label_base + a, 0, record);
                    try self.push(.unloop, 0, 0, record);
                },
                .unloop => try self.push(.unloop, 0, 0, record),
                .index => {
                    if (a > 2) return self.fail(.unknown_loop, a, record);
                    try self.push(.index, a, 0, record);
                },
                .exit => if (site == null) {
                    try self.push(.exit, 0, 0, record);
                } else if (index + 1 < count) {
                    if (end_label == null) end_label = try self.newLabel();
                    try self.push(.branch, end_label.?, 0, record);
                },
            }
        }
        if (end_label) |label| try self.placeLabel(label, site.?);
    }

    /// Reserves numbers for the labels and locals that a body names.
    fn declareNumbers(self: *Expander, offset: u32, count: u32, cell_base: u32, float_base: u32) Error!void {
        var labels: u32 = 0;
        var cells: u32 = 0;
        var floats: u32 = 0;
        for (self.input.pool[offset..][0..count], offset..) |instruction, record| {
            const highest = switch (instruction.kind) {
                @backingInt(abi.BodyKind.local_get), @backingInt(abi.BodyKind.local_set) => &cells,
                @backingInt(abi.BodyKind.float_local_get), @backingInt(abi.BodyKind.float_local_set) => &floats,
                @backingInt(abi.BodyKind.label),
                @backingInt(abi.BodyKind.branch),
                @backingInt(abi.BodyKind.branch_zero),
                @backingInt(abi.BodyKind.question_do),
                @backingInt(abi.BodyKind.loop),
                @backingInt(abi.BodyKind.plus_loop),
                => &labels,
                else => continue,
            };
            if (instruction.a >= number_limit) {
                return self.fail(.number_too_great, instruction.a, @intCast(record));
            }
            highest.* = @max(highest.*, instruction.a + 1);
        }
        // Step fields are 32 bits wide, so numbers must not pass them however often bodies are spliced in.
        const most = @max(self.labels.items.len, cell_base, float_base);
        if (most > std.math.maxInt(i32) - number_limit) return error.OutOfMemory;
        try self.labels.appendNTimes(self.arena, undefined_label, labels);
        self.steps.cell_locals = cell_base + cells;
        self.steps.float_locals = float_base + floats;
    }

    // ---- words ----

    fn call(self: *Expander, word: u32, record: u32) Error!void {
        const words = self.input.words;
        if (word == self.input.word and word < words.len and words[word].kind == @backingInt(abi.WordKind.code)) {
            return self.push(.call, word, 0, record);
        }
        if (word == 0 or word >= words.len) return self.fail(.undefined_word, word, record);
        const info = words[word];
        if (info.kind > @backingInt(abi.WordKind.does)) return self.callCode(word, record);
        switch (@as(abi.WordKind, @fromBackingInt(info.kind))) {
            .undefined, .code => try self.callCode(word, record),
            .op => try self.opWord(info.a, info.b, record),
            .shuffle => try self.shuffleWord(info.a, record),
            .@"inline" => try self.splice(word, info.a, info.b, record),
            .constant => try self.push(.literal, info.a, info.b, record),
            .data => try self.push(.literal, info.a, 0, record),
            .fconstant => try self.push(.float_literal, info.a, info.b, record),
            .value => {
                try self.push(.literal, info.a, 0, record);
                try self.pushOp(.load, record);
            },
            .fvalue => {
                try self.push(.literal, info.a, 0, record);
                try self.pushOp(.fload, record);
            },
            .@"defer" => {
                try self.push(.literal, info.a, 0, record);
                try self.pushOp(.load, record);
                try self.push(.execute, info.b, info.cell_in, record);
            },
            .does => {
                try self.push(.literal, info.a, 0, record);
                try self.callChild(info.b, record);
            },
        }
    }

    /// The call of a DOES> word's code, with the address on top.
    fn callChild(self: *Expander, word: u32, record: u32) Error!void {
        if (word >= self.input.words.len) return self.call(word, record);
        const kind = self.input.words[word].kind;
        // The address is no number that PICK or EXECUTE could do with when it is compiled.
        if (kind == @backingInt(abi.WordKind.shuffle)) self.barrier = self.steps.list.items.len;
        if (kind == @backingInt(abi.WordKind.does)) try self.callCode(word, record) else try self.call(word, record);
    }

    /// A call through the word table.
    fn callCode(self: *Expander, word: u32, record: u32) Error!void {
        const info = self.input.words[word];
        if (info.b != 0 and info.b < self.input.words.len and info.kind == @backingInt(abi.WordKind.code)) {
            if (self.caughtEffect()) |effect| return self.catchKnown(word, info.b, effect, record);
            return self.push(.catch_token, word, self.guess, record);
        }
        const known = info.flags & @backingInt(abi.WordFlag.effect_known) != 0 and
            @max(info.cell_in, info.cell_out, info.float_in, info.float_out) <= effect_limit;
        try self.push(if (known) .call else .call_stack, word, 0, record);
        if (info.flags & @backingInt(abi.WordFlag.never_returns) != 0) try self.push(.end, 0, 0, record);
    }

    /// The packed effect of the word whose token is the literal on top.
    fn caughtEffect(self: *const Expander) ?u32 {
        const xt = self.smallLiteral() orelse return null;
        if (xt == 0 or xt >= self.input.words.len or xt == self.input.word) return null;
        const info = self.input.words[xt];
        if (info.kind != @backingInt(abi.WordKind.code) or info.flags & @backingInt(abi.WordFlag.effect_known) == 0) return null;
        if (info.float_in | info.float_out != 0) return null;
        if (info.cell_in > speculate.effect_limit - 2 or info.cell_out > speculate.effect_limit - 1) return null;
        return abi.callable_effect | info.cell_in | info.cell_out << 8;
    }

    /// CATCH of a word of known effect. After a THROW there are as many cells as before; where a word takes and leaves
    /// different numbers of them, the branch behind CATCH decides how many there are.
    fn catchKnown(self: *Expander, word: u32, known: u32, effect: u32, record: u32) Error!void {
        const counts = speculate.unpack(effect);
        if (counts.cell_in == counts.cell_out) return self.push(.catch_known, known, effect, record);
        self.caught = .{ .step = self.steps.list.items.len, .word = known, .effect = effect };
        try self.push(.call_stack, word, effect, record);
    }

    /// A branch on the code that the last CATCH gave, which is on top, or with `copied`, below the flag too: the way after
    /// a THROW goes on here, the other one to `label`, each without the zeros that fill up its cells.
    fn branchCaught(self: *Expander, label: u32, copied: bool, record: u32) Error!bool {
        const caught = self.caught orelse return false;
        const steps = self.steps.list.items;
        if (steps.len != caught.step + 1 + @intFromBool(copied) or self.barrier > caught.step) return false;
        steps[caught.step] = .{ .kind = .catch_known, .a = caught.word, .b = caught.effect, .record = steps[caught.step].record };
        self.caught = null;
        const counts = speculate.unpack(caught.effect);
        const all = @max(counts.cell_in, counts.cell_out);
        const drop: abi.Shuffle = if (copied) .nip else .drop;
        const way = try self.newLabel();
        try self.detours.append(self.arena, .{ .label = way, .target = label, .shuffle = drop, .count = all - counts.cell_out, .record = record });
        try self.push(.branch_zero, way, 0, record);
        for (0..all - counts.cell_in) |_| try self.pushShuffle(drop, record);
        return true;
    }

    fn splice(self: *Expander, word: u32, offset: u32, count: u32, record: u32) Error!void {
        const depth = self.splice_depth;
        if (depth == splice_depth_limit or @as(u64, self.steps.list.items.len) + count >= splice_step_limit or
            std.mem.findScalar(u32, self.splicing[0..depth], word) != null)
        {
            return self.callCode(word, record);
        }
        if (@as(u64, offset) + count > self.input.pool.len) return self.fail(.missing_body, word, record);
        self.splicing[depth] = word;
        self.splice_depth = depth + 1;
        try self.body(offset, count, record);
        self.splice_depth = depth;
    }

    fn opWord(self: *Expander, number: u32, immediate: u32, record: u32) Error!void {
        if (number >= may_be_word.len or !may_be_word[number]) return self.fail(.op_not_for_words, number, record);
        const last = self.steps.list.items;
        const throws_always = number == @backingInt(abi.Op.throw) and
            self.endsWithLiteral() and !last[last.len - 1].isLiteralZero();
        try self.push(.op, number, immediate, record);
        if (throws_always) try self.push(.end, 0, 0, record);
    }

    fn shuffleWord(self: *Expander, number: u32, record: u32) Error!void {
        if (number > @backingInt(abi.Shuffle.execute)) return self.fail(.unknown_shuffle, number, record);
        switch (@as(abi.Shuffle, @fromBackingInt(number))) {
            .q_dup => try self.queryDup(record),
            .depth => try self.push(.depth, 0, 0, record),
            .f_depth => try self.push(.f_depth, 0, 0, record),
            .pick => try self.pick(.pick, .pick_variable, record),
            .roll => try self.pick(.roll, .roll_variable, record),
            .f_pick => try self.pick(.f_pick, .f_pick_variable, record),
            .execute => try self.execute(record),
            else => try self.push(.shuffle, number, 0, record),
        }
    }

    fn pick(self: *Expander, constant: StepKind, variable: StepKind, record: u32) Error!void {
        const depth = self.smallLiteral() orelse abi.none;
        if (depth > pick_limit) return self.push(variable, 0, 0, record);
        self.dropStep();
        try self.push(constant, depth, 0, record);
    }

    fn execute(self: *Expander, record: u32) Error!void {
        const xt = self.smallLiteral() orelse 0;
        if (xt == 0 or xt > std.math.maxInt(i32) or xt >= self.input.words.len) {
            return self.push(.execute, self.guess, 0, record);
        }
        self.dropStep();
        try self.call(xt, record);
    }

    /// The literal on top, when it fits in 32 bits.
    fn smallLiteral(self: *const Expander) ?u32 {
        if (!self.endsWithLiteral()) return null;
        const last = self.steps.list.items[self.steps.list.items.len - 1];
        return if (last.b == 0) last.a else null;
    }

    fn endsWithLiteral(self: *const Expander) bool {
        const steps = self.steps.list.items;
        return steps.len > self.barrier and steps[steps.len - 1].kind == .literal;
    }

    // ---- control flow ----

    /// DUP IF DUP THEN (less, after a literal), remembered in case a branch follows.
    fn queryDup(self: *Expander, record: u32) Error!void {
        const start = self.steps.list.items.len;
        if (self.endsWithLiteral()) {
            if (!self.steps.list.items[start - 1].isLiteralZero()) try self.pushShuffle(.dup, record);
            return;
        }
        const zero = try self.newLabel();
        const barrier = self.barrier;
        try self.pushShuffle(.dup, record);
        try self.push(.branch_zero, zero, 0, record);
        try self.pushShuffle(.dup, record);
        try self.placeLabel(zero, record);
        self.query = .{ .start = start, .end = self.steps.list.items.len, .barrier = barrier };
    }

    fn branchZero(self: *Expander, label: u32, record: u32) Error!void {
        if (self.dropKnownFlag()) |known| {
            if (!known) try self.push(.branch, label, 0, record);
            return;
        }
        switch (self.queryPattern()) {
            .none => {
                const steps = self.steps.list.items;
                const copied = steps.len > 0 and steps[steps.len - 1].isShuffle(.dup);
                if (!try self.branchCaught(label, copied, record)) try self.push(.branch_zero, label, 0, record);
            },
            .not_zero => {
                try self.undoQueryDup(record);
                const without = try self.detour(.drop, label, record);
                if (!try self.branchCaught(without, true, record)) try self.push(.branch_zero, without, 0, record);
            },
            .zero => {
                try self.undoQueryDup(record);
                try self.push(.literal, 0, 0, record);
                try self.pushOp(.eq, record);
                try self.push(.branch_zero, label, 0, record);
                try self.pushShuffle(.drop, record);
            },
        }
    }

    /// Whether the flag of a branch is what ?DUP looked at, or says that it is zero.
    fn queryPattern(self: *const Expander) enum { none, not_zero, zero } {
        const query = self.query orelse return .none;
        const steps = self.steps.list.items;
        if (steps.len == query.end) return .not_zero;
        if (steps.len != query.end + 2 or !steps[query.end].isLiteralZero()) return .none;
        if (steps[query.end + 1].isOp(.ne)) return .not_zero;
        return if (steps[query.end + 1].isOp(.eq)) .zero else .none;
    }

    /// Whether the flag on top is a literal that is not zero, without the flag; null when nobody knows. A branch
    /// that is never taken does not count as a path, so that the effect of `… else -9 throw then` is static.
    fn dropKnownFlag(self: *Expander) ?bool {
        const steps = self.steps.list.items[@min(self.barrier, self.steps.list.items.len)..];
        if (steps.len == 0) return null;
        const copied = steps.len > 1 and steps[steps.len - 1].isShuffle(.dup);
        const literal = steps[steps.len - 1 - @intFromBool(copied)];
        if (literal.kind != .literal) return null;
        self.dropStep();
        return !literal.isLiteralZero();
    }

    /// Leaves a plain DUP of the last ?DUP and what follows it.
    fn undoQueryDup(self: *Expander, record: u32) Error!void {
        const query = self.query.?;
        self.steps.list.items.len = query.start;
        try self.pushShuffle(.dup, record);
        self.barrier = query.barrier;
        self.query = null;
    }

    fn questionDo(self: *Expander, leave: u32, variant: u32, record: u32) Error!void {
        const plus = variant == @backingInt(abi.QuestionDo.plus_do) or variant == @backingInt(abi.QuestionDo.u_plus_do);
        try self.pushShuffle(.two_dup, record);
        if (plus) try self.pushShuffle(.swap, record);
        try self.pushOp(questionDoOp(variant), record);
        try self.push(.branch_zero, try self.detour(.two_drop, leave, record), 0, record);
        try self.push(.do, 0, 0, record);
    }

    /// A new label for a way that does `shuffle` and goes on to `target`.
    fn detour(self: *Expander, shuffle: abi.Shuffle, target: u32, record: u32) Error!u32 {
        const label = try self.newLabel();
        try self.detours.append(self.arena, .{ .label = label, .target = target, .shuffle = shuffle, .record = record });
        return label;
    }

    fn placeDetours(self: *Expander) Error!void {
        for (self.detours.items) |way| {
            try self.placeLabel(way.label, way.record);
            for (0..way.count) |_| try self.pushShuffle(way.shuffle, way.record);
            try self.push(.branch, way.target, 0, way.record);
        }
    }

    fn newLabel(self: *Expander) Error!u32 {
        try self.labels.append(self.arena, undefined_label);
        return @intCast(self.labels.items.len - 1);
    }

    fn placeLabel(self: *Expander, label: u32, record: u32) Error!void {
        const place = &self.labels.items[label];
        if (place.* != undefined_label) return self.fail(.duplicate_label, 0, record);
        place.* = @intCast(self.steps.list.items.len);
        self.barrier = self.steps.list.items.len;
        self.query = null;
    }

    fn resolveLabels(self: *Expander) Error!void {
        for (self.steps.list.items) |*step| {
            if (step.kind != .branch and step.kind != .branch_zero) continue;
            const target = self.labels.items[step.a];
            if (target == undefined_label) return self.fail(.missing_label, 0, step.record);
            step.a = target;
        }
    }

    // ---- steps ----

    fn push(self: *Expander, kind: StepKind, a: u32, b: u32, record: u32) Error!void {
        try self.steps.list.append(self.arena, .{ .kind = kind, .a = a, .b = b, .record = record });
    }

    fn pushOp(self: *Expander, op: abi.Op, record: u32) Error!void {
        try self.push(.op, @backingInt(op), 0, record);
    }

    fn pushShuffle(self: *Expander, shuffle: abi.Shuffle, record: u32) Error!void {
        try self.push(.shuffle, @backingInt(shuffle), 0, record);
    }

    fn dropStep(self: *Expander) void {
        self.steps.list.items.len -= 1;
    }

    fn fail(self: *Expander, fault: abi.BodyFault, value: u32, record: u32) Error {
        self.failure.* = .{ .fault = fault, .value = value, .record = record };
        return error.InvalidBody;
    }
};

/// ( limit start | swapped for +DO and U+DO -- flag: there is something to do )
fn questionDoOp(variant: u32) abi.Op {
    return switch (variant) {
        @backingInt(abi.QuestionDo.plus_do), @backingInt(abi.QuestionDo.minus_do) => .lt,
        @backingInt(abi.QuestionDo.u_plus_do), @backingInt(abi.QuestionDo.u_minus_do) => .ult,
        else => .ne,
    };
}

/// Ops that are a word's meaning: not control flow, and not those that the compiler itself places.
pub const may_be_word: [abi.ops.table.len]bool = blk: {
    var may: [abi.ops.table.len]bool = undefined;
    for (&may, abi.ops.table) |*entry, info| {
        // What names another word, or takes a list of values, is no operation of its own.
        const takes_list = info.shape == .call or info.shape == .list;
        entry.* = !info.memory_stack and !takes_list and info.purity != .terminator and switch (info.op) {
            .@"const", .fconst, .rpush, .rpop, .rpick, .call_stack, .execute, .poll => false,
            else => true,
        };
    }
    break :blk may;
};
