\ SEE-CODE shows the code of a word, with its source, whatever the backend; it runs nothing of it.
\ output:
\ | shown
\ | accept is a function of the system, without code of its own

: sq ( n -- n*n ) dup * ;

\ What it prints is the backend's; that it quotes the source, or names the place, is not.
: see-sq ( -- ) s" see-code sq" evaluate ;
: check ( -- )
  s" code.out" w/o create-file throw >r
  ['] see-sq r@ outfile-execute
  r> close-file throw
  s" code.out" slurp-file s" 6:23 *" search 0= throw 2drop
  depth throw ." shown" cr ;
check
see-code accept
