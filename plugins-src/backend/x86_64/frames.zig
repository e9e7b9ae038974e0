//! What instructions of x86-64 do to the stack pointer, as far as generated code has them (Intel SDM, volume 2).

const std = @import("std");
const Frame = @import("../call_frames.zig").Frame;
const Step = @import("../call_frames.zig").Step;
const shapeAt = @import("instruction_shape.zig").shapeAt;
const Shape = @import("instruction_shape.zig").Shape;

/// When something was just called: the return address is on the stack.
pub const fresh: Frame = .{ .bytes = 8, .return_address = .stack };

/// "System V ABI, AMD64", 3.6.2; the keeper is RBX.
pub const dwarf_registers = .{ .stack_pointer = 7, .keeper = 3, .return_address = 16 };

const rsp = 4;
const rbx = 3;

pub fn stepAt(code: []const u8, offset: u32) Step {
    const shape = shapeAt(code, offset);
    const end = offset + shape.length;
    return .{
        .length = shape.length,
        .ends = endsHere(shape),
        .frame = if (shape.map == 0) changeOf(code, end, shape) else .same,
        .target = switch (shape.relative) {
            0 => null,
            1 => @as(i64, end) + signed8(code, end),
            else => @as(i64, end) + signed32(code, end),
        },
        .target_at = end - shape.relative,
    };
}

/// RET, JMP, INT3, HLT, UD2.
fn endsHere(shape: Shape) bool {
    if (shape.map != 0) return shape.map == 1 and shape.opcode == 0x0b;
    return switch (shape.opcode) {
        0xc2, 0xc3, 0xcc, 0xe9, 0xeb, 0xf4 => true,
        0xff => shape.reg & 7 == 4,
        else => false,
    };
}

/// PUSH and POP, ADD, SUB and CMP of an immediate, MOV, LEA, group 5. `end` is that of the instruction.
fn changeOf(code: []const u8, end: u32, shape: Shape) Step.Change {
    return switch (shape.opcode) {
        0x50...0x57, 0x68, 0x6a => .{ .larger = 8 },
        0x58...0x5f, 0x8f => .{ .larger = -8 },
        0xff => if (shape.reg & 7 == 6) .{ .larger = 8 } else .same,
        0x81, 0x83 => {
            if (!shape.is_register or shape.rm != rsp) return .same;
            const immediate = if (shape.opcode == 0x83) signed8(code, end) else signed32(code, end);
            return switch (shape.reg & 7) {
                5 => .{ .larger = immediate },
                0 => .{ .larger = -%immediate },
                7 => .same,
                else => .elsewhere,
            };
        },
        // Of RSP from RSP: with a SIB byte and a distance of 1 or 4 bytes behind it.
        0x8d => if (shape.reg == rsp and shape.rm == rsp and !shape.is_register) .{ .larger = -%distanceOf(code, end, shape) } else .same,
        0x89 => moved(shape, shape.rm, shape.reg),
        0x8b => moved(shape, shape.reg, shape.rm),
        else => .same,
    };
}

fn moved(shape: Shape, to: u8, from: u8) Step.Change {
    if (shape.is_register and to == rbx and from == rsp) return .keep;
    if (shape.is_register and to == rsp and from == rbx) return .take_back;
    return if (to == rsp and (shape.is_register or shape.opcode == 0x8b)) .elsewhere else .same;
}

fn distanceOf(code: []const u8, end: u32, shape: Shape) i32 {
    return switch (shape.mod) {
        1 => signed8(code, end),
        2 => signed32(code, end),
        else => 0,
    };
}

/// The last byte, and the last four, of the instruction that ends at an offset. Behind the code are zeros.
fn signed8(code: []const u8, end: u32) i32 {
    return if (end <= code.len) @as(i8, @bitCast(code[end - 1])) else 0;
}

fn signed32(code: []const u8, end: u32) i32 {
    return if (end <= code.len) std.mem.readInt(i32, code[end - 4 ..][0..4], .little) else 0;
}
