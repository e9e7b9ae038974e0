//! ALLOCATE, FREE and RESIZE (Memory), and copies on the heap.

const std = @import("std");
const heap = @import("shared").heap;
const host = @import("../host.zig");
const memory = @import("../memory.zig");
const Error = host.Error;

comptime {
    host.exportWord("allocate", allocate);
    host.exportWord("free", free);
    host.exportWord("resize", resize);
    host.exportWord("save-mem", saveMemory);
}

fn allocate() Error!void {
    const address = allocateGrowing(try host.pop());
    try host.pushCell(address orelse 0);
    try pushAnswer(address != null, .allocate);
}

fn free() Error!void {
    const is_freed = heap.release(&host.context, try host.pop());
    try pushAnswer(is_freed, .free);
}

fn resize() Error!void {
    const size = try host.pop();
    const place = try host.cellBelow(0);
    var moved = heap.resize(&host.context, place.*, size);
    if (moved == null and heap.isBlock(&host.context, place.*) and grow(size))
        moved = heap.resize(&host.context, place.*, size);
    if (moved) |address| place.* = address;
    try pushAnswer(moved != null, .resize);
}

fn allocateGrowing(size: u64) ?u32 {
    return heap.allocate(&host.context, size) orelse if (grow(size)) heap.allocate(&host.context, size) else null;
}

fn grow(size: u64) bool {
    return size < 1 << 32 and memory.growHeap(heap.roomOf(size));
}

fn pushAnswer(is_done: bool, refused: host.ThrowCode) Error!void {
    return host.pushSigned(if (is_done) 0 else @backingInt(refused));
}

fn saveMemory() Error!void {
    const bytes = try host.popBytes();
    try host.pushText(try copy(&.{bytes}), bytes.len);
}

/// Puts texts one behind the other on the heap; gives the address. The program may FREE it.
pub fn copy(parts: []const []const u8) Error!u32 {
    var length: u64 = 0;
    for (parts) |part| length += part.len;
    const address = allocateGrowing(length) orelse return host.throw(.allocate);
    var at: u64 = address;
    for (parts) |part| {
        @memcpy(host.bytes[at..][0..part.len], part);
        at += part.len;
    }
    return address;
}
