// Arrays made by a defining word: CREATE … DOES> in an inner loop.
#include "bench.h"

int main(int argc, char **argv) {
  cell size = size_argument(argc, argv, 20000);
  cell *numbers = malloc(size * sizeof(cell));
  cell *sums = calloc(size, sizeof(cell));
  for (cell i = 0; i < size; i++) numbers[i] = i * 7 & 1023;

  for (int pass = 0; pass < 2000; pass++) {
    for (cell i = 0; i < size; i++) {
      sums[i] += numbers[i];
      numbers[i] += sums[i] & 3;
    }
  }

  ucell checksum = 0;
  for (cell i = 0; i < size; i++) checksum = (checksum + sums[i]) * 31;
  print((cell)checksum);
}
