\ What programs of the Forth Scientific Library need (gforth's fsl-util.fs): arrays and matrices, and the words around them.
\ An array is the address of its first element; the cell before it has the size of one, that of a matrix's row before that.

false value test-code?
: integer ( -- n ) 1 cells ;
: double ( -- n ) 2 cells ;
: f2drop ( F: r1 r2 -- ) fdrop fdrop ;
: -frot ( F: r1 r2 r3 -- r3 r1 r2 ) frot frot ;
: dxor ( d1 d2 -- d3 ) rot xor >r xor r> ;
: dor ( d1 d2 -- d3 ) rot or >r or r> ;
: dand ( d1 d2 -- d3 ) rot and >r and r> ;
: % ( "number" -- F: r )
  parse-name >float 0= abort" NAN"  state @ if postpone fliteral then ; immediate
: v: ( "name" -- ) defer ;
: use( ( "name" -- xt ) state @ if postpone ['] else ' then ; immediate
: & ( "name" -- xt ) postpone use( ; immediate
: defines ( xt "name" -- ) ' defer! ;

wordlist constant fsl-hidden
: reset-search-order ( -- ) forth-wordlist 1 set-order  forth-wordlist set-current ;
: public: ( -- ) forth-wordlist fsl-hidden 2 set-order  definitions ;
: private: ( -- ) forth-wordlist fsl-hidden 2 set-order  fsl-hidden set-current ;
: reset_search_order ( -- ) reset-search-order ;

: array ( n size "name" -- ) create 0 , dup , * allot does> 2 cells + ;
: matrix ( n m size "name" -- ) create over , dup , * * allot does> 2 cells + ;
: } ( addr n -- addr2 ) over cell - @ * + ;
: }} ( addr i j -- addr2 ) 2 pick 2 cells - @ rot * + } ;

variable print-width  6 print-width !
: new-row? ( i -- ) dup 0> swap print-width @ mod 0= and if cr then ;
: }iprint ( n addr -- ) swap 0 ?do i new-row? dup i } @ . loop drop ;
: }fprint ( n addr -- ) swap 0 ?do i new-row? dup i } f@ f. loop drop ;
: }fcopy ( addr1 addr2 n -- ) 0 ?do over i } f@ dup i } f! loop 2drop ;
: }fput ( n addr -- F: r1 … rn -- ) {: n a :} n 0 ?do a n 1- i - } f! loop ;
: }}iprint ( n m addr -- ) rot 0 ?do over 0 ?do dup j i }} @ . loop cr loop 2drop ;
: }}fprint ( n m addr -- ) rot 0 ?do over 0 ?do dup j i }} f@ f. loop cr loop 2drop ;
: }}fcopy ( addr1 addr2 n m -- ) {: a b n m :} n 0 ?do m 0 ?do a j i }} f@ b j i }} f! loop loop ;
: }}fput ( n m addr -- F: r11 … rnm -- ) {: n m a :} n 0 ?do m 0 ?do a n 1- j - m 1- i - }} f! loop loop ;
