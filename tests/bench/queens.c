// Counts the ways to place queens on a board: recursion over small arrays of flags.
#include "bench.h"

static cell size, solutions;
static uint8_t *columns, *rising, *falling;

static void mark(cell row, cell column, uint8_t flag) {
  columns[column] = flag;
  rising[row + column] = flag;
  falling[row - column + size] = flag;
}

static void place(cell row) {
  if (row == size) {
    solutions++;
    return;
  }
  for (cell column = 0; column < size; column++) {
    if (columns[column] | rising[row + column] | falling[row - column + size]) continue;
    mark(row, column, 1);
    place(row + 1);
    mark(row, column, 0);
  }
}

int main(int argc, char **argv) {
  size = size_argument(argc, argv, 13);
  columns = calloc(size, 1);
  rising = calloc(2 * size, 1);
  falling = calloc(2 * size, 1);
  place(0);
  print(solutions);
}
