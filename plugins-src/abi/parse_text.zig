//! Reads the textual form of ForthIR that `print.zig` writes, so that passes are tested from text to text.

const std = @import("std");
const abi = @import("abi.zig");
const ops = abi.ops;
const Lexer = @import("lexer.zig").Lexer;
const Allocator = std.mem.Allocator;

pub const Error = error{ Syntax, OutOfMemory };

/// Value ids in a text are array indices: this keeps a mistyped one from taking all memory.
const max_value_id = 0xFF_FFFF;

/// Where a text could not be read: the byte offset, and what was expected there.
pub const Diagnostic = struct { offset: usize = 0, expected: []const u8 = "" };

/// Reads one function. Every name must exist, but no rule of the verifier is checked. The caller owns the words.
pub fn parse(allocator: Allocator, text: []const u8, diagnostic: ?*Diagnostic) Error![]u32 {
    var arena: std.heap.ArenaAllocator = .init(allocator);
    defer arena.deinit();
    var parser: Parser = .{ .arena = arena.allocator(), .lexer = .{ .text = text } };
    const words = parser.parseFunction() catch |err| {
        if (diagnostic) |out| out.* = .{ .offset = parser.lexer.start, .expected = parser.lexer.expected };
        return err;
    };
    return allocator.dupe(u32, words);
}

const Types = struct { cells: u32 = 0, floats: u32 = 0 };
const Operands = struct { a: u32 = 0, b: u32 = 0, c: u32 = 0 };

const Parser = struct {
    arena: Allocator,
    lexer: Lexer,
    blocks: std.ArrayList(abi.Block) = .empty,
    instructions: std.ArrayList(abi.Instruction) = .empty,
    values: std.ArrayList(u32) = .empty,
    extra: std.ArrayList(u32) = .empty,

    fn parseFunction(p: *Parser) Error![]const u32 {
        try p.lexer.advance();
        var header = try p.parseHeader();
        while (!p.lexer.isAtEnd()) try p.parseBlock();
        header.block_count = @intCast(p.blocks.items.len);
        header.instruction_count = @intCast(p.instructions.items.len);
        header.value_count = @intCast(p.values.items.len);
        header.extra_count = @intCast(p.extra.items.len);

        var words: std.ArrayList(u32) = .empty;
        try words.appendSlice(p.arena, @ptrCast(&header));
        try words.appendSlice(p.arena, @ptrCast(p.blocks.items));
        try words.appendSlice(p.arena, @ptrCast(p.instructions.items));
        try words.appendSlice(p.arena, p.values.items);
        try words.appendSlice(p.arena, p.extra.items);
        return words.items;
    }

    fn parseHeader(p: *Parser) Error!abi.FunctionHeader {
        var header = std.mem.zeroes(abi.FunctionHeader);
        header.magic = abi.ir_magic;
        header.abi_version = abi.abi_version;
        try p.lexer.expect("function");
        header.word = try p.lexer.takeNumber("", std.math.maxInt(u32));
        if (try p.lexer.accept("dynamic")) {
            header.flags = abi.function_dynamic;
            return header;
        }
        try p.lexer.expect("static");
        const inputs = try p.parseTypes();
        try p.lexer.expect("->");
        const outputs = try p.parseTypes();
        header.cell_in = inputs.cells;
        header.float_in = inputs.floats;
        header.cell_out = outputs.cells;
        header.float_out = outputs.floats;
        return header;
    }

    /// `(cell, cell, float)`: cells before floats.
    fn parseTypes(p: *Parser) Error!Types {
        var types: Types = .{};
        try p.lexer.expect("(");
        if (try p.lexer.accept(")")) return types;
        while (true) {
            if (try p.parseType() == .float) {
                types.floats += 1;
            } else {
                if (types.floats > 0) return p.lexer.fail("float");
                types.cells += 1;
            }
            if (!try p.lexer.accept(",")) break;
        }
        try p.lexer.expect(")");
        return types;
    }

    fn parseType(p: *Parser) Error!abi.ValueType {
        if (try p.lexer.accept("cell")) return .cell;
        try p.lexer.expect("float");
        return .float;
    }

    fn parseBlock(p: *Parser) Error!void {
        const number = p.blocks.items.len;
        if (try p.lexer.takeNumber("block", std.math.maxInt(u32)) != number) return p.lexer.fail("blocks in order");
        var block = std.mem.zeroes(abi.Block);
        block.first_parameter = abi.none;
        try p.lexer.expect("(");
        if (!try p.lexer.accept(")")) {
            while (true) {
                const value = try p.parseDefinition(block.first_parameter, block.parameter_count);
                if (block.parameter_count == 0) block.first_parameter = value;
                block.parameter_count += 1;
                try p.lexer.expect(":");
                try p.setType(value, try p.parseType());
                if (!try p.lexer.accept(",")) break;
            }
            try p.lexer.expect(")");
        }
        if (try p.lexer.accept("loop")) block.flags = abi.block_loop_header;
        try p.lexer.expect(":");
        block.first_instruction = @intCast(p.instructions.items.len);
        while (!p.lexer.isAtEnd() and !p.lexer.isNumbered("block")) try p.parseInstruction();
        block.instruction_count = @as(u32, @intCast(p.instructions.items.len)) - block.first_instruction;
        try p.blocks.append(p.arena, block);
    }

    /// A value that is defined here, the one of this index in a definition; their ids follow each other.
    fn parseDefinition(p: *Parser, first: u32, index: u32) Error!u32 {
        const value = try p.parseValue();
        if (index > 0 and value != first + index) return p.lexer.fail("consecutive values");
        return value;
    }

    fn parseValue(p: *Parser) Error!u32 {
        return p.lexer.takeNumber("v", max_value_id);
    }

    fn setType(p: *Parser, value: u32, value_type: abi.ValueType) Error!void {
        if (value >= p.values.items.len) try p.values.appendNTimes(p.arena, 0, value + 1 - p.values.items.len);
        p.values.items[value] = @backingInt(value_type);
    }

    fn parseInstruction(p: *Parser) Error!void {
        var first: u32 = abi.none;
        var count: u32 = 0;
        if (p.lexer.isNumbered("v")) {
            while (true) {
                const value = try p.parseDefinition(first, count);
                if (count == 0) first = value;
                count += 1;
                if (!try p.lexer.accept(",")) break;
            }
            try p.lexer.expect("=");
        }
        var parts = std.mem.splitScalar(u8, p.lexer.current, '.');
        const op = ops.byTextName(parts.first()) orelse return p.lexer.fail("an op");
        const member = parts.rest();
        try p.lexer.advance();
        const operands = try p.parseOperands(op, member);
        const results: Types = if (ops.info(op).shape == .call)
            .{ .cells = p.extra.items[operands.b], .floats = p.extra.items[operands.b + 1] }
        else
            .{ .cells = ops.info(op).cell_results, .floats = ops.info(op).float_results };
        if (count != results.cells + results.floats) return p.lexer.fail("as many results as the op gives");
        for (0..count) |index| try p.setType(@intCast(first + index), if (index < results.cells) .cell else .float);
        const has_position = try p.lexer.accept("@");
        try p.instructions.append(p.arena, .{
            .op = @backingInt(op),
            .result = first,
            .a = operands.a,
            .b = operands.b,
            .c = operands.c,
            .position = if (has_position) try p.lexer.takeNumber("", std.math.maxInt(u32)) else 0,
        });
    }

    fn parseOperands(p: *Parser, op: abi.Op, member: []const u8) Error!Operands {
        switch (ops.info(op).shape) {
            .none => return .{},
            .v1 => return .{ .a = try p.parseValue() },
            .v2 => return .{ .a = try p.parseValue(), .b = try p.parseNextValue() },
            .v3 => return .{ .a = try p.parseValue(), .b = try p.parseNextValue(), .c = try p.parseNextValue() },
            .v4 => {
                const start = p.extraLength();
                try p.extra.append(p.arena, try p.parseValue());
                for (0..3) |_| try p.extra.append(p.arena, try p.parseNextValue());
                return .{ .b = start, .c = 4 };
            },
            .imm64 => return if (op == .fconst) p.parseFloat() else p.parseCell(),
            .imm32 => return .{ .a = try p.lexer.takeNumber("", std.math.maxInt(u32)) },
            .v1imm => {
                const function = std.meta.stringToEnum(ops.FloatFunction, member) orelse return p.lexer.fail("a float function");
                return .{ .a = try p.parseValue(), .b = @backingInt(function) };
            },
            .v2imm => {
                const function = std.meta.stringToEnum(ops.FloatFunction2, member) orelse return p.lexer.fail("a float function");
                return .{ .a = try p.parseValue(), .b = try p.parseNextValue(), .c = @backingInt(function) };
            },
            .call => return p.parseCall(),
            .list => return p.parseReturn(),
            .jump => {
                const target = try p.lexer.takeNumber("block", std.math.maxInt(u32));
                const start = p.extraLength();
                return .{ .a = target, .b = start, .c = try p.parseArguments() };
            },
            .branch => return p.parseBranch(),
        }
    }

    fn extraLength(p: *Parser) u32 {
        return @intCast(p.extra.items.len);
    }

    fn parseNextValue(p: *Parser) Error!u32 {
        try p.lexer.expect(",");
        return p.parseValue();
    }

    fn parseCell(p: *Parser) Error!Operands {
        const value = std.fmt.parseInt(i65, p.lexer.current, 10) catch return p.lexer.fail("a 64-bit number");
        if (value < std.math.minInt(i64)) return p.lexer.fail("a 64-bit number");
        try p.lexer.advance();
        return halves(@truncate(@as(u65, @bitCast(value))));
    }

    fn parseFloat(p: *Parser) Error!Operands {
        if (try p.lexer.accept("nan")) {
            try p.lexer.expect(":");
            const bits = std.fmt.parseInt(u64, p.lexer.current, 0) catch return p.lexer.fail("the bits of a float: 0x…");
            try p.lexer.advance();
            return halves(bits);
        }
        const value = std.fmt.parseFloat(f64, p.lexer.current) catch return p.lexer.fail("a float");
        try p.lexer.advance();
        return halves(@bitCast(value));
    }

    fn halves(bits: u64) Operands {
        return .{ .a = @truncate(bits), .b = @truncate(bits >> 32) };
    }

    fn parseCall(p: *Parser) Error!Operands {
        const word = try p.lexer.takeNumber("", std.math.maxInt(u32));
        const start = p.extraLength();
        try p.extra.appendSlice(p.arena, &.{ 0, 0 });
        const count = try p.parseArguments();
        try p.lexer.expect("->");
        const results = try p.parseTypes();
        p.extra.items[start] = results.cells;
        p.extra.items[start + 1] = results.floats;
        return .{ .a = word, .b = start, .c = count };
    }

    /// `(v0, v1)`, appended to extra; returns how many.
    fn parseArguments(p: *Parser) Error!u32 {
        const start = p.extraLength();
        try p.lexer.expect("(");
        if (try p.lexer.accept(")")) return 0;
        while (true) {
            try p.extra.append(p.arena, try p.parseValue());
            if (!try p.lexer.accept(",")) break;
        }
        try p.lexer.expect(")");
        return p.extraLength() - start;
    }

    fn parseReturn(p: *Parser) Error!Operands {
        const start = p.extraLength();
        if (p.lexer.isNumbered("v")) {
            while (true) {
                try p.extra.append(p.arena, try p.parseValue());
                if (!try p.lexer.accept(",")) break;
            }
        }
        return .{ .b = start, .c = p.extraLength() - start };
    }

    fn parseBranch(p: *Parser) Error!Operands {
        const condition = try p.parseValue();
        const start = p.extraLength();
        for (0..2) |_| {
            try p.lexer.expect(",");
            const target = try p.lexer.takeNumber("block", std.math.maxInt(u32));
            const at = p.extraLength();
            try p.extra.appendSlice(p.arena, &.{ target, 0 });
            const count = try p.parseArguments();
            p.extra.items[at + 1] = count;
        }
        return .{ .a = condition, .b = start, .c = p.extraLength() - start };
    }
};

test "what was read is printed back" {
    const text =
        \\function 12 static (cell, float) -> (cell)
        \\block0(v0: cell, v1: float):
        \\  v2 = fconst 1.5e0                 @17
        \\  v3, v4 = call 3(v0, v2) -> (cell, float)  @18
        \\  branch v3, block1(v3), block2()
        \\block1(v5: cell) loop:
        \\  return v5
        \\block2():
        \\  v6 = const -5
        \\  jump block1(v6)
        \\
    ;
    const allocator = std.testing.allocator;
    const words = try parse(allocator, text, null);
    defer allocator.free(words);
    try std.testing.expectEqual(abi.Rule.ok, (try abi.verify(allocator, words)).rule);
    var printed: std.Io.Writer.Allocating = .init(allocator);
    defer printed.deinit();
    try abi.print(abi.Function.fromWords(words).?, &printed.writer);
    try std.testing.expectEqualStrings(text, printed.written());
}

test "an error says where" {
    var diagnostic: Diagnostic = .{};
    const text = "function 1 dynamic\nblock0():\n  launch\n";
    try std.testing.expectError(error.Syntax, parse(std.testing.allocator, text, &diagnostic));
    try std.testing.expectEqual(std.mem.indexOf(u8, text, "launch").?, diagnostic.offset);
}
