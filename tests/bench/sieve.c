// Sieve of Eratosthenes over bytes, ten times: byte stores in a strided loop.
#include "bench.h"
#include <string.h>

static uint8_t *flags;

static cell sieve(cell size) {
  memset(flags, 1, size);
  cell primes = 0;
  for (cell i = 2; i < size; i++) {
    if (!flags[i]) continue;
    primes++;
    for (cell multiple = i * i; multiple < size; multiple += i) flags[multiple] = 0;
  }
  return primes;
}

int main(int argc, char **argv) {
  cell size = size_argument(argc, argv, 3000000), primes = 0;
  flags = malloc(size);
  for (int pass = 0; pass < 10; pass++) primes = sieve(size);
  print(primes);
}
