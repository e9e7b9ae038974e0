// The same as conversion.fth in C: texts to numbers.
#include "../bench.h"

int main(int argc, char **argv) {
  cell size = size_argument(argc, argv, 400000), sum = 0;
  const char *one = "123456789", *other = "-4711";
  for (cell i = 0; i < size; i++) {
    __asm__ volatile("" : "+r"(one), "+r"(other));
    sum += strtoll(one, NULL, 10);
    sum += strtoll(other, NULL, 10);
  }
  print(sum);
}
