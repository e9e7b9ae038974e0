\ The smallest program.
: main ( -- )  ." hello, world" cr ;
