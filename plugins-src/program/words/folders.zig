//! Folders as gforth has them: names one by one, making and removing them, and the current one.

const std = @import("std");
const linux = std.os.linux;
const files = @import("../files.zig");
const host = @import("../host.zig");
const pages = @import("../pages.zig");
const places = @import("places.zig");
const system = @import("../system.zig");
const Error = host.Error;
const Failure = files.Failure;

comptime {
    host.exportWord("open-dir", openFolder);
    host.exportWord("read-dir", readFolder);
    host.exportWord("close-dir", closeFolder);
    host.exportWord("=mkdir", makeFolderWord);
    host.exportWord("mkdir-parents", makeParents);
    host.exportWord("delete-dir", deleteFolder);
    host.exportWord("get-dir", getFolder);
    host.exportWord("set-dir", setFolder);
}

/// The names in a folder, each with a zero behind it, and how far they are read.
const Folder = struct {
    id: u64,
    names: pages.Text,
    at: usize = 0,
    next: ?*Folder,
    is_open: bool = true,
};

var newest: ?*Folder = null;
var last_id: u64 = 0;

fn find(id: u64) ?*Folder {
    var folder = newest;
    while (folder) |known| : (folder = known.next) if (known.is_open and known.id == id) return known;
    return null;
}

fn openFolder() Error!void {
    const name = try places.popName();
    const ior = try files.iorOf(.open_file, open(name));
    try host.pushCell(if (ior == 0) last_id else 0);
    try host.pushSigned(ior);
}

fn open(name: []const u8) Failure!void {
    var path: files.Path = .{};
    const result = linux.openat(linux.AT.FDCWD, try path.of(name), .{ .DIRECTORY = true, .CLOEXEC = true }, 0);
    const number = system.errorOf(result);
    if (number != 0) return files.refuseNumber(number, "scandir", name);
    const descriptor: i32 = @intCast(result);
    defer _ = linux.close(descriptor);
    var names: pages.Text = .{};
    if (!names.add(".\x00..\x00")) return noMemory();
    try readNames(descriptor, &names, name);
    const memory = pages.keep(@sizeOf(Folder)) orelse return noMemory();
    const folder: *Folder = @ptrCast(@alignCast(memory.ptr));
    last_id += 1;
    folder.* = .{ .id = last_id, .names = names, .next = newest };
    newest = folder;
}

fn noMemory() Failure {
    return files.refuse("there is no memory for it");
}

fn readNames(descriptor: i32, names: *pages.Text, name: []const u8) Failure!void {
    var entries: [8192]u8 align(8) = undefined;
    while (true) {
        const result = linux.getdents64(descriptor, &entries, entries.len);
        const number = system.errorOf(result);
        if (number != 0) return files.refuseNumber(number, "scandir", name);
        if (result == 0) return;
        var at: usize = 0;
        while (at < result) {
            const entry: *const linux.dirent64 = @ptrCast(@alignCast(&entries[at]));
            const entry_name = std.mem.span(@as([*:0]const u8, @ptrCast(&entries[at + @offsetOf(linux.dirent64, "name")])));
            at += entry.reclen;
            if (std.mem.eql(u8, entry_name, ".") or std.mem.eql(u8, entry_name, "..")) continue;
            if (!names.add(entry_name) or !names.add("\x00")) return noMemory();
        }
    }
}

fn readFolder() Error!void {
    const folder = find(try host.pop());
    const target = try host.popBytes();
    var name: []const u8 = "";
    if (folder) |found| {
        const rest = found.names.slice()[found.at..];
        name = rest[0 .. std.mem.findScalar(u8, rest, 0) orelse 0];
        if (rest.len > 0) found.at += name.len + 1;
    }
    const length = @min(name.len, target.len);
    @memcpy(target[0..length], name[0..length]);
    try host.pushCell(length);
    try host.pushFlag(name.len > 0);
    try host.pushSigned(if (folder == null) @backingInt(host.ThrowCode.read_file) else 0);
}

fn closeFolder() Error!void {
    const folder = find(try host.pop());
    if (folder) |found| {
        found.is_open = false;
        found.names.buffer.release();
    }
    try host.pushSigned(if (folder == null) @backingInt(host.ThrowCode.close_file) else 0);
}

/// ( mode -- )
fn popMode() Error!u32 {
    return @as(u32, @truncate(try host.pop())) & 0o7777;
}

fn makeFolderWord() Error!void {
    const mode = try popMode();
    const name = try places.popName();
    try host.pushSigned(try files.iorOf(.create_file, makeFolder(name, mode)));
}

fn makeFolder(name: []const u8, mode: u32) Failure!void {
    var path: files.Path = .{};
    const number = system.errorOf(linux.mkdirat(linux.AT.FDCWD, try path.of(name), mode));
    if (number != 0) return files.refuseNumber(number, "mkdir", name);
}

fn makeParents() Error!void {
    const mode = try popMode();
    const name = try places.popName();
    try host.pushSigned(try files.iorOf(.create_file, makeAll(name, mode)));
}

/// Makes a folder and those above it; none that exists is an error.
fn makeAll(name: []const u8, mode: u32) Failure!void {
    var from: usize = 1;
    while (from < name.len) {
        const slash = from + (std.mem.findScalar(u8, name[from..], '/') orelse break);
        try makeMissing(name[0..slash], mode);
        from = slash + 1;
    }
    try makeMissing(name, mode);
}

fn makeMissing(name: []const u8, mode: u32) Failure!void {
    var path: files.Path = .{};
    const named = try path.of(name);
    const number = system.errorOf(linux.mkdirat(linux.AT.FDCWD, named, mode));
    if (number == 0) return;
    if (number == @backingInt(linux.E.EXIST)) {
        var status: linux.Statx = undefined;
        const asked = linux.statx(linux.AT.FDCWD, named, 0, .{ .TYPE = true }, &status);
        if (!system.isRefused(asked) and status.mode & linux.S.IFMT == linux.S.IFDIR) return;
    }
    return files.refuseNumber(number, "mkdir", name);
}

fn deleteFolder() Error!void {
    const name = try places.popName();
    try host.pushSigned(try files.iorOf(.delete_file, removeFolder(name)));
}

fn removeFolder(name: []const u8) Failure!void {
    var path: files.Path = .{};
    const is_folder = 0x200;
    const number = system.errorOf(linux.unlinkat(linux.AT.FDCWD, try path.of(name), is_folder));
    if (number != 0) return files.refuseNumber(number, "rmdir", name);
}

fn getFolder() Error!void {
    const length = try host.pop();
    const address = try host.popAddress();
    var buffer: [4096]u8 = undefined;
    const result = linux.getcwd(&buffer, buffer.len);
    // With the zero behind it.
    const folder = if (!system.isRefused(result)) buffer[0 .. result - 1] else buffer[0..0];
    const shown = folder[0..@min(folder.len, length)];
    @memcpy(try host.bytesAt(address, shown.len), shown);
    try host.pushText(address, shown.len);
}

fn setFolder() Error!void {
    const name = try places.popName();
    enter(name) catch {
        const code: host.ThrowCode = if (files.refusal.is_missing) .file_not_found else .file_fault;
        return host.pushSigned(host.refuse(code, files.refusal.reason));
    };
    try host.pushCell(0);
}

fn enter(name: []const u8) Failure!void {
    var path: files.Path = .{};
    const number = system.errorOf(linux.chdir(try path.of(name)));
    if (number != 0) return files.refuseNumber(number, "chdir", "");
}
