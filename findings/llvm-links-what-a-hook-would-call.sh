#!/bin/sh
# An optimizing LLVM links the only function that a hook is ever set to, though nothing in the program sets it.
#
# ziglang 0.17.0 (PyPI), whose `zig cc` is Clang with LLD.
#
# What one would guess: a static function pointer that starts as null keeps optional code out. Where the code that sets
# it is not reached, --gc-sections drops that, and with it the function that it would have been set to.
#
# What happens: LLVM sees that the pointer only ever holds null or that one function, makes a flag of it, and a direct
# call where it was called. The caller is reached, so the function is, and all that it needs. Without optimization it is
# dropped as expected. Two functions that it may be set to, or a volatile pointer, keep it what it is.
#
# Source: LLVM's GlobalOpt pass (TryToShrinkGlobalToBoolean, OptimizeOnceStoredGlobal).
#
# Output seen:
#   -O0 dropped
#   -Os linked
#   -Os, volatile pointer dropped
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m pip install --quiet --root-user-action=ignore --disable-pip-version-check --no-deps --target packages ziglang==0.17.0
export ZIG_GLOBAL_CACHE_DIR="$folder/global" ZIG_LOCAL_CACHE_DIR="$folder/local"
cat > hook.c <<'C'
typedef void (*hook)(void);
static hook KIND at_end;
static int files[64];
static const char mark[] = "closing every file";
__attribute__((noinline)) static void close_files(void) {
  for (int i = 0; i < 64; i++)
    if (files[i]) __asm__ volatile("" : : "r"(mark), "r"(i));
}
void open_file(int number) {
  files[number] = 1;
  at_end = close_files;
}
void _start(void) {
  hook run = at_end;
  if (run) run();
  for (;;) ;
}
C
linked() {
  level=$1 kind=$2
  PYTHONPATH=packages python3 -m ziglang cc -target x86_64-linux-none "$level" "-DKIND=$kind" -ffreestanding \
    -fno-stack-protector -fno-sanitize=all -ffunction-sections -fdata-sections -nostdlib -static \
    -Wl,--gc-sections -o program hook.c
  if grep -q 'closing every file' program; then echo linked; else echo dropped; fi
}
plain=$(linked -O0 "") optimized=$(linked -Os "") volatile=$(linked -Os volatile)
echo "-O0 $plain"
echo "-Os $optimized"
echo "-Os, volatile pointer $volatile"
[ "$plain $optimized $volatile" = "dropped linked dropped" ] || { echo "changed"; exit 1; }
