\ Blocks of many sizes come and go in any order: none lies in another, and a second FREE, one of what lies within a block,
\ or one of a block whose header was written over, is an error.
\ output:
\ | 0 wrong
200 constant slots
create addresses slots cells allot  addresses slots cells erase
create lengths slots cells allot
variable seed  1 seed !
: random ( n -- 0…n-1 ) seed @ 6364136223846793005 * 1442695040888963407 + dup seed ! 33 rshift swap mod ;
variable wrong
: ?wrong ( flag -- ) if 1 wrong +! then ;
: letter ( slot -- char ) 7 * 13 + 255 and ;
: filled? ( slot -- flag ) {: s :}
  true  lengths s cells + @ 0 ?do addresses s cells + @ i + c@ s letter <> if drop false leave then loop ;
: size ( -- u )
  100 random case 0 of 70000 random endof 1 of 0 endof 2 of 3000 random endof drop 10 random 1+ 12 * random 0 endcase ;
: get ( slot -- ) {: s :}
  size dup lengths s cells + ! allocate throw
  dup addresses s cells + !  lengths s cells + @ s letter fill ;
: give ( slot -- ) {: s :}
  s filled? 0= ?wrong
  addresses s cells + @ {: a :}
  a 16 + free 0= ?wrong  a 8 + free 0= ?wrong  a 1+ free 0= ?wrong
  a free ?wrong  a free 0= ?wrong  a 100 resize nip 0= ?wrong
  0 addresses s cells + ! ;
: resized ( slot -- ) {: s :}
  s filled? 0= ?wrong
  size {: u :}
  addresses s cells + @ u resize throw addresses s cells + !
  lengths s cells + @ u min lengths s cells + !  s filled? 0= ?wrong
  u lengths s cells + !  addresses s cells + @ u s letter fill ;
: step ( -- )
  slots random dup cells addresses + @ 0= if get exit then
  3 random 0= if resized else give then ;
: steps ( n -- ) 0 do step loop ;
6000 steps
\ The same size again and again, and the same sizes in the same order.
: pairs ( n -- ) 0 do i 100 mod 8 * allocate throw dup free ?wrong free 0= ?wrong loop ;
10000 pairs
\ What a program writes over is no block any more; the others are.
: spoil ( -- ) 40 allocate throw dup free throw dup 16 - 16 255 fill free 0= ?wrong ;
: spoils ( -- ) 10 0 do spoil 100 steps loop ;
spoils
: end ( -- ) slots 0 do addresses i cells + @ if i give then loop ;
end wrong @ . .( wrong)
