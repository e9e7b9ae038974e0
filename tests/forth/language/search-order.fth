\ wordlist definitions get-order set-order also only previous forth search-wordlist get-current set-current.
\ output:
\ | ok: 26 checks
include ../tester.fth

wordlist constant w1
wordlist constant w2
T{ w1 w2 = -> false }T
: depth-of-order  ( -- n )  get-order dup >r 0 ?do drop loop r> ;
T{ depth-of-order 0> -> true }T
T{ get-current forth-wordlist = -> true }T

get-current  w1 set-current
: word-a 1 ;
: shared 10 ;
: now-a 5 ; immediate
w2 set-current
: word-b 2 ;
: shared 20 ;
set-current
T{ s" word-a" throws s" word-b" throws -> -13 -13 }T
T{ s" word-a" w1 search-wordlist swap execute -> -1 1 }T
T{ s" WORD-A" w1 search-wordlist nip -> -1 }T
T{ s" word-a" w2 search-wordlist -> 0 }T
T{ s" now-a" w1 search-wordlist swap execute -> 1 5 }T
T{ s" dup" forth-wordlist search-wordlist swap ' dup = -> -1 true }T

: push-order  ( wid -- )  >r get-order r> swap 1+ set-order ;
T{ w1 push-order word-a shared previous -> 1 10 }T
T{ w1 push-order w2 push-order shared word-a previous shared previous -> 20 1 10 }T
T{ w1 push-order depth-of-order previous depth-of-order - -> 1 }T
T{ get-order w1 push-order set-order s" word-a" throws -> -13 }T

\ also doubles the top, definitions compiles into it, forth replaces it.
w2 push-order also definitions
: word-c 3 ;
previous previous definitions
T{ s" word-c" throws s" word-c" w2 search-wordlist nip -> -13 -1 }T
T{ get-current forth-wordlist = -> true }T
w1 push-order forth
T{ s" word-a" throws -> -13 }T
previous
\ only leaves the least there is; forth-wordlist and set-order are in it (16.6.2.1965).
T{ get-order only forth set-order 1 -> 1 }T
\ -1 set-order is only.
: minimum  ( -- n )  get-order -1 set-order depth-of-order >r set-order r> ;
T{ minimum 0> -> true }T
\ An empty order finds nothing.
: in-empty  ( addr u -- n )  2>r get-order 2r> 0 set-order ['] evaluate catch >r 2drop set-order r> ;
T{ s" dup" in-empty -> -13 }T
\ Numbers are found all the same.
: number-in-empty  ( -- n )  get-order 0 set-order s" 77" ['] evaluate catch drop >r set-order r> ;
T{ number-in-empty -> 77 }T
\ A word compiled under one order keeps its meaning.
w1 push-order
: uses-shared  shared ;
previous
w2 push-order
T{ uses-shared shared -> 10 20 }T
previous
\ vocabulary of gforth.
vocabulary colours
also colours definitions
: scarlet 1 ;
previous definitions
T{ s" scarlet" throws -> -13 }T
T{ also colours scarlet previous -> 1 }T
T{ wordlist wordlist = -> false }T
\ Hundreds of word lists.
: hundreds  500 0 do wordlist drop loop ;
T{ hundreds -> }T
T{ w1 push-order word-a previous -> 1 }T
done
