//! Words that give a number, the address of a variable of the system, or keep one.

const abi = @import("abi");
const host = @import("../host.zig");
const places = @import("places.zig");
const Error = host.Error;

comptime {
    for (.{
        .{ ">in", @backingInt(abi.SystemVariable.to_in) },
        .{ "base", @backingInt(abi.SystemVariable.base) },
        .{ "dpl", @backingInt(abi.SystemVariable.point_place) },
        .{ "dp", @backingInt(abi.SystemVariable.here) },
        .{ "state", places.addressOf(.state) },
        .{ "blk", places.addressOf(.block) },
        .{ "scr", places.addressOf(.screen) },
        .{ "span", places.addressOf(.span) },
        .{ "assert-level", places.addressOf(.assert_level) },
        .{ "warnings", places.addressOf(.warnings) },
        .{ "csp", places.addressOf(.control_stack_depth) },
        .{ "sp0", places.addressOf(.data_stack_base) },
        .{ "s0", places.addressOf(.data_stack_base) },
        .{ "fp0", places.addressOf(.float_stack_base) },
        .{ "rp0", places.addressOf(.return_stack_base) },
        .{ "r0", places.addressOf(.return_stack_base) },
        // File access methods, and the fileids of the standard streams.
        .{ "r/o", 0 },
        .{ "r/w", 2 },
        .{ "w/o", 4 },
        .{ "stdin", 1 },
        .{ "stdout", 2 },
        .{ "stderr", 3 },
        // How texts are encoded.
        .{ "utf-8", 1 },
        .{ "get-encoding", 1 },
    }) |constant| host.exportWord(constant[0], giving(constant[1]));
    host.exportWord("decimal", settingBase(10));
    host.exportWord("hex", settingBase(16));
    host.exportWord("bin", binary);
    host.exportWord("set-encoding", setEncoding);
}

/// ( -- x )
fn giving(comptime value: u64) fn () Error!void {
    return struct {
        fn word() Error!void {
            try host.pushCell(value);
        }
    }.word;
}

fn settingBase(comptime base: u64) fn () Error!void {
    return struct {
        fn word() Error!void {
            host.variable(.base).* = base;
        }
    }.word;
}

/// ( fam -- fam )
fn binary() Error!void {
    (try host.cellBelow(0)).* |= 1;
}

fn setEncoding() Error!void {
    if (try host.pop() != 1) return host.throwWith(.unsupported, "texts are UTF-8 here");
}
