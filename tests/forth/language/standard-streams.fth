\ stdout and stderr as files, output in the order it was written, type of many lines.
\ output:
\ | first
\ | second
\ | third
\ | fourth fifth
\ error:
\ | to the error stream
\ | and again

." first" cr
s" second" stdout write-line throw
." third" cr
s" to the error stream" stderr write-line throw
: out  ( addr u -- )  stdout write-file throw ;
s" fourth " out ." fifth" cr
s" and again" stderr write-line throw
