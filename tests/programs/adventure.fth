\ A game whose commands are words: the player's lines are interpreted in a search order of verbs and things alone.
\ stdin:
\ | look
\ | take lamp
\ | north
\ | dig
\ | inventory
\ | drop lamp
\ | look
\ | south take lamp take lamp
\ | light lamp north look
\ | xyzzy 3 + .
\ | west
\ | up
\ | take gold down
\ | score
\ | quit
\ output:
\ | You are in a hall with a high window. There is a lamp.
\ | > look
\ | You are in a hall with a high window. There is a lamp.
\ | > take lamp
\ | Taken: lamp
\ | > north
\ | It is dark.
\ | > dig
\ | I do not know that.
\ | > inventory
\ | lamp
\ | > drop lamp
\ | Dropped: lamp
\ | > look
\ | It is dark.
\ | > south take lamp take lamp
\ | You are in a hall with a high window.
\ | I see no lamp here.
\ | I see no lamp here.
\ | > light lamp north look
\ | Hm.
\ | lampIt is dark.
\ | It is dark.
\ | > xyzzy 3 + .
\ | I do not know that.
\ | > west
\ | No way.
\ | > up
\ | You are in a ledge above the cave. There is a gold.
\ | > take gold down
\ | Taken: gold
\ | It is dark.
\ | > score
\ | 1 of 3 in 14 turns
\ | > quit
\ | Bye.
\ | Forth Forth Root     Forth
\ | 0

vocabulary verbs   vocabulary things
also verbs definitions get-current previous definitions constant verb-words
variable here-now   variable lit   variable playing   variable turns

\ ---- rooms: a name, a description, six exits

0 constant nowhere
: room:  ( "name" -- ) create 0 , 0 , 0 , 0 , 0 , 0 , 0 , 0 , does> ;
: says  ( c-addr u room -- ) -rot save-mem rot 2! ;
: exit-of  ( direction room -- addr ) swap 2 + cells + ;
0 constant n~  1 constant s~  2 constant e~  3 constant w~  4 constant u~  5 constant d~
: both  ( room1 room2 direction -- )
  >r 2dup swap r@ swap exit-of !  swap r> 1 xor rot exit-of ! ;

room: hall   s" a hall with a high window" hall says
room: cave   s" a cave, damp and low" cave says
room: ledge  s" a ledge above the cave" ledge says
hall cave n~ both   cave ledge u~ both

\ ---- things

variable all-things
: thing:  ( room "name" -- )
  get-current >r also things definitions
  create here all-things @ , all-things ! , latest , previous r> set-current
  does> ;
: place  ( thing -- addr ) cell+ ;
: .thing  ( thing -- ) 2 cells + @ name>string type ;
: for-things  ( xt -- ) \ xt ( thing -- )
  >r all-things begin @ dup while dup r@ execute repeat drop rdrop ;
: here?  ( thing -- flag ) place @ here-now @ = ;
: mine?  ( thing -- flag ) place @ playing = ;

hall thing: lamp   ledge thing: gold   cave thing: bones

variable counted
: nip~  drop ;
: dark?  here-now @ cave = lit @ 0= and ;
: .here  dup here? if ."  There is a " dup .thing ." ." then drop ;
: look-around
  dark? if ." It is dark." cr exit then
  ." You are in " here-now @ 2@ type ." ." ['] .here for-things cr ;
: go  ( direction -- )
  here-now @ exit-of @ ?dup if here-now ! look-around else ." No way." cr then ;

\ A word that takes a thing: state-smart would be wrong here, the line is interpreted.
: thing  ( "name" -- thing )
  parse-name 2dup also things find-name previous
  dup 0= if drop ." What is a " type ." ?" cr 1 throw then
  nip nip name>int execute ;

also verbs definitions
: look  look-around ;
: north n~ go ;  : south s~ go ;  : east e~ go ;  : west w~ go ;  : up u~ go ;  : down d~ go ;
: take  ( "thing" -- )
  thing dup here? 0= if ." I see no " .thing ."  here." cr exit then
  playing over place ! ." Taken: " .thing cr ;
: drop  ( "thing" -- )
  thing dup mine? 0= if ." You have no " .thing cr exit then
  here-now @ over place ! ." Dropped: " .thing cr ;
: light  thing dup mine? if lit on ." The " .thing ."  shines." cr else ." Hm." cr .thing then ;
: inventory  counted off [: dup mine? if .thing space 1 counted +! else nip~ then ;] for-things counted @ 0= if ." nothing" then cr ;
previous definitions
also verbs definitions
: score  counted off [: mine? counted +! ;] for-things counted @ negate . ." of 3 in " turns @ . ." turns" cr ;
: quit  playing off ;
previous definitions

\ ---- the player's lines

: interpret-line  ( c-addr u -- )
  get-order n>r
  verb-words 1 set-order
  ['] evaluate catch
  nr> set-order
  dup 0= if drop exit then
  dup -13 = if drop 2drop ." I do not know that." cr exit then
  dup 1 = if drop 2drop exit then
  throw ;

: play
  hall here-now !  playing on  look-around
  begin playing @ while
    pad 80 stdin read-line throw 0= abort" the player has gone"
    1 turns +!
    ." > " pad over type cr pad swap interpret-line
  repeat
  ." Bye." cr ;
play
order cr depth . cr
