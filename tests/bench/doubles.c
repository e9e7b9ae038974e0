// Arithmetic on double cells: sums, differences, products of mixed width and long division of a number of many cells.
#include "bench.h"

typedef __int128 dcell;
typedef unsigned __int128 udcell;

static udcell total;

static void accumulate(cell n) {
  total = 0;
  for (cell i = 0; i < n; i++) {
    total += (udcell)(ucell)i * 0x9e3779b97f4a7c15u;
    total -= (udcell)(dcell)i;
    if ((dcell)total < 0) total = -total;
  }
}

// A quotient of one cell, as the processor's instruction gives it.
static inline ucell divide_wide(udcell dividend, ucell divisor, ucell *remainder) {
#if defined(__x86_64__)
  ucell quotient;
  __asm__("divq %4" : "=a"(quotient), "=d"(*remainder) : "a"((ucell)dividend), "d"((ucell)(dividend >> 64)), "r"(divisor) : "cc");
  return quotient;
#else
  *remainder = (ucell)(dividend % divisor);
  return (ucell)(dividend / divisor);
#endif
}

static ucell mixed(cell n) {
  ucell sum = 0;
  for (cell i = 1; i <= n; i++) {
    ucell remainder;
    divide_wide((udcell)((dcell)(i * 7919) * 65537), (ucell)i, &remainder);
    sum += remainder;
    sum ^= (ucell)((dcell)((udcell)(ucell)i * (ucell)i) >> 1);
  }
  return sum;
}

enum { limbs = 8 };
static ucell number[limbs];

static ucell divide(ucell divisor) {
  ucell remainder = 0;
  for (int i = limbs - 1; i >= 0; i--) number[i] = divide_wide((udcell)remainder << 64 | number[i], divisor, &remainder);
  return remainder;
}

static ucell multiply(ucell factor) {
  ucell carry = 0;
  for (int i = 0; i < limbs; i++) {
    udcell product = (udcell)number[i] * factor + carry;
    number[i] = (ucell)product;
    carry = (ucell)(product >> 64);
  }
  return carry;
}

static ucell longer(cell n) {
  ucell seed = 42, sum = 0;
  for (int i = 0; i < limbs; i++) number[i] = seed = seed * 6364136223846793005u + 1442695040888963407u;
  for (cell i = 0; i < n; i++) {
    sum ^= multiply(1000003 + (ucell)i);
    sum += divide(998244353 + (ucell)i);
  }
  return sum;
}

int main(int argc, char **argv) {
  cell size = size_argument(argc, argv, 3000000);
  accumulate(size);
  ucell result = (ucell)total ^ (ucell)(total >> 64);
  result ^= mixed(size);
  print((cell)(result + longer(size / 16)));
}
