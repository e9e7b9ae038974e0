//! What native code needs of an AArch64 on Linux.

const std = @import("std");
const Answer = @import("runtime.zig").Answer;

/// Code finds its data space in the execution context.
pub fn select(_: u64) Answer {
    return .ok;
}

/// Nothing beyond the baseline is used.
pub fn cpuFeatures() u32 {
    return 0;
}

/// Makes code that has been written at one address runnable at another, for the calling thread (Arm ARM, B2.4.4): what
/// was written leaves the data cache, what instruction caches had for the other address goes, and this thread fetches
/// anew. Which of these the processor needs, and the sizes of cache lines, are in CTR_EL0.
pub fn publish(writable: u64, code: u64, length: u64) void {
    const kind = asm volatile ("mrs %[kind], ctr_el0"
        : [kind] "=r" (-> u64),
    );
    const data_cache_is_seen = kind >> 28 & 1 != 0;
    const instruction_cache_sees = kind >> 29 & 1 != 0;
    if (!data_cache_is_seen) {
        var lines: Lines = .init(writable, length, @truncate(kind >> 16));
        while (lines.next()) |line| asm volatile ("dc cvau, %[line]"
            :
            : [line] "r" (line),
            : .{ .memory = true });
    }
    asm volatile ("dsb ish" ::: .{ .memory = true });
    if (!instruction_cache_sees) {
        var lines: Lines = .init(code, length, @truncate(kind));
        while (lines.next()) |line| asm volatile ("ic ivau, %[line]"
            :
            : [line] "r" (line),
            : .{ .memory = true });
        asm volatile ("dsb ish" ::: .{ .memory = true });
    }
    asm volatile ("isb" ::: .{ .memory = true });
}

/// The cache lines of a piece of memory, by their addresses.
const Lines = struct {
    at: u64,
    end: u64,
    size: u64,

    /// @param log_words the binary logarithm of the words of four bytes in a line
    fn init(start: u64, length: u64, log_words: u4) Lines {
        const size = @as(u64, 4) << log_words;
        return .{ .at = std.mem.alignBackward(u64, start, size), .end = start + length, .size = size };
    }

    fn next(lines: *Lines) ?u64 {
        if (lines.at >= lines.end) return null;
        defer lines.at += lines.size;
        return lines.at;
    }
};

test "cache lines" {
    var lines: Lines = .init(100, 60, 4);
    for ([_]?u64{ 64, 128, null }) |line| try std.testing.expectEqual(line, lines.next());
}
