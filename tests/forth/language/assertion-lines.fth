\ An assertion of a higher level than asked for is left out as a comment is, over as many lines as it takes.
\ output:
\ | 5 6 done
: f assert2( 1
   1 = ) 5 ;
: g assert3( dup
   if
   then ) 6 ;
f . g . .( done)
