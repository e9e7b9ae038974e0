//! Which file writes which instruction of ForthIR.

const abi = @import("abi");
const stack_names = @import("stacks.zig");
const Calls = @import("calls.zig").Calls;
const Declined = @import("declined.zig").Declined;

/// The instructions of an architecture: `machine` is its target.zig.
pub fn Instructions(comptime machine: type) type {
    const Emitter = machine.Emitter;
    const calls = Calls(machine);
    const stacks = stack_names.Stacks(machine);
    const cells = machine.cells;
    const division = machine.division;
    const floats = machine.floats;
    const memory = machine.memory;

    return struct {
        /// Writes an instruction that is no terminator.
        pub fn emit(e: *Emitter, number: u32) (error{OutOfMemory} || Declined)!void {
            const instruction = e.instruction(number);
            switch (e.facts.op(number)) {
                .add => cells.add(e, number),
                .sub => cells.subtract(e, number),
                .mul => cells.multiply(e, number),
                .@"and", .@"or", .xor => cells.bits(e, number),
                .shl, .shr, .sar => cells.shift(e, number),
                .eq, .ne, .lt, .le, .ult, .ule => cells.comparison(e, number),
                .select => cells.select(e, number),
                .dadd, .dsub => try cells.double(e, number),
                .div => try division.divide(e, number, .quotient),
                .mod => try division.divide(e, number, .remainder),
                .umul => try division.wideProduct(e, number, false),
                .smul => try division.wideProduct(e, number, true),
                .udivmod => try division.wideUnsigned(e, number),
                .sdivrem => try division.wideSigned(e, number, .symmetric_division),
                .fdivmod => try division.wideSigned(e, number, .floored_division),
                .load => memory.load(e, number, 8),
                .load8 => memory.load(e, number, 1),
                .load16 => memory.load(e, number, 2),
                .load32 => memory.load(e, number, 4),
                .store => memory.store(e, number, 8),
                .store8 => memory.store(e, number, 1),
                .store16 => memory.store(e, number, 2),
                .store32 => memory.store(e, number, 4),
                .fload => memory.loadFloat(e, number, false),
                .sfload => memory.loadFloat(e, number, true),
                .fstore => memory.storeFloat(e, number, false),
                .sfstore => memory.storeFloat(e, number, true),
                .fadd, .fsub, .fmul, .fdiv => floats.arithmetic(e, number),
                .fmin, .fmax => floats.extreme(e, number),
                .fneg, .fabs => floats.sign(e, number),
                .fsqrt => floats.squareRoot(e, number),
                .ffloor, .fround, .ftrunc => try floats.round(e, number),
                .feq, .flt, .fle => floats.comparison(e, number),
                .stof => floats.fromCell(e, number),
                .ftos => try floats.toCell(e, number),
                .fmath1 => try calls.hostFunction(e, instruction.b, instruction.position, &.{instruction.a}, instruction.result),
                .fmath2 => {
                    const function = @typeInfo(abi.ops.FloatFunction).@"enum".field_names.len + instruction.c;
                    const arguments = [2]u32{ instruction.a, instruction.b };
                    try calls.hostFunction(e, @intCast(function), instruction.position, &arguments, instruction.result);
                },
                .push => try stacks.push(e, stack_names.data, number),
                .pop => try stacks.pop(e, stack_names.data, number),
                .fpush => try stacks.pushFloat(e, number),
                .fpop => try stacks.popFloat(e, number),
                .rpush => try stacks.push(e, stack_names.returns, number),
                .rpop => try stacks.pop(e, stack_names.returns, number),
                .rpick => try stacks.pickReturn(e, number),
                .depth => stacks.depth(e, stack_names.data, number),
                .fdepth => stacks.depth(e, stack_names.floats, number),
                .pick => try stacks.pick(e, number),
                .fpick => try stacks.pickFloat(e, number),
                .roll => try stacks.roll(e, number),
                .call => try calls.call(e, number),
                .call_stack => calls.callStack(e, number),
                .execute => try calls.execute(e, number),
                .has_effect => calls.hasEffect(e, number),
                .call_through => try calls.callThrough(e, number),
                .poll => try calls.poll(e, instruction.position),
                .throw => try calls.throw(e, number),
                .@"const", .fconst => {},
                .jump, .branch, .@"return", .@"unreachable" => unreachable,
            }
        }
    };
}
