//! Floats that no code computes, and floats to the output (Floating, Floating ext; gforth's F.RDP and F.S).

const std = @import("std");
const abi = @import("abi");
const float_text = @import("float_text.zig");
const functions = @import("floats");
const host = @import("../host.zig");
const output = @import("../output.zig");
const places = @import("places.zig");
const Error = host.Error;
const Room = float_text.Room;
const Text = float_text.Text;

comptime {
    for (.{
        .{ "fsin", functions.sin },     .{ "fcos", functions.cos },     .{ "ftan", functions.tan },
        .{ "fasin", functions.asin },   .{ "facos", functions.acos },   .{ "fatan", functions.atan },
        .{ "fsinh", functions.sinh },   .{ "fcosh", functions.cosh },   .{ "ftanh", functions.tanh },
        .{ "fasinh", functions.asinh }, .{ "facosh", functions.acosh }, .{ "fatanh", functions.atanh },
        .{ "fexp", functions.exp },     .{ "fexpm1", functions.expm1 }, .{ "fln", functions.ln },
        .{ "flnp1", functions.lnp1 },   .{ "flog", functions.log },     .{ "falog", functions.exp10 },
    }) |function| host.exportWord(function[0], ofOne(function[1]));
    host.exportWord("fatan2", ofTwo(functions.atan2));
    host.exportWord("f**", ofTwo(functions.pow));
    host.exportWord("fcopysign", copySign);
    host.exportWord("(>float)", toFloat);
    host.exportWord("(d>f)", fromDouble);
    host.exportWord("(f>d)", toDouble);
    host.exportWord("represent", represent);
    host.exportWord("f.", printing(float_text.formatFixed, " "));
    host.exportWord("fe.", printing(float_text.formatEngineering, ""));
    host.exportWord("fs.", printing(float_text.formatScientific, ""));
    host.exportWord("f.rdp", printWidth);
    host.exportWord("(f>buf-rdp)", widthToMemory);
    host.exportWord("f>str-rdp", widthToHoldArea);
    host.exportWord("f.s", printStack);
}

// ---- functions ----

/// ( F: r -- r )
fn ofOne(comptime function: fn (f64) f64) fn () Error!void {
    return struct {
        fn word() Error!void {
            const place = try host.floatBelow(0);
            place.* = function(place.*);
        }
    }.word;
}

/// ( F: r1 r2 -- r )
fn ofTwo(comptime function: fn (f64, f64) f64) fn () Error!void {
    return struct {
        fn word() Error!void {
            const second = try host.popFloat();
            try host.pushFloat(function(try host.popFloat(), second));
        }
    }.word;
}

fn copySign() Error!void {
    const sign = try host.popFloat();
    const magnitude = @abs(try host.popFloat());
    // What is no number has no sign that counts.
    try host.pushFloat(if (sign == sign and std.math.signbit(sign)) -magnitude else magnitude);
}

// ---- conversions ----

/// What >FLOAT is made of: ( c-addr u -- flag F: -- r ), with a zero for what is no float.
fn toFloat() Error!void {
    const value = float_text.parse(try places.popName());
    try host.pushFloat(value orelse 0);
    try host.pushFlag(value != null);
}

/// To the nearest double, ties to even.
fn fromDouble() Error!void {
    const value: i128 = @bitCast(try host.popDouble());
    const magnitude = @abs(value);
    const unused: u7 = @intCast(@clz(magnitude | 1));
    // The upper 64 bits, of which the last one says whether there is more below.
    const normal = magnitude << unused;
    var upper: u64 = @truncate(normal >> 64);
    if (@as(u64, @truncate(normal)) != 0) upper |= 1;
    const scale: f64 = @bitCast(@as(u64, 1023 + 64 - @as(u64, unused)) << 52);
    const float = @as(f64, @floatFromInt(upper)) * scale;
    try host.pushFloat(if (value < 0) -float else float);
}

fn toDouble() Error!void {
    const value = @trunc(try host.popFloat());
    if (!(value >= -0x1p127 and value < 0x1p127)) return host.throw(.out_of_range);
    const bits: u64 = @bitCast(value);
    const exponent = @as(i32, @intCast(bits >> 52 & 0x7FF)) - 1075;
    const mantissa: u128 = bits & ((1 << 52) - 1) | 1 << 52;
    const magnitude = if (value == 0) 0 else if (exponent >= 0) mantissa << @intCast(exponent) else mantissa >> @intCast(-exponent);
    try host.pushDouble(if (value < 0) 0 -% magnitude else magnitude);
}

fn represent() Error!void {
    const target = try host.popBytes();
    const value = try host.popFloat();
    if (float_text.specialText(value)) |special| {
        @memset(target, ' ');
        const length = @min(special.len, target.len);
        @memcpy(target[0..length], special[0..length]);
        return pushRepresented(0, value < 0, false);
    }
    var digits: [float_text.most_digits]u8 = undefined;
    const number: float_text.Represented = .of(value, @min(target.len, float_text.most_digits), &digits);
    @memset(target, '0');
    @memcpy(target[0..number.digits.len], number.digits);
    try pushRepresented(number.exponent, number.is_negative, true);
}

fn pushRepresented(exponent: i32, is_negative: bool, is_number: bool) Error!void {
    try host.pushSigned(exponent);
    try host.pushFlag(is_negative);
    try host.pushFlag(is_number);
}

// ---- output ----

/// ( F: r -- )
/// @param special what follows an infinity and what is no number; gforth has a blank behind those of F. alone
fn printing(comptime format: fn (f64, i64, *Room) Text, comptime special: []const u8) fn () Error!void {
    return struct {
        fn word() Error!void {
            const value = try host.popFloat();
            const wanted: i64 = @bitCast(places.systemCell(.precision).*);
            if (float_text.specialText(value)) |text| {
                // As in gforth, what is no number has no more characters than a number would have digits.
                const length: i64 = @intCast(text.len);
                const shown = if (wanted < 0) @max(0, length +| wanted) else @min(wanted, length);
                try output.typeBytes(text[0..@intCast(shown)]);
                return output.typeBytes(special);
            }
            var room: Room = .{};
            try write(format(value, wanted, &room));
            try output.emit(' ');
        }
    }.word;
}

fn write(text: Text) Error!void {
    for (text.all()) |piece| {
        try output.typeBytes(piece.bytes);
        for (0..piece.repeated) |_| try output.emit(piece.fill);
    }
}

/// The greatest width of a number.
const widest = 65536;

/// ( +nr +nd +np -- F: r -- )
const Format = struct {
    value: f64,
    width: usize,
    decimals: u64,
    significant: u64,

    fn pop() Error!Format {
        const significant = @max(0, try host.popSigned());
        const decimals = @max(0, try host.popSigned());
        const width = std.math.clamp(try host.popSigned(), 0, widest);
        return .{
            .value = try host.popFloat(),
            .width = @intCast(width),
            .decimals = @intCast(decimals),
            .significant = @intCast(significant),
        };
    }

    fn text(format: Format, room: *Room) Text {
        return float_text.formatWidth(format.value, format.width, format.decimals, format.significant, room);
    }
};

fn printWidth() Error!void {
    const format: Format = try .pop();
    var room: Room = .{};
    try write(format.text(&room));
}

fn widthToMemory() Error!void {
    const format: Format = try .pop();
    const target = try host.bytesAt(try host.popAddress(), format.width);
    var room: Room = .{};
    format.text(&room).writeTo(target);
}

/// The text lies where numbers are formatted, as much of it as there is room for.
fn widthToHoldArea() Error!void {
    const format: Format = try .pop();
    var room: Room = .{};
    const text = format.text(&room);
    const area = host.bytes[abi.hold_area_start..abi.hold_area_end];
    var length: usize = 0;
    for (text.all()) |piece| {
        const shown = @min(piece.bytes.len + piece.repeated, area.len - length);
        const target = area[length..][0..shown];
        if (piece.repeated > 0) @memset(target, piece.fill) else @memcpy(target, piece.bytes[0..shown]);
        length += shown;
    }
    try host.pushText(abi.hold_area_start, length);
}

fn printStack() Error!void {
    const depth = host.context.float_depth;
    try places.printDepth(depth);
    var index = depth;
    while (index > 0) {
        index -= 1;
        var room: Room = .{};
        try write(float_text.formatForStack((try host.floatBelow(index)).*, &room));
        try output.emit(' ');
    }
}
