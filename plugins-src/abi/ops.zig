//! The one op table of ForthIR. The enum, the printers, the verifiers and the TypeScript bindings are derived
//! from it; the order is the numbering. A new op goes at the end of its group together with a new `abi_version`.

const std = @import("std");

/// The type of an SSA value.
pub const ValueType = enum(u32) { cell = 0, float = 1 };

/// What the fields a, b and c of an instruction mean. Fields that a shape does not use are zero.
pub const Shape = enum(u32) {
    /// No operands.
    none = 0,
    /// a = value.
    v1 = 1,
    /// a, b = values.
    v2 = 2,
    /// a, b, c = values.
    v3 = 3,
    /// b = start in extra, c = 4: four values there.
    v4 = 4,
    /// a = low half, b = high half of a 64-bit constant.
    imm64 = 5,
    /// a = number.
    imm32 = 6,
    /// a = value, b = number.
    v1imm = 7,
    /// a, b = values, c = number.
    v2imm = 8,
    /// a = word, b = start in extra, c = argument count; extra[b] = cell results, extra[b+1] = float results,
    /// extra[b+2 …] = arguments, cells (deepest first) before floats.
    call = 9,
    /// b = start in extra, c = count: values, cells (deepest first) before floats.
    list = 10,
    /// a = target block, b = start in extra, c = argument count.
    jump = 11,
    /// a = condition, b = start in extra, c = number of words there:
    /// then block, its argument count, its arguments, else block, its argument count, its arguments.
    branch = 12,
};

/// What an instruction may do besides computing its results.
pub const Purity = enum(u32) {
    /// Nothing: may be removed, repeated and moved.
    pure = 0,
    /// May THROW; otherwise pure.
    traps = 1,
    /// Reads the data space (and may THROW -9).
    reads = 2,
    /// Writes the data space (and may THROW -9).
    writes = 3,
    /// Anything: stays where it is.
    effects = 4,
    /// Ends a block.
    terminator = 5,
};

/// The immediate of `fmath1`.
pub const FloatFunction = enum(u32) {
    sin = 0,
    cos,
    tan,
    asin,
    acos,
    atan,
    sinh,
    cosh,
    tanh,
    asinh,
    acosh,
    atanh,
    exp,
    expm1,
    ln,
    lnp1,
    log,
    exp10,
};

/// The immediate of `fmath2`.
pub const FloatFunction2 = enum(u32) { atan2 = 0, pow };

/// One row of the op table.
pub const OpInfo = struct {
    op: Op,
    shape: Shape,
    /// Types of the value operands in order; empty for the shapes `call`, `list` and `jump`, whose values vary.
    operands: []const ValueType,
    cell_results: u32,
    float_results: u32,
    purity: Purity,
    /// The op touches the in-memory data or float stack itself, so only dynamic functions may hold it.
    memory_stack: bool = false,
    meaning: []const u8,
};

pub const Op = enum(u32) {
    @"const" = 0,
    fconst,
    add,
    sub,
    mul,
    @"and",
    @"or",
    xor,
    shl,
    shr,
    sar,
    eq,
    ne,
    lt,
    le,
    ult,
    ule,
    select,
    div,
    mod,
    umul,
    smul,
    udivmod,
    sdivrem,
    fdivmod,
    dadd,
    dsub,
    load,
    load8,
    load16,
    load32,
    store,
    store8,
    store16,
    store32,
    fload,
    sfload,
    fstore,
    sfstore,
    fadd,
    fsub,
    fmul,
    fdiv,
    fmin,
    fmax,
    fneg,
    fabs,
    fsqrt,
    ffloor,
    fround,
    ftrunc,
    feq,
    flt,
    fle,
    stof,
    ftos,
    fmath1,
    fmath2,
    push,
    pop,
    fpush,
    fpop,
    rpush,
    rpop,
    rpick,
    depth,
    fdepth,
    pick,
    fpick,
    roll,
    call,
    call_stack,
    execute,
    poll,
    throw,
    has_effect,
    call_through,
    jump,
    branch,
    @"return",
    @"unreachable",
};

const c1 = [_]ValueType{.cell};
const c2 = [_]ValueType{ .cell, .cell };
const c3 = [_]ValueType{ .cell, .cell, .cell };
const c4 = [_]ValueType{ .cell, .cell, .cell, .cell };
const f1 = [_]ValueType{.float};
const f2 = [_]ValueType{ .float, .float };
const f1c1 = [_]ValueType{ .float, .cell };
const no = [_]ValueType{};

fn row(op: Op, shape: Shape, operands: []const ValueType, cells: u32, floats: u32, purity: Purity, meaning: []const u8) OpInfo {
    return .{
        .op = op,
        .shape = shape,
        .operands = operands,
        .cell_results = cells,
        .float_results = floats,
        .purity = purity,
        .meaning = meaning,
    };
}

/// A row of an op that touches the in-memory data or float stack.
fn stackRow(op: Op, shape: Shape, operands: []const ValueType, cells: u32, floats: u32, meaning: []const u8) OpInfo {
    var entry = row(op, shape, operands, cells, floats, .effects, meaning);
    entry.memory_stack = true;
    return entry;
}

/// Indexed by op number.
pub const table = [_]OpInfo{
    row(.@"const", .imm64, &no, 1, 0, .pure, "a 64-bit constant"),
    row(.fconst, .imm64, &no, 0, 1, .pure, "a float constant, given by its IEEE-754 bits"),

    row(.add, .v2, &c2, 1, 0, .pure, "a + b, wrapping"),
    row(.sub, .v2, &c2, 1, 0, .pure, "a - b, wrapping"),
    row(.mul, .v2, &c2, 1, 0, .pure, "a * b, wrapping"),
    row(.@"and", .v2, &c2, 1, 0, .pure, "bitwise and"),
    row(.@"or", .v2, &c2, 1, 0, .pure, "bitwise or"),
    row(.xor, .v2, &c2, 1, 0, .pure, "bitwise exclusive or"),
    row(.shl, .v2, &c2, 1, 0, .pure, "a shifted left by b (unsigned); 64 and more give 0"),
    row(.shr, .v2, &c2, 1, 0, .pure, "a shifted right by b, zeros coming in; 64 and more give 0"),
    row(.sar, .v2, &c2, 1, 0, .pure, "a shifted right by b, the sign coming in; 64 and more give the sign"),
    row(.eq, .v2, &c2, 1, 0, .pure, "flag: a = b"),
    row(.ne, .v2, &c2, 1, 0, .pure, "flag: a <> b"),
    row(.lt, .v2, &c2, 1, 0, .pure, "flag: a < b, signed"),
    row(.le, .v2, &c2, 1, 0, .pure, "flag: a <= b, signed"),
    row(.ult, .v2, &c2, 1, 0, .pure, "flag: a < b, unsigned"),
    row(.ule, .v2, &c2, 1, 0, .pure, "flag: a <= b, unsigned"),
    row(.select, .v3, &c3, 1, 0, .pure, "b when a is not zero, else c"),

    row(.div, .v2, &c2, 1, 0, .traps, "floored quotient; zero divisor THROWs -10; most negative / -1 wraps"),
    row(.mod, .v2, &c2, 1, 0, .traps, "floored remainder; zero divisor THROWs -10"),
    row(.umul, .v2, &c2, 2, 0, .pure, "UM*: unsigned double product, low then high"),
    row(.smul, .v2, &c2, 2, 0, .pure, "M*: signed double product, low then high"),
    row(.udivmod, .v3, &c3, 2, 0, .traps, "UM/MOD: (low high divisor) to remainder, quotient; THROWs -10, -11"),
    row(.sdivrem, .v3, &c3, 2, 0, .traps, "SM/REM: (low high divisor) to remainder, quotient; THROWs -10, -11"),
    row(.fdivmod, .v3, &c3, 2, 0, .traps, "FM/MOD: (low high divisor) to remainder, quotient; THROWs -10, -11"),
    row(.dadd, .v4, &c4, 2, 0, .pure, "D+: (low high low high) to low, high"),
    row(.dsub, .v4, &c4, 2, 0, .pure, "D-: (low high low high) to low, high"),

    row(.load, .v1, &c1, 1, 0, .reads, "the cell at address a"),
    row(.load8, .v1, &c1, 1, 0, .reads, "the byte at address a, zero-extended"),
    row(.load16, .v1, &c1, 1, 0, .reads, "the 16-bit number at address a, zero-extended"),
    row(.load32, .v1, &c1, 1, 0, .reads, "the 32-bit number at address a, zero-extended"),
    row(.store, .v2, &c2, 0, 0, .writes, "store cell a at address b"),
    row(.store8, .v2, &c2, 0, 0, .writes, "store the low 8 bits of a at address b"),
    row(.store16, .v2, &c2, 0, 0, .writes, "store the low 16 bits of a at address b"),
    row(.store32, .v2, &c2, 0, 0, .writes, "store the low 32 bits of a at address b"),
    row(.fload, .v1, &c1, 0, 1, .reads, "the double at address a"),
    row(.sfload, .v1, &c1, 0, 1, .reads, "the single at address a, widened"),
    row(.fstore, .v2, &f1c1, 0, 0, .writes, "store float a at address b as a double"),
    row(.sfstore, .v2, &f1c1, 0, 0, .writes, "store float a at address b as a single, rounded"),

    row(.fadd, .v2, &f2, 0, 1, .pure, "a + b"),
    row(.fsub, .v2, &f2, 0, 1, .pure, "a - b"),
    row(.fmul, .v2, &f2, 0, 1, .pure, "a * b"),
    row(.fdiv, .v2, &f2, 0, 1, .pure, "a / b, as IEEE-754 has it (no THROW)"),
    row(.fmin, .v2, &f2, 0, 1, .pure, "the lesser; NaN when either is one, -0 before 0"),
    row(.fmax, .v2, &f2, 0, 1, .pure, "the greater; NaN when either is one, -0 before 0"),
    row(.fneg, .v1, &f1, 0, 1, .pure, "a with its sign changed"),
    row(.fabs, .v1, &f1, 0, 1, .pure, "a without its sign"),
    row(.fsqrt, .v1, &f1, 0, 1, .pure, "square root"),
    row(.ffloor, .v1, &f1, 0, 1, .pure, "rounded towards negative infinity"),
    row(.fround, .v1, &f1, 0, 1, .pure, "FROUND: rounded to nearest, ties to even"),
    row(.ftrunc, .v1, &f1, 0, 1, .pure, "rounded towards zero"),
    row(.feq, .v2, &f2, 1, 0, .pure, "flag: a = b"),
    row(.flt, .v2, &f2, 1, 0, .pure, "flag: a < b"),
    row(.fle, .v2, &f2, 1, 0, .pure, "flag: a <= b"),
    row(.stof, .v1, &c1, 0, 1, .pure, "S>F: the signed cell as a float, rounded to nearest even"),
    row(.ftos, .v1, &f1, 1, 0, .traps, "F>S: truncated to a signed cell; out of range THROWs -11"),
    row(.fmath1, .v1imm, &f1, 0, 1, .pure, "the FloatFunction b of a"),
    row(.fmath2, .v2imm, &f2, 0, 1, .pure, "the FloatFunction2 c of a and b"),

    stackRow(.push, .v1, &c1, 0, 0, "push a on the data stack; overflow THROWs -3"),
    stackRow(.pop, .none, &no, 1, 0, "pop from the data stack; underflow THROWs -4"),
    stackRow(.fpush, .v1, &f1, 0, 0, "push a on the float stack; overflow THROWs -44"),
    stackRow(.fpop, .none, &no, 0, 1, "pop from the float stack; underflow THROWs -45"),
    row(.rpush, .v1, &c1, 0, 0, .effects, "push a on the in-memory return stack; overflow THROWs -5"),
    row(.rpop, .none, &no, 1, 0, .effects, "pop from the in-memory return stack; underflow THROWs -6"),
    row(.rpick, .imm32, &no, 1, 0, .effects, "copy cell a (0 = top) of the in-memory return stack; THROWs -6"),
    stackRow(.depth, .none, &no, 1, 0, "cells on the data stack"),
    stackRow(.fdepth, .none, &no, 1, 0, "floats on the float stack"),
    stackRow(.pick, .v1, &c1, 1, 0, "copy cell a (0 = top) of the data stack; THROWs -4"),
    stackRow(.fpick, .v1, &c1, 0, 1, "copy float a (0 = top) of the float stack; THROWs -45"),
    stackRow(.roll, .v1, &c1, 0, 0, "ROLL the top a + 1 cells of the data stack; THROWs -4"),

    row(.call, .call, &no, 0, 0, .effects, "call a word of known effect: arguments and results are values"),
    stackRow(.call_stack, .imm32, &no, 0, 0, "call word a; its arguments and results are on the in-memory stacks"),
    stackRow(.execute, .v1, &c1, 0, 0, "call the word whose xt is a; everything is on the in-memory stacks"),
    row(.poll, .none, &no, 0, 0, .effects, "look at the interrupt flag (at loop back edges)"),
    row(.throw, .v1, &c1, 0, 0, .effects, "THROW a; zero does nothing"),
    row(.has_effect, .v2, &c2, 1, 0, .effects, "whether the word whose xt is a can be called with the packed effect b; 0 where that is not known"),
    row(.call_through, .call, &no, 0, 0, .effects, "call the word whose xt is the first argument with the others, after has_effect; a is no word but the packed effect"),

    row(.jump, .jump, &no, 0, 0, .terminator, "go to a block"),
    row(.branch, .branch, &c1, 0, 0, .terminator, "go to the first block when a is not zero, else to the second"),
    row(.@"return", .list, &no, 0, 0, .terminator, "end the function with these results"),
    row(.@"unreachable", .none, &no, 0, 0, .terminator, "never reached, as after a THROW of a known code"),
};

/// The row of `op`.
pub fn info(op: Op) *const OpInfo {
    return &table[@backingInt(op)];
}

/// The row of the op with this number, null when there is none.
pub fn infoOf(number: u32) ?*const OpInfo {
    return if (number < table.len) &table[number] else null;
}

comptime {
    const names = @typeInfo(Op).@"enum".field_names;
    if (names.len != table.len) @compileError("the op table does not cover the op enum");
    for (table, 0..) |entry, index| {
        if (@backingInt(entry.op) != index) @compileError("op table out of order at " ++ names[index]);
    }
}

/// The name of an op in textual ForthIR and in TypeScript.
pub fn textName(op: Op) []const u8 {
    return text_names[@backingInt(op)];
}

/// The op of this name.
pub fn byTextName(name: []const u8) ?Op {
    for (text_names, 0..) |candidate, number| {
        if (std.mem.eql(u8, candidate, name)) return @fromBackingInt(@intCast(number));
    }
    return null;
}

const text_names: [table.len][]const u8 = blk: {
    var names: [table.len][]const u8 = undefined;
    for (&names, table) |*name, entry| name.* = camelCase(@tagName(entry.op));
    break :blk names;
};

/// `some_name` as `someName`: how TypeScript writes a name of the contract.
pub fn camelCase(comptime name: []const u8) []const u8 {
    return comptime blk: {
        @setEvalBranchQuota(10_000);
        var result: []const u8 = "";
        var upper = false;
        for (name) |byte| {
            if (byte != '_') result = result ++ .{if (upper) std.ascii.toUpper(byte) else byte};
            upper = byte == '_';
        }
        break :blk result;
    };
}
