// Product of two square matrices of floats: strided loads into a sum.
#include "bench.h"

int main(int argc, char **argv) {
  cell size = size_argument(argc, argv, 400);
  double *left = malloc(size * size * sizeof(double));
  double *right = malloc(size * size * sizeof(double));
  double *product = malloc(size * size * sizeof(double));
  for (cell row = 0; row < size; row++)
    for (cell column = 0; column < size; column++) {
      left[row * size + column] = (double)((row * 3 + column) % 17) * 0.5 + 1;
      right[row * size + column] = (double)((row + column * 7) % 13) * 0.25 - 2;
    }
  for (cell row = 0; row < size; row++)
    for (cell column = 0; column < size; column++) {
      double sum = 0;
      for (cell k = 0; k < size; k++) sum += left[row * size + k] * right[k * size + column];
      product[row * size + column] = sum;
    }
  double trace = 0, total = 0;
  for (cell i = 0; i < size; i++) trace += product[i * size + i];
  for (cell i = 0; i < size * size; i++) total += product[i];
  print((cell)(trace + total));
}
