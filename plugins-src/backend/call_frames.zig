//! Where the callers of generated code are while it runs, as call frame instructions (DWARF 5, 6.4.2): from what each
//! machine instruction does to the stack pointer, along every way through the code. The positions in a blob tell of the
//! places that may call or fault only.

const std = @import("std");
const abi = @import("abi");

/// The frame at an instruction.
pub const Frame = struct {
    /// From the stack pointer, or the keeper, to just above the return address; or where that would be.
    bytes: i32,
    return_address: Where,
    /// Whether the bytes count from the register that keeps the stack pointer while the stack is another.
    from_keeper: bool = false,
    /// The frame that the keeper has.
    kept: ?*const Frame = null,

    pub const Where = enum { stack, register, none };

    /// On another stack: the register that keeps the code's own leads to its callers, and else nothing does.
    pub fn elsewhere(frame: Frame) Frame {
        const kept = frame.kept orelse return .{
            .bytes = frame.bytes,
            .return_address = .none,
            .from_keeper = frame.from_keeper,
        };
        return .{ .bytes = kept.bytes, .return_address = kept.return_address, .from_keeper = true, .kept = kept };
    }

    pub fn larger(frame: Frame, bytes: i32) Frame {
        if (frame.return_address == .none or frame.from_keeper) return frame;
        var grown = frame;
        grown.bytes +%= bytes;
        return grown;
    }

    fn isLike(a: Frame, b: Frame) bool {
        return a.bytes == b.bytes and a.return_address == b.return_address and a.from_keeper == b.from_keeper;
    }
};

/// What an instruction does.
pub const Step = struct {
    /// Bytes.
    length: u32,
    /// Nothing after it runs because of it, but for where it goes.
    ends: bool = false,
    /// Where it may go within the code.
    target: ?i64 = null,
    /// Where in the code the target stands, if it does.
    target_at: u32 = 0,
    frame: Change = .same,

    /// What the frame is after it.
    pub const Change = union(enum) {
        same,
        /// The stack pointer goes down by so many bytes.
        larger: i32,
        /// The same, and the return address is somewhere else.
        moved: struct { bytes: i32, to: Frame.Where },
        /// The keeper takes the stack pointer.
        keep,
        take_back,
        elsewhere,
    };
};

pub const CallFrames = struct {
    /// Call frame instructions, from the frame of a function that was just called.
    instructions: []const u8,
    /// Whether some of the code runs on another stack.
    changes_stack: bool,
};

/// The frames of code. `entries` are offsets where it is called, `none` for one that it has not; the fields of
/// `relocations`, which are filled in later, lead elsewhere.
pub fn callFrames(
    comptime machine: type,
    arena: std.mem.Allocator,
    code: []const u8,
    relocations: []const abi.Relocation,
    entries: []const u32,
) error{OutOfMemory}!CallFrames {
    var walk: Walk(machine) = try .init(arena, code, relocations);
    for (entries) |entry| if (entry != abi.none) try walk.pending.append(arena, .{ .offset = entry, .frame = machine.frames.fresh });
    while (walk.pending.pop()) |way| try walk.follow(way);
    std.mem.sort(Place, walk.changes.items, {}, Place.isBefore);
    return encoded(machine, arena, walk.changes.items);
}

const Place = struct {
    offset: u32,
    frame: Frame,

    fn isBefore(_: void, a: Place, b: Place) bool {
        return a.offset < b.offset;
    }
};

fn Walk(comptime machine: type) type {
    return struct {
        const Self = @This();

        arena: std.mem.Allocator,
        code: []const u8,
        known: std.DynamicBitSetUnmanaged,
        fields: std.DynamicBitSetUnmanaged,
        /// Where frames change along a way: what stands between has the frame before it.
        changes: std.ArrayList(Place) = .empty,
        pending: std.ArrayList(Place) = .empty,

        fn init(arena: std.mem.Allocator, code: []const u8, relocations: []const abi.Relocation) error{OutOfMemory}!Self {
            var walk: Self = .{
                .arena = arena,
                .code = code,
                .known = try .initEmpty(arena, code.len),
                .fields = try .initEmpty(arena, code.len),
            };
            for (relocations) |relocation| walk.fields.set(relocation.offset);
            return walk;
        }

        /// Up to where the code ends, or is known.
        fn follow(walk: *Self, way: Place) error{OutOfMemory}!void {
            var offset = way.offset;
            var frame = way.frame;
            if (offset >= walk.code.len or walk.known.isSet(offset)) return;
            try walk.changes.append(walk.arena, way);
            while (true) {
                walk.known.set(offset);
                const step = machine.frames.stepAt(walk.code, offset);
                const after = try walk.frameAfter(frame, step.frame);
                if (walk.wayTo(step)) |target| try walk.pending.append(walk.arena, .{ .offset = target, .frame = after });
                if (step.ends) return;
                offset += step.length;
                if (offset >= walk.code.len or walk.known.isSet(offset)) return;
                if (step.frame != .same) try walk.changes.append(walk.arena, .{ .offset = offset, .frame = after });
                frame = after;
            }
        }

        fn wayTo(walk: *const Self, step: Step) ?u32 {
            const target = std.math.cast(u32, step.target orelse return null) orelse return null;
            if (target >= walk.code.len or walk.known.isSet(target)) return null;
            return if (walk.fields.isSet(step.target_at)) null else target;
        }

        fn frameAfter(walk: *Self, frame: Frame, change: Step.Change) error{OutOfMemory}!Frame {
            switch (change) {
                .same => return frame,
                .larger => |bytes| return frame.larger(bytes),
                .moved => |moved| {
                    var after = frame.larger(moved.bytes);
                    if (after.return_address != .none) after.return_address = moved.to;
                    return after;
                },
                .keep => {
                    const kept = try walk.arena.create(Frame);
                    kept.* = frame;
                    var after = frame;
                    after.kept = kept;
                    return after;
                },
                .take_back => return if (frame.kept) |kept| kept.* else frame.elsewhere(),
                .elsewhere => return frame.elsewhere(),
            }
        }
    };
}

/// DWARF 5, 7.24.
const op = struct {
    const advance1 = 0x02;
    const advance2 = 0x03;
    const advance4 = 0x04;
    const undefined_register = 0x07;
    const same_value = 0x08;
    const define_frame = 0x0c;
    const frame_offset = 0x0e;
    /// With the register in the lower six bits.
    const offset = 0x80;
};

fn encoded(comptime machine: type, arena: std.mem.Allocator, places: []const Place) error{OutOfMemory}!CallFrames {
    const numbers = machine.frames.dwarf_registers;
    var out: std.ArrayList(u8) = .empty;
    var at: u32 = 0;
    var now: Frame = machine.frames.fresh;
    var changes_stack = false;
    for (places) |place| {
        const next = place.frame;
        changes_stack = changes_stack or next.from_keeper;
        if (next.isLike(now)) continue;
        try advance(&out, arena, place.offset - at);
        at = place.offset;
        if (next.from_keeper != now.from_keeper) {
            try out.append(arena, op.define_frame);
            try unsigned(&out, arena, if (next.from_keeper) numbers.keeper else numbers.stack_pointer);
            try unsigned(&out, arena, @bitCast(next.bytes));
        } else if (next.bytes != now.bytes) {
            try out.append(arena, op.frame_offset);
            try unsigned(&out, arena, @bitCast(next.bytes));
        }
        if (next.return_address != now.return_address) switch (next.return_address) {
            .stack => try out.appendSlice(arena, &.{ op.offset | numbers.return_address, 1 }),
            .register => try out.appendSlice(arena, &.{ op.same_value, numbers.return_address }),
            .none => try out.appendSlice(arena, &.{ op.undefined_register, numbers.return_address }),
        };
        now = next;
    }
    return .{ .instructions = out.items, .changes_stack = changes_stack };
}

fn advance(out: *std.ArrayList(u8), arena: std.mem.Allocator, bytes: u32) error{OutOfMemory}!void {
    if (bytes == 0) return;
    if (std.math.cast(u8, bytes)) |short| return out.appendSlice(arena, &.{ op.advance1, short });
    if (std.math.cast(u16, bytes)) |middle| {
        try out.append(arena, op.advance2);
        return out.appendSlice(arena, &std.mem.toBytes(std.mem.nativeToLittle(u16, middle)));
    }
    try out.append(arena, op.advance4);
    try out.appendSlice(arena, &std.mem.toBytes(std.mem.nativeToLittle(u32, bytes)));
}

/// Unsigned LEB128.
fn unsigned(out: *std.ArrayList(u8), arena: std.mem.Allocator, value: u32) error{OutOfMemory}!void {
    var rest = value;
    while (rest > 0x7f) : (rest >>= 7) try out.append(arena, @as(u8, @truncate(rest)) | 0x80);
    try out.append(arena, @intCast(rest));
}
