// The same as scan.fth in C: splitting lines into words, and comparing them.
#include "../bench.h"
#include <string.h>

static cell sum;

static void words_of(const char *text, size_t length) {
  const char *end = text + length;
  for (;;) {
    while (text < end && *text == ' ') text++;
    if (text == end) return;
    const char *blank = memchr(text, ' ', (size_t)(end - text));
    if (!blank) blank = end;
    if (blank - text == 3 && memcmp(text, "the", 3) == 0) sum++;
    text = blank;
  }
}

int main(int argc, char **argv) {
  cell size = size_argument(argc, argv, 400000);
  const char *line = "  the quick brown   fox jumps over the lazy dog and runs away   ";
  for (cell i = 0; i < size; i++) {
    __asm__ volatile("" : "+r"(line));
    size_t length = strlen(line);
    while (length > 0 && line[length - 1] == ' ') length--;
    words_of(line, length);
    sum += (cell)length;
  }
  print(sum);
}
