//! Calls, THROW and polls. Arguments and results of a word of known effect are in registers.

const abi = @import("abi");

pub const Effect = struct { cell_in: u32, cell_out: u32, float_in: u32, float_out: u32 };

/// The form in which a relocation names an effect; its numbers are checked to be small.
fn packEffect(effect: Effect) u32 {
    return effect.cell_in | effect.cell_out << 8 | effect.float_in << 16 | effect.float_out << 24;
}

/// What a call takes; the token of one through a token is not part of it.
pub fn argumentsOf(function: abi.Function, instruction: abi.Instruction) []const u32 {
    const values = function.extra[instruction.b + 2 ..][0..instruction.c];
    return if (instruction.op == @backingInt(abi.Op.call_through)) values[1..] else values;
}

/// The effect that a call counts on.
pub fn effectOf(function: abi.Function, instruction: abi.Instruction) Effect {
    const arguments = argumentsOf(function, instruction);
    var floats: u32 = 0;
    for (arguments) |value| {
        floats += @intFromBool(function.values[value] == @backingInt(abi.ValueType.float));
    }
    return .{
        .cell_in = @as(u32, @intCast(arguments.len)) - floats,
        .cell_out = function.extra[instruction.b],
        .float_in = floats,
        .float_out = function.extra[instruction.b + 1],
    };
}

/// The calls of an architecture: `machine` is its target.zig.
pub fn Calls(comptime machine: type) type {
    const convention = machine.convention;
    const Emitter = machine.Emitter;

    return struct {
        /// A word of known effect.
        pub fn call(e: *Emitter, number: u32) error{OutOfMemory}!void {
            const instruction = e.instruction(number);
            const effect = effectOf(e.facts.function, instruction);
            try e.moveToConvention(argumentsOf(e.facts.function, instruction), effect.cell_in);
            e.emitMoves();
            machine.calls.callThrough(&e.a, .{ .kind = .word_call_slot, .index = instruction.a, .effect = packEffect(effect) });
            e.markReturn(instruction.position);
            try e.moveFromConvention(instruction.result, effect.cell_out, effect.float_out);
            e.emitMoves();
        }

        /// A word over the in-memory stacks.
        pub fn callStack(e: *Emitter, number: u32) void {
            const instruction = e.instruction(number);
            callMemoryEntry(&e.a, instruction.a);
            e.markReturn(instruction.position);
        }

        pub fn callMemoryEntry(a: *machine.Assembler, word: u32) void {
            a.movImmediate(convention.word_register, word);
            const entry = @offsetOf(abi.WordEntry, "memory_entry");
            machine.calls.callThrough(a, .{ .kind = .word_table_entry, .index = word, .addend = entry });
        }

        /// An execution token: what is no word, or not in the table yet, is the host's matter.
        pub fn execute(e: *Emitter, number: u32) error{OutOfMemory}!void {
            const instruction = e.instruction(number);
            const host = try e.addCold(instruction.position, .{ .runtime = .need_code });
            e.load(convention.word_register, instruction.a);
            machine.calls.callByNumber(e, host.entry);
            e.markReturn(instruction.position);
            e.a.bind(host.back);
        }

        /// Whether a token can be called with an effect.
        pub fn hasEffect(e: *Emitter, number: u32) void {
            const instruction = e.instruction(number);
            e.load(convention.word_register, instruction.a);
            const effect: ?i64 = e.facts.constant(instruction.b);
            if (effect) |known| machine.calls.hasEffect(&e.a, @truncate(@as(u64, @bitCast(known)))) else e.a.movImmediate(convention.scratch, 0);
            e.commit(instruction.result, convention.scratch);
        }

        /// A word by its token, with its arguments in registers, after a look at its effect.
        pub fn callThrough(e: *Emitter, number: u32) error{OutOfMemory}!void {
            const instruction = e.instruction(number);
            const effect = effectOf(e.facts.function, instruction);
            e.load(machine.calls.entry_register, e.facts.function.extra[instruction.b + 2]);
            machine.calls.loadEntry(&e.a);
            // Arguments go to registers alone, which takes no scratch register that is the entry's.
            try e.moveToConvention(argumentsOf(e.facts.function, instruction), effect.cell_in);
            e.emitMoves();
            machine.calls.callEntry(&e.a);
            e.markReturn(instruction.position);
            try e.moveFromConvention(instruction.result, effect.cell_out, effect.float_out);
            e.emitMoves();
        }

        /// A function that the host computes, by its number.
        pub fn hostFunction(e: *Emitter, function: u32, position: u32, arguments: []const u32, result: u32) error{OutOfMemory}!void {
            try e.moveToConvention(arguments, 0);
            e.emitMoves();
            e.a.movImmediate(convention.word_register, function);
            e.callRuntime(.float_function, position);
            try e.moveFromConvention(result, 0, 1);
            e.emitMoves();
        }

        /// Looks at the interrupt flag. The slow side keeps all registers but the scratch ones.
        pub fn poll(e: *Emitter, position: u32) error{OutOfMemory}!void {
            const interrupted = try e.addCold(position, .{ .runtime = .interrupted });
            machine.calls.jumpIfInterrupted(e, interrupted.entry);
            e.a.bind(interrupted.back);
        }

        pub fn throw(e: *Emitter, number: u32) error{OutOfMemory}!void {
            const instruction = e.instruction(number);
            if (e.facts.constant(instruction.a)) |code| {
                if (code != 0) e.throwValue(instruction.a, instruction.position);
                return;
            }
            const thrown = try e.addCold(instruction.position, .{ .throw = instruction.a });
            machine.conditions.jumpIfNotZero(e, instruction.a, thrown.entry);
            e.a.bind(thrown.back);
        }
    };
}
