\ postpone of words with special compilation semantics appends those, whatever STATE is when they run (6.1.2033).
\ output:
\ | printed when run
\ | ok: 16 checks
include ../tester.fth

: c-s"  postpone s" ;
: c-."  postpone ." ;
: c-abort"  postpone abort" ;
: c-c"  postpone c" ;
: c-[char]  postpone [char] ;
: c-[']  postpone ['] ;
: c-to  postpone to ;
: c-is  postpone is ;
: c-action-of  postpone action-of ;
: c-literal  postpone literal ;
: c-postpone  postpone postpone ;
: c-does>  postpone does> ;
: c-if  postpone if ;  : c-else  postpone else ;  : c-then  postpone then ;
: c-do  postpone do ;  : c-loop  postpone loop ;  : c-leave  postpone leave ;
: c-begin  postpone begin ;  : c-until  postpone until ;
: c-exit  postpone exit ;  : c-recurse  postpone recurse ;

\ Within [ and ] the words run in interpretation state and must compile all the same.
: text  [ c-s" some text" ] ;
T{ text s" some text" same? -> true }T
: prints  [ c-." printed when run" ] cr ;
prints
: checks-flag  [ c-abort" no" ] 5 ;
T{ 0 checks-flag -> 5 }T
T{ s" 1 checks-flag" throws -> -2 }T
: counted-text  [ c-c" counted" ] ;
T{ counted-text count s" counted" same? -> true }T
: letter  [ c-[char] x ] ;
T{ letter -> char x }T
: token  [ c-['] dup ] ;
T{ token -> ' dup }T
5 value v
: sets-v  [ c-to v ] ;
T{ 6 sets-v v -> 6 }T
defer d
: sets-d  [ c-is d ] ;
: action  [ c-action-of d ] ;
T{ ' negate sets-d 5 d action -> -5 ' negate }T
: nine  [ 9 c-literal ] ;
T{ nine -> 9 }T
: later  [ c-postpone dup ] ; immediate
: doubles  later + ;
T{ 4 doubles -> 8 }T
: constant:  create , [ c-does> ] @ ;
5 constant: five
T{ five -> 5 }T
: sign  0< [ c-if ] -1 [ c-else ] 1 [ c-then ] ;
T{ -5 sign 5 sign -> -1 1 }T
: loops  4 0 [ c-do ] i [ c-loop ] ;
T{ loops -> 0 1 2 3 }T
: leaves  4 0 [ c-do ] i dup 2 = [ c-if c-leave c-then c-loop ] ;
T{ leaves -> 0 1 2 }T
: counts  0 [ c-begin ] 1+ dup 5 = [ c-until ] ;
T{ counts -> 5 }T
: down  dup 0= [ c-if c-exit c-then ] 1- [ c-recurse ] ;
T{ 7 down -> 0 }T
done
