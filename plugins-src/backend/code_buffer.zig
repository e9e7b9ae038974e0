//! Growing code with labels, relocations, positions, and constants behind it: what assemblers have in common.
//!
//! Running out of memory is remembered and told in the end, so that writing an instruction is a plain call.

const std = @import("std");
const abi = @import("abi");

pub const Label = u32;
pub const Symbol = struct { kind: abi.SymbolKind, index: u32, effect: u32 = 0, addend: i32 = 0 };
/// A 64-bit constant behind the code.
pub const Constant = struct { bits: u64, label: Label };

const unbound = abi.none;

/// Methods of an assembler. It has the fields `allocator`, `code`, `relocations`, `positions`, `labels`, `constants` and
/// `out_of_memory`.
pub fn CodeBuffer(comptime Assembler: type) type {
    return struct {
        pub fn offset(a: *const Assembler) u32 {
            return @intCast(a.code.items.len);
        }

        pub fn append(a: *Assembler, bytes: []const u8) void {
            a.code.appendSlice(a.allocator, bytes) catch a.runOut();
        }

        pub fn newLabel(a: *Assembler) Label {
            const label: Label = @intCast(a.labels.items.len);
            a.labels.append(a.allocator, unbound) catch a.runOut();
            return label;
        }

        pub fn bind(a: *Assembler, label: Label) void {
            if (a.out_of_memory) return;
            std.debug.assert(a.labels.items[label] == unbound);
            a.labels.items[label] = offset(a);
        }

        /// Where a label lies that is bound already.
        pub fn placeOf(a: *const Assembler, label: Label) ?u32 {
            if (a.out_of_memory or a.labels.items[label] == unbound) return null;
            return a.labels.items[label];
        }

        /// Where a 64-bit constant will lie.
        pub fn constantLabel(a: *Assembler, bits: u64) Label {
            const recent = a.constants.items[a.constants.items.len -| 64..];
            for (recent) |known| if (known.bits == bits) return known.label;
            const label = newLabel(a);
            a.constants.append(a.allocator, .{ .bits = bits, .label = label }) catch a.runOut();
            return label;
        }

        /// Writes the constants, where the code is aligned for them; the last thing before fixups.
        pub fn appendConstants(a: *Assembler) error{OutOfMemory}!void {
            for (a.constants.items) |entry| {
                bind(a, entry.label);
                append(a, &std.mem.toBytes(std.mem.nativeToLittle(u64, entry.bits)));
            }
            if (a.out_of_memory) return error.OutOfMemory;
        }

        /// The position of the instruction that was just written, whose return address is here, or that begins here.
        pub fn position(a: *Assembler, number: u32, stack_offset: u32, flag: abi.CodePositionFlag) void {
            a.positions.append(a.allocator, .{
                .offset = offset(a),
                .position = number,
                .stack_offset = stack_offset,
                .flags = @backingInt(flag),
            }) catch a.runOut();
        }

        /// What comes next holds the address of a symbol.
        pub fn relocate(a: *Assembler, kind: abi.RelocationKind, symbol: Symbol) void {
            a.relocations.append(a.allocator, .{
                .offset = offset(a),
                .kind = @backingInt(kind),
                .symbol_kind = @backingInt(symbol.kind),
                .index = symbol.index,
                .addend = @bitCast(symbol.addend),
                .effect = symbol.effect,
            }) catch a.runOut();
        }

        pub fn runOut(a: *Assembler) void {
            a.out_of_memory = true;
        }
    };
}
