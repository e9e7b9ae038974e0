// The same as blocks.fth in C: memmove, memset, memcmp and memmem over some hundred bytes.
#define _GNU_SOURCE
#include "../bench.h"
#include <string.h>

static unsigned char one_block[512], other_block[512];
static cell sum;

static void work(void) {
  memmove(other_block, one_block, 512);
  if (memcmp(one_block, other_block, 256) == 0) sum++;
  if (memcmp(one_block, other_block, 512) == 0) sum++;
  unsigned char *found = memmem(one_block, 512, "needle", 6);
  if (found) sum += one_block + 512 - found;
  memset(other_block + 100, ' ', 200);
  memset(other_block + 300, 0, 100);
  for (int i = 0; i < 64; i++) other_block[i + 1] = other_block[i];
  for (int i = 63; i >= 0; i--) other_block[i] = other_block[i + 10];
  sum += other_block[350];
}

int main(int argc, char **argv) {
  cell size = size_argument(argc, argv, 40000);
  for (int i = 0; i < 512; i++) one_block[i] = (unsigned char)((i * 7 + 13) & 127);
  memmove(one_block + 400, "needle", 6);
  for (cell i = 0; i < size; i++) {
    work();
    __asm__ volatile("" : : : "memory");
  }
  print(sum);
}
