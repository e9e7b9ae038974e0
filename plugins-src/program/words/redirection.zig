//! Output that goes to a file or into a string while a word runs (gforth).

const std = @import("std");
const files = @import("../files.zig");
const heap = @import("heap.zig");
const host = @import("../host.zig");
const output = @import("../output.zig");
const pages = @import("../pages.zig");
const shared = @import("shared");
const Error = host.Error;

comptime {
    host.exportWord("outfile-id", outputFile);
    host.exportWord("(outfile-id!)", setOutputFile);
    host.exportWord("outfile-execute", executeToFile);
    host.exportWord(">string-execute", executeToText);
    host.exportWord("$tmp", executeToTemporaryText);
    host.exportWord("$exec", executeToVariable);
}

/// The fileid of where output goes.
var current_id: u64 = files.Standard.output;

fn outputFile() Error!void {
    try host.pushCell(current_id);
}

fn openFile(id: u64) Error!*files.File {
    return files.find(id) orelse host.throwWith(.file_fault, files.no_file);
}

/// Throws -75 when the file does not take it.
fn writeToCurrent(bytes: []const u8) Error!void {
    const file = try openFile(current_id);
    file.write(bytes) catch |failure| switch (failure) {
        error.Thrown => return error.Thrown,
        error.Refused => return host.throwFormat(.write_file, &.{.{ .text = files.refusal.reason }}),
    };
}

/// What TO outfile-id compiles.
fn setOutputFile() Error!void {
    const id = try host.pop();
    _ = try openFile(id);
    // What is gathered still goes where it did.
    _ = try output.redirect(null);
    current_id = id;
    if (id != files.Standard.output) _ = try output.redirect(writeToCurrent);
}

/// ( i*x xt fileid -- j*x )
fn executeToFile() Error!void {
    const id = try host.pop();
    const token = try host.pop();
    _ = try openFile(id);
    const before_id = current_id;
    const column = output.column();
    const before = try output.redirect(writeToCurrent);
    current_id = id;
    output.setColumn(0);
    const result = host.run(token);
    const restored = output.redirect(before);
    current_id = before_id;
    output.setColumn(column);
    try result;
    _ = try restored;
}

/// What the words write that run at the time, each behind that of the word around it.
var captured: pages.Text = .{};

fn keep(bytes: []const u8) Error!void {
    const fits = captured.length + bytes.len <= host.limit() and captured.add(bytes);
    if (!fits) return host.throwWith(.dictionary_overflow, "no room for so much output");
}

/// ( i*x xt -- j*x ) Puts what the word has written on the heap.
fn capture() Error!host.Text {
    const token = try host.pop();
    const start = captured.length;
    const column = output.column();
    const before = try output.redirect(keep);
    output.setColumn(0);
    const result = host.run(token);
    const restored = output.redirect(before);
    output.setColumn(column);
    defer captured.length = start;
    try result;
    _ = try restored;
    const bytes = captured.slice()[start..];
    const address = try heap.copy(&.{bytes});
    return .{ .address = address, .bytes = host.bytes[address..][0..bytes.len] };
}

fn executeToText() Error!void {
    const text = try capture();
    try host.pushText(text.address, text.bytes.len);
}

/// Text of the last $TMP.
var temporary: u32 = 0;

fn executeToTemporaryText() Error!void {
    if (temporary != 0) _ = shared.heap.release(&host.context, temporary);
    temporary = 0;
    const text = try capture();
    temporary = text.address;
    try host.pushText(text.address, text.bytes.len);
}

/// ( i*x xt addr -- j*x ) Appends to a string variable: the address of a cell with the length and the bytes behind it.
fn executeToVariable() Error!void {
    const variable = try host.popAddress();
    const text = try capture();
    defer _ = shared.heap.release(&host.context, text.address);
    const place: u32 = @truncate(try host.cellAt(variable));
    const length = if (place == 0) 0 else try host.cellAt(place);
    const whole = length +| text.bytes.len;
    const made = if (place == 0)
        shared.heap.allocate(&host.context, whole +| 8) orelse return host.throw(.allocate)
    else
        shared.heap.resize(&host.context, place, whole +| 8) orelse return host.throw(.resize);
    try host.storeCell(variable, made);
    try host.storeCell(made, whole);
    @memcpy(try host.bytesAt(@truncate(made + 8 + length), text.bytes.len), text.bytes);
}
