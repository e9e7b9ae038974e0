//! Cuts textual ForthIR into names, numbers and punctuation; blanks and comments are skipped.

const std = @import("std");

pub const Lexer = struct {
    text: []const u8,
    /// The token under the cursor; empty at the end.
    current: []const u8 = "",
    start: usize = 0,
    end: usize = 0,
    /// What the failed step wanted to see.
    expected: []const u8 = "",

    pub fn isAtEnd(lexer: *const Lexer) bool {
        return lexer.current.len == 0;
    }

    pub fn advance(lexer: *Lexer) error{Syntax}!void {
        lexer.start = skipBlanks(lexer.text, lexer.end);
        const length = tokenLength(lexer.text[lexer.start..]);
        lexer.end = lexer.start + length;
        lexer.current = lexer.text[lexer.start..lexer.end];
        if (length == 0 and lexer.start < lexer.text.len) return lexer.fail("a token");
    }

    /// Takes the token when it is `token`.
    pub fn accept(lexer: *Lexer, token: []const u8) error{Syntax}!bool {
        if (!std.mem.eql(u8, lexer.current, token)) return false;
        try lexer.advance();
        return true;
    }

    pub fn expect(lexer: *Lexer, token: []const u8) error{Syntax}!void {
        if (!try lexer.accept(token)) return lexer.fail(token);
    }

    /// Whether the token is `prefix` and then a digit: `v12`, `block3`.
    pub fn isNumbered(lexer: *const Lexer, prefix: []const u8) bool {
        return std.mem.startsWith(u8, lexer.current, prefix) and lexer.current.len > prefix.len and
            std.ascii.isDigit(lexer.current[prefix.len]);
    }

    /// Takes an unsigned number up to `limit`, written after `prefix` in one token.
    pub fn takeNumber(lexer: *Lexer, prefix: []const u8, limit: u32) error{Syntax}!u32 {
        if (!lexer.isNumbered(prefix)) return lexer.fail(if (prefix.len == 0) "a number" else prefix);
        const digits = lexer.current[prefix.len..];
        const number = std.fmt.parseInt(u32, digits, 10) catch return lexer.fail("a number in range");
        if (number > limit) return lexer.fail("a number in range");
        try lexer.advance();
        return number;
    }

    pub fn fail(lexer: *Lexer, expected: []const u8) error{Syntax} {
        lexer.expected = expected;
        return error.Syntax;
    }
};

fn skipBlanks(text: []const u8, from: usize) usize {
    var at = from;
    while (at < text.len) : (at += 1) {
        switch (text[at]) {
            ' ', '\t', '\r', '\n' => {},
            '#' => at = std.mem.indexOfScalarPos(u8, text, at, '\n') orelse return text.len,
            else => break,
        }
    }
    return at;
}

/// Bytes of the token at the start of the text; 0 when there is none.
fn tokenLength(text: []const u8) usize {
    if (text.len == 0) return 0;
    if (std.mem.startsWith(u8, text, "->")) return 2;
    switch (text[0]) {
        '(', ')', ',', ':', '=', '@' => return 1,
        'A'...'Z', 'a'...'z', '_' => {
            var length: usize = 1;
            while (length < text.len and isNameByte(text[length])) length += 1;
            return length;
        },
        '-', '0'...'9' => return numberLength(text),
        else => return 0,
    }
}

fn isNameByte(byte: u8) bool {
    return std.ascii.isAlphanumeric(byte) or byte == '_' or byte == '.';
}

/// `-inf`, `0x7f`, `-12`, `1.5e-10`: letters and digits, and a minus after the exponent's `e`.
fn numberLength(text: []const u8) usize {
    const is_hexadecimal = std.mem.startsWith(u8, text, "0x");
    var length: usize = 1;
    while (length < text.len) : (length += 1) {
        const byte = text[length];
        const is_exponent_sign = byte == '-' and text[length - 1] == 'e' and !is_hexadecimal;
        if (!std.ascii.isAlphanumeric(byte) and byte != '.' and !is_exponent_sign) break;
    }
    return if (length == 1 and text[0] == '-') 0 else length;
}
