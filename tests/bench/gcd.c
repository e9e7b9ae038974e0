// Greatest common divisors of all pairs below a limit, with local variables: division in a loop.
#include "bench.h"

static cell gcd(cell a, cell b) {
  while (b) {
    cell remainder = a % b;
    a = b;
    b = remainder;
  }
  return a;
}

int main(int argc, char **argv) {
  cell size = size_argument(argc, argv, 1800), sum = 0;
  for (cell i = 1; i < size; i++)
    for (cell j = 1; j < size; j++) sum += gcd(j, i);
  print(sum);
}
