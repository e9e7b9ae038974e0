\ Deferred words: a filter and an action that are exchanged while a loop goes on, and one that calls another.
[undefined] size [if] 30000000 constant size [then]

defer keep? ( n -- f )
defer action ( n m -- n' )
: odd? ( n -- f )  1 and ;
: third? ( n -- f )  3 mod 0= ;
: sum ( n m -- n' )  + ;
: mix ( n m -- n' )  xor 1 lshift $ffffffff and ;

: pass ( n first last -- n' )  swap do  i keep? if i action then  loop ;
: main ( -- )
  0
  ['] odd? is keep?    ['] sum is action  0 size pass
  ['] third? is keep?  ['] mix is action  0 size pass
  . cr ;
main
