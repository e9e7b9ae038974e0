\ CATCH in hot words: what a THROW restores, whoever sends it, and what passes through words that are not compiled.
\ output:
\ | ok: 24 checks
include ../tester.fth

variable depth-inside
: hot  ( xt n -- )  0 do dup execute loop drop ;

\ Codes from everywhere: the program, arithmetic, memory, stacks, host words, deeper words, text that is interpreted.
: by-program  ( -- )  1 2 3 42 throw ;
: by-division  ( n -- n )  1 2 rot / ;
: by-memory  ( -- n )  0 @ ;
: by-underflow  ( -- )  drop drop drop drop drop drop drop drop ;
: by-host  ( -- )  1 2 s" no-such-word-at-all" evaluate ;
: by-abort  ( -- )  abort ;
: by-recursion  ( -- n )  recurse 1 ;
: by-text  ( -- )  s" 1 2 3 -77 throw" evaluate ;
: by-return  ( -- )  1 >r -5 throw ;
: code  ( xt -- n )  catch >r depth depth-inside ! r> ;
: codes  ( -- )
  ['] by-program code ['] by-memory code ['] by-abort code ['] by-host code
  ['] by-text code ['] by-return code ;
: many-codes  ( -- )  400 0 do codes 2drop 2drop 2drop loop ;
T{ many-codes codes -> 42 -9 -1 -13 -77 -5 }T
\ A recursion without end fills the return stack, which takes time: one turn in 16.
: seldom-deep  ( n -- n )  15 and if ['] by-text else ['] by-recursion then code ;
: many-deep  ( -- )  400 0 do i seldom-deep drop loop ;
T{ many-deep 16 seldom-deep 17 seldom-deep -> -5 -77 }T
: divide-often  ( -- )  400 0 do 0 ['] by-division catch 2drop loop ;
T{ divide-often 0 ' by-division catch nip -> -10 }T

\ Nothing thrown: 0 on top of what the word left.
: fine  ( a b -- c )  + ;
: add-often  ( -- n )  0 400 0 do i ['] fine catch throw loop ;
T{ add-often -> 79800 }T

\ The depths of all stacks are those before; what lies below is untouched.
: leaves-much  ( -- )  1 2 3 4 5 1e 2e 3e 99 throw ;
: keeps  ( a b -- a b n )  ['] leaves-much catch ;
: keep-often  ( -- )  400 0 do 7 8 keeps 2drop drop loop ;
T{ keep-often 7 8 keeps fdepth -> 7 8 99 0 }T

\ Values in registers over a CATCH, with and without a THROW.
: registers  ( a b c d e f -- n )
  {: a b c d e f :} f 1 and if ['] by-program else ['] noop then catch a + b + c + d + e + f + ;
: registers-often  ( -- n )  0 400 0 do 1 2 3 4 5 i registers + loop ;
T{ registers-often -> 94200 }T
: floats  ( F: r r r -- r )  {: F: a F: b F: c :} ['] by-program catch drop a b f+ c f+ ;
: floats-often  ( -- )  400 0 do 1e 2e 3e floats fdrop loop ;
T{ floats-often 1e 2e 3e floats f>s -> 6 }T

\ Nested, thrown on, and caught further out.
: inner  ( n -- )  dup 3 and 0= if throw else drop then ;
: middle  ( n -- )  ['] inner catch dup if nip then dup 8 = if throw then if 1000 throw then ;
: outer  ( n -- n )  ['] middle catch dup if nip then ;
: nest-often  ( -- n )  0 400 0 do i 15 and outer + loop ;
T{ nest-often -> 50200 }T

\ A CATCH in a word whose callee is interpreted, and one whose callee catches, too.
: stepped  ( n -- )  s" drop 5 throw" evaluate ;
: two-kinds  ( n -- n )  ['] stepped catch nip ['] by-program catch + ;
: two-often  ( -- n )  0 400 0 do i two-kinds + loop ;
T{ two-often -> 18800 }T
: evaluated-catch  ( -- n )  s" ' by-program catch" evaluate ;
: evaluate-often  ( -- n )  0 400 0 do evaluated-catch + loop ;
T{ evaluate-often -> 16800 }T

\ What is no token, tokens of words that were never run, words without any code.
: no-token  ( x -- n )  catch ;
: no-token-often  ( -- )  400 0 do -1 no-token drop loop ;
T{ no-token-often -1 no-token 0 no-token $100000001 no-token -> -9 -9 -9 }T
: first-time  ( -- )  13 throw ;
: token-often  ( -- )  400 0 do ['] first-time catch drop loop ;
T{ token-often ' first-time catch -> 13 }T
T{ : empty-catch  catch ; ' empty-catch catch -> -4 }T

\ The input source, with its parse position.
: parse-away  ( -- )  source nip >in ! 6 throw ;
: position-kept  ( -- n )  >in @ ['] parse-away catch swap >in @ = and ;
: position-often  ( -- )  400 0 do position-kept drop loop ;
T{ position-often position-kept -> 6 }T
: source-often  ( -- )  400 0 do s" 1 throw" ['] evaluate catch drop 2drop loop ;
T{ source-often 1 -> 1 }T

\ ABORT" and codes of 64 bits.
: with-message  ( flag -- )  abort" a message" ;
: message-often  ( -- )  400 0 do true ['] with-message catch 2drop loop ;
T{ message-often true ' with-message catch nip -> -2 }T
: great  ( -- )  $7fffffffffffffff throw ;
: great-often  ( -- )  400 0 do ['] great catch drop loop ;
T{ great-often ' great catch -> $7fffffffffffffff }T
T{ : least $8000000000000000 throw ; : least-often 400 0 do ['] least catch drop loop ; least-often ' least catch -> $8000000000000000 }T

\ Regions, whose locals lie in memory.
: region  {: n -- m :}  try n 2 mod if 17 throw then 0 iferror n + then endtry ;
: region-often  ( -- n )  0 400 0 do i region + loop ;
T{ region-often -> 43400 }T
: locals-kept  {: a -- n :}  try {: W^ b :} a b ! 4 throw 0 restore endtry a ;
: locals-often  ( -- )  2000 0 do i locals-kept 2drop loop ;
T{ locals-often 3 locals-kept nip -> 3 }T

\ EXECUTE of CATCH, and CATCH of CATCH.
: by-token  ( xt -- n )  ['] catch execute ;
: by-token-often  ( -- )  400 0 do ['] first-time by-token drop loop ;
T{ by-token-often ' first-time by-token -> 13 }T
: of-catch  ( xt -- n n )  ['] catch catch ;
: of-catch-often  ( -- )  400 0 do ['] first-time of-catch 2drop loop ;
T{ of-catch-often ' first-time of-catch -> 13 0 }T

\ A full stack has no room for the 0.
: fill-stack  ( -- )  begin 1 again ;
: fill-often  ( -- )  20 0 do ['] fill-stack catch drop loop ;
T{ fill-often ' fill-stack catch -> -3 }T
\ Deep recursion through CATCH ends in time, and goes on.
: deeper  ( n -- )  1+ dup 3000 > if 21 throw then recurse ;
: deep-often  ( -- )  40 0 do 0 ['] deeper catch 2drop loop ;
T{ deep-often 0 ' deeper catch nip -> 21 }T
done
