//! The heap of ALLOCATE, FREE and RESIZE, in constant time. src/machine/heap.ts does the same for words that run without
//! native code, on the same memory: a block from one may go back to the other. Where it is there, it alone makes and frees
//! large blocks, and has the heap grow; in programs of their own plugins-src/program does.
//!
//!     block  [class u32][mark u32][next free block u32][0 u32][bytes …]
//!
//! Blocks have one of `abi.heap_classes` sizes: multiples of 16 bytes up to 1024, from there eighths of powers of two. A
//! freed block waits in the queue of its class; small ones until some others wait behind them, so that a second FREE meets
//! a free block and not another's. What is no block, a block that is free, and a header that a program has
//! written over are known by the mark, which depends on the address, the class, the state, and a number that programs do
//! not know; so a wrong FREE is refused, and a broken queue is given up.

const std = @import("std");
const abi = @import("abi");
const library = @import("library.zig");
const Answer = library.Answer;
const Context = library.Context;

const header_size = 16;
const granule = 16;
const largest_small = 1024;
const largest_without_host = 1 << 18;
const waiting_bytes = 1 << 12;
const classes_without_host = Class.of(largest_without_host).number + 1;

const Header = extern struct { class: u32, mark: u32, next: u32, reserved: u32 };
const State = enum(u32) { free = 0, used = 1 };

/// The class of blocks for a size, and how many bytes these have.
const Class = struct {
    number: u32,
    capacity: u64,

    fn of(size: u64) Class {
        if (size <= largest_small) {
            const granules = @max(1, (size + granule - 1) / granule);
            return .{ .number = @intCast(granules - 1), .capacity = granules * granule };
        }
        const power = std.math.log2_int(u64, size - 1);
        const eighth: u6 = power - 3;
        const index = ((size - 1) >> eighth) - 8;
        return .{
            .number = @intCast(largest_small / granule + 8 * (@as(u64, power) - 10) + index),
            .capacity = (index + 9) << eighth,
        };
    }
};

fn capacityOf(class: u32) u64 {
    const small = largest_small / granule;
    if (class < small) return (class + 1) * @as(u64, granule);
    const power: u6 = @intCast(10 + (class - small) / 8);
    return (@as(u64, (class - small) % 8) + 9) << (power - 3);
}

const Heap = struct {
    context: *Context,
    fields: [*]u32,

    fn of(context: *Context) ?Heap {
        if (context.heap == 0) return null;
        return .{ .context = context, .fields = @ptrFromInt(context.heap) };
    }

    fn field(heap: Heap, which: abi.HeapField) *u32 {
        return &heap.fields[@backingInt(which)];
    }

    /// What the heap knows of a class.
    fn ofClass(heap: Heap, which: abi.HeapField, class: u32) *u32 {
        return &heap.fields[@backingInt(which) + class];
    }

    fn mark(heap: Heap, address: u32, class: u32, state: State) u32 {
        return (address ^ heap.field(.secret).*) *% 0x9E37_79B1 +% 2 * class +% @backingInt(state);
    }

    /// The header of a block in this state; null when there is none at the address.
    inline fn header(heap: Heap, address: u64, state: State) ?*Header {
        if (address % granule != 0 or address < abi.first_address + header_size) return null;
        if (address >= heap.context.data_space_limit) return null;
        const found: *Header = @ptrFromInt(heap.context.data_space + address - header_size);
        if (found.class >= abi.heap_classes) return null;
        return if (found.mark == heap.mark(@intCast(address), found.class, state)) found else null;
    }

    /// A block of a class, from its queue or from the bottom of the heap; 0 when there is none. Addresses are no optional
    /// numbers: those go through memory in two stores and one load, which waits for both.
    fn take(heap: Heap, class: Class) u32 {
        if (heap.ofClass(.free_count, class.number).* > waitingOf(class.number)) {
            const waiting = heap.takeFirst(class.number);
            if (waiting != 0) return waiting;
        }
        const address = heap.extend(class);
        return if (address != 0) address else heap.takeFirst(class.number);
    }

    /// The block of a class that waits longest; 0 when there is none.
    inline fn takeFirst(heap: Heap, class: u32) u32 {
        const first = heap.ofClass(.first_free, class);
        const address = first.*;
        if (address == 0) return 0;
        const block = heap.header(address, .free) orelse return heap.giveUp(class);
        if (block.class != class) return heap.giveUp(class);
        first.* = block.next;
        heap.ofClass(.free_count, class).* -= 1;
        block.mark = heap.mark(address, class, .used);
        return address;
    }

    /// A free block of a greater class, when nothing else is left; 0 when there is none.
    fn takeLarger(heap: Heap, class: u32) u32 {
        for (class + 1..abi.heap_classes) |larger| {
            const address = heap.takeFirst(@intCast(larger));
            if (address != 0) return address;
        }
        return 0;
    }

    /// A program has written over a free block.
    fn giveUp(heap: Heap, class: u32) u32 {
        heap.ofClass(.first_free, class).* = 0;
        heap.ofClass(.free_count, class).* = 0;
        return 0;
    }

    fn extend(heap: Heap, class: Class) u32 {
        const bottom = heap.field(.bottom).*;
        const size = class.capacity + header_size;
        if (size > bottom - heap.field(.floor).*) return 0;
        const address: u32 = @intCast(bottom - class.capacity);
        heap.field(.bottom).* = address - header_size;
        const made: *Header = @ptrFromInt(heap.context.data_space + address - header_size);
        made.* = .{ .class = class.number, .mark = heap.mark(address, class.number, .used), .next = 0, .reserved = 0 };
        return address;
    }

    inline fn give(heap: Heap, address: u32, block: *Header) void {
        const class = block.class;
        const first = heap.ofClass(.first_free, class);
        const last = heap.ofClass(.last_free, class);
        const count = heap.ofClass(.free_count, class);
        block.mark = heap.mark(address, class, .free);
        block.next = 0;
        const before = if (first.* == 0) null else heap.header(last.*, .free);
        if (before) |waiting| {
            waiting.next = address;
            count.* += 1;
        } else {
            first.* = address;
            count.* = 1;
        }
        last.* = address;
    }
};

/// How many free blocks of a class wait while there is room for another one: as many as some kilobytes hold. More would
/// wait longer, and be out of the nearest cache when they serve again.
fn waitingOf(class: u32) u32 {
    return waiting_counts[class];
}

const waiting_counts: [abi.heap_classes]u8 = table: {
    @setEvalBranchQuota(10_000);
    var counts: [abi.heap_classes]u8 = undefined;
    for (&counts, 0..) |*count, class| {
        const size = capacityOf(@intCast(class)) + header_size;
        const least: u8 = if (size - header_size <= largest_small) 8 else 4;
        count.* = @intCast(std.math.clamp(waiting_bytes / size, least, 64));
    }
    break :table counts;
};

/// ALLOCATE ( u -- a-addr ior )
pub fn allocateWord(context: *Context) Answer {
    const size = context.operand0;
    if (size > largest_without_host) return .by_host;
    const heap = Heap.of(context) orelse return .by_host;
    if (size > largest_small) return allocateFrom(context, size);
    // What programs allocate most.
    const class: u32 = @intCast((@max(1, size) - 1) / granule);
    if (heap.ofClass(.free_count, class).* <= waitingOf(class)) return allocateFrom(context, size);
    const waiting = heap.takeFirst(class);
    if (waiting == 0) return allocateFrom(context, size);
    context.operand0 = waiting;
    context.operand1 = 0;
    return .done;
}

noinline fn allocateFrom(context: *Context, size: u64) Answer {
    const address = find(Heap.of(context) orelse return .by_host, size);
    if (address == 0) return .by_host;
    context.operand0 = address;
    context.operand1 = 0;
    return .done;
}

/// FREE ( a-addr -- ior )
pub fn freeWord(context: *Context) Answer {
    const heap = Heap.of(context) orelse return .by_host;
    const block = heap.header(context.operand0, .used) orelse return .by_host;
    if (block.class >= classes_without_host) return .by_host;
    heap.give(@intCast(context.operand0), block);
    context.operand0 = 0;
    return .done;
}

/// RESIZE ( a-addr1 u -- a-addr2 ior )
pub fn resizeWord(context: *Context) Answer {
    const heap = Heap.of(context) orelse return .by_host;
    const block = heap.header(context.operand0, .used) orelse return .by_host;
    if (context.operand1 > largest_without_host or block.class >= classes_without_host) return .by_host;
    const capacity = capacityOf(block.class);
    if (!staysInPlace(context.operand1, capacity)) return moveBlock(heap, block, capacity);
    context.operand1 = 0;
    return .done;
}

noinline fn moveBlock(heap: Heap, block: *Header, capacity: u64) Answer {
    const context = heap.context;
    const moved = moveTo(heap, block, @intCast(context.operand0), context.operand1, capacity);
    if (moved == 0) return .by_host;
    context.operand0 = moved;
    context.operand1 = 0;
    return .done;
}

/// Whether a block in use begins at the address.
pub fn isBlock(context: *Context, address: u64) bool {
    const heap = Heap.of(context) orelse return false;
    return heap.header(address, .used) != null;
}

/// How many bytes of the heap a block of a size takes.
pub fn roomOf(size: u64) u64 {
    return Class.of(size).capacity + header_size;
}

/// The address of a block of at least so many bytes; null when there is no room.
pub fn allocate(context: *Context, size: u64) ?u32 {
    const address = find(Heap.of(context) orelse return null, size);
    return if (address == 0) null else address;
}

/// The same; 0 when there is no room.
fn find(heap: Heap, size: u64) u32 {
    if (size >= 1 << 32) return 0;
    const class: Class = .of(size);
    const address = heap.take(class);
    return if (address != 0) address else heap.takeLarger(class.number);
}

/// Frees a block; false when none that is in use begins at the address.
pub fn release(context: *Context, address: u64) bool {
    const heap = Heap.of(context) orelse return false;
    const block = heap.header(address, .used) orelse return false;
    heap.give(@intCast(address), block);
    return true;
}

/// Gives a block another size: its address then, or null, and it stays as it was.
pub fn resize(context: *Context, address: u64, size: u64) ?u32 {
    const heap = Heap.of(context) orelse return null;
    const block = heap.header(address, .used) orelse return null;
    const at: u32 = @intCast(address);
    const capacity = capacityOf(block.class);
    if (staysInPlace(size, capacity)) return at;
    const moved = moveTo(heap, block, at, size, capacity);
    return if (moved == 0) null else moved;
}

/// Gives a block's bytes another block; its address, or 0, and all stays as it was.
fn moveTo(heap: Heap, block: *Header, at: u32, size: u64, capacity: u64) u32 {
    // What grows once grows again.
    const grown = size + size / 2;
    const ample = if (size > capacity and grown <= largest_without_host) find(heap, grown) else 0;
    const moved = if (ample != 0) ample else find(heap, size);
    if (moved == 0) return 0;
    const bytes: [*]u8 = @ptrFromInt(heap.context.data_space);
    const kept = @min(size, capacity);
    @memcpy(bytes[moved..][0..kept], bytes[at..][0..kept]);
    heap.give(at, block);
    return moved;
}

/// A block stays where it is when it suffices and not more than half of it is wasted.
fn staysInPlace(size: u64, capacity: u64) bool {
    return size <= capacity and (capacity <= 4 * granule or 2 * size >= capacity);
}

test "every size has a class that holds it, and every class its number" {
    const testing = std.testing;
    var size: u64 = 0;
    while (size < 1 << 32) : (size += 1 + size / 37) {
        const class: Class = .of(size);
        try testing.expect(class.capacity >= size and class.capacity % granule == 0);
        try testing.expect(size <= 64 or class.capacity <= size + size / 8 + granule);
        try testing.expectEqual(class.capacity, capacityOf(class.number));
        try testing.expect(class.number < abi.heap_classes);
        try testing.expectEqual(class.number, Class.of(class.capacity).number);
    }
}
