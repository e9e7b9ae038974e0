\ Words that gforth programs lean on and the standard does not have.

: 2- ( n -- n ) 2 - ; inline
: 1+! ( addr -- ) 1 swap +! ; inline
: th ( addr n -- addr ) cells + ; inline
: cell/ ( n -- n ) 8 / ; inline
: 2rdrop ( -- ) ( R: x1 x2 -- ) r> r> 2drop ; inline
: sw@ ( addr -- n ) uw@ 48 lshift 48 arshift ; inline
: sl@ ( addr -- n ) ul@ 32 lshift 32 arshift ; inline
: 3dup ( a b c -- a b c a b c ) 2 pick 2 pick 2 pick ; inline
: 3drop ( a b c -- ) 2drop drop ; inline
: 4dup ( a b c d -- a b c d a b c d ) 2over 2over ; inline
: d0> ( d -- flag ) 2dup d0= >r d0< r> or 0= ;
: d0<= ( d -- flag ) d0> 0= ;
: d0>= ( d -- flag ) d0< 0= ; inline
: d0<> ( d -- flag ) or 0<> ; inline
: du<= ( ud1 ud2 -- flag ) 2swap du< 0= ;
: du>= ( ud1 ud2 -- flag ) du< 0= ;
: u*/ ( u1 u2 u3 -- u4 ) >r um* r> um/mod nip ; inline
: between ( n low high -- flag ) 1+ within ;
\ ---- strings in memory

: scan ( c-addr u char -- c-addr u )
  >r begin dup while over c@ r@ <> while 1 /string repeat then rdrop ;

: skip ( c-addr u char -- c-addr u )
  >r begin dup while over c@ r@ = while 1 /string repeat then rdrop ;

: place ( c-addr1 u c-addr2 -- ) over >r rot over 1+ r> move c! ;

: +place ( c-addr1 u c-addr2 -- ) 2dup 2>r count + swap move 2r> dup >r c@ + r> c! ;

\ ---- strings in variables: the variable holds the address of a length and the bytes

: $@len ( addr -- u ) @ dup if @ then ;

: $@ ( addr -- c-addr u ) @ dup if dup cell+ swap @ else 0 then ;

: $free ( addr -- ) dup @ dup if free throw else drop then off ;

: $off ( addr -- ) $free ;

: $init ( addr -- ) off ;

: $!len ( u addr -- )
  over cell+ over @ dup if swap resize else drop allocate then throw
  over ! @ ! ;

: $! ( c-addr u addr -- )
  dup @ >r dup off 2dup $!len $@ drop swap move r> dup if free throw else drop then ;

: $+!len ( u addr -- c-addr ) dup $@len >r tuck $@len + over $!len $@ drop r> + ;

: $+! ( c-addr u addr -- ) over swap $+!len swap move ;

: c$+! ( char addr -- ) 1 swap $+!len c! ;

: $ins ( c-addr u $addr off -- )
  {: c-addr u $addr off :}
  u $addr $+!len drop
  $addr $@ off /string u - >r dup u + r> move
  c-addr $addr $@ drop off + u move ;

: $del ( $addr off u -- )
  {: $addr off u :}
  $addr $@len off - 0 max u umin to u
  $addr $@ off /string u /string  $addr $@ drop off + swap move
  $addr $@len u - $addr $!len ;

: $split ( c-addr u char -- c-addr1 u1 c-addr2 u2 )
  >r 2dup r> scan dup >r dup if 1 /string then 2swap r> - 2swap ;

: $iter ( xt addr char -- )
  >r $@ begin dup while r@ $split 2>r 2 pick execute 2r> repeat 2drop drop rdrop ;

\ ---- structures as gforth 0.7 has them: align size on the stack

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

\ ---- mini-oof (Bernd Paysan's interface): object class … var … method … end-class, defines, new, ::

: (method) ( … o addr -- … ) @ over @ + @ execute ;

: method ( m v "name" -- m' v ) create over , swap cell+ swap ['] (method) (does>) ;

: var ( m v size "name" -- m v' ) +field ;

: class ( class -- class methods vars ) dup 2@ ;

: end-class ( class methods vars "name" -- )
  create here >r , dup , 2 cells ?do ['] noop , 1 cells +loop
  cell+ dup cell+ r> rot @ 2 cells /string move ;

: >vt ( class "name" -- addr ) ' >body @ + ;

: bind ( class "name" -- xt ) >vt @ ;

: defines ( xt class "name" -- ) >vt ! ;

: new ( class -- o ) here over @ allot swap over ! ;

: :: ( class "name" -- ) bind compile, ; immediate
