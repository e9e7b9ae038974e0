// The same as strings.fth in C: texts that grow by realloc, and texts put together in a buffer.
#include "../bench.h"
#include <string.h>

static char *text;
static size_t length;

static void set(const char *from, size_t count) {
  text = realloc(text, count);
  memcpy(text, from, count);
  length = count;
}

static void append(const char *from, size_t count) {
  text = realloc(text, length + count);
  memcpy(text + length, from, count);
  length += count;
}

static void build(void) {
  set("begin", 5);
  for (int i = 0; i < 40; i++) {
    append(", item", 6);
    char last = (char)(i + 65);
    append(&last, 1);
  }
}

static size_t onto_pad(char *pad) {
  memcpy(pad, "one ", 4);
  memcpy(pad + 4, "two ", 4);
  memset(pad + 8, ' ', 20);
  size_t count = 28;
  while (count > 0 && pad[count - 1] == ' ') count--;
  return count;
}

int main(int argc, char **argv) {
  cell size = size_argument(argc, argv, 40000), sum = 0;
  static char pad[128];
  for (cell i = 0; i < size; i++) {
    build();
    sum += (cell)length;
    sum += (cell)onto_pad(pad);
    __asm__ volatile("" : : "r"(pad) : "memory");
  }
  print(sum);
}
