\ A word written in Forth that is first needed where the stack ends is whole afterwards, and so is the session.
\ output:
\ | ok: 2 checks
include ../tester.fth
variable deepest   variable calls
: deeper  1 calls +!  calls @ deepest @ = if s" 1 2 3 between drop" evaluate then  recurse 1+ ;
: dive  ( u -- )  deepest !  0 calls !  ['] deeper catch drop ;
1000000000 dive  calls @ constant reached

: near-the-end  ( -- )  1000 100 do  reached i - dive  2 +loop ;
: lists  ( -- n )  get-order dup >r 0 ?do drop loop r> ;
lists constant lists-before
T{ s" near-the-end" throws -> 0 }T
T{ lists base @ state @ -> lists-before 10 0 }T
done
