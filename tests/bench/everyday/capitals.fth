\ Comparing and searching texts whatever the case of their letters.
variable sum
: one ( -- )
  s" The Quick Brown Fox jumps over the lazy dog" s" the quick brown fox JUMPS over the lazy dog" capscompare 0= negate sum +!
  s" Content-Length" s" content-type" capscompare sum +! s" yes" s" YES" capscompare sum +! ;
: run ( n -- )  0 ?do one loop ;
size run sum @ . cr
