\ Runs for long, and what is behind it is loaded all the same.
: spin ( -- ) 0 begin 1+ dup 0< until drop ;
spin
: behind ( -- n ) 1 ;
