// The same as resize.fth in C: vectors that grow by realloc, and blocks of many sizes.
#include "../bench.h"

static cell *vector;
static cell room;

static void put(cell x, cell i) {
  if (i >= room) {
    room *= 2;
    vector = realloc(vector, (size_t)room * sizeof(cell));
  }
  vector[i] = x;
}

static cell one(cell n) {
  room = 4;
  vector = malloc(4 * sizeof(cell));
  for (cell i = 0; i < n; i++) put(i, i);
  cell sum = 0;
  for (cell i = 0; i < n; i++) sum += vector[i];
  free(vector);
  return sum;
}

static void sizes(void) {
  for (int i = 1; i < 64; i++) {
    volatile char *block = malloc((size_t)i * 17);
    *block = (char)i;
    free((void *)block);
  }
}

int main(int argc, char **argv) {
  cell size = size_argument(argc, argv, 60000), sum = 0;
  for (cell i = 0; i < size; i++) {
    sum += one(i & 255);
    sizes();
  }
  print(sum);
}
