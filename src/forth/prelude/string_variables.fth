\ Strings in variables: the variable holds the address of a length and the bytes. Arrays of such variables.

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

: $over ( c-addr u $addr off -- )
  {: c-addr u $addr off :}
  off u + $addr $@len 2dup u> if
    - $addr $+!len off u + bl fill
  else 2drop then
  c-addr $addr $@ drop off + u move ;

: $del ( $addr off u -- )
  {: $addr off u :}
  $addr $@len off - 0 max u umin to u
  $addr $@ off /string u /string  $addr $@ drop off + swap move
  $addr $@len u - $addr $!len ;

: $split ( c-addr u char -- c-addr1 u1 c-addr2 u2 )
  >r 2dup r> scan dup >r dup if 1 /string then 2swap r> - 2swap ;

: $iter ( i*x addr char xt -- j*x )
  {: char xt :} $@ begin dup while char $split 2>r xt execute 2r> repeat 2drop ;

: $make ( c-addr u -- addr ) dup cell+ allocate throw dup >r 2dup ! cell+ swap move r> ;
: ($value) ( addr -- c-addr u ) $@ ;
: $. ( addr -- ) $@ type ;
: $variable ( "name" -- ) variable ;

: $slurp ( fileid addr -- ) >r slurp-fid over swap r> $! free throw ;
: $slurp-file ( c-addr u addr -- ) >r slurp-file over swap r> $! free throw ;
: $+slurp ( fileid addr -- ) >r slurp-fid over swap r> $+! free throw ;
: $+slurp-file ( c-addr u addr -- ) >r slurp-file over swap r> $+! free throw ;
: $unescape ( c-addr1 u1 -- c-addr2 u2 ) dup 2* allocate throw unescape ;

\ ---- arrays: a string variable whose string is an array of string variables

: $[]# ( addr -- u ) $@len cell/ ;

: $[] ( u addr1 -- addr2 )
  {: u addr :}
  u 1+ cells addr $@len 2dup u> if
    - addr over swap $+!len swap erase
  else 2drop then
  addr $@ drop u cells + ;

: $[]! ( c-addr u u2 addr -- ) $[] $! ;
: $[]+! ( c-addr u u2 addr -- ) $[] $+! ;
: $[]@ ( u addr -- c-addr u2 ) 2dup $[]# u< if $[] $@ else 2drop 0 0 then ;
: $+[]! ( c-addr u addr -- ) dup $[]# swap $[]! ;
: $[]map ( i*x addr xt -- j*x ) {: addr xt :} addr $[]# 0 ?do i addr $[]@ xt execute loop ;
: $[]. ( addr -- ) dup $[]# 0 ?do i over $[]@ type cr loop drop ;
: $[]variable ( "name" -- ) variable ;
\ What an array of cells (VALUE[]:) does.
: ([]@) ( u addr -- x ) $[] @ ;
: ([]!) ( x u addr -- ) $[] ! ;
: ([]+!) ( n u addr -- ) $[] +! ;
: $[]free ( addr -- ) dup $[]# 0 ?do i over $[] $free loop $free ;
: $[]slurp ( fileid addr -- )
  {: addr :} slurp-fid over >r 0
  {: lines :}
  begin dup while
    10 $split 2swap
    dup if 2dup 1- + c@ 13 = + then
    lines addr $[]!  lines 1+ to lines
  repeat 2drop
  r> free throw
  addr $[]# lines u+do i addr $[] $free loop
  lines cells addr $!len ;

: $[]slurp-file ( c-addr u addr -- ) >r r/o open-file throw dup r> $[]slurp close-file throw ;
