// The longest Collatz chain below a limit: an indefinite loop with a data-dependent branch.
#include "bench.h"

static cell chain(cell n) {
  cell length = 1;
  while (n > 1) {
    n = n & 1 ? n * 3 + 1 : n >> 1;
    length++;
  }
  return length;
}

int main(int argc, char **argv) {
  cell size = size_argument(argc, argv, 600000), best_start = 0, best_length = 0;
  for (cell i = 1; i < size; i++) {
    cell length = chain(i);
    if (length > best_length) {
      best_start = i;
      best_length = length;
    }
  }
  print(best_start * 1000 + best_length);
}
