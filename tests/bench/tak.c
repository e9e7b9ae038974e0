// Takeuchi's function: recursion with three arguments and stack shuffles.
#include "bench.h"

static cell tak(cell x, cell y, cell z) {
  if (y >= x) return z;
  cell a = tak(x - 1, y, z), b = tak(y - 1, z, x), c = tak(z - 1, x, y);
  return tak(a, b, c);
}

int main(int argc, char **argv) {
  volatile cell size = size_argument(argc, argv, 25);
  cell sum = 0;
  for (int pass = 0; pass < 10; pass++) sum += tak(size, size * 2 / 3, size / 3);
  print(sum);
}
