// The same as list.fth in C: a list whose nodes come from malloc and go to free.
#include "../bench.h"

struct node {
  struct node *next;
  cell value;
};

static struct node *head;

static void add(cell value) {
  struct node *made = malloc(sizeof *made);
  made->value = value;
  made->next = head;
  head = made;
}

static cell drop_all(void) {
  cell sum = 0;
  while (head) {
    struct node *first = head;
    head = first->next;
    sum += first->value;
    free(first);
  }
  return sum;
}

int main(int argc, char **argv) {
  cell size = size_argument(argc, argv, 40000), sum = 0;
  for (cell i = 0; i < size; i++) {
    for (cell j = 0; j < 100; j++) add(j);
    sum += drop_all();
  }
  print(sum);
}
