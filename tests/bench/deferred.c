// Functions in variables: a filter and an action that are exchanged while a loop goes on.
#include "bench.h"

static cell (*volatile keep)(cell);
static cell (*volatile action)(cell, cell);

static cell odd(cell n) { return n & 1; }
static cell third(cell n) { return n % 3 == 0; }
static cell sum(cell n, cell m) { return n + m; }
static cell mix(cell n, cell m) { return (n ^ m) << 1 & 0xffffffff; }

static cell pass(cell n, cell first, cell last) {
  for (cell i = first; i < last; i++)
    if (keep(i)) n = action(n, i);
  return n;
}

int main(int argc, char **argv) {
  cell size = size_argument(argc, argv, 30000000), n = 0;
  keep = odd;
  action = sum;
  n = pass(n, 0, size);
  keep = third;
  action = mix;
  print(pass(n, 0, size));
}
