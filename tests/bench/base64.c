// Base64: the address of the next character is in a global variable.
#include "bench.h"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static cell size;
static uint8_t *source, *target, *out;

static void digit(cell n) { *out++ = alphabet[n & 63]; }

static void triple(const uint8_t *at) {
  cell bits = at[0] << 16 | at[1] << 8 | at[2];
  digit(bits >> 18), digit(bits >> 12), digit(bits >> 6), digit(bits);
}

int main(int argc, char **argv) {
  size = size_argument(argc, argv, 3000000);
  source = malloc(size);
  target = malloc(size * 4 / 3 + 8);
  for (cell i = 0; i < size; i++) source[i] = i ^ (i * 7 >> 5);
  for (int turn = 0; turn < 20; turn++) {
    out = target;
    for (cell i = 0; i < size; i += 3) triple(source + i);
  }
  ucell sum = 0;
  for (uint8_t *at = target; at < out; at++) sum = sum * 31 + *at;
  print(sum);
}
