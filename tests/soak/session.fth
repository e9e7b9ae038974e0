\ What a session does that runs for hours, round after round: defines, forgets, evaluates, allocates, catches, includes,
\ reads and writes files, runs commands, swaps stages, and takes the updates that come meanwhile.
\ Arguments: a folder to work in, and another optimizer's library. It ends when the folder has a file named `stop`.

next-arg 2constant folder
next-arg 2constant optimizer

create line 1024 allot
variable line#
: line0 ( -- ) 0 line# ! ;
: +line ( addr u -- ) tuck line line# @ + swap move line# +! ;
: +number ( n -- ) s>d <# bl hold #s bl hold #> +line ;
: in-folder ( addr u -- addr u ) line0 folder +line +line line line# @ ;

variable seed  1 seed !
: random ( n -- 0…n-1 ) seed @ 6364136223846793005 * 1442695040888963407 + dup seed ! 33 rshift swap mod ;

\ Words are made, become hot, are held by their tokens, and forgotten.
variable held
: make-words ( n -- )
  line0 s" marker gone : f1" +line dup +number s" + ; : f2 0 6000 0 do i f1 + loop ;" +line
  s"  : f3 create , does> @ ;" +line +number s" f3 f4 variable f5 f4 f5 ! f2 drop f5 @ drop" +line
  s"  : f6 { a b } a b * ; 3 4 f6 drop defer f7 ' f2 is f7 f7 drop ' f1 held !" +line
  s"  vocabulary f8 also f8 definitions : f9 [: 1 ;] execute drop ; f9 previous definitions gone" +line
  line line# @ evaluate ;
: forgotten ( -- ) held @ if 1 held @ ['] execute catch -9 <> abort" a forgotten word ran" 2drop then ;

\ Blocks of all sizes come and go.
64 constant #blocks
create blocks #blocks cells allot  blocks #blocks cells erase
: a-block ( -- addr ) #blocks random cells blocks + ;
: a-size ( -- u ) 1 14 random lshift random 1+ ;
: allocations ( -- )
  100 0 do
    a-block dup @ if
      3 random if dup @ free throw 0 swap ! else dup @ a-size resize throw swap ! then
    else a-size allocate throw swap ! then
  loop ;

\ Errors of all kinds are caught.
: deep ( n -- ) 1+ recurse 1- ;
: caught ( xt -- ) depth >r catch 0= abort" nothing was thrown" depth r> 1- - 0 max 0 ?do drop loop ;
: errors ( -- )
  s" marker error-words" evaluate
  [: 1 0 / ;] caught  [: 0 @ ;] caught  [: s" nosuch" evaluate ;] caught  [: -1 allocate throw ;] caught
  [: s" /nosuch" included ;] caught  [: s" : unfinished if ;" evaluate ;] caught  postpone [
  [: s" 1 1 1 abort" evaluate ;] caught
  s" error-words" evaluate ;
: exhaustion ( -- ) [: 0 deep ;] caught [: begin 1 again ;] caught ;

\ A file that makes words is included, and others are read and written.
: write-file-of ( addr u name # -- ) in-folder w/o create-file throw >r r@ write-file throw r> close-file throw ;
: includes ( -- )
  s" marker included-words : g1 1 + ; : g2 0 100 0 do g1 loop ; g2 drop included-words" s" /part.fth" write-file-of
  s" /part.fth" in-folder included
  s" /part.fth" in-folder slurp-file drop free throw
  s" /part.fth" in-folder r/o open-file throw >r
  begin pad 80 r@ read-line throw nip 0= until r> close-file throw
  s" /part.fth" in-folder delete-file throw ;
: commands ( -- ) s" true" system s" echo text" sh-get drop free throw
  s" cat" r/w open-pipe throw dup s" x" rot write-file throw close-pipe throw drop ;

: swaps ( -- )
  line0 optimizer +line line line# @ s" swap-stage optimizer" evaluate
  s" rollback-stage optimizer" evaluate ;

: floats ( -- ) 0e 1000 0 do i s>f fsqrt f+ loop fdrop s" 1.5e3" >float drop fdrop ;

variable rounds
: every ( n -- flag ) rounds @ swap mod 0= ;
: a-round ( -- )
  1 rounds +!
  rounds @ make-words forgotten allocations errors floats includes
  100 every if commands exhaustion then
  400 every if swaps then
  depth abort" something was left on the stack" ;
: stop? ( -- flag ) s" /stop" in-folder file-status nip 0= ;
: soak ( -- ) begin 20 0 do a-round loop rounds @ . cr stop? until ;
soak
