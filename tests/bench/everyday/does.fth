\ Words that DOES> made: arrays, counters and fields.
: array  ( n -- )  create cells allot does> swap cells + ;
: counter  ( -- )  create 0 , does> dup @ 1+ dup rot ! ;
: field-at  ( offset -- )  create , does> @ + ;
64 array cells-of  counter tick  8 field-at second
variable sum
: run  ( n -- )  64 0 do i i cells-of ! loop  0 ?do i 63 and cells-of @ tick + sum +!  i 31 and cells-of second @ sum +! loop ;
size run sum @ . cr
