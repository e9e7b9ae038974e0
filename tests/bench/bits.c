// A shift-register generator and a population count: arithmetic that stays in registers.
#include "bench.h"

static ucell shift_register(ucell x) {
  x ^= x << 13;
  x ^= x >> 7;
  return x ^ x << 17;
}

static ucell ones(ucell x) {
  x -= x >> 1 & 0x5555555555555555;
  x = (x & 0x3333333333333333) + (x >> 2 & 0x3333333333333333);
  x = (x + (x >> 4)) & 0x0f0f0f0f0f0f0f0f;
  return x * 0x0101010101010101 >> 56;
}

int main(int argc, char **argv) {
  cell size = size_argument(argc, argv, 30000000);
  ucell x = 88172645463325252u, sum = 0;
  for (cell i = 0; i < size; i++) {
    x = shift_register(x);
    sum += ones(x);
  }
  print((cell)sum);
}
