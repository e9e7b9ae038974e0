//! The return stack and the loop parameters while code is followed: two lists of references, or, where paths meet
//! with different heights, the in-memory return stack.
//!
//! The two lists are apart, so that I still works between >R and R>, which the standard leaves open (6.1.1680). In
//! memory they share one stack, the index above its limit.

const std = @import("std");
const abi = @import("abi");
const Reference = @import("draft.zig").Reference;
const isConstant = @import("draft.zig").isConstant;
const VirtualStacks = @import("virtual_stacks.zig").VirtualStacks;

const Memory = error{OutOfMemory};

pub const ReturnStack = struct {
    stacks: *VirtualStacks,
    returns_in_memory: bool,
    loops_in_memory: bool,
    returns: std.ArrayList(Reference) = .empty,
    /// Limit and index of each loop, innermost last.
    loops: std.ArrayList(Reference) = .empty,

    /// The shuffles from >R to RDROP.
    pub fn shuffle(self: *ReturnStack, which: abi.Shuffle) Memory!void {
        const stacks = self.stacks;
        switch (which) {
            .to_r => try self.push(try stacks.takeCell()),
            .from_r => try stacks.pushCell(try self.pop()),
            .r_fetch => try stacks.pushCell(try self.pick(0)),
            .two_to_r => {
                try stacks.needCells(2);
                const top = stacks.cells.pop().?;
                try self.push(stacks.cells.pop().?);
                try self.push(top);
            },
            .two_from_r => {
                const top = try self.pop();
                try stacks.pushCell(try self.pop());
                try stacks.pushCell(top);
            },
            .two_r_fetch => {
                try stacks.pushCell(try self.pick(1));
                try stacks.pushCell(try self.pick(0));
            },
            .r_drop => _ = try self.pop(),
            else => unreachable,
        }
    }

    /// ( limit start -- )
    pub fn do(self: *ReturnStack) Memory!void {
        const start = try self.stacks.takeCell();
        const end = try self.stacks.takeCell();
        if (self.loops_in_memory) {
            _ = try self.stacks.emit(.rpush, &.{end});
            _ = try self.stacks.emit(.rpush, &.{start});
        } else {
            try self.loops.appendSlice(self.stacks.draft.arena, &.{ end, start });
        }
    }

    pub fn unloop(self: *ReturnStack) Memory!void {
        if (self.loops_in_memory) {
            _ = try self.stacks.emit(.rpop, &.{});
            _ = try self.stacks.emit(.rpop, &.{});
        } else {
            self.loops.items.len -= 2;
        }
    }

    /// I, J, K for `loop` 0, 1, 2 ( -- index )
    pub fn index(self: *ReturnStack, loop: u32) Memory!void {
        const value = if (self.loops_in_memory)
            try self.stacks.emit(.rpick, &.{2 * loop})
        else
            self.loops.items[self.loops.items.len - 1 - 2 * loop];
        try self.stacks.pushCell(value);
    }

    /// LOOP up to its branch ( -- flag: the index has reached the limit )
    pub fn step(self: *ReturnStack) Memory!void {
        const stacks = self.stacks;
        const present = try self.takeIndex();
        const next = try stacks.emit(.add, &.{ present, try stacks.cellConstant(1, 0) });
        const end = try self.limit();
        try self.giveIndex(next);
        try stacks.pushCell(try stacks.emit(.eq, &.{ next, end }));
    }

    /// +LOOP up to its branch ( n -- flag: the index has crossed the boundary between limit - 1 and limit ),
    /// 6.1.0140.
    ///
    /// The numbers form a circle; with x = index - limit and y = x + n, the boundary is crossed when x and y differ
    /// in sign and x and n do too. For n > 0 that is 0 <= y < n, for n < 0 it is 0 <= x < -n, each one unsigned
    /// comparison.
    pub fn plusStep(self: *ReturnStack) Memory!void {
        const stacks = self.stacks;
        const n = try stacks.takeCell();
        if (n == try stacks.cellConstant(1, 0)) return self.step();
        const known: ?i64 = if (isConstant(n)) self.constantOf(n) else null;
        const present = try self.takeIndex();
        const end = try self.limit();
        const next = try stacks.emit(.add, &.{ present, n });
        try self.giveIndex(next);
        if (known) |increment| if (increment > 0) {
            const y = try stacks.emit(.sub, &.{ next, end });
            return stacks.pushCell(try stacks.emit(.ult, &.{ y, n }));
        };
        const x = try stacks.emit(.sub, &.{ present, end });
        if (known) |increment| if (increment < 0) {
            const negated: u64 = @bitCast(0 -% increment);
            const bound = try stacks.cellConstant(@truncate(negated), @intCast(negated >> 32));
            return stacks.pushCell(try stacks.emit(.ult, &.{ x, bound }));
        };
        const y = try stacks.emit(.add, &.{ x, n });
        const first = try stacks.emit(.xor, &.{ x, y });
        const second = try stacks.emit(.xor, &.{ x, n });
        const signs = try stacks.emit(.@"and", &.{ first, second });
        const zero = try stacks.cellConstant(0, 0);
        try stacks.pushCell(try stacks.emit(.lt, &.{ signs, zero }));
    }

    /// gforth's -LOOP up to its branch ( u -- flag: the index has crossed the boundary between limit + 1 and limit ):
    /// index - limit <= u, unsigned. As in gforth 0.7.3, a loop whose index is the limit already ends too.
    pub fn minusStep(self: *ReturnStack) Memory!void {
        const stacks = self.stacks;
        const u = try stacks.takeCell();
        const present = try self.takeIndex();
        const end = try self.limit();
        try self.giveIndex(try stacks.emit(.sub, &.{ present, u }));
        const x = try stacks.emit(.sub, &.{ present, end });
        try stacks.pushCell(try stacks.emit(.ule, &.{ x, u }));
    }

    fn push(self: *ReturnStack, value: Reference) Memory!void {
        if (self.returns_in_memory) {
            _ = try self.stacks.emit(.rpush, &.{value});
        } else {
            try self.returns.append(self.stacks.draft.arena, value);
        }
    }

    fn pop(self: *ReturnStack) Memory!Reference {
        return if (self.returns_in_memory) self.stacks.emit(.rpop, &.{}) else self.returns.pop().?;
    }

    fn pick(self: *ReturnStack, depth: u32) Memory!Reference {
        if (self.returns_in_memory) return self.stacks.emit(.rpick, &.{depth});
        return self.returns.items[self.returns.items.len - 1 - depth];
    }

    /// The innermost index, in memory taken off its stack, which leaves the limit on top.
    fn takeIndex(self: *ReturnStack) Memory!Reference {
        if (self.loops_in_memory) return self.stacks.emit(.rpop, &.{});
        return self.loops.items[self.loops.items.len - 1];
    }

    fn limit(self: *ReturnStack) Memory!Reference {
        if (self.loops_in_memory) return self.stacks.emit(.rpick, &.{0});
        return self.loops.items[self.loops.items.len - 2];
    }

    fn giveIndex(self: *ReturnStack, value: Reference) Memory!void {
        if (self.loops_in_memory) {
            _ = try self.stacks.emit(.rpush, &.{value});
        } else {
            self.loops.items[self.loops.items.len - 1] = value;
        }
    }

    fn constantOf(self: *const ReturnStack, reference: Reference) i64 {
        const constant = self.stacks.draft.constants.items[~reference];
        return @bitCast(@as(u64, constant.high) << 32 | constant.low);
    }
};
