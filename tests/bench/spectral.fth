\ Spectral norm of an infinite matrix: floats, integer division, and vectors reached through addresses.
[undefined] size [if] 1000 constant size [then]

create u-vector  size floats allot
create v-vector  size floats allot
create t-vector  size floats allot

: element ( i j -- ) ( F: -- r )  over + dup 1+ * 2/ + 1+  1e s>f f/ ;

\ Both products fill the vector `to` from the vector `from`.
: times ( from to -- )
  size 0 do
    0e
    size 0 do  j i element  over i floats + f@ f* f+  loop
    dup i floats + f!
  loop
  2drop ;

: times-transposed ( from to -- )
  size 0 do
    0e
    size 0 do  i j element  over i floats + f@ f* f+  loop
    dup i floats + f!
  loop
  2drop ;

: times-both ( from to -- )  swap t-vector times  t-vector swap times-transposed ;

: dot ( a b -- ) ( F: -- r )
  0e size 0 do  over i floats + f@  dup i floats + f@  f* f+  loop 2drop ;

: main ( -- )
  size 0 do 1e u-vector i floats + f! loop
  10 0 do u-vector v-vector times-both  v-vector u-vector times-both loop
  u-vector v-vector dot  v-vector v-vector dot  f/ fsqrt  1e9 f* f>s . cr ;
main
