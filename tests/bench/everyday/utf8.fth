\ Characters of UTF-8: counting them, their codes, and writing them again.
create target 256 allot
variable sum
: text ( -- c-addr u )  s" Grüße aus Köln, naïve café, пример текста" ;
: codes ( c-addr u -- )  over + swap begin 2dup u> while xc@+ sum +! repeat 2drop ;
: copy ( c-addr u -- u )  over + swap target begin >r 2dup u> while xc@+ r> xc!+ repeat 2drop r> target - ;
: one ( -- )  text codes text copy sum +! ;
: run ( n -- )  0 ?do one loop ;
size run sum @ . cr
