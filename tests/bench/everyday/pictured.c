// The same as pictured.fth in C: amounts of money, and numbers as texts.
#include "../bench.h"

int main(int argc, char **argv) {
  cell size = size_argument(argc, argv, 400000), sum = 0;
  char text[64];
  for (cell i = 0; i < size; i++) {
    cell n = i * 37 - 5000;
    cell magnitude = n < 0 ? -n : n;
    sum += snprintf(text, sizeof text, "$%s%" PRId64 ".%02d", n < 0 ? "-" : "", magnitude / 100, (int)(magnitude % 100));
    sum += snprintf(text, sizeof text, "%" PRId64, i);
  }
  print(sum);
}
