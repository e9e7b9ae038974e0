\ Where an input and another cell meet, the cell is no longer that input.
: kept-or-key ( n f -- m ) if else drop key then ;
: varying ( f -- n n | n ) 0 swap kept-or-key if 1 2 else 3 then ;
: constant-kept ( f -- n ) 0 swap if else drop 0 then ;
\ reports

