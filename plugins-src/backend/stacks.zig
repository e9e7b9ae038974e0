//! The in-memory stacks: depths are counted in the context, and each stack grows upward.

const abi = @import("abi");

/// The fields of the context and the THROWs that belong to a stack.
pub const Stack = struct {
    depth: []const u8,
    capacity: []const u8,
    base: []const u8,
    overflow: abi.RuntimeEntry,
    underflow: abi.RuntimeEntry,
};

pub const data: Stack = .{
    .depth = "data_depth",
    .capacity = "data_capacity",
    .base = "data_stack",
    .overflow = .data_overflow,
    .underflow = .data_underflow,
};
pub const floats: Stack = .{
    .depth = "float_depth",
    .capacity = "float_capacity",
    .base = "float_stack",
    .overflow = .float_overflow,
    .underflow = .float_underflow,
};
pub const returns: Stack = .{
    .depth = "return_depth",
    .capacity = "return_capacity",
    .base = "return_stack",
    .overflow = .return_overflow,
    .underflow = .return_underflow,
};

/// Pushes and pops of an architecture, whose own stacks.zig finds the places: `machine` is its target.zig.
pub fn Stacks(comptime machine: type) type {
    const convention = machine.convention;
    const Emitter = machine.Emitter;
    const Memory = machine.registers.Memory;
    const scratch2 = convention.scratch2;
    const places = machine.stacks;

    return struct {
        pub fn push(e: *Emitter, comptime stack: Stack, number: u32) error{OutOfMemory}!void {
            const instruction = e.instruction(number);
            const place = try places.placeAbove(e, stack, instruction.position);
            const is_stored = if (e.facts.constant(instruction.a)) |constant| e.a.storeConstant(place, constant) else false;
            if (!is_stored) e.a.store(place, e.read(instruction.a, convention.scratch));
            places.raiseDepth(e, stack);
        }

        pub fn pushFloat(e: *Emitter, number: u32) error{OutOfMemory}!void {
            const instruction = e.instruction(number);
            const place = try places.placeAbove(e, floats, instruction.position);
            e.a.storeFloat(place, e.readFloat(instruction.a, convention.float_scratch), 8);
            places.raiseDepth(e, floats);
        }

        pub fn pop(e: *Emitter, comptime stack: Stack, number: u32) error{OutOfMemory}!void {
            const instruction = e.instruction(number);
            loadCell(e, instruction.result, try places.takeTop(e, stack, instruction.position));
        }

        pub fn popFloat(e: *Emitter, number: u32) error{OutOfMemory}!void {
            const instruction = e.instruction(number);
            loadFloat(e, instruction.result, try places.takeTop(e, floats, instruction.position));
        }

        pub fn depth(e: *Emitter, comptime stack: Stack, number: u32) void {
            const result = e.instruction(number).result;
            const to = e.target(result);
            e.a.loadSize(to, Emitter.field(stack.depth), 4);
            e.commit(result, to);
        }

        pub fn pick(e: *Emitter, number: u32) error{OutOfMemory}!void {
            const instruction = e.instruction(number);
            e.load(scratch2, instruction.a);
            loadCell(e, instruction.result, try places.placeBelow(e, data, instruction.position));
        }

        pub fn pickFloat(e: *Emitter, number: u32) error{OutOfMemory}!void {
            const instruction = e.instruction(number);
            e.load(scratch2, instruction.a);
            loadFloat(e, instruction.result, try places.placeBelow(e, floats, instruction.position));
        }

        pub fn pickReturn(e: *Emitter, number: u32) error{OutOfMemory}!void {
            const instruction = e.instruction(number);
            e.a.movImmediate(scratch2, instruction.a);
            loadCell(e, instruction.result, try places.placeBelow(e, returns, instruction.position));
        }

        /// Moves a cell to the top, and those above it one down.
        pub fn roll(e: *Emitter, number: u32) error{OutOfMemory}!void {
            const instruction = e.instruction(number);
            e.load(scratch2, instruction.a);
            places.rollTo(e, try places.placeBelow(e, data, instruction.position));
        }

        fn loadCell(e: *Emitter, result: u32, from: Memory) void {
            const to = e.target(result);
            e.a.load(to, from);
            e.commit(result, to);
        }

        fn loadFloat(e: *Emitter, result: u32, from: Memory) void {
            const to = e.floatTarget(result);
            e.a.loadFloat(to, from, 8);
            e.commitFloat(result, to);
        }
    };
}
