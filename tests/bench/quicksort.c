// Quicksort of cells, recursive, with the comparison written in place.
#include "bench.h"

static cell *items;

static void sort(cell *low, cell *high) {
  cell pivot = low[(high - low) / 2];
  cell *left = low, *right = high;
  do {
    while (*left < pivot) left++;
    while (pivot < *right) right--;
    if (left <= right) {
      cell item = *left;
      *left = *right;
      *right = item;
      left++;
      right--;
    }
  } while (left <= right);
  if (left < high) sort(left, high);
  if (low < right) sort(low, right);
}

int main(int argc, char **argv) {
  cell size = size_argument(argc, argv, 1000000);
  items = malloc(size * sizeof(cell));
  ucell sum = 0;
  for (int pass = 0; pass < 3; pass++) {
    for (cell i = 0; i < size; i++) items[i] = next_random();
    sort(items, items + size - 1);
    ucell checksum = 0;
    for (cell i = 0; i < size; i++) checksum = checksum * 31 ^ (ucell)items[i];
    sum += checksum;
  }
  print((cell)sum);
}
