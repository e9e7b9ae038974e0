#!/bin/sh
# Zig returns an optional of a small number through memory: `?u32` costs a failed store forwarding at every call.
#
# Zig 0.17.0 (ziglang from PyPI; LLVM's back end), x86_64, -O ReleaseFast.
#
# What one would guess: a `?u32` is eight bytes, a number and a flag. C gives a struct of that shape back in a register,
# as the System V ABI says, and Zig's own calling convention is free to do better still. A function that answers "the
# index, or null" looks free.
#
# What happens: functions with Zig's convention hand optionals back by a pointer that the caller gives. The callee puts
# number and flag into its own frame by two stores (four bytes and one), loads all eight back as one word, which no
# store buffer can forward, and stores them where the pointer leads; the caller loads both again. In a loop that does
# little else (a hash table's lookup) the call takes several times as long as one that answers a u64 with a number that
# stands for null.
#
# Source: ziglang.org/documentation/0.17.0, "Functions" (the convention is not specified); System V ABI for AMD64,
# 3.2.3; Agner Fog, "The microarchitecture of Intel, AMD and VIA CPUs", on store forwarding.
#
# Output seen:
#   find, C struct of a number and a flag: in a register
#   find, Zig ?u32: through memory
#   a call that answers ?u32 takes 4.9 times as long as one that answers a u64
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check ziglang==0.17.0
zig="$folder/venv/bin/python -m ziglang"
export ZIG_LOCAL_CACHE_DIR="$folder/cache" ZIG_GLOBAL_CACHE_DIR="$folder/cache"
cd "$folder"

cat >shape.zig <<'END'
noinline fn find(key: u32) ?u32 {
    return if (key > 7) key *% 3 else null;
}
export fn use(key: u32) u32 {
    return find(key) orelse 0;
}
END
cat >shape.c <<'END'
struct found { unsigned number; unsigned char some; };
__attribute__((noinline)) struct found find(unsigned key) {
  struct found answer = {key * 3, key > 7};
  return answer;
}
END
$zig build-obj -O ReleaseFast -target x86_64-linux -femit-asm=zig.s -fno-emit-bin shape.zig
$zig cc -O3 -target x86_64-linux-musl -S -Wno-unused-command-line-argument -o c.s shape.c

# Where an assembly file's `find` leaves its answer: %rdi is the first pointer that a caller gives.
place() {
  sed -n '/^[^ ]*find:/,/ret/p' "$1" | grep -Eq 'mov[a-z]*[[:space:]]+%?[a-z0-9]+, \(%rdi\)|qword ptr \[rdi\]' &&
    echo "through memory" || echo "in a register"
}
c=$(place c.s)
of_zig=$(place zig.s)
echo "find, C struct of a number and a flag: $c"
echo "find, Zig ?u32: $of_zig"

cat >loop.zig <<'END'
noinline fn optional(key: u32) ?u32 {
    return if (key > 7) key *% 3 else null;
}
noinline fn marked(key: u32) u64 {
    return if (key > 7) key *% 3 else 1 << 32;
}
const std = @import("std");
pub fn main(init: std.process.Init.Minimal) u8 {
    var args = init.args.iterate();
    _ = args.skip();
    const plain = args.next().?[0] == 'm';
    var key: u32 = 12345;
    for (0..400_000_000) |_| {
        if (plain) {
            const found = marked(key);
            key = if (found >> 32 == 0) @truncate(found) else 99;
        } else key = optional(key) orelse 99;
    }
    return @intFromBool(key == 4242);
}
END
$zig build-exe -O ReleaseFast -target x86_64-linux loop.zig
python3 - <<'END'
import resource, subprocess
def seconds(what):
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    subprocess.run(["./loop", what])
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
ratio = min(seconds("optional") for _ in range(3)) / min(seconds("marked") for _ in range(3))
print(f"a call that answers ?u32 takes {ratio:.1f} times as long as one that answers a u64")
END
[ "$c" = "in a register" ] && [ "$of_zig" = "through memory" ] || { echo "changed: where optionals are returned"; exit 1; }
