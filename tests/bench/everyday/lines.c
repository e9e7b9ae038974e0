// The same as lines.fth in C: writing a file and reading it line by line.
#include "../bench.h"
#include <string.h>

int main(int argc, char **argv) {
  cell size = size_argument(argc, argv, 150000), sum = 0;
  static const char name[] = "fastforth-bench-lines.txt";
  FILE *file = fopen(name, "w");
  for (cell i = 0; i < size; i++) fputs("a line of some words and numbers 12345\n", file);
  fclose(file);
  char line[256];
  file = fopen(name, "r");
  while (fgets(line, sizeof line, file)) {
    line[strcspn(line, "\n")] = 0;
    const char *blank = strchr(line, ' ');
    sum += blank ? (cell)strlen(blank) : 0;
  }
  fclose(file);
  remove(name);
  print(sum);
}
