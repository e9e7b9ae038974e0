// Mandelbrot set in fixed point: multiplication, floored division by a constant, and an early exit.
#include "bench.h"

enum { SHIFT = 12, ONE = 1 << SHIFT, LIMIT = 64 };

static cell fixed_multiply(cell a, cell b) { return a * b >> SHIFT; }

static cell escape(cell cx, cell cy) {
  cell x = 0, y = 0;
  for (cell i = 0; i < LIMIT; i++) {
    cell xx = fixed_multiply(x, x), yy = fixed_multiply(y, y);
    if (xx + yy > 4 * ONE) return i;
    y = fixed_multiply(x, y) * 2 + cy;
    x = xx - yy + cx;
  }
  return LIMIT;
}

int main(int argc, char **argv) {
  cell size = size_argument(argc, argv, 1200), sum = 0;
  for (cell row = 0; row < size; row++)
    for (cell column = 0; column < size; column++)
      sum += escape(column * 3 * ONE / size - 2 * ONE, row * 2 * ONE / size - ONE);
  print(sum);
}
