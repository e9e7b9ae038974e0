//! Numbers as text and text as numbers, in any base (Core, Double), and what writes them: output that the host flushes.

const std = @import("std");
const abi = @import("abi");
const library = @import("library.zig");
const Results = library.Results;
const Context = library.Context;
const moveBytes = @import("text.zig").moveBytes;
const range = library.range;
const variable = library.variable;

/// Digits of 128 bits in base 2, a sign, and what is put before them.
const longest_number = 130;
/// Numbers are padded to this width at most; a wider one is the host's matter.
const widest = 256;

/// BASE; 0 when it is none. No optional number: that goes through memory in two stores and one load, which waits for both.
inline fn baseOf(context: *const Context) u32 {
    const base: u32 = @truncate(variable(context, .base).*);
    return if (base >= 2 and base <= 36) base else 0;
}

fn digitOf(value: u32) u8 {
    return @intCast(if (value < 10) '0' + value else 'A' - 10 + value);
}

// ---- output ----

/// Room for so many bytes more in the output; null when the host has to flush it, or sees each character.
pub inline fn room(context: *Context, length: usize) ?[]u8 {
    const used = context.output_length;
    if (used + length > context.output_capacity) return null;
    context.output_length = used + @as(u32, @intCast(length));
    return @as([*]u8, @ptrFromInt(context.output))[used..][0..length];
}

/// CR ( -- )
pub fn endLine(context: *Context) ?Results {
    const to = room(context, 1) orelse return null;
    to[0] = '\n';
    return .{};
}

/// SPACES ( n -- )
pub fn spaces(context: *Context, wanted: u64) ?Results {
    const count: i64 = @bitCast(wanted);
    if (count > widest) return null;
    const to = room(context, @intCast(@max(0, count))) orelse return null;
    @memset(to, ' ');
    return .{};
}

/// A number that is to become a text.
const Number = struct {
    magnitude: u128,
    is_negative: bool = false,
    base: u32,

    inline fn of(magnitude: u128, base: u32) Number {
        return .{ .magnitude = magnitude, .base = base };
    }
};

/// A number's text, which grows from its last digit to its sign. It stays where it is made: giving it back would copy it.
const Text = struct {
    bytes: [longest_number]u8 = undefined,
    start: usize = longest_number,

    fn add(text: *Text, byte: u8) void {
        text.start -= 1;
        text.bytes[text.start] = byte;
    }

    fn write(text: *Text, number: Number) void {
        const base = number.base;
        var rest = number.magnitude;
        while (rest >> 64 != 0) : (rest /= base) text.add(digitOf(@intCast(rest % base)));
        var low: u64 = @intCast(rest);
        // A division by a constant takes a fraction of one by any other number.
        if (base == 10) {
            while (low >= 100) : (low /= 100) text.addPair(@intCast(low % 100));
            if (low >= 10) {
                text.addPair(@intCast(low));
            } else text.add(digitOf(@intCast(low)));
        } else {
            while (low >= base) : (low /= base) text.add(digitOf(@intCast(low % base)));
            text.add(digitOf(@intCast(low)));
        }
        if (number.is_negative) text.add('-');
    }

    /// The two digits of a number below 100.
    fn addPair(text: *Text, value: u32) void {
        text.start -= 2;
        text.bytes[text.start..][0..2].* = pairs[value];
    }

    fn slice(text: *const Text) []const u8 {
        return text.bytes[text.start..];
    }
};

const pairs: [100][2]u8 = made: {
    var result: [100][2]u8 = undefined;
    for (&result, 0..) |*pair, value| pair.* = .{ '0' + value / 10, '0' + value % 10 };
    break :made result;
};

inline fn signed(value: i128, base: u32) Number {
    return .{ .magnitude = @abs(value), .is_negative = value < 0, .base = base };
}

fn writeWithSpace(context: *Context, number: Number) ?Results {
    var text: Text = .{};
    text.write(number);
    return writeText(context, &text);
}

inline fn writeText(context: *Context, text: *const Text) ?Results {
    const digits_of = text.slice();
    const to = room(context, digits_of.len + 1) orelse return null;
    moveBytes(to.ptr, digits_of.ptr, digits_of.len);
    to[digits_of.len] = ' ';
    return .{};
}

fn writeRight(context: *Context, number: Number, width_cell: u64) ?Results {
    var text: Text = .{};
    text.write(number);
    const digits_of = text.slice();
    const width: i64 = @bitCast(width_cell);
    if (width > widest) return null;
    const length = @max(digits_of.len, @as(usize, @intCast(@max(0, width))));
    const to = room(context, length) orelse return null;
    @memset(to[0 .. length - digits_of.len], ' ');
    moveBytes(to.ptr + (length - digits_of.len), digits_of.ptr, digits_of.len);
    return .{};
}

fn double(low: u64, high: u64) u128 {
    return @as(u128, high) << 64 | low;
}

/// . ( n -- )
pub fn dot(context: *Context, value: u64) ?Results {
    const base = baseOf(context);
    if (base == 0) return null;
    return writeWithSpace(context, signed(@as(i64, @bitCast(value)), base));
}

/// U. ( u -- )
pub fn unsignedDot(context: *Context, value: u64) ?Results {
    const base = baseOf(context);
    if (base == 0) return null;
    return writeWithSpace(context, .of(value, base));
}

/// .R ( n1 n2 -- )
pub fn dotRight(context: *Context, value: u64, width: u64) ?Results {
    const base = baseOf(context);
    if (base == 0) return null;
    return writeRight(context, signed(@as(i64, @bitCast(value)), base), width);
}

/// U.R ( u n -- )
pub fn unsignedDotRight(context: *Context, value: u64, width: u64) ?Results {
    const base = baseOf(context);
    if (base == 0) return null;
    return writeRight(context, .of(value, base), width);
}

/// D. ( d -- )
pub fn doubleDot(context: *Context, low: u64, high: u64) ?Results {
    const base = baseOf(context);
    if (base == 0) return null;
    return writeWithSpace(context, signed(@bitCast(double(low, high)), base));
}

/// HEX. ( u -- ) (gforth)
pub fn hexDot(context: *Context, value: u64) ?Results {
    var text: Text = .{};
    text.write(.of(value, 16));
    text.add('$');
    return writeText(context, &text);
}

/// DEC. ( n -- ) (gforth)
pub fn decimalDot(context: *Context, value: u64) ?Results {
    return writeWithSpace(context, signed(@as(i64, @bitCast(value)), 10));
}

/// D.R ( d n -- )
pub fn doubleDotRight(context: *Context, low: u64, high: u64, width: u64) ?Results {
    const base = baseOf(context);
    if (base == 0) return null;
    return writeRight(context, signed(@bitCast(double(low, high)), base), width);
}

/// UD.R ( ud n -- )
pub fn unsignedDoubleDotRight(context: *Context, low: u64, high: u64, width: u64) ?Results {
    const base = baseOf(context);
    if (base == 0) return null;
    return writeRight(context, .of(double(low, high), base), width);
}

/// UD. ( ud -- )
pub fn unsignedDoubleDot(context: *Context, low: u64, high: u64) ?Results {
    const base = baseOf(context);
    if (base == 0) return null;
    return writeWithSpace(context, .of(double(low, high), base));
}

// ---- pictured numeric output: a text that grows downwards in its area of the data space ----

/// <# ( -- )
pub fn begin(context: *Context) ?Results {
    variable(context, .hold_start).* = abi.hold_area_end;
    variable(context, .hold_end).* = abi.hold_area_end;
    variable(context, .hold_nesting).* = 0;
    return .{};
}

/// The address of the text's first byte, when bytes may be added before it; else 0.
inline fn holdStart(context: *Context) u64 {
    const start = variable(context, .hold_start).*;
    return if (start >= abi.hold_area_start and start <= abi.hold_area_end) start else 0;
}

/// Adds bytes before the text. False when there is no room.
inline fn addBefore(context: *Context, bytes: []const u8) ?Results {
    const start = holdStart(context);
    if (start == 0 or start - abi.hold_area_start < bytes.len) return null;
    const to = start - bytes.len;
    moveBytes((range(context, to, bytes.len) orelse return null).ptr, bytes.ptr, bytes.len);
    variable(context, .hold_start).* = to;
    return .{};
}

inline fn addByteBefore(context: *Context, byte: u8) ?Results {
    const start = holdStart(context);
    if (start <= abi.hold_area_start or start > context.data_space_limit) return null;
    @as([*]u8, @ptrFromInt(context.data_space))[start - 1] = byte;
    variable(context, .hold_start).* = start - 1;
    return .{};
}

/// # ( ud1 -- ud2 )
pub fn digit(context: *Context, low: u64, high: u64) ?Results {
    const base = baseOf(context);
    if (base == 0) return null;
    if (high != 0) return digitOfDouble(context, double(low, high), base);
    const rest = if (base == 10) low / 10 else low / base;
    _ = addByteBefore(context, digitOf(@intCast(low - rest * base))) orelse return null;
    return .two(rest, 0);
}

fn digitOfDouble(context: *Context, value: u128, base: u32) ?Results {
    _ = addByteBefore(context, digitOf(@intCast(value % base))) orelse return null;
    const rest = value / base;
    return .two(@truncate(rest), @truncate(rest >> 64));
}

/// #S ( ud -- 0 0 )
pub fn digits(context: *Context, low: u64, high: u64) ?Results {
    const base = baseOf(context);
    if (base == 0) return null;
    var text: Text = .{};
    text.write(.of(double(low, high), base));
    _ = addBefore(context, text.slice()) orelse return null;
    return .two(0, 0);
}

/// #> ( ud -- c-addr u )
pub fn end(context: *Context, _: u64, _: u64) ?Results {
    const start = holdStart(context);
    if (start == 0) return null;
    const behind = variable(context, .hold_end).*;
    if (behind < start or behind > abi.hold_area_end) return null;
    return .two(start, behind - start);
}

/// HOLD ( char -- )
pub fn hold(context: *Context, char: u64) ?Results {
    return addByteBefore(context, @truncate(char));
}

/// HOLDS ( c-addr u -- )
pub fn holds(context: *Context, address: u64, length: u64) ?Results {
    // A text that overlaps its own target is copied byte by byte, from its end.
    const text = range(context, address, length) orelse return null;
    if (@as(u32, @truncate(address)) < abi.hold_area_end) return null;
    return addBefore(context, text);
}

/// SIGN ( n -- )
pub fn sign(context: *Context, value: u64) ?Results {
    return if (@as(i64, @bitCast(value)) < 0) addByteBefore(context, '-') else .{};
}

// ---- text to numbers ----

/// The value of a digit in any base up to 36, or a greater number.
fn valueOf(byte: u8) u32 {
    return switch (byte) {
        '0'...'9' => byte - '0',
        'a'...'z' => byte - 'a' + 10,
        'A'...'Z' => byte - 'A' + 10,
        else => 99,
    };
}

/// >NUMBER ( ud1 c-addr1 u1 -- ud2 c-addr2 u2 )
pub fn toNumber(context: *Context, before: u64, before_high: u64, address: u64, length: u64) ?Results {
    const base = baseOf(context);
    if (base == 0) return null;
    if (length >= 1 << 31) return null;
    const text = range(context, address, length) orelse return null;
    var value = double(before, before_high);
    var done: u64 = 0;
    // As long as no digit can overflow it, half as many bits suffice.
    if (value >> 64 == 0) {
        var low: u64 = @truncate(value);
        while (done < text.len and low < 1 << 58) : (done += 1) {
            const next = valueOf(text[done]);
            if (next >= base) break;
            low = low * base + next;
        }
        value = low;
    }
    while (done < text.len) : (done += 1) {
        const next = valueOf(text[done]);
        if (next >= base) break;
        value = value *% base +% next;
    }
    context.operand2 = @as(u32, @truncate(address)) + done;
    context.operand3 = length - done;
    return .two(@truncate(value), @truncate(value >> 64));
}

/// S>NUMBER? ( c-addr u -- d flag ) of digits, with or without a minus and points: what is rare is the host's matter.
pub fn stringToNumber(context: *Context, address: u64, length: u64) ?Results {
    const base = baseOf(context);
    if (base == 0) return null;
    // In greater bases a prefix looks like a digit.
    if (base > 16 or length > 32) return null;
    const text = range(context, address, length) orelse return null;
    const is_negative = text.len > 0 and text[0] == '-';
    const digits_of = if (is_negative) text[1..] else text;
    if (digits_of.len == 0) return null;
    if (isNoNumber(digits_of, base)) {
        context.operand2 = library.flag(false);
        return .two(0, 0);
    }
    const prefixed: u32 = switch (text[0]) {
        '$' => 16,
        '#' => 10,
        '%' => 2,
        else => 0,
    };
    if (prefixed != 0 and text.len > 1) return digitsAfterPrefix(context, text[1..], prefixed, false);
    return digitsAfterPrefix(context, digits_of, base, is_negative);
}

/// Whether a text begins with a letter that is no digit, which no number does.
fn isNoNumber(text: []const u8, base: u32) bool {
    const first = valueOf(text[0]);
    return first >= base and first < 36;
}

/// Points make a number a double, of which DPL tells where the last one was; two beside each other are the host's matter.
/// What digits begin and a letter follows is no number: the digits are left (gforth).
fn digitsAfterPrefix(context: *Context, digits_of: []const u8, base: u32, is_negative: bool) ?Results {
    var value: u64 = 0;
    var point: usize = digits_of.len;
    var count: usize = 0;
    for (digits_of, 0..) |byte, at| {
        if (byte == '.') {
            if (at == point + 1) return null;
            point = at;
            continue;
        }
        const next = valueOf(byte);
        if (value >= 1 << 58) return null;
        if (next >= base) {
            // 0x begins a number of base 16.
            if (next >= 36 or count == 0 or at != count or digits_of[0] == '0') return null;
            context.operand2 = library.flag(false);
            return .two(value, 0);
        }
        value = value * base + next;
        count += 1;
    }
    if (count == 0) return null;
    const is_double = point < digits_of.len;
    variable(context, .point_place).* = if (is_double) digits_of.len - point - 1 else std.math.maxInt(u64);
    context.operand2 = library.flag(true);
    return .two(if (is_negative) 0 -% value else value, library.flag(is_negative and value != 0));
}

fn textOf(number: Number) Text {
    var text: Text = .{};
    text.write(number);
    return text;
}

test "numbers in every base" {
    const testing = std.testing;
    try testing.expectEqualStrings("-170141183460469231731687303715884105728", textOf(signed(std.math.minInt(i128), 10)).slice());
    try testing.expectEqualStrings("ZZ", textOf(.of(35 * 36 + 35, 36)).slice());
    try testing.expectEqual(128, textOf(.of(std.math.maxInt(u128), 2)).slice().len);
    try testing.expectEqualStrings("0", textOf(signed(0, 10)).slice());
}
