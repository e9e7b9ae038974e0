//! The rules of ForthIR, in the order in which they are looked at; the first one broken is the verdict. This text
//! and the code below are the same as in tests/ir/verify.ts, and tests hold both to equal verdicts.
//!
//! Header (at = 0)
//!   truncated             there is a whole header
//!   bad_magic, bad_version  it is a function of this ABI version
//!   bad_header            no unknown flags, reserved words zero, at least one block, inline sites lie in extra; a
//!                         dynamic function has no inputs and outputs
//!   bad_length            header, blocks, instructions, values and extra fill the buffer exactly
//! Values (at = value)
//!   bad_value_type        each is a cell or a float
//! Blocks, one after the other (at = block)
//!   bad_block             no unknown flags, reserved word zero
//!   bad_block_range       not empty; ranges follow each other without gaps and cover all instructions
//!   bad_parameters        parameters are values in range; `none` when there are none
//!   defined_twice         no value is a parameter twice
//!   bad_entry             block 0's parameters are the inputs: cells, then floats
//! Instructions, block after block (at = instruction)
//!   bad_op                the op exists
//!   misplaced_terminator  the last of a block is a terminator, and no other is
//!   memory_stack_in_static  a static function leaves the in-memory data and float stack alone
//!   unused_not_zero       fields that the shape does not use are zero
//!   bad_operand_id        operands are values in range, from a to c …
//!   bad_operand_type      … and each of the type that the op demands; arguments of a call: cells before floats
//!   bad_immediate         float functions exist; word 0 is never called
//!   bad_extra             what lies in extra is inside it; the lists of a branch fill its range exactly
//!   bad_target            jumps go to blocks, but never to the entry
//!   bad_argument_count    as many arguments as the target has parameters (their types: bad_operand_type)
//!   bad_return            as many results as the function has outputs, cells before floats
//!   bad_results           `none` without results; else values in range, of the op's types
//!   defined_twice         no result is defined elsewhere
//! Then
//!   never_defined         every value is defined (at = value)
//!   not_dominated         a use comes after its definition on every way from the entry; what cannot be reached
//!                         from the entry may use anything (at = instruction)

const std = @import("std");
const abi = @import("abi.zig");
const ops = abi.ops;
const Function = abi.Function;
const Rule = abi.Rule;
const cell = @backingInt(abi.ValueType.cell);
const float = @backingInt(abi.ValueType.float);

/// The rule that was broken first (`ok`: none) and where: a block, an instruction or a value.
pub const Verdict = struct { rule: Rule, at: u32 };

/// Checks any words at all and reads only what is there.
pub fn verify(allocator: std.mem.Allocator, words: []const u32) error{OutOfMemory}!Verdict {
    verifyHeader(words) catch |err| return .{ .rule = ruleOf(err), .at = 0 };
    const function = Function.fromWords(words) orelse return .{ .rule = .bad_length, .at = 0 };

    var arena: std.heap.ArenaAllocator = .init(allocator);
    defer arena.deinit();
    var verifier: Verifier = try .init(arena.allocator(), function);
    verifier.run() catch |err| {
        if (err == error.OutOfMemory) return error.OutOfMemory;
        return .{ .rule = ruleOf(err), .at = verifier.at };
    };
    return .{ .rule = .ok, .at = 0 };
}

/// One error a rule, of the rule's name.
const Broken = error{
    truncated,
    bad_magic,
    bad_version,
    bad_header,
    bad_value_type,
    bad_block,
    bad_block_range,
    bad_parameters,
    bad_entry,
    bad_op,
    misplaced_terminator,
    bad_operand_id,
    bad_operand_type,
    unused_not_zero,
    bad_immediate,
    bad_extra,
    bad_results,
    defined_twice,
    bad_target,
    bad_argument_count,
    bad_return,
    memory_stack_in_static,
    never_defined,
    not_dominated,
};

fn ruleOf(err: (Broken || error{OutOfMemory})) Rule {
    return std.meta.stringToEnum(Rule, @errorName(err)).?;
}

fn verifyHeader(words: []const u32) Broken!void {
    if (words.len < @sizeOf(abi.FunctionHeader) / 4) return error.truncated;
    const header: *const abi.FunctionHeader = @ptrCast(words.ptr);
    if (header.magic != abi.ir_magic) return error.bad_magic;
    if (header.abi_version != abi.abi_version) return error.bad_version;
    if (header.flags & ~abi.function_dynamic != 0 or header.block_count == 0) return error.bad_header;
    if (header.reserved0 | header.reserved1 != 0) return error.bad_header;
    const sites_end = header.inline_sites + @as(u64, header.inline_site_count) * (@sizeOf(abi.InlineSite) / 4);
    if (sites_end > header.extra_count) return error.bad_header;
    if (header.flags != 0) {
        if (header.cell_in | header.cell_out | header.float_in | header.float_out != 0) return error.bad_header;
    }
}

const Verifier = struct {
    function: Function,
    arena: std.mem.Allocator,
    at: u32 = 0,
    /// By value: the block that defines it, `none` while there is no definition.
    defined_in: []u32,
    /// By value: 0 for a parameter, n + 1 for a result of instruction n.
    defined_at: []u32,

    fn init(arena: std.mem.Allocator, function: Function) error{OutOfMemory}!Verifier {
        const defined_in = try arena.alloc(u32, function.values.len);
        @memset(defined_in, abi.none);
        return .{
            .function = function,
            .arena = arena,
            .defined_in = defined_in,
            .defined_at = try arena.alloc(u32, function.values.len),
        };
    }

    fn run(v: *Verifier) (Broken || error{OutOfMemory})!void {
        try v.verifyValues();
        try v.verifyBlocks();
        try v.verifyInstructions();
        try v.verifyDefinitions();
        try v.verifyDominance();
    }

    fn verifyValues(v: *Verifier) Broken!void {
        for (v.function.values, 0..) |value_type, value| {
            v.at = @intCast(value);
            if (value_type > float) return error.bad_value_type;
        }
    }

    fn verifyBlocks(v: *Verifier) Broken!void {
        const total = v.function.instructions.len;
        const last = v.function.blocks.len - 1;
        var next: u64 = 0;
        for (v.function.blocks, 0..) |block, number| {
            v.at = @intCast(number);
            if (block.flags & ~abi.block_loop_header != 0 or block.reserved != 0) return error.bad_block;
            if (block.first_instruction != next or block.instruction_count == 0) return error.bad_block_range;
            next += block.instruction_count;
            if (next > total or (number == last and next != total)) return error.bad_block_range;
            try v.verifyParameters(block);
            if (number == 0) try v.verifyEntry(block);
        }
    }

    fn verifyParameters(v: *Verifier, block: abi.Block) Broken!void {
        if (block.parameter_count == 0) {
            return if (block.first_parameter == abi.none) {} else error.bad_parameters;
        }
        const end = @as(u64, block.first_parameter) + block.parameter_count;
        if (end > v.function.values.len) return error.bad_parameters;
        try v.define(block.first_parameter, block.parameter_count, v.at, 0);
    }

    fn verifyEntry(v: *Verifier, block: abi.Block) Broken!void {
        const header = v.function.header;
        if (block.parameter_count != @as(u64, header.cell_in) + header.float_in) return error.bad_entry;
        if (!v.hasTypes(block.first_parameter, header.cell_in, header.float_in)) return error.bad_entry;
    }

    fn define(v: *Verifier, first: u32, count: u32, block: u32, at: u32) Broken!void {
        for (v.defined_in[first..][0..count], v.defined_at[first..][0..count]) |*in, *where| {
            if (in.* != abi.none) return error.defined_twice;
            in.* = block;
            where.* = at;
        }
    }

    /// Whether the consecutive values from `first` on, all in range, are so many cells and then so many floats.
    fn hasTypes(v: *Verifier, first: u32, cells: u32, floats: u32) bool {
        if (cells == 0 and floats == 0) return true;
        const types = v.function.values[first..][0 .. cells + floats];
        return std.mem.allEqual(u32, types[0..cells], cell) and std.mem.allEqual(u32, types[cells..], float);
    }

    fn verifyInstructions(v: *Verifier) Broken!void {
        for (v.function.blocks, 0..) |block, number| {
            for (v.function.instructionsOf(block), 1..) |*instruction, count| {
                v.at = @intCast(block.first_instruction + count - 1);
                try v.verifyInstruction(instruction, @intCast(number), count == block.instruction_count);
            }
        }
    }

    fn verifyInstruction(v: *Verifier, instruction: *const abi.Instruction, block: u32, is_last: bool) Broken!void {
        const info = ops.infoOf(instruction.op) orelse return error.bad_op;
        if ((info.purity == .terminator) != is_last) return error.misplaced_terminator;
        if (info.memory_stack and !v.function.isDynamic()) return error.memory_stack_in_static;
        const used = usedFields(info.shape);
        if ((!used.a and instruction.a != 0) or (!used.b and instruction.b != 0) or (!used.c and instruction.c != 0)) {
            return error.unused_not_zero;
        }
        try v.verifyOperands(instruction, info);
        try v.verifyResults(instruction, block);
    }

    fn verifyOperands(v: *Verifier, instruction: *const abi.Instruction, info: *const ops.OpInfo) Broken!void {
        switch (info.shape) {
            .v1, .v2, .v3, .v1imm, .v2imm => {
                try v.verifyDirect(instruction, info);
                try verifyImmediate(instruction, info.op);
            },
            .imm32 => try verifyImmediate(instruction, info.op),
            .v4 => {
                if (instruction.c != 4) return error.bad_extra;
                for (try v.extraSlice(instruction.b, 4)) |value| try v.verifyUse(value, cell);
            },
            .call => try v.verifyCall(instruction),
            .list => try v.verifyReturn(instruction),
            .jump => try v.verifyEdge(instruction.a, instruction.b, instruction.c),
            .branch => {
                try v.verifyDirect(instruction, info);
                try v.verifyBranch(instruction);
            },
            .none, .imm64 => {},
        }
    }

    /// Operands in the fields a, b, c themselves.
    fn verifyDirect(v: *Verifier, instruction: *const abi.Instruction, info: *const ops.OpInfo) Broken!void {
        const fields: *const [3]u32 = @ptrCast(&instruction.a);
        for (info.operands, 0..) |operand, index| try v.verifyUse(fields[index], @backingInt(operand));
    }

    fn verifyUse(v: *Verifier, value: u32, value_type: u32) Broken!void {
        if (value >= v.function.values.len) return error.bad_operand_id;
        if (v.function.values[value] != value_type) return error.bad_operand_type;
    }

    fn extraSlice(v: *Verifier, start: u64, count: u64) Broken![]const u32 {
        if (start + count > v.function.extra.len) return error.bad_extra;
        return v.function.extra[@intCast(start)..][0..@intCast(count)];
    }

    fn verifyCall(v: *Verifier, instruction: *const abi.Instruction) Broken!void {
        if (instruction.a == 0) return error.bad_immediate;
        var last: u32 = cell;
        for (try v.extraSlice(@as(u64, instruction.b) + 2, instruction.c)) |value| {
            if (value >= v.function.values.len) return error.bad_operand_id;
            if (v.function.values[value] < last) return error.bad_operand_type;
            last = v.function.values[value];
        }
    }

    fn verifyReturn(v: *Verifier, instruction: *const abi.Instruction) Broken!void {
        const header = v.function.header;
        const values = try v.extraSlice(instruction.b, instruction.c);
        if (values.len != @as(u64, header.cell_out) + header.float_out) return error.bad_return;
        for (values, 0..) |value, index| {
            v.verifyUse(value, if (index < header.cell_out) cell else float) catch |err| {
                return if (err == error.bad_operand_type) error.bad_return else err;
            };
        }
    }

    fn verifyBranch(v: *Verifier, instruction: *const abi.Instruction) Broken!void {
        const list = try v.extraSlice(instruction.b, instruction.c);
        if (list.len < 4 or list[1] > list.len - 4) return error.bad_extra;
        const second = 2 + list[1];
        if (@as(u64, 4) + list[1] + list[second + 1] != list.len) return error.bad_extra;
        try v.verifyEdge(list[0], instruction.b + 2, list[1]);
        try v.verifyEdge(list[second], instruction.b + second + 2, list[second + 1]);
    }

    fn verifyEdge(v: *Verifier, target: u32, start: u32, count: u32) Broken!void {
        if (target == 0 or target >= v.function.blocks.len) return error.bad_target;
        const arguments = try v.extraSlice(start, count);
        const block = v.function.blocks[target];
        if (arguments.len != block.parameter_count) return error.bad_argument_count;
        if (arguments.len == 0) return;
        const parameters = v.function.values[block.first_parameter..][0..block.parameter_count];
        for (arguments, parameters) |value, value_type| try v.verifyUse(value, value_type);
    }

    fn verifyResults(v: *Verifier, instruction: *const abi.Instruction, block: u32) Broken!void {
        const results = v.function.resultsOf(instruction.*);
        const count = @as(u64, results.cells) + results.floats;
        if (count == 0) return if (instruction.result == abi.none) {} else error.bad_results;
        if (instruction.result + count > v.function.values.len) return error.bad_results;
        if (!v.hasTypes(instruction.result, results.cells, results.floats)) return error.bad_results;
        try v.define(instruction.result, @intCast(count), block, v.at + 1);
    }

    fn verifyDefinitions(v: *Verifier) Broken!void {
        for (v.defined_in, 0..) |block, value| {
            v.at = @intCast(value);
            if (block == abi.none) return error.never_defined;
        }
    }

    fn verifyDominance(v: *Verifier) (Broken || error{OutOfMemory})!void {
        const dominators: abi.Dominators = try .init(v.arena, v.function);
        for (v.function.blocks, 0..) |block, number| {
            if (!dominators.isReachable(@intCast(number))) continue;
            for (v.function.instructionsOf(block), block.first_instruction..) |*instruction, at| {
                v.at = @intCast(at);
                for (v.function.usesOf(instruction)) |values| for (values) |value| {
                    if (!v.isDominated(value, @intCast(number), dominators)) return error.not_dominated;
                };
            }
        }
    }

    /// Whether the value is defined before instruction `at` of `block`, which is reachable.
    fn isDominated(v: *Verifier, value: u32, block: u32, dominators: abi.Dominators) bool {
        const home = v.defined_in[value];
        if (home == block) return v.defined_at[value] <= v.at;
        return dominators.isReachable(home) and dominators.dominates(home, block);
    }
};

fn verifyImmediate(instruction: *const abi.Instruction, op: abi.Op) Broken!void {
    const sound = switch (op) {
        .fmath1 => instruction.b <= @backingInt(ops.FloatFunction.exp10),
        .fmath2 => instruction.c <= @backingInt(ops.FloatFunction2.pow),
        .call_stack => instruction.a != 0,
        else => true,
    };
    if (!sound) return error.bad_immediate;
}

const UsedFields = struct { a: bool = false, b: bool = false, c: bool = false };

fn usedFields(shape: ops.Shape) UsedFields {
    return switch (shape) {
        .none => .{},
        .v1, .imm32 => .{ .a = true },
        .v2, .imm64, .v1imm => .{ .a = true, .b = true },
        .v3, .v2imm, .call, .jump, .branch => .{ .a = true, .b = true, .c = true },
        .v4, .list => .{ .b = true, .c = true },
    };
}
