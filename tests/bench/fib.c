// Doubly recursive Fibonacci numbers: calls, returns and small arithmetic.
#include "bench.h"

static cell fib(cell n) { return n < 2 ? 1 : fib(n - 1) + fib(n - 2); }

int main(int argc, char **argv) {
  print(fib(size_argument(argc, argv, 38)));
}
