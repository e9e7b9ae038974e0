\ REFILL at the end of a file leaves nothing to interpret: the rest of a file can be skipped so.
\ output:
\ | before
: rest  begin refill 0= until ;
.( before) cr
rest
this is not forth
neither is this last line
