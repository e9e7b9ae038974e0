// Spectral norm of an infinite matrix: floats, integer division, and vectors reached through addresses.
#include "bench.h"
#include <math.h>

static cell size;
static double *u, *v, *t;

static double element(cell i, cell j) { return 1.0 / (double)(((i + j) * (i + j + 1) >> 1) + i + 1); }

static void times(const double *from, double *to) {
  for (cell i = 0; i < size; i++) {
    double sum = 0;
    for (cell j = 0; j < size; j++) sum += element(i, j) * from[j];
    to[i] = sum;
  }
}

static void times_transposed(const double *from, double *to) {
  for (cell i = 0; i < size; i++) {
    double sum = 0;
    for (cell j = 0; j < size; j++) sum += element(j, i) * from[j];
    to[i] = sum;
  }
}

static void times_both(const double *from, double *to) {
  times(from, t);
  times_transposed(t, to);
}

static double dot(const double *a, const double *b) {
  double sum = 0;
  for (cell i = 0; i < size; i++) sum += a[i] * b[i];
  return sum;
}

int main(int argc, char **argv) {
  size = size_argument(argc, argv, 1000);
  u = malloc(size * sizeof(double));
  v = malloc(size * sizeof(double));
  t = malloc(size * sizeof(double));
  for (cell i = 0; i < size; i++) u[i] = 1;
  for (int i = 0; i < 10; i++) {
    times_both(u, v);
    times_both(v, u);
  }
  print((cell)(sqrt(dot(u, v) / dot(v, v)) * 1e9));
}
