// CRC-32 of a buffer by a table, twenty times: masks, shifts and table loads.
#include "bench.h"

static ucell table[256];

static ucell table_entry(ucell n) {
  for (int bit = 0; bit < 8; bit++) n = n & 1 ? n >> 1 ^ 0xedb88320 : n >> 1;
  return n;
}

static ucell crc(const uint8_t *buffer, cell length, ucell crc) {
  crc ^= 0xffffffff;
  for (cell i = 0; i < length; i++) crc = table[(crc ^ buffer[i]) & 0xff] ^ crc >> 8;
  return crc ^ 0xffffffff;
}

int main(int argc, char **argv) {
  cell size = size_argument(argc, argv, 2000000);
  for (ucell i = 0; i < 256; i++) table[i] = table_entry(i);
  uint8_t *buffer = malloc(size);
  for (cell i = 0; i < size; i++) buffer[i] = (uint8_t)(next_random() >> 16);
  ucell sum = 0;
  for (int pass = 0; pass < 20; pass++) sum = crc(buffer, size, sum);
  print((cell)sum);
}
