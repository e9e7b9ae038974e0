// The same as output.fth in C: numbers, characters and texts to the output.
#include "../bench.h"

int main(int argc, char **argv) {
  cell size = size_argument(argc, argv, 150000);
  for (cell i = 0; i < size; i++) {
    printf("%" PRId64 " ", i);
    printf("%" PRId64 " ", -i);
    printf("%" PRIu64 " ", (ucell)i);
    printf("%6" PRId64, i);
    putchar('x');
    fputs(" text", stdout);
    putchar(' ');
    putchar('\n');
  }
}
