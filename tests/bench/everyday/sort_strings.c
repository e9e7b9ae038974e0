// The same as sort_strings.fth in C: shell sort of pointers to texts, which memcmp compares.
#include "../bench.h"
#include <string.h>

enum { texts_count = 2000, length = 8 };
static char texts[texts_count * length];
static char *order[texts_count];
static ucell seed;

static cell number(void) {
  seed = (seed * 1103515245 + 12345) & 0x7fffffff;
  return (cell)(seed >> 8);
}

static void prepare(void) {
  seed = 1;
  for (int i = 0; i < texts_count; i++) {
    order[i] = texts + i * length;
    for (int j = 0; j < length; j++) order[i][j] = (char)('a' + number() % 26);
  }
}

static void sort(void) {
  for (cell gap = 701; gap; gap = gap * 4 / 9)
    for (cell i = gap; i < texts_count; i++) {
      char *moved = order[i];
      cell at = i;
      for (; at >= gap && memcmp(moved, order[at - gap], length) > 0; at -= gap) order[at] = order[at - gap];
      order[at] = moved;
    }
}

int main(int argc, char **argv) {
  cell size = size_argument(argc, argv, 40), sum = 0;
  for (cell n = 0; n < size; n++) {
    prepare();
    sort();
    for (int i = 0; i < texts_count; i++) sum += (unsigned char)order[i][0] * (cell)i;
  }
  print(sum);
}
