// Conway's Game of Life inside a dead border, a hundred generations: byte loads around an address.
#include "bench.h"
#include <string.h>

static cell size, row;

static cell neighbours(const uint8_t *at) {
  const uint8_t *above = at - row, *below = at + row;
  return above[-1] + above[0] + above[1] + at[-1] + at[1] + below[-1] + below[0] + below[1];
}

static uint8_t survives(uint8_t alive, cell count) {
  if (count == 3) return 1;
  return count == 2 && alive;
}

int main(int argc, char **argv) {
  size = size_argument(argc, argv, 512);
  row = size + 2;
  uint8_t *board = calloc(row * row, 1), *fresh = calloc(row * row, 1);
  for (cell y = 1; y <= size; y++)
    for (cell x = 1; x <= size; x++) board[y * row + x] = next_random() >> 20 & 1;

  for (int generation = 0; generation < 100; generation++) {
    for (cell y = 1; y <= size; y++) {
      const uint8_t *from = board + y * row + 1;
      uint8_t *to = fresh + y * row + 1;
      for (cell x = 0; x < size; x++) to[x] = survives(from[x], neighbours(from + x));
    }
    memcpy(board, fresh, row * row);
  }

  cell population = 0;
  for (cell i = 0; i < row * row; i++) population += board[i];
  print(population);
}
