//! TCP sockets as files, over IPv4: connections that are read and written, and servers that give connections. Hosts are
//! known by their addresses and by /etc/hosts: there is no C library that would ask the network for a name.

const std = @import("std");
const linux = std.os.linux;
const files = @import("files.zig");
const host = @import("host.zig");
const interrupts = @import("interrupts.zig");
const output = @import("output.zig");
const system = @import("system.zig");
const waits = @import("waits.zig");
const Error = host.Error;
const Failure = files.Failure;
const File = files.File;

const connection: files.Operations = .{ .more = more, .write = write, .close = close };
const server: files.Operations = .{ .more = refuseReading, .close = close };

pub fn isConnection(file: *const File) bool {
    return file.operations == &connection;
}

pub fn isServer(file: *const File) bool {
    return file.operations == &server;
}

/// Connects to a port of a host. THROWs -37.
pub fn connectTo(name: []const u8, port: u16) Error!*File {
    const address = addressOf(name) orelse return host.throwFormat(.file_fault, &.{
        .{ .text = name }, .{ .text = ": neither an address nor a name in /etc/hosts" },
    });
    const descriptor = try open();
    const is_connected = connect(descriptor, .of(address, port)) catch |thrown| {
        _ = linux.close(@intCast(descriptor));
        return thrown;
    };
    if (!is_connected) {
        _ = linux.close(@intCast(descriptor));
        return host.throwFormat(.file_fault, &.{
            .{ .text = "nobody answers at port " }, .{ .number = port }, .{ .text = " of " }, .{ .text = name },
        });
    }
    return add(descriptor, &connection);
}

/// A connection that a signal interrupts goes on being made, and the same call waits for it (connect(2)).
fn connect(descriptor: usize, where: Address) Error!bool {
    while (true) {
        switch (system.errorOf(linux.syscall3(.connect, descriptor, @intFromPtr(&where), @sizeOf(Address)))) {
            0, @backingInt(linux.E.ISCONN) => return true,
            @backingInt(linux.E.INTR) => try interrupts.check(),
            else => return false,
        }
    }
}

/// Takes a port of this host, on all its addresses. THROWs -37.
pub fn serverAt(port: u16) Error!*File {
    const descriptor = try open();
    // A server that is started again finds its old connections' port in use otherwise.
    const yes: u32 = 1;
    _ = linux.syscall5(.setsockopt, descriptor, linux.SOL.SOCKET, linux.SO.REUSEADDR, @intFromPtr(&yes), @sizeOf(u32));
    const where: Address = .of(0, port);
    if (!system.isRefused(linux.syscall3(.bind, descriptor, @intFromPtr(&where), @sizeOf(Address))))
        return add(descriptor, &server);
    _ = linux.close(@intCast(descriptor));
    return host.throwFormat(.file_fault, &.{
        .{ .text = "port " }, .{ .number = port }, .{ .text = " cannot be had" },
    });
}

/// Lets clients wait, so many at most.
pub fn listen(file: *File, waiting: u32) Error!void {
    if (system.isRefused(linux.syscall2(.listen, @intCast(file.descriptor), waiting)))
        return host.throwWith(.file_fault, "nobody can be listened to");
}

/// Waits for a client.
pub fn accept(file: *File) Error!*File {
    output.flush();
    while (true) {
        _ = try waits.forInput(file.descriptor, null);
        const client = linux.syscall4(.accept4, @intCast(file.descriptor), 0, 0, linux.SOCK.CLOEXEC);
        switch (system.errorOf(client)) {
            0 => return add(client, &connection),
            @backingInt(linux.E.INTR) => {},
            else => return host.throwWith(.file_fault, "the client is gone"),
        }
    }
}

/// Reads what there is within so many milliseconds; how many bytes, 0 for none and at the end.
pub fn readWithin(file: *File, target: []u8, milliseconds: u64) Failure!usize {
    if (file.window().len == 0) {
        output.flush();
        if (!try waits.forInput(file.descriptor, milliseconds *| 1_000_000)) return 0;
        if (!try more(file)) return 0;
    }
    return file.read(target[0..@min(target.len, file.window().len)]);
}

fn open() Error!usize {
    const descriptor = linux.syscall3(.socket, linux.AF.INET, linux.SOCK.STREAM | linux.SOCK.CLOEXEC, 0);
    if (system.isRefused(descriptor)) return host.throwWith(.file_fault, "the system gives no socket");
    return descriptor;
}

fn add(descriptor: usize, operations: *const files.Operations) Error!*File {
    return files.add(.{ .operations = operations, .descriptor = @intCast(descriptor), .is_writable = true }) catch {
        _ = linux.close(@intCast(descriptor));
        return host.throwWith(.file_fault, "there is no memory for it");
    };
}

fn more(file: *File) Failure!bool {
    output.flush();
    const target = try file.room();
    const count = switch (try waits.read(file.descriptor, target)) {
        .count => |count| count,
        .refused => |number| return files.refuseNumber(number, "read", ""),
    };
    file.extend(count);
    return count > 0;
}

fn write(file: *File, bytes: []const u8) Failure!void {
    const number = try waits.writeAll(file.descriptor, bytes);
    if (number != 0) return files.refuseNumber(number, "write", "");
}

fn refuseReading(_: *File) Failure!bool {
    return files.refuse("a server is not read; ACCEPT-SOCKET gives a connection");
}

fn close(file: *File) Failure!void {
    if (file.descriptor >= 0) _ = linux.close(file.descriptor);
    file.descriptor = -1;
}

// ---- addresses ----

/// `struct sockaddr_in` (ip(7)).
const Address = extern struct {
    family: u16 = linux.AF.INET,
    port: u16,
    address: u32,
    zero: u64 = 0,

    fn of(address: u32, port: u16) Address {
        return .{ .port = std.mem.nativeToBig(u16, port), .address = std.mem.nativeToBig(u32, address) };
    }
};

/// The address of a host; null when it is not known.
fn addressOf(name: []const u8) ?u32 {
    return parsed(name) orelse inHosts(name);
}

/// Four numbers with dots between them.
fn parsed(text: []const u8) ?u32 {
    var address: u32 = 0;
    var at: usize = 0;
    for (0..4) |part| {
        if (part > 0) {
            if (at == text.len or text[at] != '.') return null;
            at += 1;
        }
        const first = at;
        var number: u32 = 0;
        while (at < text.len and text[at] >= '0' and text[at] <= '9' and at - first < 3) : (at += 1)
            number = 10 * number + (text[at] - '0');
        if (at == first or number > 255) return null;
        address = address << 8 | number;
    }
    return if (at == text.len) address else null;
}

const hosts_path = "/etc/hosts";
var hosts_text: [16 << 10]u8 = undefined;

/// The first address of four numbers in a line of hosts(5) that has the name.
fn inHosts(name: []const u8) ?u32 {
    const descriptor = linux.open(hosts_path, .{ .CLOEXEC = true }, 0);
    if (system.isRefused(descriptor)) return null;
    defer _ = linux.close(@intCast(descriptor));
    const length = system.readSome(@intCast(descriptor), &hosts_text);
    if (system.isRefused(length)) return null;
    var rest: []const u8 = hosts_text[0..length];
    while (rest.len > 0) {
        const end = std.mem.findScalar(u8, rest, '\n') orelse rest.len;
        if (addressIn(rest[0..end], name)) |address| return address;
        rest = rest[@min(end + 1, rest.len)..];
    }
    return null;
}

fn addressIn(line: []const u8, name: []const u8) ?u32 {
    var rest = line[0 .. std.mem.findScalar(u8, line, '#') orelse line.len];
    const address = parsed(nextWord(&rest)) orelse return null;
    while (true) {
        const word = nextWord(&rest);
        if (word.len == 0) return null;
        if (std.ascii.eqlIgnoreCase(word, name)) return address;
    }
}

fn nextWord(rest: *[]const u8) []const u8 {
    var start: usize = 0;
    while (start < rest.len and rest.*[start] <= ' ') start += 1;
    var end = start;
    while (end < rest.len and rest.*[end] > ' ') end += 1;
    defer rest.* = rest.*[end..];
    return rest.*[start..end];
}
