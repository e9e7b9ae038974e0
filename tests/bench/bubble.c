// Bubble sort of cells: loads, compares and swaps through addresses.
#include "bench.h"

int main(int argc, char **argv) {
  cell size = size_argument(argc, argv, 10000);
  cell *numbers = malloc(size * sizeof(cell));
  for (cell i = 0; i < size; i++) numbers[i] = next_random();

  for (cell last = size - 1; last >= 1; last--) {
    for (cell *at = numbers; at < numbers + last; at++) {
      cell first = at[0], second = at[1];
      if (first > second) {
        at[0] = second;
        at[1] = first;
      }
    }
  }

  cell checksum = 0;
  for (cell i = 0; i < size; i++) checksum ^= numbers[i] * (i + 1);
  print(checksum);
}
