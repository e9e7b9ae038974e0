//! What a body is expanded to: a linear program without words' kinds, labels and patterns.

const std = @import("std");
const abi = @import("abi");

/// `a` and `b` as noted; stack effects in Forth's notation.
pub const StepKind = enum(u8) {
    /// a, b = low and high half ( -- x )
    literal,
    /// a, b = bits ( F: -- r )
    float_literal,
    /// a = Op, b = its immediate if it has one
    op,
    /// a = Shuffle: one that only moves values between the three stacks
    shuffle,
    /// a = how deep, a number known at compile time
    pick,
    roll,
    f_pick,
    /// Depth from the stack ( u -- … ); only in the dynamic form, as are `depth` and `f_depth`
    pick_variable,
    roll_variable,
    f_pick_variable,
    depth,
    f_depth,
    /// a = word of known effect, or the word that is compiled; b = 1: it never comes back
    call,
    /// a = word of unknown effect; b = 0, or of CATCH, the packed effect of the word whose token is on top
    call_stack,
    /// CATCH ( i*x xt -- j*x 0 | i*x n ), a = its word, b = the word that it has caught, 0 = nobody knows
    catch_token,
    /// ( i*x xt -- j*x ), a = the word that it has executed, 0 = nobody knows; b = another one that it may execute, or 0
    execute,
    /// Of the fast copy of a body with guesses (speculate.zig): whether the in-memory stacks hold what it takes ( -- flag ).
    enough,
    /// From here on the stacks are values …
    take_inputs,
    /// … and from here on they are in memory.
    leave,
    /// a = packed effect: executes with everything in memory ( i*x xt -- flag: as many cells and floats are there as the
    /// effect says )
    execute_in_memory,
    /// a = packed effect of a word that takes as many cells as it leaves, b = CATCH: the same ( i*x xt -- i*x n flag )
    catch_in_memory,
    /// What the fast copy has at this height is taken back from memory.
    take_back,
    /// CATCH of a word of known effect: a = the word that does it, b = packed effect ( i*x xt -- j*x n )
    catch_known,
    /// a = packed effect ( xt -- xt flag )
    has_effect,
    /// a = packed effect ( i*x xt -- j*x )
    call_through,
    /// a = label, then step number once the labels are resolved
    branch,
    branch_zero,
    exit,
    /// The step before it never returns.
    end,
    /// ( limit start -- ) opens loop parameters
    do,
    /// index + 1 ( -- flag: the loop is over )
    loop_step,
    /// a = 0: index + n, otherwise index - u ( n -- flag: the loop is over )
    plus_loop_step,
    unloop,
    /// a = loop, counted from the innermost ( -- index )
    index,
    /// a = local
    local_get,
    local_set,
    float_local_get,
    float_local_set,
};

pub const Step = struct {
    kind: StepKind,
    a: u32,
    b: u32,
    /// The record in the body pool that a step stands for; in a spliced body, the call's.
    record: u32,

    pub fn isOp(step: Step, op: abi.Op) bool {
        return step.kind == .op and step.a == @backingInt(op);
    }

    pub fn isShuffle(step: Step, shuffle: abi.Shuffle) bool {
        return step.kind == .shuffle and step.a == @backingInt(shuffle);
    }

    pub fn isLiteralZero(step: Step) bool {
        return step.kind == .literal and step.a | step.b == 0;
    }

    /// The op of a step of that kind.
    pub fn asOp(step: Step) abi.Op {
        std.debug.assert(step.kind == .op and step.a < abi.ops.table.len);
        return @fromBackingInt(step.a);
    }

    pub fn asShuffle(step: Step) abi.Shuffle {
        std.debug.assert(step.kind == .shuffle and step.a <= @backingInt(abi.Shuffle.execute));
        return @fromBackingInt(step.a);
    }
};

/// The expanded body.
pub const Steps = struct {
    list: std.ArrayList(Step) = .empty,
    cell_locals: u32 = 0,
    float_locals: u32 = 0,
};

/// How many operands of an op are cells and floats.
pub const Operands = struct {
    cells: u8,
    floats: u8,

    /// By op number.
    pub const of: [abi.ops.table.len]Operands = blk: {
        var counts: [abi.ops.table.len]Operands = undefined;
        for (&counts, abi.ops.table) |*count, info| {
            count.* = .{ .cells = 0, .floats = 0 };
            for (info.operands) |operand| switch (operand) {
                .cell => count.cells += 1,
                .float => count.floats += 1,
            };
        }
        break :blk counts;
    };
};
