\ Product of two square matrices of floats: strided loads into a sum on the float stack.
[undefined] size [if] 400 constant size [then]

size floats constant row
create left     size row * allot
create right    size row * allot
create product  size row * allot

: at ( row column matrix -- address )  swap floats + swap row * + ;
: fill-matrices ( -- )
  size 0 do size 0 do
    j 3 * i + 17 mod s>f 0.5e f* 1e f+  j i left at f!
    j i 7 * + 13 mod s>f 0.25e f* 2e f-  j i right at f!
  loop loop ;

: inner ( row column -- ) ( F: -- r )
  0e  size 0 do  over i left at f@  i over right at f@  f* f+  loop  2drop ;
: multiply ( -- )  size 0 do size 0 do  j i inner  j i product at f!  loop loop ;

: trace ( -- ) ( F: -- r )  0e size 0 do i i product at f@ f+ loop ;
: total ( -- ) ( F: -- r )  0e size size * 0 do product i floats + f@ f+ loop ;

: main ( -- )  fill-matrices multiply trace total f+ f>s . cr ;
main
