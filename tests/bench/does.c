// Arrays made by a defining word: CREATE … DOES> with computed indices in an inner loop.
#include "bench.h"

static cell size;

static cell following(cell index) {
  index += 7;
  return index >= size ? index - size : index;
}

int main(int argc, char **argv) {
  size = size_argument(argc, argv, 20000);
  cell *links = malloc(size * sizeof(cell));
  cell *counts = calloc(size, sizeof(cell));
  for (cell i = 0; i < size; i++) links[i] = i;

  for (int pass = 0; pass < 2000; pass++) {
    for (cell i = 0; i < size; i++) {
      cell index = links[i];
      counts[index] += i;
      links[i] = following(index);
    }
  }

  ucell checksum = 0;
  for (cell i = 0; i < size; i++) checksum = (checksum + counts[i]) * 31;
  print((cell)checksum);
}
