\ Counts words, lines and the longest word of a text, twenty times: a byte loop with state and branches.
[undefined] size [if] 1500000 constant size [then]

variable seed  1 seed !
: random ( -- u )  seed @ 1103515245 * 12345 + $7fffffff and dup seed ! ;

create text  size allot

: letter ( -- c )
  random 16 rshift 63 and
  dup 10 < if drop bl exit then
  dup 12 < if drop 10 exit then
  26 mod [char] a + ;

: fill-text ( -- )  size 0 do letter text i + c! loop ;

variable words-seen  variable lines-seen  variable longest

: word-ends ( length -- 0 )
  dup if 1 words-seen +! dup longest @ max longest ! then  drop 0 ;

: count-text ( a u -- )
  0 -rot over + swap do                       ( length )
    i c@ dup bl > if drop 1+ else 10 = if 1 lines-seen +! then word-ends then
  loop
  word-ends drop ;

: main ( -- )
  0 words-seen !  0 lines-seen !  0 longest !
  20 0 do text size count-text loop
  words-seen @ 1000 * lines-seen @ + 1000 * longest @ + . cr ;
fill-text main
