//! What instructions of AArch64 do to the stack pointer, as far as generated code has them (Arm ARM, C4.1).

const std = @import("std");
const Frame = @import("../call_frames.zig").Frame;
const Step = @import("../call_frames.zig").Step;

/// When something was just called: the return address is in X30.
pub const fresh: Frame = .{ .bytes = 0, .return_address = .register };

/// "DWARF for the Arm 64-bit Architecture", 4.1; the keeper is X19.
pub const dwarf_registers = .{ .stack_pointer = 31, .keeper = 19, .return_address = 30 };

const link = 30;
const ret = 0xd65f_03c0;
const keep = 0x9100_03f3; // mov x19, sp
const take_back = 0x9100_027f; // mov sp, x19

pub fn stepAt(code: []const u8, offset: u32) Step {
    const instruction = if (offset + 4 <= code.len) std.mem.readInt(u32, code[offset..][0..4], .little) else 0;
    return .{
        .length = 4,
        .ends = endsHere(instruction),
        .frame = changeOf(instruction),
        .target = if (branchDistance(instruction)) |distance| @as(i64, offset) + distance else null,
        .target_at = offset,
    };
}

fn changeOf(instruction: u32) Step.Change {
    const second = (instruction >> 10) & 31;
    // A pair with the stack pointer written back counts in 8 bytes, signed.
    const pair_bytes = 8 * @as(i32, @as(i7, @bitCast(@as(u7, @truncate(instruction >> 15)))));
    if (instruction & 0xffc0_03e0 == 0xa980_03e0) return pair(-pair_bytes, second, .stack);
    if (instruction & 0xffc0_03e0 == 0xa8c0_03e0) return pair(-pair_bytes, second, .register);
    const shift: u5 = if (instruction & (1 << 22) != 0) 12 else 0;
    const immediate: i32 = @intCast(((instruction >> 10) & 0xfff) << shift);
    if (instruction & 0xff80_03ff == 0xd100_03ff) return .{ .larger = immediate };
    if (instruction & 0xff80_03ff == 0x9100_03ff) return .{ .larger = -immediate };
    if (instruction == keep) return .keep;
    if (instruction == take_back) return .take_back;
    // ADD or AND to the stack pointer from elsewhere.
    const to_stack_pointer = instruction & 0xff80_001f;
    return if (to_stack_pointer == 0x9100_001f or to_stack_pointer == 0x9200_001f) .elsewhere else .same;
}

/// The return address goes to the upper half of what is pushed when there is no frame yet, and comes from there.
fn pair(bytes: i32, second: u32, where: Frame.Where) Step.Change {
    return if (second == link) .{ .moved = .{ .bytes = bytes, .to = where } } else .{ .larger = bytes };
}

fn endsHere(instruction: u32) bool {
    const is_jump = instruction & 0xfc00_0000 == 0x1400_0000;
    const is_indirect = instruction & 0xffff_fc1f == 0xd61f_0000;
    const is_trap = instruction >> 16 == 0 or instruction & 0xffe0_001f == 0xd420_0000;
    return instruction == ret or is_jump or is_indirect or is_trap;
}

/// Bytes to where a branch leads that returns from nowhere; null for other instructions.
fn branchDistance(instruction: u32) ?i32 {
    const top = instruction >> 24;
    if (top >> 2 == 0x05) return 4 * @as(i32, @as(i26, @bitCast(@as(u26, @truncate(instruction)))));
    if (top == 0x54 or top & 0x7e == 0x34) return 4 * @as(i32, @as(i19, @bitCast(@as(u19, @truncate(instruction >> 5)))));
    if (top & 0x7e == 0x36) return 4 * @as(i32, @as(i14, @bitCast(@as(u14, @truncate(instruction >> 5)))));
    return null;
}
