// A factorial of many cells, with the carry in a global variable.
#include "bench.h"

static ucell big[24000], carry;
static cell length;

static void times(ucell factor) {
  carry = 0;
  for (cell i = 0; i < length; i++) {
    unsigned __int128 product = (unsigned __int128)big[i] * factor + carry;
    carry = product >> 64;
    big[i] = product;
  }
  if (carry) big[length++] = carry;
}

int main(int argc, char **argv) {
  cell size = size_argument(argc, argv, 40000);
  big[0] = 1;
  length = 1;
  for (cell factor = 2; factor <= size; factor++) times(factor);
  ucell sum = 0;
  for (cell i = 0; i < length; i++) sum = sum * 31 ^ big[i];
  print(sum);
}
