\ EXECUTE and deferred words in hot code, which guesses what they execute: other words, of the same effect and of others,
\ in the middle of a loop; too few cells; THROWs; what lies below on all stacks.
\ output:
\ | ok: 29 checks
include ../tester.fth

: less  ( a b -- flag )  < ;
: more  ( a b -- flag )  > ;
: apart  ( a b -- )  2drop ;
: three  ( a b -- c d e )  2dup + ;
: top  ( a -- a )  1+ ;

variable xt
: use  ( a b -- … )  xt @ execute ;
: use-often  ( -- )  ['] less xt ! 400 0 do 3 4 use drop loop ;
use-often
T{ 3 4 use -> true }T
T{ ' more xt ! 3 4 use -> false }T
T{ ' apart xt ! 1 3 4 use -> 1 }T
T{ ' three xt ! 1 3 4 use -> 1 3 4 7 }T
T{ ' top xt ! 4 use -> 5 }T
T{ ' + xt ! 3 4 use -> 7 }T
T{ ' swap xt ! 3 4 use -> 4 3 }T
T{ ' depth xt ! 1 2 use -> 1 2 2 }T
T{ 0 xt ! 3 4 ' use catch nip nip -> -9 }T
T{ -1 xt ! 3 4 ' use catch nip nip -> -9 }T
T{ ' less xt ! 3 4 use -> true }T

\ The same loop goes on with locals, loop parameters, return stack and floats when the effect changes, and changes back.
: leaves  ( a -- a b )  dup ;
: takes  ( a b -- b )  nip ;
: keeps  ( a -- a )  2 + ;
fvariable total
: mixed  {: n x -- … :}
  0e total f!  7 >r n 0 do
    1.5e i x execute s>f f+ total f@ f+ total f!
  loop r> n ;
T{ 400 ' keeps mixed -> 7 400 }T
T{ 10 ' keeps mixed total f@ f>s -> 7 10 80 }T
T{ 10 ' leaves mixed total f@ f>s -> 0 1 2 3 4 5 6 7 8 9 7 10 60 }T
T{ 9 10 ' keeps mixed total f@ f>s -> 9 7 10 80 }T
: changing  ( n -- … )  0 do i dup 3 = if ['] leaves else dup 5 = if ['] takes else ['] keeps then then execute loop ;
: changed  ( -- n )  400 changing depth >r begin depth while drop repeat r> ;
T{ changed -> 400 }T
T{ 8 changing -> 2 3 4 3 3 5 8 9 }T

defer act
' keeps is act
: acts  ( n n -- n )  0 do act loop ;
T{ 0 400 acts -> 800 }T
: switch  ( n -- n )  dup 20 = if ['] leaves is act then 1+ ;
' switch is act
T{ 0 23 acts -> 21 21 21 }T
T{ ' keeps is act 0 3 acts -> 6 }T

\ Fewer cells than the guess takes: the word that misses them says so, after what came before.
variable seen
: pair  ( a b -- a )  drop ;
: careful  ( … xt -- … )  1 seen +! execute ;
: careful-often  ( -- )  400 0 do 1 2 ['] pair careful drop loop ;
careful-often
T{ 0 seen ! ' depth careful seen @ -> 0 1 }T
: starved  ( -- n )  0 seen ! depth >r ['] pair ['] careful catch r> drop ;
T{ starved nip seen @ -> -4 1 }T

\ THROWs in what is guessed, and in what is not.
: risky  ( n -- n )  dup 3 and 0= if 7 throw then ;
: steady  ( n -- n )  1 xor ;
: try  ( n xt -- n )  execute ;
: tries  ( n xt -- sum )  0 rot 0 do over i swap ['] try catch if 2drop 100 + else + then loop nip ;
T{ 8 ' steady tries -> 28 }T
T{ 400 ' steady tries -> 79800 }T
T{ 8 ' risky tries -> 224 }T

\ Words that DOES> made, and floats.
: multiple  ( n -- )  create , does> @ * ;
3 multiple triple  5 multiple fivefold
: scaled  ( n xt -- n )  execute ;
: scale-often  ( -- )  400 0 do i ['] triple scaled drop loop ;
scale-often
T{ 4 ' triple scaled 4 ' fivefold scaled 4 ' keeps scaled -> 12 20 6 }T
: half  ( F: r -- r )  2e f/ ;
: twice  ( F: r -- r )  2e f* ;
: both  ( F: r -- r r )  fdup ;
: apply  ( xt -- )  execute ;
: apply-often  ( -- )  400 0 do 1e ['] half apply fdrop loop ;
apply-often
T{ 3e ' half apply 2e f* f>s 3e ' twice apply f>s -> 3 6 }T
T{ 3e ' both apply f+ f>s fdepth -> 6 0 }T

\ A word that is forgotten and another with its number.
marker gone
: guessed  ( n -- n )  10 + ;
: through  ( n xt -- … )  execute ;
: through-often  ( -- )  400 0 do i ['] guessed through drop loop ;
through-often
gone
: guessed  ( n -- n n )  dup ;
T{ 1 ' guessed execute -> 1 1 }T
done
