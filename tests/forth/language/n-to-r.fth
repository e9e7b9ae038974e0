\ Behind N>R the return-stack words take what it has moved; F>R and its kin.
\ output:
\ | Forth Forth Root     Forth Root     Forth
\ | 3 3 2 1 5
\ | 2 2 1 7
\ | 2 9 8
\ | 1.5 1.5 2.
\ | 4 6 5
: -order { wid -- }
  get-order n>r r> dup
  begin  dup  while
    1-  r@ wid = if  rdrop -1 under+  else  r> -rot  then
  repeat  drop set-order ;
order forth-wordlist -order order  forth cr  only forth also
: items  1 2 3 3 n>r 5 nr> . . . . . ;  items cr
: around  7 >r 1 2 2 n>r nr> . . . r> . ;  around cr
: singly  2 n>r  r> . r> . r> . ;  9 8 singly cr
: floats-too  1.5e f>r 2e fr@ f. fr> f. f. ;  floats-too cr
\ POSTPONE compiles the pair.
: saves  postpone n>r ; immediate  : restores  postpone nr> ; immediate
: uses  5 6 2 saves 4 . restores drop . . ;  uses cr
