// FNV-1a hash of a string, twenty times: a byte load and a multiplication in each step.
#include "bench.h"

static ucell fnv(const uint8_t *text, cell length, ucell hash) {
  for (cell i = 0; i < length; i++) hash = (hash ^ text[i]) * 1099511628211u;
  return hash;
}

int main(int argc, char **argv) {
  cell size = size_argument(argc, argv, 4000000);
  uint8_t *text = malloc(size);
  for (cell i = 0; i < size; i++) text[i] = (uint8_t)(next_random() >> 16);
  ucell hash = 0xcbf29ce484222325u;
  for (int pass = 0; pass < 20; pass++) hash = fnv(text, size, hash);
  print((cell)hash);
}
