// A filter: numbers the lines of a file that contain a word, and counts them.
package main

import (
	"bufio"
	"fmt"
	"os"
	"strings"
)

func main() {
	file, err := os.Open(os.Args[2])
	if err != nil {
		os.Exit(1)
	}
	defer file.Close()
	number, found := 0, 0
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		number++
		if strings.Contains(lines.Text(), os.Args[1]) {
			found++
			fmt.Printf("%6d: %s\n", number, lines.Text())
		}
	}
	fmt.Printf("%d lines\n", found)
}
