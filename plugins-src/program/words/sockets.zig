//! Sockets by the names of gforth's unix/socket.fs, as src/words/sockets.ts has them.

const std = @import("std");
const linux = std.os.linux;
const files = @import("../files.zig");
const heap = @import("heap.zig");
const host = @import("../host.zig");
const sockets = @import("../sockets.zig");
const Error = host.Error;
const File = files.File;

comptime {
    host.exportWord("open-socket", openSocket);
    host.exportWord("open-service", openSocket);
    host.exportWord("create-server", createServer);
    host.exportWord("listen", listen);
    host.exportWord("accept-socket", acceptSocket);
    host.exportWord("read-socket", readSocket);
    host.exportWord("write-socket", writeSocket);
    host.exportWord("close-socket", closeSocket);
    host.exportWord("close-server", closeSocket);
    host.exportWord("set-socket-timeout", setSocketTimeout);
    host.exportWord("get-socket-timeout", getSocketTimeout);
    host.exportWord("hostname", hostname);
}

/// READ-SOCKET waits for so many milliseconds unless told otherwise.
var timeout: u64 = 2000;

fn popPort() Error!u16 {
    const port = try host.popSigned();
    if (port >= 0 and port < 65536) return @intCast(port);
    return host.throwFormat(.invalid_number, &.{ .{ .text = "there is no port " }, .{ .number = port } });
}

fn popSocket(comptime is: fn (*const File) bool, comptime expected: []const u8) Error!*File {
    const file = files.find(try host.pop());
    if (file) |socket| if (is(socket)) return socket;
    return host.throwWith(.file_fault, "not " ++ expected);
}

const a_server = "a server (made by CREATE-SERVER)";

/// ( c-addr u port -- socket )
fn openSocket() Error!void {
    try host.need(3);
    const port = try popPort();
    const name = try host.popBytes();
    return host.pushCell((try sockets.connectTo(name, port)).id);
}

/// ( port -- server )
fn createServer() Error!void {
    return host.pushCell((try sockets.serverAt(try popPort())).id);
}

/// ( server n -- )
fn listen() Error!void {
    const waiting: u32 = @truncate(try host.pop());
    return sockets.listen(try popSocket(sockets.isServer, a_server), waiting);
}

/// ( server -- socket )
fn acceptSocket() Error!void {
    return host.pushCell((try sockets.accept(try popSocket(sockets.isServer, a_server))).id);
}

/// ( socket c-addr u1 -- c-addr u2 )
fn readSocket() Error!void {
    try host.need(3);
    const target = try host.popText();
    const socket = try popSocket(sockets.isConnection, "a connection");
    var count: usize = 0;
    try files.perform(.file_fault, readInto(socket, target.bytes, &count));
    return host.pushText(target.address, count);
}

fn readInto(socket: *File, target: []u8, count: *usize) files.Failure!void {
    count.* = try sockets.readWithin(socket, target, timeout);
}

/// ( c-addr u socket -- )
fn writeSocket() Error!void {
    try host.need(3);
    const socket = try popSocket(sockets.isConnection, "a connection");
    return files.perform(.file_fault, socket.write(try host.popBytes()));
}

/// ( socket -- )
fn closeSocket() Error!void {
    const file = files.find(try host.pop()) orelse return host.throwWith(.file_fault, "not an open socket");
    files.close(file) catch {};
}

/// ( u -- )
fn setSocketTimeout() Error!void {
    timeout = try host.pop();
}

/// ( -- u )
fn getSocketTimeout() Error!void {
    return host.pushCell(timeout);
}

/// ( -- c-addr u )
fn hostname() Error!void {
    var names: linux.utsname = undefined;
    _ = linux.uname(&names);
    const name = std.mem.sliceTo(&names.nodename, 0);
    return host.pushText(try heap.copy(&.{name}), name.len);
}
