\ Much output, and none.
: main 70000 0 do i 95 mod 32 + emit loop cr 100000 allocate throw 100000 2dup [char] x fill type -5 spaces 3 spaces 70000 spaces
  [: pad -1 type ;] catch . 0 0 type 5 0 type 1 2 type ;
