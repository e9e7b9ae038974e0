\ Words of Core and Core ext that are short in Forth. `inline` words are spliced into their callers.
\ One definition a paragraph; a definition ends with ` ;` at the end of a line, or before its `inline` or `immediate`.

: 1+ ( n -- n ) 1 + ; inline
: 1- ( n -- n ) 1 - ; inline
: 2+ ( n -- n ) 2 + ; inline
: 2* ( x -- x ) 1 lshift ; inline
: 2/ ( n -- n ) 1 arshift ; inline
: cells ( n -- n ) 3 lshift ; inline
: cell+ ( addr -- addr ) 8 + ; inline
: cell- ( addr -- addr ) 8 - ; inline
: cell ( -- u ) 8 ; inline
: chars ( n -- n ) ; inline
: char+ ( addr -- addr ) 1 + ; inline
: char- ( addr -- addr ) 1 - ; inline
: aligned ( addr -- addr ) 7 + -8 and ; inline
: 0= ( x -- flag ) 0 = ; inline
: 0<> ( x -- flag ) 0 <> ; inline
: 0< ( n -- flag ) 0 < ; inline
: 0> ( n -- flag ) 0 > ; inline
: 0<= ( n -- flag ) 0 <= ; inline
: 0>= ( n -- flag ) 0 >= ; inline
: > ( n1 n2 -- flag ) swap < ; inline
: >= ( n1 n2 -- flag ) swap <= ; inline
: u> ( u1 u2 -- flag ) swap u< ; inline
: u>= ( u1 u2 -- flag ) swap u<= ; inline
: negate ( n -- n ) 0 swap - ; inline
: invert ( x -- x ) -1 xor ; inline
: not ( x -- flag ) 0 = ; inline
: true ( -- flag ) -1 ; inline
: false ( -- flag ) 0 ; inline
: bl ( -- char ) 32 ; inline
: abs ( n -- u ) dup 0< over negate rot (select) ; inline
: min ( n1 n2 -- n ) 2dup < -rot (select) ; inline
: max ( n1 n2 -- n ) 2dup swap < -rot (select) ; inline
: umin ( u1 u2 -- u ) 2dup u< -rot (select) ; inline
: umax ( u1 u2 -- u ) 2dup swap u< -rot (select) ; inline
: within ( n low high -- flag ) over - >r - r> u< ; inline
: +! ( n addr -- ) dup @ rot + swap ! ; inline
: 2@ ( addr -- x1 x2 ) dup 8 + @ swap @ ; inline
: 2! ( x1 x2 addr -- ) swap over ! 8 + ! ; inline
: count ( addr -- c-addr u ) dup 1 + swap c@ ; inline
: s>d ( n -- d ) dup 0< ; inline
: /mod ( n1 n2 -- n3 n4 ) 2dup mod -rot / ; inline
: */ ( n1 n2 n3 -- n4 ) >r m* r> fm/mod nip ; inline
: */mod ( n1 n2 n3 -- n4 n5 ) >r m* r> fm/mod ; inline
: u/mod ( u1 u2 -- u3 u4 ) 0 swap um/mod ; inline
: space ( -- ) 32 emit ; inline
: off ( addr -- ) 0 swap ! ; inline
: on ( addr -- ) -1 swap ! ; inline
: bounds ( addr u -- addr+u addr ) over + swap ; inline
: perform ( addr -- ) @ execute ; inline
: ? ( addr -- ) @ . ;
: erase ( addr u -- ) 0 fill ;
: blank ( addr u -- ) bl fill ;
: buffer: ( u "name" -- ) create allot ;
: third ( a b c -- a b c a ) 2 pick ; inline
: fourth ( a b c d -- a b c d a ) 3 pick ; inline
: 2nip ( a b c d -- c d ) 2swap 2drop ; inline
: 2tuck ( a b c d -- c d a b c d ) 2swap 2over ; inline
: 2rot ( d1 d2 d3 -- d2 d3 d1 ) 2>r 2swap 2r> 2swap ; inline
: 2-rot ( d1 d2 d3 -- d3 d1 d2 ) 2swap 2>r 2swap 2r> ; inline
: under+ ( n1 n2 n3 -- n4 n2 ) rot + swap ; inline
: /string ( addr u n -- addr u ) rot over + -rot - ; inline
: here ( -- addr ) dp @ ; inline
: decimal ( -- ) 10 base ! ;
: hex ( -- ) 16 base ! ;
: bin ( fam -- fam ) 1 or ; inline

: (2@) ( addr -- x1 x2 ) 2@ ;
: (2value) ( addr -- x1 x2 ) 2@ ;
: (2+!) ( d addr -- ) dup >r 2@ d+ r> 2! ;
: (c+!) ( n addr -- ) dup >r c@ + r> c! ;
: (w+!) ( n addr -- ) dup >r uw@ + r> w! ;
: (l+!) ( n addr -- ) dup >r ul@ + r> l! ;

: throw ( n -- ) dup if (throw) then drop ; inline
: (abort") ( flag c-addr u -- ) rot if (abort-text) 2! -2 (throw-anew) then 2drop ; inline

\ Between N>R and NR>, and while interpreting, these stand for the words without parentheses.
: (r@) ( -- x ) (r>) dup (>r) ;
: (rdrop) ( -- ) (r>) drop ;
: (2>r) ( x1 x2 -- ) swap (>r) (>r) ;
: (2r>) ( -- x1 x2 ) (r>) (r>) swap ;
: (2r@) ( -- x1 x2 ) (2r>) 2dup (2>r) ;
: (r'@) ( -- x1 ) (2r@) drop ;
: (2rdrop) ( -- ) (rdrop) (rdrop) ;
: (f>r) ( -- F: r -- ) (float-cell) f! (float-cell) @ (>r) ;
: (fr>) ( -- F: -- r ) (r>) (float-cell) ! (float-cell) f@ ;
: (fr@) ( -- F: -- r ) (r@) (float-cell) ! (float-cell) f@ ;
