//! FREE and ALLOCATE of small blocks without a call of the runtime library, whose heap.zig says how blocks look: what they
//! do most, in the same words of memory. Everything else, and whatever is not as it should be, goes on behind.

const abi = @import("abi");
const convention = @import("convention.zig");
const operands = @import("operands.zig");
const registers = @import("registers.zig");
const Assembler = @import("assembler.zig").Assembler;
const Label = @import("assembler.zig").Label;
const Gpr = registers.Gpr;
const gpr = registers.gpr;
const fieldOperand = operands.fieldOperand;

const scratch = convention.scratch;
const first_cell = convention.cell_registers[0];
const second_cell = convention.cell_registers[1];
const heap: Gpr = .rcx;
const base: Gpr = .r9;
const first_block = abi.first_address + abi.heap_header;

/// FREE ( a-addr -- ior )
pub fn free(a: *Assembler) void {
    const other = a.newLabel();
    const class: Gpr = .rdx;
    loadHeap(a, other);
    placeOfBlock(a, first_cell, other);
    key(a, .rax, first_cell);
    a.mov32(class, header(first_cell, "mark"));
    a.arithmetic32(.sub, class, gpr(.rax));
    a.arithmeticImmediate32(.cmp, gpr(class), abi.heap_classes_without_host);
    a.jumpIf(.above_equal, other);
    a.arithmeticImmediate32(.add, header(first_cell, "mark"), abi.heap_free_mark);
    a.mov32(.rax, list(.freed, class));
    a.storeSize(header(first_cell, "next").memory, .rax, 4);
    a.storeSize(list(.freed, class).memory, first_cell, 4);
    a.arithmeticImmediate32(.add, number(.clock), 1);
    a.arithmetic32(.xor, first_cell, gpr(first_cell));
    a.ret();
    a.bind(other);
}

/// ALLOCATE ( u -- a-addr ior )
pub fn allocate(a: *Assembler) void {
    const other = a.newLabel();
    const class: Gpr = .rax;
    const block: Gpr = .rdx;
    a.lea(class, .{ .base = first_cell, .displacement = -1 });
    a.shiftImmediate(.shr, class, 4);
    a.arithmeticImmediate(.cmp, gpr(class), abi.heap_small_classes);
    a.jumpIf(.above_equal, other);
    loadHeap(a, other);
    const none_ready = a.newLabel();
    const found = a.newLabel();
    a.mov32(block, list(.ready, class));
    a.testRegisters(gpr(block), block);
    a.jumpIf(.equal, none_ready);
    a.bind(found);
    placeOfBlock(a, block, other);
    key(a, scratch, block);
    a.lea32(scratch, .{ .base = scratch, .index = class, .displacement = abi.heap_free_mark });
    a.arithmetic32(.cmp, scratch, header(block, "mark"));
    a.jumpIf(.not_equal, other);
    a.mov32(scratch, header(block, "next"));
    a.storeSize(list(.ready, class).memory, scratch, 4);
    a.arithmeticImmediate32(.sub, header(block, "mark"), abi.heap_free_mark);
    a.copy(first_cell, block);
    a.arithmetic32(.xor, second_cell, gpr(second_cell));
    a.ret();
    a.bind(none_ready);
    makeReady(a, class, block, other);
    a.jump(found);
    a.bind(other);
}

/// Has the blocks of a class be ready that have waited, the first of which is left in `block`; what was freed since then
/// waits. The longest wait there is will do.
fn makeReady(a: *Assembler, class: Gpr, block: Gpr, other: Label) void {
    a.mov32(block, list(.resting, class));
    a.testRegisters(gpr(block), block);
    a.jumpIf(.equal, other);
    a.mov32(base, number(.clock));
    a.mov32(scratch, gpr(base));
    a.arithmetic32(.sub, scratch, list(.rests_since, class));
    a.arithmeticImmediate32(.cmp, gpr(scratch), abi.heap_longest_wait);
    a.jumpIf(.below, other);
    a.storeSize(list(.rests_since, class).memory, base, 4);
    a.storeSize(list(.resting_at_most, class).memory, scratch, 4);
    a.storeSize(list(.ready, class).memory, block, 4);
    a.mov32(scratch, list(.freed, class));
    a.storeSize(list(.resting, class).memory, scratch, 4);
    a.storeImmediate(list(.freed, class).memory, 0, 4);
}

/// Loads what blocks are reached by; goes to `other` when none could begin at the address.
fn placeOfBlock(a: *Assembler, address: Gpr, other: Label) void {
    a.testImmediate(gpr(address), 15);
    a.jumpIf(.not_equal, other);
    a.mov(base, fieldOperand("data_space_limit"));
    a.arithmeticImmediate(.sub, gpr(base), first_block);
    a.lea(scratch, .{ .base = address, .displacement = -@as(i32, first_block) });
    a.arithmetic(.cmp, scratch, gpr(base));
    a.jumpIf(.above_equal, other);
    a.mov(base, fieldOperand("data_space"));
}

fn loadHeap(a: *Assembler, other: Label) void {
    a.mov(heap, fieldOperand("heap"));
    a.testRegisters(gpr(heap), heap);
    a.jumpIf(.equal, other);
}

/// What the mark of a block is counted from.
fn key(a: *Assembler, to: Gpr, address: Gpr) void {
    a.mov32(to, number(.secret));
    a.arithmetic32(.xor, to, gpr(address));
    a.multiplyImmediate(to, gpr(to), @bitCast(abi.heap_mark_factor));
}

fn header(address: Gpr, comptime name: []const u8) registers.Operand {
    const offset = @as(i32, @offsetOf(abi.BlockHeader, name)) - @as(i32, abi.heap_header);
    return .{ .memory = .{ .base = base, .index = address, .displacement = offset } };
}

fn number(comptime which: abi.HeapField) registers.Operand {
    return .{ .memory = registers.at(heap, 4 * @backingInt(which)) };
}

fn list(comptime which: abi.HeapField, class: Gpr) registers.Operand {
    return .{ .memory = .{ .base = heap, .index = class, .scale = 2, .displacement = 4 * @backingInt(which) } };
}
