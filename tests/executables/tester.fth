\ tests/forth/tester.fth for compiled cases, which have no text interpreter: a check that fails shows what it got.
decimal

variable checks     0 checks !
variable failures   0 failures !
variable base-depth   variable got-depth
variable base-fdepth  variable got-fdepth
create got-cells 64 cells allot
falign here 32 floats allot constant got-floats
fvariable tolerance  0e tolerance f!

: exactly  0e tolerance f! ;
: nearly  ( F: r -- )  tolerance f! ;

: same-float?  ( F: got expected -- ) ( -- flag )
  tolerance f@ f0= if 0e f~ exit then
  fover fover 0e f~ if fdrop fdrop true exit then
  fdup fabs 1e fmax tolerance f@ f*  f~ ;

: drop-to  ( ... -- )
  begin depth base-depth @ > while drop repeat
  begin depth base-depth @ < while 0 repeat
  begin fdepth base-fdepth @ > while fdrop repeat
  begin fdepth base-fdepth @ < while 0e repeat ;

: show-got
  base @ decimal  ."  got:"
  got-depth @ 0 > if
    0 got-depth @ 1- do space got-cells i cells + @ 0 .r -1 +loop
  then
  got-fdepth @ 0 > if
    0 got-fdepth @ 1- do space got-floats i floats + f@ fs. -1 +loop
  then
  base ! ;

: fail  ( addr u -- )
  1 failures +!  ." failed check " base @ >r decimal checks @ . r> base ! type show-got cr ;

: T{  depth base-depth !  fdepth base-fdepth ! ;

: keep-cells
  depth base-depth @ - dup got-depth !
  64 min 0 max 0 ?do got-cells i cells + ! loop ;
: keep-floats
  fdepth base-fdepth @ - dup got-fdepth !
  32 min 0 max 0 ?do got-floats i floats + f! loop ;
: ->  keep-cells keep-floats drop-to ;

: cells-differ?  ( ... -- ... flag )
  false got-depth @ 0 ?do
    swap got-cells i cells + @ <> or
  loop ;
: floats-differ?  ( F: ... -- ... ) ( -- flag )
  false got-fdepth @ 0 ?do
    got-floats i floats + f@ fswap same-float? 0= or
  loop ;
: verdict
  depth base-depth @ - got-depth @ <> if s" wrong depth," fail exit then
  fdepth base-fdepth @ - got-fdepth @ <> if s" wrong float depth," fail exit then
  cells-differ? if s" wrong cells," fail exit then
  floats-differ? if s" wrong floats," fail then ;
: }T  1 checks +!  verdict drop-to ;

: throws  ( addr u -- n )  ['] evaluate catch dup if nip nip then  postpone [ ;
: same?  ( addr1 u1 addr2 u2 -- flag )  compare 0= ;

: done
  depth if 1 failures +! ." failed: cells left on the stack" cr then
  fdepth if 1 failures +! ." failed: floats left on the stack" cr then
  failures @ if ." failed: " failures @ . ." of " else ." ok: " then
  checks @ 0 .r ."  checks" cr ;
