// A filter: numbers the lines of a file that contain a word, and counts them.
#include <stdio.h>
#include <string.h>

int main(int count, char **arguments) {
    static char line[4097];
    int number = 0, found = 0;
    FILE *file = count == 3 ? fopen(arguments[2], "r") : NULL;
    if (!file) return 1;
    while (fgets(line, sizeof line, file)) {
        line[strcspn(line, "\n")] = 0;
        number++;
        if (!strstr(line, arguments[1])) continue;
        found++;
        printf("%6d: %s\n", number, line);
    }
    fclose(file);
    printf("%d lines\n", found);
    return 0;
}
