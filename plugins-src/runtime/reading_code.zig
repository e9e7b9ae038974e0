//! Makes cold code of the body of a word that the text runs, as src/interpreter/cold_code.ts does. What is rare is left to
//! that: EXECUTE of a token that is not known, bodies that do not nest as usual, inline words that have no body yet.

const std = @import("std");
const abi = @import("abi");
const definition = @import("reading_definition.zig");
const reading = @import("reading.zig");
const Kind = abi.BodyKind;
const Op = abi.ColdOp;
const Reader = reading.Reader;
const Shuffle = abi.Shuffle;
const Stop = reading.Stop;
const items = reading.items;

/// Words of one instruction: operation, two operands, position.
const instruction = 4;
const most_labels = 128;
const most_slots = 64;
const most_splices = 16;
/// Instead of a label's number: it is not one of the word's own body.
const no_label = std.math.maxInt(u32);
const no_slot = std.math.maxInt(u32);
const no_height = std.math.maxInt(u32);

/// Makes the code of a word; gives its place.
pub noinline fn decode(reader: *Reader, word: u32) Stop!u32 {
    const request = reader.request;
    const state: *abi.Interpretation = @ptrFromInt(request.interpretation);
    const place = items(u32, request.body_places)[word];
    if (place == 0 or word >= state.start_count or request.decoded_count == request.decoded_limit) return error.Left;
    const relied_before = request.relied_count;
    errdefer request.relied_count = relied_before;
    var it: Decoder = .{ .reader = reader, .word = word, .code = items(u32, state.code), .length = request.code_end };
    try it.emit(.enter, 0, 0);
    var body: definition.PackedBody = .{ .bytes = items(u8, request.bodies), .at = place - 1 };
    _ = body.read();
    const count = body.read();
    try it.bodyOf(body, count);
    const start = request.code_end;
    it.code[start + 1] = it.cell_slots;
    it.code[start + 2] = it.float_slots;
    it.code[start + 3] = word;
    if (it.has_locals) it.code[start] = @backingInt(Op.enter_with_locals);
    request.code_end = it.length;
    items(u32, state.starts)[word] = start;
    const decoded = items(u32, request.decoded);
    decoded[2 * request.decoded_count ..][0..2].* = .{ word, start };
    request.decoded_count += 1;
    return start;
}

/// What is known of a label: its place, 0 for none yet; the newest branch there from before, whose target field has the one
/// before it; and the heights with which paths lead there.
const Label = struct { place: u32 = 0, pending: u32 = 0, returns: u32 = no_height, loops: u32 = 0 };

const Decoder = struct {
    reader: *Reader,
    word: u32,
    code: [*]u32,
    /// In words.
    length: u32,
    position: u32 = 0,
    /// No path leads to the present record.
    dead: bool = false,
    has_locals: bool = false,
    return_height: u32 = 0,
    loop_height: u32 = 0,
    cell_slots: u32 = 0,
    float_slots: u32 = 0,
    splices: u32 = 0,
    labels: [most_labels]Label = undefined,
    label_count: u32 = 0,
    /// Place of the last instruction when it is a literal with no label behind it, and of the literal before that one.
    literal_place: u32 = 0,
    literal_before: u32 = 0,
    /// Place behind the last loop: a label there is for LEAVE.
    leave_place: u32 = 0,
    cell_locals: [most_slots]u32 = @splat(no_slot),
    float_locals: [most_slots]u32 = @splat(no_slot),
    returns: [most_slots]u32 = @splat(no_slot),
    loops: [most_slots]u32 = @splat(no_slot),

    fn emit(self: *Decoder, op: Op, a: u32, b: u32) Stop!void {
        if (self.length + instruction > self.reader.request.code_limit) return error.Left;
        self.code[self.length..][0..instruction].* = .{ @backingInt(op), a, b, self.position };
        self.length += instruction;
        self.literal_place = 0;
    }

    /// The word's own body, whose labels have the numbers from 0 on.
    fn bodyOf(self: *Decoder, body: definition.PackedBody, count: u32) Stop!void {
        var labels = body;
        for (0..count) |_| {
            const it = labels.record();
            if (it.kind == @backingInt(Kind.label)) try self.reserveLabel(it.a);
        }
        var records = body;
        for (0..count) |_| try self.record(records.record(), 0);
        if (!self.dead) try self.emit(.exit, 0, 0);
        for (self.labels[0..self.label_count]) |label| if (label.pending != 0) return error.Left;
    }

    fn reserveLabel(self: *Decoder, label: u32) Stop!void {
        if (label >= most_labels) return error.Left;
        while (self.label_count <= label) : (self.label_count += 1) self.labels[self.label_count] = .{};
    }

    /// The body of an inline word, which lies in the pool.
    fn splice(self: *Decoder, offset: u32, count: u32) Stop!void {
        const request = self.reader.request;
        if (self.splices == most_splices or offset + count > request.pool_length) return error.Left;
        const records = items(abi.BodyInstruction, request.pool)[offset..][0..count];
        const base = self.label_count;
        for (records) |it| if (it.kind == @backingInt(Kind.label)) try self.reserveLabel(base + it.a);
        self.splices += 1;
        for (records) |it| try self.record(it, base);
        self.splices -= 1;
    }

    fn record(self: *Decoder, it: abi.BodyInstruction, base: u32) Stop!void {
        const kind: Kind = @fromBackingInt(it.kind);
        if (self.dead and kind != .label) return;
        if (self.splices == 0) self.position = it.position;
        switch (kind) {
            .literal => try self.literal(it.a, it.b),
            .float_literal => try self.emit(.float_literal, it.a, it.b),
            .call => try self.call(it.a),
            .label => try self.placeLabel(base + it.a),
            .branch => {
                try self.emit(.branch, 0, 0);
                self.dead = true;
                try self.branchTo(base + it.a, 1);
            },
            .branch_zero => {
                try self.emit(.branch_zero, 0, 0);
                try self.branchTo(base + it.a, 1);
            },
            .do => {
                try self.emit(.do, try self.loopSlot(self.loop_height), 0);
                self.loop_height += 1;
            },
            .question_do => {
                if (it.b > @backingInt(abi.QuestionDo.u_minus_do)) return error.Left;
                const op: Op = @fromBackingInt(@backingInt(Op.question_do) + it.b);
                try self.emit(op, try self.loopSlot(self.loop_height), 0);
                try self.branchTo(base + it.a, 2);
                self.loop_height += 1;
            },
            .loop => try self.endLoop(.loop, base + it.a),
            .plus_loop => try self.endLoop(if (it.b == 0) .plus_loop else .minus_loop, base + it.a),
            .unloop => {
                if (self.loop_height == 0) return error.Left;
                self.loop_height -= 1;
            },
            .index => {
                if (it.a >= self.loop_height) return error.Left;
                try self.emit(.get, try self.loopSlot(self.loop_height - 1 - it.a) + 2, 0);
            },
            .exit => {
                if (self.splices > 0) return error.Left;
                try self.emit(.exit, 0, 0);
                self.dead = true;
            },
            .local_get => try self.emit(.get, try self.cellLocal(it.a), 0),
            .local_set => try self.emit(.set, try self.cellLocal(it.a), 0),
            .float_local_get => try self.emit(.float_get, try self.floatLocal(it.a), 0),
            .float_local_set => try self.emit(.float_set, try self.floatLocal(it.a), 0),
        }
    }

    fn literal(self: *Decoder, low: u32, high: u32) Stop!void {
        const place = self.length;
        const before = self.literal_place;
        try self.emit(.literal, low, high);
        self.literal_place = place;
        self.literal_before = before;
    }

    // ---- labels and loops ----

    fn placeLabel(self: *Decoder, number: u32) Stop!void {
        const label = &self.labels[number];
        if (label.place != 0) return error.Left;
        if (!self.dead) try self.meet(label);
        if (label.returns == no_height) return error.Left;
        self.dead = false;
        self.literal_place = 0;
        self.return_height = label.returns;
        self.loop_height = label.loops;
        label.place = self.length;
        var branch = label.pending;
        label.pending = 0;
        // Where no branch has led so far, one will lead back.
        const is_header = branch == 0 and self.leave_place != self.length;
        self.leave_place = 0;
        if (is_header) try self.emit(.header, if (self.splices > 0) no_label else number, self.word);
        while (branch != 0) {
            const op: Op = @fromBackingInt(self.code[branch]);
            const field = branch + @as(u32, if (op == .branch or op == .branch_zero) 1 else 2);
            branch = self.code[field];
            self.code[field] = self.length;
        }
    }

    /// Notes that a path leads to a label with the present heights.
    fn meet(self: *Decoder, label: *Label) Stop!void {
        if (label.returns == no_height) {
            label.returns = self.return_height;
            label.loops = self.loop_height;
        } else if (label.returns != self.return_height or label.loops != self.loop_height) return error.Left;
    }

    /// Makes the last instruction lead to a label; its operand `field` is the target.
    fn branchTo(self: *Decoder, number: u32, field: u32) Stop!void {
        if (number >= self.label_count) return error.Left;
        const label = &self.labels[number];
        try self.meet(label);
        const branch = self.length - instruction;
        if (label.place == 0) {
            self.code[branch + field] = label.pending;
            label.pending = branch;
            return;
        }
        self.code[branch + field] = label.place;
        if (self.code[label.place] != @backingInt(Op.header)) return error.Left;
    }

    fn endLoop(self: *Decoder, op: Op, number: u32) Stop!void {
        if (self.loop_height == 0) return error.Left;
        try self.emit(op, try self.loopSlot(self.loop_height - 1), 0);
        try self.branchTo(number, 2);
        self.loop_height -= 1;
        self.leave_place = self.length;
    }

    // ---- slots, which are counted in halves of cells ----

    fn slot(self: *Decoder, slots: *[most_slots]u32, number: u32, cells: u32) Stop!u32 {
        if (number >= most_slots) return error.Left;
        if (slots[number] == no_slot) {
            slots[number] = self.cell_slots;
            self.cell_slots += 2 * cells;
        }
        return slots[number];
    }

    fn loopSlot(self: *Decoder, height: u32) Stop!u32 {
        return self.slot(&self.loops, height, 2);
    }

    fn returnSlot(self: *Decoder, height: u32) Stop!u32 {
        return self.slot(&self.returns, height, 1);
    }

    fn cellLocal(self: *Decoder, number: u32) Stop!u32 {
        if (self.splices > 0) return error.Left;
        self.has_locals = true;
        return self.slot(&self.cell_locals, number, 1);
    }

    fn floatLocal(self: *Decoder, number: u32) Stop!u32 {
        if (self.splices > 0 or number >= most_slots) return error.Left;
        self.has_locals = true;
        if (self.float_locals[number] == no_slot) {
            self.float_locals[number] = self.float_slots;
            self.float_slots += 1;
        }
        return self.float_locals[number];
    }

    // ---- words ----

    fn call(self: *Decoder, word: u32) Stop!void {
        const reader = self.reader;
        if (word >= reader.request.word_end and word != self.word) return error.Left;
        const before = self.literal_place;
        self.literal_place = 0;
        const info = reader.info(word);
        const kind: abi.WordKind = @fromBackingInt(info.kind);
        const form = reader.header(word).form;
        if (form & @backingInt(abi.WordForm.exists) == 0) return error.Left;
        // One that is to be spliced, and has no body yet.
        if (form & @backingInt(abi.WordForm.@"inline") != 0 and kind == .code) return error.Left;
        switch (kind) {
            .code => try self.emit(.call, word, 0),
            .op => try self.operation(@fromBackingInt(info.a), info.b),
            .shuffle => try self.shuffle(@fromBackingInt(info.a), before),
            .@"inline" => {
                // Its place among the records in use is not known yet.
                if (word >= reader.first_word) return error.Left;
                if (word == reader.request.plus_store and self.increment(before)) return;
                try self.splice(info.a, info.b);
            },
            .constant => {
                self.literal_place = before;
                try self.literal(info.a, info.b);
            },
            .data => {
                try self.relyOn(word);
                self.literal_place = before;
                try self.literal(info.a, 0);
            },
            .value => {
                try self.emit(.literal, info.a, 0);
                try self.emit(.load, 0, 0);
            },
            .does => {
                try self.relyOn(word);
                try self.emit(.literal, info.a, 0);
                try self.emit(.call, info.b, 0);
            },
            .fconstant => try self.emit(.float_literal, info.a, info.b),
            .fvalue => {
                try self.emit(.literal, info.a, 0);
                try self.operation(.fload, 0);
            },
            .@"defer" => {
                try self.emit(.literal, info.a, 0);
                try self.emit(.load, 0, 0);
                try self.emit(.execute_token, 0, 0);
            },
            .undefined => return error.Left,
        }
    }

    /// Notes that code counts on the word's present behaviour.
    fn relyOn(self: *Decoder, word: u32) Stop!void {
        const request = self.reader.request;
        if (request.relied_count == request.decoded_limit) return error.Left;
        items(u32, request.relied)[request.relied_count] = word;
        request.relied_count += 1;
    }

    /// `+!` behind two literals, the last of which is at `place`: one instruction, when they are such that it has no fault.
    fn increment(self: *Decoder, place: u32) bool {
        const before = self.literal_before;
        if (place == 0 or before == 0) return false;
        const low = self.code[before + 1];
        const address = self.code[place + 1];
        const sign: u32 = @bitCast(@as(i32, @bitCast(low)) >> 31);
        const is_inside = address >= abi.first_address and address <= self.reader.request.shown_limit - 8 and address & 3 == 0;
        if (self.code[before + 2] != sign or self.code[place + 2] != 0 or !is_inside) return false;
        self.length = before;
        self.emit(.increment, low, address) catch unreachable;
        return true;
    }

    fn operation(self: *Decoder, op: abi.Op, operand: u32) Stop!void {
        const own: Op = switch (op) {
            inline .add, .sub, .mul, .@"and", .@"or", .xor, .shl, .shr, .sar, .eq, .ne, .lt, .le, .ult, .ule => |it| @field(Op, @tagName(it)),
            inline .select, .div, .mod, .load, .load8, .store, .store8 => |it| @field(Op, @tagName(it)),
            else => {
                const number = @backingInt(op);
                if (number < @backingInt(abi.Op.umul) or number > @backingInt(abi.Op.ftos)) return error.Left;
                return self.emit(.operation, number, operand);
            },
        };
        try self.emit(own, 0, 0);
    }

    fn shuffle(self: *Decoder, which: Shuffle, before: u32) Stop!void {
        switch (which) {
            inline .dup, .drop, .swap, .over, .rot, .nrot, .nip, .tuck, .two_dup, .two_drop, .two_swap, .two_over, .q_dup, .depth, .pick => |it| {
                try self.emit(@field(Op, @tagName(it)), 0, 0);
            },
            .to_r => {
                try self.emit(.set, try self.returnSlot(self.return_height), 0);
                self.return_height += 1;
            },
            .two_to_r => {
                try self.emit(.set, try self.returnSlot(self.return_height + 1), 0);
                try self.emit(.set, try self.returnSlot(self.return_height), 0);
                self.return_height += 2;
            },
            .from_r => {
                try self.getReturns(1);
                self.return_height -= 1;
            },
            .two_from_r => {
                try self.getReturns(2);
                self.return_height -= 2;
            },
            .r_fetch => try self.getReturns(1),
            .two_r_fetch => try self.getReturns(2),
            .r_drop => {
                if (self.return_height == 0) return error.Left;
                self.return_height -= 1;
            },
            .roll, .f_dup, .f_drop, .f_swap, .f_over, .f_rot, .f_depth, .f_pick => try self.emit(.shuffle, @backingInt(which), 0),
            .execute => {
                // EXECUTE of a literal token is a call.
                if (before == 0 or self.code[before + 2] != 0) return error.Left;
                self.length = before;
                try self.call(self.code[before + 1]);
            },
        }
    }

    /// Copies the topmost cells of the return stack.
    fn getReturns(self: *Decoder, count: u32) Stop!void {
        if (self.return_height < count) return error.Left;
        for (self.return_height - count..self.return_height) |height| try self.emit(.get, try self.returnSlot(@intCast(height)), 0);
    }
};
