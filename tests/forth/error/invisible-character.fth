\ A character that nobody sees is named.
\ exit: 1
\ error:
\ | hint: character 2 of this is the invisible U+00A0, a no-break space
1 2 +
