\ The harness of the cases of words: word_cases.ts makes programs of them, which begin with tester.fth and this.

create the-word  128 cells allot
create the-use   128 cells allot
create the-text  512 cells allot    \ the example, for reports
create the-line  512 cells allot
create the-output 512 cells allot   \ what is to be written

: keep  ( addr u buffer -- )  2dup ! cell+ swap move ;
: kept  ( buffer -- addr u )  dup cell+ swap @ ;
: rest  ( "ccc" -- addr u )  source >in @ /string  source nip >in ! ;

true 1 rshift constant max-n   max-n invert constant min-n
create filler 64 allot   \ an address for words with too few items

variable exp-throw
variable exp-depth   create exp-cells 64 cells allot
variable exp-fdepth  falign here 32 floats allot constant exp-floats


variable thrown
2variable written   \ by the last run
variable the-xt

: collect  ( ... -- )
  depth got-depth !  got-depth @ 64 min 0 ?do got-cells i cells + ! loop
  fdepth got-fdepth !  got-fdepth @ 32 min 0 ?do got-floats i floats + f! loop ;

: cells-right?  ( -- flag )
  got-depth @ exp-depth @ <> if false exit then
  true got-depth @ 0 ?do got-cells i cells + @ exp-cells i cells + @ = and loop ;
: floats-right?  ( -- flag )
  got-fdepth @ exp-fdepth @ <> if false exit then
  true got-fdepth @ 0 ?do got-floats i floats + f@ exp-floats i floats + f@ same-float? and loop ;

: stacks-right?  ( -- flag )
  thrown @ exp-throw @ <> if false exit then
  thrown @ if true exit then
  cells-right? floats-right? and ;

variable times   \ that the text is to be written
: output-right?  ( -- flag )
  thrown @ exp-throw @ or if true exit then
  written 2@ nip  the-output @ times @ *  <> if false exit then
  true  the-output @ if
    times @ 0 ?do  written 2@ drop i the-output @ * + the-output @ the-output kept same? and  loop
  then ;

: run  ( ... xt -- )
  the-xt !  [: the-xt @ catch thrown ! ;] >string-execute written 2!
  collect  postpone [ ;
: release  written 2@ drop free drop ;

: report
  1 failures +!  base @ decimal
  ." failed " the-word kept type space the-use kept type ." : " the-text kept type
  thrown @ if ."  THROW " thrown @ . else show-got then
  written 2@ nip the-output @ times @ * <> if
    ."  wrote: " written 2@ 80 min type then
  ."  in: " the-line kept type cr  base ! ;

: judge  1 checks +!  stacks-right? output-right? and 0= if report then  release ;

\ What the generated programs are made of. Each takes the rest of its line.

\ case NAME    text EXAMPLE    expected ITEMS    writes "TEXT"    fault N
: case-of  rest the-word keep ;
: text  rest the-text keep ;
: expected  0 exp-throw !  0 the-output !
  decimal rest the-line keep  the-line kept evaluate
  depth exp-depth !  exp-depth @ 0 ?do exp-cells i cells + ! loop
  fdepth exp-fdepth !  exp-fdepth @ 0 ?do exp-floats i floats + f! loop ;
: writes  ( addr u -- )  the-output keep ;
: fault  ( "n" -- )  rest evaluate exp-throw !  0 exp-depth !  0 exp-fdepth !  0 the-output ! ;

variable bad   \ whether the last repetition failed
: evaluate-line  decimal the-line kept evaluate ;
: attempt  ( "use" "ccc" -- )
  parse-name the-use keep  rest the-line keep  1 times !  ['] evaluate-line run judge ;

: def  ( "use" "ccc" -- )  \ a line that defines something
  parse-name the-use keep  rest the-line keep
  ['] evaluate-line catch thrown !  collect  postpone [
  thrown @ got-depth @ or got-fdepth @ or if
    0. written 2!  0 times !  report then  decimal ;

variable rounds
variable hot-xt
: one-round  hot-xt @ catch thrown !  collect  stacks-right? 0= bad ! ;
: all-rounds  0 rounds @ 0 ?do drop one-round i 1+ bad @ if leave then loop times ! ;
: repeated  ( xt n -- )
  rounds !  hot-xt !  false bad !  s" hot" the-use keep
  ['] all-rounds >string-execute written 2!  1 checks +!
  bad @ output-right? 0= or if report then release ;
: hot  ( n "name" -- )  rest 2dup the-line keep  decimal evaluate swap repeated ;
: hot-text  ( n "ccc" -- )  rest the-line keep  ['] evaluate-line swap repeated ;

\ The loop around the hot word, with the items below that it must not touch.
: drops  exp-depth @ 0 ?do postpone drop loop  exp-fdepth @ 0 ?do postpone fdrop loop ; immediate
: below?  ( -- flag )  got-depth @ 2 = got-fdepth @ 1 = and
  got-cells @ 2222 = and got-cells cell+ @ 1111 = and  got-floats f@ 0.5e f= and ;
: looped  ( n "name" -- )  \ after a good repetition alone: the loop drops what is expected
  times !  s" loop" the-use keep  rest 2dup the-line keep
  bad @ if 2drop exit then
  evaluate >r 1111 2222 0.5e r> run  1 checks +!
  thrown @ 0= below? and output-right? and 0= if report then release ;
