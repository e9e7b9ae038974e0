// Counts words, lines and the longest word of a text, twenty times: a byte loop with state and branches.
#include "bench.h"

static cell words_seen, lines_seen, longest;

static uint8_t letter(void) {
  cell random = next_random() >> 16 & 63;
  if (random < 10) return ' ';
  if (random < 12) return '\n';
  return (uint8_t)(random % 26 + 'a');
}

static void word_ends(cell length) {
  if (!length) return;
  words_seen++;
  if (length > longest) longest = length;
}

static void count_text(const uint8_t *text, cell size) {
  cell length = 0;
  for (cell i = 0; i < size; i++) {
    if (text[i] > ' ') {
      length++;
      continue;
    }
    if (text[i] == '\n') lines_seen++;
    word_ends(length);
    length = 0;
  }
  word_ends(length);
}

int main(int argc, char **argv) {
  cell size = size_argument(argc, argv, 1500000);
  uint8_t *text = malloc(size);
  for (cell i = 0; i < size; i++) text[i] = letter();
  for (int pass = 0; pass < 20; pass++) count_text(text, size);
  print((words_seen * 1000 + lines_seen) * 1000 + longest);
}
