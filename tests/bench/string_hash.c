// Hashes of strings: a byte at a time by FNV-1a and by 31, over many words of a text.
#include "bench.h"

static uint8_t text[4096];

static ucell fnv(const uint8_t *at, cell length) {
  ucell hash = 2166136261;
  for (const uint8_t *end = at + length; at != end; at++) hash = (hash ^ *at) * 16777619 & 0xffffffff;
  return hash;
}

static ucell by31(const uint8_t *at, cell length) {
  ucell hash = 0;
  for (cell i = 0; i < length; i++) hash = hash * 31 + at[i];
  return hash;
}

int main(int argc, char **argv) {
  cell size = size_argument(argc, argv, 400000);
  for (cell i = 0; i < 4096; i++) text[i] = (uint8_t)((i * 7 ^ i >> 5) % 26 + 'a');
  ucell sum = 0;
  for (cell i = 0; i < size; i++) {
    const uint8_t *at = text + i * 37 % 4000;
    cell length = (i & 63) + 8;
    sum += fnv(at, length) ^ by31(at, length);
  }
  print((cell)sum);
}
