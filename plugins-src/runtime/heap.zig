//! The heap of ALLOCATE, FREE and RESIZE, in constant time. src/machine/heap.ts does the same for words that run without
//! native code, on the same memory: a block from one may go back to the other. Where it is there, it alone makes and frees
//! large blocks, and has the heap grow; in programs of their own plugins-src/program does.
//!
//!     block  [mark u32][next free block u32][0 u32][0 u32][bytes …]
//!
//! Blocks have one of `abi.heap_classes` sizes: multiples of 16 bytes up to 1024, from there eighths of powers of two. The
//! mark is the class, and more for a free block, behind a number that depends on the address and on what programs do not
//! know. So one comparison tells that a block in use begins at an address: what is no block, a block that is free, and a
//! header that a program has written over have no mark. A wrong FREE is refused, and a broken list is given up.
//!
//! A freed block serves again when some others were freed after it, so that a second FREE meets a free block and not
//! another's. Nothing counts them where blocks are freed and taken: `freed` is a stack, and so is `ready`. When the latter
//! is empty, all that was freed until then begins to wait together, and what has waited before becomes ready.

const std = @import("std");
const abi = @import("abi");
const moveBytes = @import("text.zig").moveBytes;
const library = @import("library.zig");
const Results = library.Results;
const Context = library.Context;

const header_size = abi.heap_header;
const granule = 16;
const short_bytes = 1 << 16;
const largest_small = 1024;
const largest_without_host = 1 << 18;
const classes_without_host = abi.heap_classes_without_host;

const Header = abi.BlockHeader;
/// What is added to the mark of a free block.
const is_free = abi.heap_free_mark;
const no_class = std.math.maxInt(u32);

comptime {
    std.debug.assert(Class.of(largest_small).number + 1 == abi.heap_small_classes);
    std.debug.assert(Class.of(largest_without_host).number + 1 == classes_without_host);
    std.debug.assert(is_free > abi.heap_classes);
}

/// The class of blocks for a size, and how many bytes these have.
const Class = struct {
    number: u32,
    capacity: u64,

    fn of(size: u64) Class {
        if (size <= largest_small) {
            const granules: u64 = @max(1, (size + granule - 1) / granule);
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

    inline fn key(heap: Heap, address: u32) u32 {
        return (address ^ heap.field(.secret).*) *% abi.heap_mark_factor;
    }

    fn headerAt(heap: Heap, address: u32) *Header {
        return @ptrFromInt(heap.context.data_space + address - header_size);
    }

    /// Whether a block could begin here.
    inline fn isPlace(heap: Heap, address: u64) bool {
        const first = abi.first_address + header_size;
        return address % granule == 0 and address -% first < heap.context.data_space_limit -% first;
    }

    /// The class of the block in use that begins at the address; no class is so great when there is none.
    inline fn classAt(heap: Heap, address: u64) u32 {
        if (!heap.isPlace(address)) return no_class;
        const at: u32 = @intCast(address);
        return heap.headerAt(at).mark -% heap.key(at);
    }

    /// The header of a free block of a class, which a list says to be here; null when a program has written over it.
    inline fn freeBlock(heap: Heap, address: u32, class: u32) ?*Header {
        if (!heap.isPlace(address)) return null;
        const found = heap.headerAt(address);
        return if (found.mark == heap.key(address) +% class +% is_free) found else null;
    }

    /// A block of a class; 0 when there is none. Addresses are no optional numbers: those go through memory in two stores
    /// and one load, which waits for both.
    fn take(heap: Heap, class: Class) u32 {
        const number = class.number;
        var address = heap.takeFirst(.ready, number);
        if (address != 0) return address;
        heap.rotate(number);
        address = heap.takeFirst(.ready, number);
        if (address != 0) return address;
        address = heap.extend(class);
        return if (address != 0) address else heap.takeWaiting(number);
    }

    /// The first block of a list; 0 when there is none.
    inline fn takeFirst(heap: Heap, comptime list: abi.HeapField, class: u32) u32 {
        const first = heap.ofClass(list, class);
        const address = first.*;
        if (address == 0) return 0;
        const block = heap.freeBlock(address, class) orelse {
            first.* = 0;
            return 0;
        };
        first.* = block.next;
        block.mark -%= is_free;
        return address;
    }

    /// No block is ready: those that have waited long enough are from now on, and what was freed meanwhile waits.
    fn rotate(heap: Heap, class: u32) void {
        const resting = heap.ofClass(.resting, class);
        const ready = heap.ofClass(.ready, class);
        const at_most = heap.ofClass(.resting_at_most, class);
        const since = heap.ofClass(.rests_since, class);
        const clock = heap.field(.clock).*;
        if (resting.* != 0 and clock -% since.* >= waiting_counts[class]) {
            ready.* = resting.*;
            resting.* = 0;
        }
        if (resting.* == 0) {
            const freed = heap.ofClass(.freed, class);
            resting.* = freed.*;
            freed.* = 0;
            at_most.* = clock -% since.*;
            since.* = clock;
        }
        if (ready.* != 0 or resting.* == 0 or isShort(at_most.*, class)) return;
        at_most.* = 0;
        ready.* = heap.cutBehind(resting.*, class, waiting_counts[class]);
    }

    /// Takes off what lies behind so many blocks of a list: others were freed after it.
    fn cutBehind(heap: Heap, first: u32, class: u32, count: u32) u32 {
        var address = first;
        for (1..count) |_| {
            const block = heap.freeBlock(address, class) orelse return 0;
            address = block.next;
            if (address == 0) return 0;
        }
        const last = heap.freeBlock(address, class) orelse return 0;
        defer last.next = 0;
        return last.next;
    }

    /// A block that should still wait, when there is no other room.
    fn takeWaiting(heap: Heap, class: u32) u32 {
        const address = heap.takeFirst(.resting, class);
        return if (address != 0) address else heap.takeFirst(.freed, class);
    }

    /// A free block of a greater class, when nothing else is left; 0 when there is none.
    fn takeLarger(heap: Heap, class: u32) u32 {
        for (class + 1..abi.heap_classes) |larger| {
            const number: u32 = @intCast(larger);
            const address = heap.takeFirst(.ready, number);
            if (address != 0) return address;
            const waiting = heap.takeWaiting(number);
            if (waiting != 0) return waiting;
        }
        return 0;
    }

    fn extend(heap: Heap, class: Class) u32 {
        const bottom = heap.field(.bottom).*;
        const size = class.capacity + header_size;
        if (size > bottom - heap.field(.floor).*) return 0;
        const address: u32 = @intCast(bottom - class.capacity);
        heap.field(.bottom).* = address - header_size;
        heap.headerAt(address).* = .{ .mark = heap.key(address) +% class.number, .next = 0 };
        return address;
    }

    /// Frees a block in use.
    inline fn give(heap: Heap, address: u32, class: u32) void {
        const freed = heap.ofClass(.freed, class);
        const block = heap.headerAt(address);
        block.mark +%= is_free;
        block.next = freed.*;
        freed.* = address;
        heap.field(.clock).* +%= 1;
    }
};

/// Whether so many blocks may all wait while others are made: few bytes, for which no list is gone through.
fn isShort(count: u32, class: u32) bool {
    return count <= waiting_counts[class] or count * (capacityOf(class) + header_size) <= short_bytes;
}

/// After how many blocks a freed one may serve again, while there is room. More would be out of the nearest cache when they
/// serve again.
fn waitingOf(capacity: u64) u8 {
    if (capacity <= 64) return abi.heap_longest_wait;
    if (capacity <= 256) return 32;
    return if (capacity <= largest_small) 16 else 8;
}

const waiting_counts: [abi.heap_classes]u8 = table: {
    @setEvalBranchQuota(10_000);
    var counts: [abi.heap_classes]u8 = undefined;
    for (&counts, 0..) |*count, class| count.* = waitingOf(capacityOf(@intCast(class)));
    break :table counts;
};

/// ALLOCATE ( u -- a-addr ior )
pub fn allocateWord(context: *Context, size: u64) ?Results {
    if (size > largest_without_host) return null;
    const heap = Heap.of(context) orelse return null;
    if (size > largest_small) return allocateFrom(heap, size);
    // What programs allocate most.
    const ready = heap.takeFirst(.ready, @intCast((@max(1, size) - 1) / granule));
    if (ready == 0) return allocateFrom(heap, size);
    return .two(ready, 0);
}

inline fn allocateFrom(heap: Heap, size: u64) ?Results {
    const address = @call(.never_inline, find, .{ heap, size });
    return if (address != 0) .two(address, 0) else null;
}

/// FREE ( a-addr -- ior )
pub fn freeWord(context: *Context, address: u64) ?Results {
    const heap = Heap.of(context) orelse return null;
    const class = heap.classAt(address);
    if (class >= classes_without_host) return null;
    heap.give(@intCast(address), class);
    return .one(0);
}

/// RESIZE ( a-addr1 u -- a-addr2 ior )
pub fn resizeWord(context: *Context, address: u64, size: u64) ?Results {
    const heap = Heap.of(context) orelse return null;
    const class = heap.classAt(address);
    if (size > largest_without_host or class >= classes_without_host) return null;
    if (staysInPlace(size, capacityOf(class))) return .two(address, 0);
    const moved = @call(.never_inline, moveTo, .{ heap, class, @as(u32, @intCast(address)), size });
    return if (moved != 0) .two(moved, 0) else null;
}

/// SAVE-MEM ( c-addr1 u -- c-addr2 u ) (gforth)
pub fn saveMemory(context: *Context, address: u64, length: u64) ?Results {
    const bytes = library.range(context, address, length) orelse return null;
    const copy = allocateWord(context, length) orelse return null;
    moveBytes(blockOf(context, copy.first), bytes.ptr, bytes.len);
    return .two(copy.first, length);
}

/// S+ ( c-addr1 u1 c-addr2 u2 -- c-addr3 u3 ) (gforth)
pub fn joined(context: *Context, first: u64, length: u64, second: u64, length2: u64) ?Results {
    const beginning = library.range(context, first, length) orelse return null;
    const ending = library.range(context, second, length2) orelse return null;
    const copy = allocateWord(context, length + length2) orelse return null;
    const bytes = blockOf(context, copy.first);
    moveBytes(bytes, beginning.ptr, beginning.len);
    moveBytes(bytes + beginning.len, ending.ptr, ending.len);
    return .two(copy.first, length + length2);
}

/// APPEND ( c-addr1 u1 c-addr2 u2 -- c-addr3 u3 ) (gforth): lengthens a text on the heap.
pub fn append(context: *Context, first: u64, length: u64, second: u64, length2: u64) ?Results {
    if (first > std.math.maxInt(u32)) return null;
    _ = library.range(context, first, length) orelse return null;
    const added = library.range(context, second, length2) orelse return null;
    const resized = resizeWord(context, first, length + length2) orelse return null;
    // What is added may lie in the block, which holds its bytes until another one takes it.
    moveBytes(blockOf(context, resized.first) + length, added.ptr, added.len);
    return .two(resized.first, length + length2);
}

inline fn blockOf(context: *Context, address: u64) [*]u8 {
    return @ptrFromInt(context.data_space + address);
}

/// Whether a block in use begins at the address.
pub fn isBlock(context: *Context, address: u64) bool {
    const heap = Heap.of(context) orelse return false;
    return heap.classAt(address) < abi.heap_classes;
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
    const class = heap.classAt(address);
    if (class >= abi.heap_classes) return false;
    heap.give(@intCast(address), class);
    return true;
}

/// Gives a block another size: its address then, or null, and it stays as it was.
pub fn resize(context: *Context, address: u64, size: u64) ?u32 {
    const heap = Heap.of(context) orelse return null;
    const class = heap.classAt(address);
    if (class >= abi.heap_classes) return null;
    const at: u32 = @intCast(address);
    if (staysInPlace(size, capacityOf(class))) return at;
    const moved = moveTo(heap, class, at, size);
    return if (moved == 0) null else moved;
}

/// Gives a block's bytes another block; its address, or 0, and all stays as it was.
fn moveTo(heap: Heap, class: u32, at: u32, size: u64) u32 {
    const capacity = capacityOf(class);
    // What grows once grows again.
    const grown = size + size / 2;
    const ample = if (size > capacity and grown <= largest_without_host) find(heap, grown) else 0;
    const moved = if (ample != 0) ample else find(heap, size);
    if (moved == 0) return 0;
    const bytes: [*]u8 = @ptrFromInt(heap.context.data_space);
    const kept = @min(size, capacity);
    @memcpy(bytes[moved..][0..kept], bytes[at..][0..kept]);
    heap.give(at, class);
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
