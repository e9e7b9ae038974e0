//! What a function's blob says for who makes a program of it, beside what code needs to run.

const std = @import("std");
const abi = @import("abi");
const Blob = @import("blob.zig").Blob;

/// Makes CodeLines of the marks among the positions. @param keeps_marks whether these stay
pub fn divideMarks(arena: std.mem.Allocator, function: abi.Function, blob: *Blob, keeps_marks: bool) error{OutOfMemory}!void {
    const all = blob.assembled.positions;
    var lines: std.ArrayList(abi.CodeLine) = try .initCapacity(arena, all.len);
    var rest: std.ArrayList(abi.CodePosition) = try .initCapacity(arena, all.len);
    var before: u32 = 0;
    for (all) |mark| {
        if (mark.flags & @backingInt(abi.CodePositionFlag.instruction) == 0) {
            rest.appendAssumeCapacity(mark);
            continue;
        }
        if (mark.position == abi.none) continue;
        const position = function.instructions[mark.position].position;
        if (position == 0 or position == before) continue;
        before = position;
        lines.appendAssumeCapacity(.{ .offset = mark.offset, .position = position });
    }
    blob.lines = lines.items;
    if (!keeps_marks) blob.assembled.positions = rest.items;
}

/// How many constants, the last ones, are looked at for the same one.
const recent_uses = 32;

pub fn addUses(arena: std.mem.Allocator, function: abi.Function, blob: *Blob) error{OutOfMemory}!void {
    for (function.values) |value_type| {
        if (value_type != @backingInt(abi.ValueType.float)) continue;
        blob.flags |= @backingInt(abi.CodeFlag.uses_floats);
        break;
    }
    var uses: std.ArrayList(abi.CodeUse) = .empty;
    for (function.instructions) |instruction| switch (@as(abi.Op, @fromBackingInt(instruction.op))) {
        .@"const" => if (instruction.b == 0) try add(arena, &uses, .low_constant, instruction.a),
        .fmath1 => try add(arena, &uses, .float_function, instruction.b),
        .fmath2 => try add(arena, &uses, .float_function2, instruction.c),
        .execute => blob.flags |= @backingInt(abi.CodeFlag.executes),
        .throw => blob.flags |= @backingInt(abi.CodeFlag.throws),
        else => {},
    };
    blob.uses = uses.items;
}

fn add(arena: std.mem.Allocator, uses: *std.ArrayList(abi.CodeUse), kind: abi.CodeUseKind, value: u32) error{OutOfMemory}!void {
    const use: abi.CodeUse = .{ .kind = @backingInt(kind), .value = value };
    for (uses.items[uses.items.len -| recent_uses..]) |known| if (std.meta.eql(known, use)) return;
    try uses.append(arena, use);
}
