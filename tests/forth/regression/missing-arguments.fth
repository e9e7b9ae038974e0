\ A word may be called with fewer cells than it takes on another way through it, from every kind of word.
\ output:
\ | ok: 6 checks
include ../tester.fth
: doubled ( x -- x' ) dup if over + then ; \ ( a b -- a a+b ) when b is not 0, else ( b -- b )
: float-doubled ( -- ) ( F: -- ) f0= if fover f+ then ;
: static ( -- ) doubled ;
: dynamic ( -- ) doubled ['] noop execute ;
: deep ( -- ) doubled depth ;
: floating ( -- ) ( F: r -- ) 0e f0= 0= if fover f+ then ['] noop execute ;
: through ( -- ) 7 doubled drop ['] noop execute doubled ;
T{ 0 static -> 0 }T
T{ 0 dynamic -> 0 }T
T{ 0 deep -> 0 1 }T
T{ 1 2 dynamic -> 1 3 }T
T{ 0 through -> 0 }T
T{ 3e floating f>s -> 3 }T
done
