// The same as copy_lines.fth in C: copying a file line by line, numbered.
#include "../bench.h"
#include <string.h>

static const char source[] = "fastforth-bench-source.txt", target[] = "fastforth-bench-target.txt";

static void make(void) {
  FILE *file = fopen(source, "w");
  for (int i = 0; i < 1000; i++) fputs("some words of a line, and some more of them\n", file);
  fclose(file);
}

static void copy(void) {
  char line[256];
  FILE *in = fopen(source, "r"), *out = fopen(target, "w");
  for (int number = 0; fgets(line, sizeof line, in); number++) {
    fprintf(out, "%d:", number);
    fputs(line, out);
  }
  fclose(in);
  fclose(out);
}

int main(int argc, char **argv) {
  cell size = size_argument(argc, argv, 200), sum = 0;
  make();
  for (cell i = 0; i < size; i++) {
    copy();
    FILE *file = fopen(target, "r");
    fseek(file, 0, SEEK_END);
    sum += ftell(file);
    fclose(file);
  }
  print(sum);
  remove(source);
  remove(target);
}
