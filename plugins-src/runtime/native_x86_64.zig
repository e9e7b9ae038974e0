//! What native code needs of an x86-64 on Linux.

const std = @import("std");
const linux = std.os.linux;
const Answer = @import("runtime.zig").Answer;

/// Makes a data space the one that this thread's code works on: its base in the GS register (ARCH_SET_GS).
pub fn select(data_space: u64) Answer {
    const set_gs = 0x1001;
    return if (linux.errno(linux.syscall2(.arch_prctl, set_gs, data_space)) == .SUCCESS) .ok else .failed;
}

/// The processor sees code that was written before it jumps there (Intel SDM, volume 3, 12.6).
pub fn publish(_: u64, _: u64, _: u64) void {}

/// Bits of the ABI's CpuFeature that this processor has (Intel SDM, volume 2, CPUID).
pub fn cpuFeatures() u32 {
    const basic = cpuid(1);
    const extended = cpuid(7);
    var features: u32 = 0;
    if (basic.ecx >> 19 & 1 != 0) features |= 1; // SSE4.1
    if (basic.ecx >> 23 & 1 != 0) features |= 2; // POPCNT
    if (cpuid(0).eax >= 7 and extended.ebx >> 8 & 1 != 0) features |= 4; // BMI2
    // AVX: the processor has it and the system keeps its registers (Intel SDM, volume 1, 14.3).
    if (basic.ecx >> 27 & 3 == 3 and enabledState() & 6 == 6) features |= 8;
    return features;
}

/// XGETBV of XCR0: which registers the system keeps.
fn enabledState() u32 {
    return asm volatile ("xgetbv"
        : [low] "={eax}" (-> u32),
        : [register] "{ecx}" (@as(u32, 0)),
        : .{ .edx = true });
}

const Leaf = struct { eax: u32, ebx: u32, ecx: u32 };

fn cpuid(leaf: u32) Leaf {
    var eax: u32 = undefined;
    var ebx: u32 = undefined;
    var ecx: u32 = undefined;
    asm volatile ("cpuid"
        : [eax] "={eax}" (eax),
          [ebx] "={ebx}" (ebx),
          [ecx] "={ecx}" (ecx),
        : [leaf] "{eax}" (leaf),
          [subleaf] "{ecx}" (@as(u32, 0)),
        : .{ .edx = true });
    return .{ .eax = eax, .ebx = ebx, .ecx = ecx };
}

test "a feature that every processor for which the libraries are built has" {
    try std.testing.expect(cpuFeatures() & 1 != 0);
}
