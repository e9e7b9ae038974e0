#!/bin/sh
# A backtrace over a switch of stacks ends in GDB ("corrupt stack?"), however right the unwind table: the mark of signal
# frames alone lets it go on.
#
# GDB 13.1 (Debian's package), GCC 12, x86_64.
#
# What one would guess: call frame information says for each place of the code where the caller's frame is. Code that
# runs on a stack of its own (coroutines, a language's runtime) and says so rightly can be followed back, as the unwinder
# of C++ exceptions does follow it.
#
# What happens: GDB computes the caller's frame rightly, and then drops it when it lies at a lower address than the
# callee's: stacks grow downwards, so it takes the stack for corrupt. Whether that happens depends on which of the two
# stacks lies higher: a switch from the process's stack to one in .bss or on the heap is followed, the way back up is
# not. The check is left out for signal frames, which may have a stack of their own (sigaltstack). `.cfi_signal_frame`
# (augmentation "S") on the function that switches makes the backtrace whole; GDB then shows that function as
# "<signal handler called>".
#
# Source: GDB's manual, "Backtraces" ("previous frame inner to this frame"); gdb/frame.c, get_prev_frame_always_1 (only
# NORMAL_FRAMEs are compared); DWARF for the System V ABI (LSB), .eh_frame, augmentation "S".
#
# Output seen:
#   plain: backtrace ends at on_upper
#   signal frame: backtrace reaches main
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >stacks.c <<'END'
static char lower[1 << 16] __attribute__((aligned(16)));
char *upper_stack;
void on_upper(void (*run)(void));
void on_lower(void (*run)(void), char *top);
#define SWITCH(name, mark, keep, stack) \
  __asm__(".globl " name "\n.type " name ",@function\n" name ":\n.cfi_startproc\n" mark \
          "push %rbp\n.cfi_def_cfa_offset 16\n.cfi_offset %rbp,-16\n" \
          "mov %rsp,%rbp\n.cfi_def_cfa_register %rbp\n" keep "mov " stack ",%rsp\ncall *%rdi\n" \
          "mov %rbp,%rsp\npop %rbp\n.cfi_def_cfa %rsp,8\nret\n.cfi_endproc\n.size " name ",.-" name "\n")
SWITCH("on_lower", "", "mov %rsp,upper_stack(%rip)\n", "%rsi");
SWITCH("on_upper", MARK, "", "upper_stack(%rip)");
__attribute__((noinline)) void innermost(void) { __asm__ volatile(""); }
__attribute__((noinline)) void middle(void) { on_upper(innermost); __asm__ volatile(""); }
int main(void) { on_lower(middle, lower + sizeof lower); return 0; }
END
reached() {
  gcc -g -O1 -fno-optimize-sibling-calls "-DMARK=$1" stacks.c -o stacks
  gdb -nx -batch -ex 'break innermost' -ex run -ex backtrace ./stacks >out 2>&1
  if grep -q '^#.* main ()' out; then echo "reaches main"
  elif grep -q 'corrupt stack' out; then echo "ends at on_upper"
  else cat out; fi
}
plain=$(reached '""') marked=$(reached '".cfi_signal_frame\n"')
echo "plain: backtrace $plain"
echo "signal frame: backtrace $marked"
[ "$plain, $marked" = "ends at on_upper, reaches main" ] || { echo "changed"; exit 1; }
