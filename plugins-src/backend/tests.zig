//! Register allocation from text: whatever a function is, no two values that are live together share a place, and
//! none that is live across an instruction is in a register that the instruction destroys.

const std = @import("std");
const abi = @import("abi");
const allocation = @import("allocation.zig");
const convention = @import("x86_64/convention.zig");
const liveness_module = @import("liveness.zig");
const target = @import("x86_64/target.zig");
const BlockOrder = @import("block_order.zig").BlockOrder;
const Facts = @import("facts.zig").Facts;
const Liveness = liveness_module.Liveness;
const lowering = @import("lowering.zig").Lowering(target);

test {
    _ = @import("reciprocal.zig");
}

/// What the passes before the emission make of a function.
const Subject = struct {
    arena: std.heap.ArenaAllocator,
    function: abi.Function,
    order: BlockOrder,
    facts: Facts,
    liveness: Liveness,
    places: allocation.Allocation,

    fn init(text: []const u8) !*Subject {
        const subject = try std.testing.allocator.create(Subject);
        errdefer std.testing.allocator.destroy(subject);
        subject.arena = .init(std.testing.allocator);
        errdefer subject.arena.deinit();
        const arena = subject.arena.allocator();
        const words = try abi.parseText(arena, text, null);
        try std.testing.expectEqual(.ok, (try abi.verify(arena, words)).rule);
        subject.function = abi.Function.fromWords(words).?;
        subject.order = try .init(arena, subject.function);
        subject.facts = try .init(arena, subject.function, subject.order, .everywhere);
        if (target.folds_loads) subject.facts.foldLoads();
        subject.liveness = try .init(arena, subject.facts);
        subject.places = try lowering.allocateRegisters(arena, subject.liveness);
        return subject;
    }

    fn deinit(subject: *Subject) void {
        subject.arena.deinit();
        std.testing.allocator.destroy(subject);
    }

    fn expectSound(subject: *Subject) !void {
        const ranges = subject.liveness.ranges;
        for (ranges, subject.places.places, 0..) |first, place, value| {
            if (first.len == 0) continue;
            try std.testing.expect(place != .none);
            for (ranges[0..value], subject.places.places[0..value], 0..) |second, other, earlier| {
                if (!std.meta.eql(place, other)) continue;
                if (place == .register and subject.facts.isFloat(@intCast(value)) != subject.facts.isFloat(@intCast(earlier))) continue;
                try std.testing.expect(!liveness_module.interfere(first, second));
            }
            try subject.expectKept(@intCast(value), first, place);
        }
    }

    fn expectKept(subject: *Subject, value: u32, ranges: []const liveness_module.Range, place: allocation.Place) !void {
        if (place != .register) return;
        const bit = @as(u16, 1) << place.register;
        for (subject.order.blocks) |number| {
            const block = subject.function.blocks[number];
            for (0..block.instruction_count) |index| {
                const at: u32 = @intCast(block.first_instruction + index);
                const position = subject.liveness.position[at] + liveness_module.destroyed_at;
                for (ranges) |range| {
                    if (!subject.facts.isEmitted(at) or position < range.start or position >= range.end) continue;
                    const what = convention.destroys(subject.facts, at);
                    for (convention.destroyed) |destroyed| {
                        if (destroyed.by != what or destroyed.is_float != subject.facts.isFloat(value)) continue;
                        try std.testing.expect(destroyed.registers & bit == 0);
                    }
                }
            }
        }
    }
};

const counted_loop =
    \\function 1 static (cell, cell) -> (cell)
    \\block0(v0: cell, v1: cell):
    \\  v2 = const 0
    \\  jump block1(v2, v2)
    \\block1(v3: cell, v4: cell) loop:
    \\  v5 = lt v3, v0
    \\  branch v5, block2(), block3()
    \\block2():
    \\  v6 = add v1, v3
    \\  v7 = load8 v6
    \\  v8 = add v4, v7
    \\  v9 = const 1
    \\  v10 = add v3, v9
    \\  poll
    \\  jump block1(v10, v8)
    \\block3():
    \\  return v4
;

test "a loop that tests at its beginning has its test at the end" {
    const subject: *Subject = try .init(counted_loop);
    defer subject.deinit();
    try std.testing.expectEqualSlices(u32, &.{ 0, 2, 1, 3 }, subject.order.blocks);
    try std.testing.expectEqualSlices(u8, &.{ 0, 1, 1, 0 }, subject.order.depth);
}

test "comparisons fold into branches and sums into addresses" {
    const subject: *Subject = try .init(counted_loop);
    defer subject.deinit();
    try std.testing.expect(subject.facts.folded[5]);
    try std.testing.expect(subject.facts.folded[6]);
    const address = subject.facts.addresses.items[subject.facts.address[6]];
    try std.testing.expectEqual(1, address.base);
    try std.testing.expectEqual(3, address.index);
    try std.testing.expectEqual(0, subject.places.slot_count);
    try subject.expectSound();
}

test "a value plus a constant is an address in other blocks too" {
    const subject: *Subject = try .init(
        \\function 1 static (cell, cell) -> (cell)
        \\block0(v0: cell, v1: cell):
        \\  v2 = const 8
        \\  v3 = sub v0, v2
        \\  v4 = add v0, v1
        \\  v5 = load v3
        \\  branch v5, block1(), block2()
        \\block1():
        \\  store v5, v3
        \\  store v5, v4
        \\  return v5
        \\block2():
        \\  return v1
    );
    defer subject.deinit();
    const address = subject.facts.addresses.items[subject.facts.address[3]];
    try std.testing.expectEqual(0, address.base);
    try std.testing.expectEqual(0xFFFF_FFF8, address.displacement);
    // Two registers in place of one would have to live on.
    try std.testing.expect(!subject.facts.folded[4]);
    try subject.expectSound();
}

test "a load folds into the op that alone uses it, unless something happens in between" {
    const subject: *Subject = try .init(
        \\function 1 static (cell, cell, float) -> (cell, float)
        \\block0(v0: cell, v1: cell, v2: float):
        \\  v3 = load v0
        \\  v4 = add v1, v3
        \\  v5 = load v1
        \\  v6 = load v0
        \\  v7 = sub v6, v5
        \\  v8 = load v0
        \\  v9 = mul v8, v8
        \\  v10 = add v7, v9
        \\  v11 = fload v1
        \\  v12 = fmul v2, v11
        \\  v13 = add v10, v4
        \\  return v13, v12
    );
    defer subject.deinit();
    try std.testing.expect(subject.facts.folded[3]);
    try std.testing.expect(!subject.facts.folded[5]);
    try std.testing.expect(!subject.facts.folded[8]);
    try std.testing.expect(subject.facts.folded[11]);
    try subject.expectSound();
}

test "loop parameters stay in their registers" {
    const subject: *Subject = try .init(counted_loop);
    defer subject.deinit();
    const places = subject.places.places;
    try std.testing.expectEqual(places[3], places[10]);
    try std.testing.expectEqual(places[4], places[8]);
}

test "values across calls are in kept registers or on the stack" {
    const subject: *Subject = try .init(
        \\function 1 static (cell, cell, cell, cell, cell, cell, cell, float) -> (cell, float)
        \\block0(v0: cell, v1: cell, v2: cell, v3: cell, v4: cell, v5: cell, v6: cell, v7: float):
        \\  v8 = call 2(v0, v1) -> (cell)
        \\  v9 = div v8, v2
        \\  v10, v11 = umul v3, v4
        \\  v12 = fmath1.sin v7
        \\  v13 = add v5, v6
        \\  v14 = add v13, v9
        \\  v15 = add v14, v10
        \\  v16 = add v15, v11
        \\  v17 = add v16, v0
        \\  v18 = fadd v12, v7
        \\  return v17, v18
    );
    defer subject.deinit();
    try subject.expectSound();
    try std.testing.expect(subject.places.saved_cells != 0);
    try std.testing.expect(subject.places.saved_floats != 0);
}

test "more values than registers go to the stack" {
    var text: std.Io.Writer.Allocating = .init(std.testing.allocator);
    defer text.deinit();
    const count = 40;
    try text.writer.writeAll("function 1 static (cell) -> (cell)\nblock0(v0: cell):\n");
    for (1..count) |value| try text.writer.print("  v{d} = mul v0, v{d}\n", .{ value, value - 1 });
    for (count..2 * count - 1) |value| {
        try text.writer.print("  v{d} = xor v{d}, v{d}\n", .{ value, value - count, if (value == count) count - 1 else value - 1 });
    }
    try text.writer.print("  return v{d}\n", .{2 * count - 2});
    const subject: *Subject = try .init(text.written());
    defer subject.deinit();
    try subject.expectSound();
    try std.testing.expect(subject.places.slot_count > 20);
}

test "a value of an inner loop has a register before one of an outer loop" {
    var text: std.Io.Writer.Allocating = .init(std.testing.allocator);
    defer text.deinit();
    // Fifteen values around a loop, of which only the counter is used in it.
    const around = 15;
    try text.writer.writeAll("function 1 static (cell) -> (cell)\nblock0(v0: cell):\n");
    for (1..around + 1) |value| try text.writer.print("  v{d} = mul v0, v{d}\n", .{ value, value - 1 });
    try text.writer.writeAll("  jump block1(v0)\nblock1(v20: cell) loop:\n  v21 = const 1\n  v22 = sub v20, v21\n");
    try text.writer.writeAll("  poll\n  branch v22, block1(v22), block2()\nblock2():\n");
    var last: u32 = 0;
    for (1..around + 1) |value| {
        try text.writer.print("  v{d} = xor v{d}, v{d}\n", .{ 22 + value, last, value });
        last = @intCast(22 + value);
    }
    try text.writer.print("  v16 = const 0\n  v17 = const 0\n  v18 = const 0\n  v19 = const 0\n  return v{d}\n", .{last});
    const subject: *Subject = try .init(text.written());
    defer subject.deinit();
    try subject.expectSound();
    try std.testing.expect(subject.places.places[20] == .register);
    try std.testing.expect(subject.places.slot_count > 0);
}
