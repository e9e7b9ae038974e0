// What the C halves of the benchmarks share: a cell as Forth has it, the size from the command line, and the
// result printed as Forth prints it.
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

typedef int64_t cell;
typedef uint64_t ucell;

static inline cell size_argument(int argc, char **argv, cell otherwise) {
  return argc > 1 ? atoll(argv[1]) : otherwise;
}

static inline void print(cell result) { printf("%" PRId64 " \n", result); }

// The generator that fills the benchmarks' data, the same in Forth: 31 bits of a linear congruence.
static ucell random_state = 1;

static inline cell next_random(void) {
  random_state = (random_state * 1103515245 + 12345) & 0x7fffffff;
  return (cell)random_state;
}
