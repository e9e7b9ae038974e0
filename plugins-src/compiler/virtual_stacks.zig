//! The data stack and the float stack as lists of references, top last, while code is followed.
//!
//! In the dynamic form a list is the top part of its in-memory stack: what is missing is popped, and `flush` pushes
//! what is there. In the static form a list is the whole stack and never runs out.

const std = @import("std");
const abi = @import("abi");
const Draft = @import("draft.zig").Draft;
const Effect = @import("effect.zig").Effect;
const Operands = @import("steps.zig").Operands;
const Reference = @import("draft.zig").Reference;

const Memory = error{OutOfMemory};
const List = std.ArrayList(Reference);

pub const VirtualStacks = struct {
    draft: *Draft,
    dynamic: bool,
    cells: List = .empty,
    floats: List = .empty,
    /// Position of the instructions that are emitted.
    position: u32 = 0,

    /// At most three operands.
    pub inline fn emit(self: *VirtualStacks, code: abi.Op, operands: []const u32) Memory!Reference {
        var fields: [3]u32 = @splat(0);
        @memcpy(fields[0..operands.len], operands);
        return self.draft.emit(code, fields[0], fields[1], fields[2], self.position);
    }

    pub fn cellConstant(self: *VirtualStacks, low: u32, high: u32) Memory!Reference {
        return self.draft.constant(low, high, .cell);
    }

    pub fn pushCell(self: *VirtualStacks, reference: Reference) Memory!void {
        try self.cells.append(self.draft.arena, reference);
    }

    pub fn pushFloat(self: *VirtualStacks, reference: Reference) Memory!void {
        try self.floats.append(self.draft.arena, reference);
    }

    pub fn takeCell(self: *VirtualStacks) Memory!Reference {
        try self.needCells(1);
        return self.cells.pop().?;
    }

    pub fn takeFloat(self: *VirtualStacks) Memory!Reference {
        try self.needFloats(1);
        return self.floats.pop().?;
    }

    /// Sees to it that the list holds `count` cells.
    pub fn needCells(self: *VirtualStacks, count: usize) Memory!void {
        if (self.cells.items.len < count) try self.fill(&self.cells, count, .pop);
    }

    pub fn needFloats(self: *VirtualStacks, count: usize) Memory!void {
        if (self.floats.items.len < count) try self.fill(&self.floats, count, .fpop);
    }

    /// What is popped lies below what the list holds.
    fn fill(self: *VirtualStacks, list: *List, count: usize, pop: abi.Op) Memory!void {
        std.debug.assert(self.dynamic);
        const missing = count - list.items.len;
        const gap = try list.addManyAt(self.draft.arena, 0, missing);
        for (0..missing) |index| gap[missing - 1 - index] = try self.emit(pop, &.{});
    }

    /// Moves everything to the in-memory stacks.
    pub fn flush(self: *VirtualStacks) Memory!void {
        try self.flushCells();
        try self.flushFloats();
    }

    fn flushCells(self: *VirtualStacks) Memory!void {
        for (self.cells.items) |cell| _ = try self.emit(.push, &.{cell});
        self.cells.clearRetainingCapacity();
    }

    fn flushFloats(self: *VirtualStacks) Memory!void {
        for (self.floats.items) |float| _ = try self.emit(.fpush, &.{float});
        self.floats.clearRetainingCapacity();
    }

    /// An op whose operands and results are on the stacks; `immediate` for the shapes that have one.
    pub fn op(self: *VirtualStacks, code: abi.Op, immediate: u32) Memory!void {
        const info = abi.ops.info(code);
        const operands = Operands.of[@backingInt(code)];
        try self.needCells(operands.cells);
        try self.needFloats(operands.floats);
        const cells = self.cells.items[self.cells.items.len - operands.cells ..];
        const floats = self.floats.items[self.floats.items.len - operands.floats ..];
        var fields: [3]u32 = @splat(0);
        if (info.shape == .v4) {
            fields = .{ 0, @intCast(self.draft.pool.items.len), 4 };
            try self.draft.pool.appendSlice(self.draft.arena, cells);
        } else {
            var cell: usize = 0;
            var float: usize = 0;
            for (info.operands, fields[0..info.operands.len]) |kind, *field| switch (kind) {
                .cell => {
                    field.* = cells[cell];
                    cell += 1;
                },
                .float => {
                    field.* = floats[float];
                    float += 1;
                },
            };
            if (info.shape == .v1imm) fields[1] = immediate;
            if (info.shape == .v2imm) fields[2] = immediate;
        }
        const result = try self.emit(code, &fields);
        self.cells.items.len -= operands.cells;
        self.floats.items.len -= operands.floats;
        try self.pushResults(result, info.cell_results, info.float_results);
    }

    /// A call of a word of known effect.
    pub fn call(
        self: *VirtualStacks,
        word: u32,
        cell_in: u32,
        cell_out: u32,
        float_in: u32,
        float_out: u32,
    ) Memory!void {
        try self.callWith(.call, word, &.{}, .{ .cell_in = cell_in, .cell_out = cell_out, .float_in = float_in, .float_out = float_out });
    }

    /// A call of the word whose token is on top, which has this effect.
    pub fn callThrough(self: *VirtualStacks, packed_effect: u32, effect: Effect) Memory!void {
        const xt = try self.takeCell();
        try self.callWith(.call_through, packed_effect, &.{xt}, effect);
    }

    fn callWith(self: *VirtualStacks, code: abi.Op, word: u32, first: []const Reference, effect: Effect) Memory!void {
        const cell_in = effect.cell_in;
        const float_in = effect.float_in;
        try self.needCells(cell_in);
        try self.needFloats(float_in);
        const start: u32 = @intCast(self.draft.pool.items.len);
        const first_cell = self.cells.items.len - cell_in;
        const first_float = self.floats.items.len - float_in;
        try self.draft.pool.appendSlice(self.draft.arena, &.{ effect.cell_out, effect.float_out });
        try self.draft.pool.appendSlice(self.draft.arena, first);
        try self.draft.pool.appendSlice(self.draft.arena, self.cells.items[first_cell..]);
        try self.draft.pool.appendSlice(self.draft.arena, self.floats.items[first_float..]);
        self.cells.items.len = first_cell;
        self.floats.items.len = first_float;
        const count = @as(u32, @intCast(first.len)) + cell_in + float_in;
        const result = try self.draft.emitWith(code, effect.cell_out, effect.float_out, word, start, count, self.position);
        try self.pushResults(result, effect.cell_out, effect.float_out);
    }

    fn pushResults(self: *VirtualStacks, first: Reference, cells: u32, floats: u32) Memory!void {
        for (0..cells) |index| try self.pushCell(first + @as(u32, @intCast(index)));
        for (0..floats) |index| try self.pushFloat(first + cells + @as(u32, @intCast(index)));
    }

    /// ( xu … x0 -- xu … x0 xu )
    pub fn pick(self: *VirtualStacks, depth: u32) Memory!void {
        try self.needCells(depth + 1);
        try self.pushCell(self.cells.items[self.cells.items.len - 1 - depth]);
    }

    /// ( xu … x0 -- xu-1 … x0 xu )
    pub fn roll(self: *VirtualStacks, depth: u32) Memory!void {
        try self.needCells(depth + 1);
        rotate(self.cells.items, depth);
    }

    /// ( F: ru … r0 -- ru … r0 ru )
    pub fn floatPick(self: *VirtualStacks, depth: u32) Memory!void {
        try self.needFloats(depth + 1);
        try self.pushFloat(self.floats.items[self.floats.items.len - 1 - depth]);
    }

    fn floatRoll(self: *VirtualStacks, depth: u32) Memory!void {
        try self.needFloats(depth + 1);
        rotate(self.floats.items, depth);
    }

    /// PICK with a depth from the stack ( … u -- … x )
    pub fn pickVariable(self: *VirtualStacks) Memory!void {
        const below = try self.takeCell();
        try self.flushCells();
        try self.pushCell(try self.emit(.pick, &.{below}));
    }

    pub fn rollVariable(self: *VirtualStacks) Memory!void {
        const below = try self.takeCell();
        try self.flushCells();
        _ = try self.emit(.roll, &.{below});
    }

    pub fn floatPickVariable(self: *VirtualStacks) Memory!void {
        const below = try self.takeCell();
        try self.flushFloats();
        try self.pushFloat(try self.emit(.fpick, &.{below}));
    }

    pub fn pushDepth(self: *VirtualStacks) Memory!void {
        try self.flushCells();
        try self.pushCell(try self.emit(.depth, &.{}));
    }

    pub fn pushFloatDepth(self: *VirtualStacks) Memory!void {
        try self.flushFloats();
        try self.pushCell(try self.emit(.fdepth, &.{}));
    }

    /// A Shuffle of one of the two stacks, without those of variable effect.
    pub fn shuffle(self: *VirtualStacks, which: abi.Shuffle) Memory!void {
        switch (which) {
            .dup => try self.pick(0),
            .drop => _ = try self.takeCell(),
            .swap => try self.roll(1),
            .over => try self.pick(1),
            .rot => try self.roll(2),
            .nrot => {
                try self.roll(2);
                try self.roll(2);
            },
            .nip => {
                try self.roll(1);
                _ = try self.takeCell();
            },
            .tuck => {
                try self.roll(1);
                try self.pick(1);
            },
            .two_dup => {
                try self.pick(1);
                try self.pick(1);
            },
            .two_drop => {
                try self.needCells(2);
                self.cells.items.len -= 2;
            },
            .two_swap => {
                try self.roll(3);
                try self.roll(3);
            },
            .two_over => {
                try self.pick(3);
                try self.pick(3);
            },
            .f_dup => try self.floatPick(0),
            .f_drop => _ = try self.takeFloat(),
            .f_swap => try self.floatRoll(1),
            .f_over => try self.floatPick(1),
            .f_rot => try self.floatRoll(2),
            // The first pass makes other steps of them.
            .to_r, .from_r, .r_fetch, .two_to_r, .two_from_r, .two_r_fetch, .r_drop => unreachable,
            .q_dup, .depth, .f_depth, .pick, .roll, .f_pick, .execute => unreachable,
        }
    }
};

/// Moves the element that is `depth` below the top to the top.
fn rotate(list: []Reference, depth: u32) void {
    const at = list.len - 1 - depth;
    const value = list[at];
    for (at..list.len - 1) |index| list[index] = list[index + 1];
    list[list.len - 1] = value;
}
