// A byte-code interpreter: calls of functions from a table, and state in variables.
#include "bench.h"

static const uint8_t program[] = {1, 2, 3, 4, 0};
static const uint8_t *ip;
static cell counter, accumulator, running;

static void op_stop(void) { running = 0; }
static void op_count(void) { counter--; }
static void op_add(void) { accumulator += counter; }
static void op_mix(void) { accumulator = (accumulator ^ (cell)((ucell)accumulator << 3)) & 0xffffffff; }
static void op_loop(void) { if (counter) ip -= 4; }

static void (*operations[])(void) = {op_stop, op_count, op_add, op_mix, op_loop};

int main(int argc, char **argv) {
  counter = size_argument(argc, argv, 8000000);
  ip = program;
  running = 1;
  while (running) operations[*ip++]();
  print(accumulator);
}
