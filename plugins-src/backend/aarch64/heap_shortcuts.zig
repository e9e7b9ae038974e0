//! FREE and ALLOCATE of small blocks without a call of the runtime library, whose heap.zig says how blocks look: what they
//! do most, in the same words of memory. Everything else, and whatever is not as it should be, goes on behind.

const abi = @import("abi");
const convention = @import("convention.zig");
const immediates = @import("immediates.zig");
const registers = @import("registers.zig");
const Assembler = @import("assembler.zig").Assembler;
const Emitter = @import("target.zig").Emitter;
const Label = @import("assembler.zig").Label;
const Gpr = registers.Gpr;
const Memory = registers.Memory;

const first_cell = convention.cell_registers[0];
const second_cell = convention.cell_registers[1];
const heap: Gpr = .x8;
/// The numbers of a class in the heap's lists lie as far behind it as those of class 0 behind the heap.
const lists: Gpr = .x13;
/// Where the header of a block lies.
const header: Gpr = .x14;
const class: Gpr = .x15;
const scratch = convention.scratch;
const scratch2 = convention.scratch2;
const mark = convention.scratch3;
const block = convention.scratch4;
const first_block = abi.first_address + abi.heap_header;

/// FREE ( a-addr -- ior )
pub fn free(a: *Assembler) void {
    const other = a.newLabel();
    loadHeap(a, other);
    placeOfBlock(a, first_cell, other);
    key(a, scratch, first_cell);
    a.loadSize(mark, inHeader("mark"), 4);
    a.sum(.half, .sub, class, mark, scratch);
    a.sumImmediate(.half, .subs, .zr, class, abi.heap_classes_without_host);
    a.jumpIf(.higher_same, other);
    a.sumShifted(.whole, .add, lists, heap, class, 2);
    a.sumImmediate(.half, .add, mark, mark, abi.heap_free_mark);
    a.storeSize(inHeader("mark"), mark, 4);
    a.loadSize(scratch, list(.freed), 4);
    a.storeSize(inHeader("next"), scratch, 4);
    a.storeSize(list(.freed), first_cell, 4);
    a.loadSize(scratch, number(.clock), 4);
    a.sumImmediate(.half, .add, scratch, scratch, 1);
    a.storeSize(number(.clock), scratch, 4);
    a.movImmediate(first_cell, 0);
    a.ret();
    a.bind(other);
}

/// ALLOCATE ( u -- a-addr ior )
pub fn allocate(a: *Assembler) void {
    const other = a.newLabel();
    a.sumImmediate(.whole, .sub, class, first_cell, 1);
    a.shiftImmediate(.whole, .lsr, class, class, 4);
    a.sumImmediate(.whole, .subs, .zr, class, abi.heap_small_classes);
    a.jumpIf(.higher_same, other);
    loadHeap(a, other);
    a.sumShifted(.whole, .add, lists, heap, class, 2);
    const none_ready = a.newLabel();
    const found = a.newLabel();
    a.loadSize(block, list(.ready), 4);
    a.jumpIfZero(.half, block, none_ready);
    a.bind(found);
    placeOfBlock(a, block, other);
    key(a, scratch, block);
    a.sum(.half, .add, scratch, scratch, class);
    a.loadSize(mark, inHeader("mark"), 4);
    a.sumImmediate(.half, .sub, mark, mark, abi.heap_free_mark);
    a.sum(.half, .subs, .zr, scratch, mark);
    a.jumpIf(.not_equal, other);
    a.loadSize(scratch, inHeader("next"), 4);
    a.storeSize(list(.ready), scratch, 4);
    a.storeSize(inHeader("mark"), mark, 4);
    a.mov32(first_cell, block);
    a.movImmediate(second_cell, 0);
    a.ret();
    a.bind(none_ready);
    makeReady(a, other);
    a.jump(found);
    a.bind(other);
}

/// Has the blocks of a class be ready that have waited, the first of which is left in `block`; what was freed since then
/// waits. The longest wait there is will do.
fn makeReady(a: *Assembler, other: Label) void {
    a.loadSize(block, list(.resting), 4);
    a.jumpIfZero(.half, block, other);
    a.loadSize(scratch, number(.clock), 4);
    a.loadSize(scratch2, list(.rests_since), 4);
    a.sum(.half, .sub, scratch2, scratch, scratch2);
    a.sumImmediate(.half, .subs, .zr, scratch2, abi.heap_longest_wait);
    a.jumpIf(.lower, other);
    a.storeSize(list(.rests_since), scratch, 4);
    a.storeSize(list(.resting_at_most), scratch2, 4);
    a.storeSize(list(.ready), block, 4);
    a.loadSize(scratch, list(.freed), 4);
    a.storeSize(list(.resting), scratch, 4);
    a.storeSize(list(.freed), .zr, 4);
}

/// Loads where the header of a block is; goes to `other` when none could begin at the address.
fn placeOfBlock(a: *Assembler, address: Gpr, other: Label) void {
    a.logicalPattern(.ands, .zr, address, comptime immediates.bitPattern(15).?);
    a.jumpIf(.not_equal, other);
    a.load(scratch, Emitter.field("data_space_limit"));
    a.movImmediate(scratch2, first_block);
    a.sum(.whole, .sub, scratch, scratch, scratch2);
    a.sum(.whole, .sub, scratch2, address, scratch2);
    a.compare(scratch2, scratch);
    a.jumpIf(.higher_same, other);
    a.sum(.whole, .add, header, convention.data_space, address);
    a.sumImmediate(.whole, .sub, header, header, abi.heap_header);
}

fn loadHeap(a: *Assembler, other: Label) void {
    a.load(heap, Emitter.field("heap"));
    a.jumpIfZero(.whole, heap, other);
}

/// What the mark of a block is counted from.
fn key(a: *Assembler, to: Gpr, address: Gpr) void {
    a.loadSize(to, number(.secret), 4);
    a.logical(.half, .eor, to, to, address);
    a.movImmediate(scratch2, abi.heap_mark_factor);
    a.multiply(.half, to, to, scratch2);
}

fn inHeader(comptime name: []const u8) Memory {
    return registers.at(header, @offsetOf(abi.BlockHeader, name));
}

fn number(comptime which: abi.HeapField) Memory {
    return registers.at(heap, 4 * @backingInt(which));
}

fn list(comptime which: abi.HeapField) Memory {
    return registers.at(lists, 4 * @backingInt(which));
}
