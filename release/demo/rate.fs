\ computes for ever, and tells each second how fast

variable sum

: digits ( u -- u' )                    \ the sum of its decimal digits
  0 swap begin 10 /mod >r + r> dup 0= until drop ;

: burst ( u -- ) 0 swap 0 ?do i 1000003 * digits + loop sum +! ;

: second ( -- u )                       \ how many numbers a second has room for
  0 utime 1000000. d+
  begin utime 2over du< while rot 20000 dup burst + -rot repeat 2drop ;

: run ( -- ) begin second 1000 / . cr  stdout flush-file throw again ;

run
