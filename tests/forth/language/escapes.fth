\ Escapes of s\" beyond the standard: octal, and characters that stand for themselves.
\ output:
\ | a/b A1k
s\" a\/b \1011k" type cr
