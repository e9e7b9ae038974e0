\ Structures as gforth 0.7 has them: align size on the stack.

: struct ( -- align size ) 1 0 ;

: naligned ( addr n -- addr ) 1- tuck + swap invert and ;

: field ( align1 offset1 align size "name" -- align2 offset2 )
  >r rot over max -rot naligned r> +field ;

\ The word that it makes pushes the address of its offset: the program goes on with DOES>.
: create-field ( align1 offset1 align size "name" -- align2 offset2 )
  create >r rot over max -rot naligned dup , r> + ;

: end-struct ( align size "name" -- ) over naligned 2constant ;

: cell% ( -- align size ) 8 8 ; inline
: char% ( -- align size ) 1 1 ; inline
: double% ( -- align size ) 8 16 ; inline
: float% ( -- align size ) 8 8 ; inline
: dfloat% ( -- align size ) 8 8 ; inline
: sfloat% ( -- align size ) 4 4 ; inline
: %size ( align size -- size ) nip ; inline
: %alignment ( align size -- align ) drop ; inline
: %align ( align size -- ) drop here swap naligned here - allot ;
: %allot ( align size -- addr ) tuck %align here swap allot ;
: %allocate ( align size -- addr ior ) nip allocate ;
: %alloc ( align size -- addr ) %allocate throw ;

