// Product of two square matrices of cells: nested counted loops and strided loads.
#include "bench.h"

int main(int argc, char **argv) {
  cell size = size_argument(argc, argv, 400), count = size * size;
  cell *left = malloc(count * sizeof(cell));
  cell *right = malloc(count * sizeof(cell));
  cell *product = malloc(count * sizeof(cell));
  for (cell i = 0; i < count; i++) left[i] = next_random() & 1023;
  for (cell i = 0; i < count; i++) right[i] = next_random() & 1023;

  for (cell row = 0; row < size; row++) {
    for (cell column = 0; column < size; column++) {
      cell sum = 0;
      for (cell k = 0; k < size; k++) sum += left[row * size + k] * right[k * size + column];
      product[row * size + column] = sum;
    }
  }

  ucell checksum = 0;
  for (cell i = 0; i < count; i++) checksum = (checksum + product[i]) * 31;
  print((cell)checksum);
}
