\ Splitting lines into words with SCAN SKIP /STRING -TRAILING, and comparing them.
: line ( -- c-addr u )  s"   the quick brown   fox jumps over the lazy dog and runs away   " ;
variable sum
: words-of ( c-addr u -- )
  begin bl skip dup while 2dup bl scan 2swap 2 pick - s" the" str= if 1 sum +! then repeat 2drop ;
: run ( n -- )  0 ?do line -trailing 2dup words-of nip sum +! loop ;
size run sum @ . cr
