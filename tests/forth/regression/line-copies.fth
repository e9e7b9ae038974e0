\ Behind a line there is nothing left of an older one: this looks for a mark by its length and not the line's.
\ output:
\ | found
\ | end
: skip-to  ( c-addr u -- )
  begin
    2dup refill 0= if 2drop 2drop exit then
    tib over 2swap compare 0=
  until 2drop ;
: mark  ;
: to-mark  s" mark" skip-to ;
to-mark
junk
mark
.( found) cr
s" " drop drop
to-mark

junk again
mark
.( end) cr
