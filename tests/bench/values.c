// State in global variables: a generator of numbers, a running average and a ring of cells.
#include "bench.h"

static cell state, average, peak, count, crossings;
static cell ring[64];
static cell ring_at;

static cell floor_divide(cell a, cell b) { return a / b - (a % b != 0 && (a ^ b) < 0); }

static cell next(void) { return state = (state * 1103515245 + 12345) & 0x7fffffff; }

static void step(void) {
  cell n = next() >> 16;
  average += floor_divide(n - average, 16);
  if (n > peak) peak = n;
  ring[ring_at] = n;
  ring_at = (ring_at + 1) & 63;
  if (n > average) crossings++;
  count++;
}

int main(int argc, char **argv) {
  cell size = size_argument(argc, argv, 20000000);
  state = 1;
  for (cell i = 0; i < size; i++) step();
  print(average + peak + count + crossings + ring[0]);
}
