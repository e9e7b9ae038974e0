//! Memory for native code, Linux: a native stack with guards, and code memory that is never writable and
//! executable at one address. Data space and the other stacks are the caller's (src/machine/reserved_storage.ts).
//!
//!     native stack  [guard][writable][guard]; it grows down into its lower guard
//!     code          the same memory twice: writable at one address, executable at another. Tables of addresses lie
//!                   behind the executable one, so that code reaches them from where it is
//!
//! An access to a guard is a fault: `native_faults.zig`.

const std = @import("std");
const linux = std.os.linux;
const NativeMemory = @import("abi").NativeMemory;
const Answer = @import("runtime.zig").Answer;

const page = 4096;
const guard = 64 << 10;
/// Below the native stack: more than the largest frame, so that none reaches across.
const native_guard = 1 << 20;

/// Reserves everything, or nothing.
pub fn open(memory: *NativeMemory) Answer {
    memory.native_stack = 0;
    memory.code_writable = 0;
    memory.code = 0;
    openParts(memory) catch {
        close(memory);
        return .failed;
    };
    return .ok;
}

fn openParts(memory: *NativeMemory) error{Refused}!void {
    memory.native_stack = try reserve(native_guard, memory.native_stack_size, guard);
    try protect(memory.native_stack, memory.native_stack_size, .{ .READ = true, .WRITE = true });
    try openCode(memory);
}

/// Gives everything back. No code in it may run any more, and no view of it may be used.
pub fn close(memory: *NativeMemory) void {
    release(memory.native_stack, native_guard, memory.native_stack_size, guard);
    release(memory.code_writable, 0, memory.code_size, 0);
    release(memory.code, 0, memory.code_size + memory.table_size, 0);
}

/// Reserves inaccessible memory; gives the address behind the lower guard.
fn reserve(below: u64, size: u64, above: u64) error{Refused}!u64 {
    const flags: linux.MAP = .{ .TYPE = .PRIVATE, .ANONYMOUS = true, .NORESERVE = true };
    return below + try checked(linux.mmap(null, below + alignedSize(size) + above, .{}, flags, -1, 0));
}

fn release(address: u64, below: u64, size: u64, above: u64) void {
    if (address == 0) return;
    _ = linux.munmap(@ptrFromInt(address - below), below + alignedSize(size) + above);
}

fn protect(address: u64, size: u64, protection: linux.PROT) error{Refused}!void {
    _ = try checked(linux.mprotect(@ptrFromInt(address), alignedSize(size), protection));
}

fn openCode(memory: *NativeMemory) error{Refused}!void {
    const size = alignedSize(memory.code_size);
    memory.code = try reserve(0, size + memory.table_size, 0);
    mapFile(memory, size) catch try mapTwice(memory, size);
    memory.table = memory.code + size;
    try protect(memory.table, memory.table_size, .{ .READ = true, .WRITE = true });
}

/// An anonymous file is mapped twice.
fn mapFile(memory: *NativeMemory, size: u64) error{Refused}!void {
    const file = try codeFile(size);
    defer _ = linux.close(file);
    const shared: linux.MAP = .{ .TYPE = .SHARED };
    const over: linux.MAP = .{ .TYPE = .SHARED, .FIXED = true };
    _ = try checked(linux.mmap(@ptrFromInt(memory.code), size, .{ .READ = true, .EXEC = true }, over, file, 0));
    memory.code_writable = try checked(linux.mmap(null, size, .{ .READ = true, .WRITE = true }, shared, file, 0));
}

/// Without a file, whose size may be limited (RLIMIT_FSIZE): mremap gives shared memory of which it is told to move no
/// bytes a second address (mremap(2), old_size 0).
fn mapTwice(memory: *NativeMemory, size: u64) error{Refused}!void {
    const shared: linux.MAP = .{ .TYPE = .SHARED, .ANONYMOUS = true };
    const writable = try checked(linux.mmap(null, size, .{ .READ = true, .WRITE = true }, shared, -1, 0));
    memory.code_writable = writable;
    const over: linux.MREMAP = .{ .MAYMOVE = true, .FIXED = true };
    _ = try checked(linux.mremap(@ptrFromInt(writable), 0, size, over, @ptrFromInt(memory.code)));
    try protect(memory.code, size, .{ .READ = true, .EXEC = true });
}

fn codeFile(size: u64) error{Refused}!i32 {
    const executable = 0x10; // MFD_EXEC; older kernels know no other.
    const name = "forth-code";
    const file = checked(linux.memfd_create(name, linux.MFD.CLOEXEC | executable)) catch
        try checked(linux.memfd_create(name, linux.MFD.CLOEXEC));
    const number: i32 = @intCast(file);
    errdefer _ = linux.close(number);
    _ = try checked(linux.ftruncate(number, @intCast(size)));
    return number;
}

fn alignedSize(size: u64) u64 {
    return std.mem.alignForward(u64, size, page);
}

fn checked(result: usize) error{Refused}!usize {
    return if (linux.errno(result) == .SUCCESS) result else error.Refused;
}

test "memory is reserved with guards, and code lies at two addresses" {
    var memory = std.mem.zeroes(NativeMemory);
    memory.native_stack_size = page;
    memory.code_size = 16 * page;
    memory.table_size = page;
    try std.testing.expectEqual(Answer.ok, open(&memory));
    defer close(&memory);
    try expectOneCode(&memory);
    const last: *u8 = @ptrFromInt(memory.native_stack + page - 1);
    last.* = 1;
}

test "code lies at two addresses without a file" {
    var memory = std.mem.zeroes(NativeMemory);
    memory.code_size = 16 * page;
    memory.code = try reserve(0, memory.code_size, 0);
    defer close(&memory);
    try mapTwice(&memory, memory.code_size);
    try expectOneCode(&memory);
}

fn expectOneCode(memory: *const NativeMemory) !void {
    const written: *u8 = @ptrFromInt(memory.code_writable + 5);
    const run: *const volatile u8 = @ptrFromInt(memory.code + 5);
    written.* = 0xC3;
    try std.testing.expectEqual(0xC3, run.*);
}
