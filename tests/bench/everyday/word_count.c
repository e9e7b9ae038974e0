// The same as word_count.fth in C: lines, words and characters of a file, line by line.
#include "../bench.h"
#include <string.h>

static const char source[] = "fastforth-bench-text.txt";
static cell lines, words, chars;

static cell count_words(const char *text, size_t length) {
  cell words_here = 0;
  for (size_t i = 0; i < length;) {
    if (text[i] == ' ') {
      i++;
      continue;
    }
    words_here++;
    while (i < length && text[i] != ' ') i++;
  }
  return words_here;
}

int main(int argc, char **argv) {
  cell size = size_argument(argc, argv, 100);
  FILE *file = fopen(source, "w");
  for (int i = 0; i < 1000; i++) fputs("the quick  brown fox jumps over   the lazy dog\n", file);
  fclose(file);
  for (cell i = 0; i < size; i++) {
    char line[256];
    file = fopen(source, "r");
    while (fgets(line, sizeof line, file)) {
      size_t length = strlen(line);
      chars += (cell)length;
      lines++;
      words += count_words(line, length - 1);
    }
    fclose(file);
  }
  printf("%" PRId64 " %" PRId64 " %" PRId64 " \n", lines, words, chars);
  remove(source);
}
