\ A program for several systems: what is missing is defined, files are loaded by name, settings are restored.
\ output:
\ | as expected
\ | 64 bits
\ | 4611686018427387903
\ | floored
\ | 255
\ | 1 2
\ | 43
\ | 15
\ | 30
\ | -1
\ | -D 16 3
\ | 64
\ | interpreted compiled
\ | compiled
\ | 0
\ | 0 1 2
\ | dup ? + swap   first line/second " line ( with \ signs/
\ | a=1 b=2 c=3
\ | 3 10
\ | 1 2 3
\ | 11 7
\ | 0

[undefined] 2+ [if] : 2+ 2 + ; [then]
[undefined] cell [if] 1 cells constant cell [then]
[undefined] -rot [if] : -rot rot rot ; [then]
[undefined] parse-name [if]
  : parse-name ( "name" -- c-addr u ) bl word count ; \ good enough [then]
[else]
  .( parse-name is there) cr
[then]
[defined] no-such-word [if]
  .( never) no-such-word
  [if] [else] [then]
[else] [undefined] no-such-word [if] .( as expected) cr [then]
[then]
1 cells 8 = [if] .( 64 bits) [else] 1 cells 4 = [if] .( 32 bits) [else] .( odd) [then] [then] cr
s" MAX-N" environment? [if] 1 rshift . [then] cr
s" FLOORED" environment? [if] [if] .( floored) [else] .( symmetric) [then] [then] cr

base @ hex
0ff constant mask   : low mask and ;
decimal
' low >body drop
base !
-1 low . cr

\ Siblings: each is loaded once by REQUIRE, each time by INCLUDE.
variable loads
require shims/counter.fs
require ./shims/counter.fs
s" shims/counter.fs" required
loads ? include shims/counter.fs loads ? cr
include shims/nested/outer.fs
shared . cr
: load-in-word  s" shims/values.fs" included ;
load-in-word total . cr
s" shims/values.fs" included total . cr
: missing  s" shims/none.fs" included ;
' missing catch 0<> . cr
s" shims/faulty.fs" ' included catch . 2drop base @ decimal . decimal loads ? cr
sourceline# . cr

\ State-smart words, and how not to be.
: smart"  ( "ccc" -- ) [char] " parse state @ if postpone sliteral postpone type else type then ; immediate
smart" interpreted " : t smart" compiled " ; t cr
: ['']  ( "name" -- ) ' postpone literal ; immediate
: u [''] t execute ; u cr
: constant-here  ( "name" -- ) here constant ;
constant-here h1 h1 here u> . cr
: enum:  ( n "name" -- n' ) dup constant 1+ ;
0 enum: red enum: green enum: blue drop  red . green . blue . cr
: for-each-word  ( "words" -- ) begin parse-name dup while 2dup find-name if type else 2drop ." ?" then space repeat 2drop ;
for-each-word dup nosuch + swap

\ Text over lines, and what the input does meanwhile.
: until-line  ( "line" -- )   \ shows lines until one that is the same as the rest of this one
  source >in @ /string save-mem 2>r postpone \
  begin refill while source 2r@ compare while source type ." /" repeat then
  postpone \ 2rdrop cr ;
until-line END
  first line
second " line ( with \ signs
END
: pairs:  ( "k v ..." -- )
  begin
    parse-name dup 0= if 2drop refill 0= if exit then parse-name then
    2dup s" ;" compare while type ." =" parse-name type space
  repeat 2drop cr ;
pairs: a 1 b 2
c 3 ;
: skip-to  ( "ccc" -- ) >in @ parse-name nip swap >in ! . ;
5 skip-to dup + . cr
variable again#
again# @ 3 < [if] 1 again# +! again# ? 0 >in ! [then]
cr s" 5 ( evaluated ) 6 + . \ rest" evaluate s" : late 7 ." evaluate cr ; late
depth . cr
