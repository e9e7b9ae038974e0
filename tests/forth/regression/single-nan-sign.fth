\ SF@ keeps the sign of a NaN, in words that are interpreted and in words that are code
\ output:
\ | -1 0 -1 0
\ | -1 -1 0
\ | -1 0 -1 0
\ | -1 -1 0
create m 16 allot
: single  ( u -- flag )  m l! m sf@ m f! m @ 0< ;
: double  ( x -- flag )  m ! m f@ m sf! m ul@ $80000000 and 0<> ;
: singles  $ffc00000 single . $7fc00000 single . $ffffffff single . $7fffffff single . cr ;
: doubles  $fff8000000000000 double . -1 double . $7fffffffffffffff double . cr ;
: heat  2000 0 do $ffc00000 single drop $7fc00000 double drop loop ;
singles doubles  heat  singles doubles
