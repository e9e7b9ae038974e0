\ Standard input as a stream: lines until the end, then numbers.
\ stdin:
\ | the quick brown fox
\ |
\ | jumps over
\ | the lazy dog
\ output:
\ | 4 lines 9 words 45 characters

create line 256 allot
variable lines  variable words#  variable chars#
: count-words  ( addr u -- n )
  0 -rot begin bl skip dup while rot 1+ -rot bl scan repeat 2drop ;
: run
  begin line 256 stdin read-line throw while
    1 lines +!  dup 1+ chars# +!  line swap count-words words# +!
  repeat drop ;
run
lines @ . ." lines " words# @ . ." words " chars# @ . ." characters" cr
