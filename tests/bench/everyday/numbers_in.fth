\ Words of a text that are numbers, in several bases, or not.
variable sum
: one ( c-addr u -- )  s>number? if drop sum +! else 2drop then ;
: run ( n -- )  0 ?do s" 1234" one s" -77" one s" hello" one s" $1F" one s" %101" one s" 12.5" one s" x" one loop ;
size run sum @ . cr
