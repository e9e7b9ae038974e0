\ A line editor whose commands are keys, in the manner of the editors of old Forths: words that check something end the
\ word that called them (R> DROP), commands are a table of tokens, screens are arrays of lines.
\ stdin:
\ | i first line
\ | i second line
\ | i third line
\ | p
\ | u
\ | u
\ | p
\ | d
\ | y
\ | d
\ | n
\ | p
\ | g 9
\ | g 1
\ | x
\ | r line LINE
\ | p
\ | q
\ output:
\ | i first line i second line i third line p  first line
\ |  second line
\ | >third line
\ | u u p >first line
\ |  second line
\ |  third line
\ | d sure y d sure n kept
\ | p >second line
\ |  third line
\ | g 9 ? no such line
\ | g 1 x ? x
\ | r line LINE p  second line
\ | >THIRD LINE
\ | q bye
\ | 2 1 
decimal
8 constant #lines  40 constant /line
create lines  #lines /line * allot
variable used  variable at-line
: line ( n -- addr ) /line * lines + ;
: clear  lines #lines /line * blank  0 used !  0 at-line ! ;

create input  /line 2 + allot  variable input#
: next-line ( -- flag )  input /line accept input# !  input# @ 0<> ;
: argument ( -- c-addr u )  input input# @ 2 /string ;

\ What the command needs, or it is not done: the word that asks is left, and not only this one.
: ?ends ( flag -- )  if r> drop then ;
: ?some ( -- )  used @ 0= dup if ." ? no lines" cr then  if r> drop then ;
: ?room ( -- )  used @ #lines < 0= if ." ? full" cr r> drop then ;
: ?sure ( -- )  ." sure " next-line 0= ?ends  input c@ 'y' <> if ." kept" cr rdrop then ;

: make-room ( n -- )  dup line dup /line +  rot used @ swap - /line * move ;
: insert-line  ?room
  used @ if at-line @ 1+ else 0 then dup at-line !
  dup make-room  line dup /line blank  argument rot swap /line min move  1 used +! ;
: .line ( n -- )  dup at-line @ = if ." >" else ."  " then  line /line -trailing type cr ;
: print  ?some  used @ 0 do i .line loop ;
: up  ?some  at-line @ 1- 0 max at-line ! ;
: delete  ?some ?sure
  at-line @ 1+ line at-line @ line  used @ at-line @ - 1- /line * move
  -1 used +!  at-line @ used @ 1- min 0 max at-line ! ;
: number ( c-addr u -- n )  0 0 2swap >number 2drop d>s ;
: check-line ( n -- n )  dup used @ < 0= if drop ." ? no such line" cr rdrop then ;
: go  argument number check-line at-line ! ;
: upper ( char -- char )  dup 'a' '{' within if bl xor then ;
: shout  ?some  at-line @ line /line bounds ?do i c@ upper i c! loop ;
variable running
: quit-editor  running off ;
: unknown  ." ? " input c@ emit cr ;

create commands
  'i' , ' insert-line ,  'p' , ' print ,  'u' , ' up ,  'd' , ' delete ,  'g' , ' go ,  'r' , ' shout ,
  'q' , ' quit-editor ,  0 , ' unknown ,
: find-command ( char -- xt )
  commands begin 2dup @ = over @ 0= or 0= while 2 cells + repeat nip cell+ @ ;
: edit  clear  running on  begin running @ while next-line 0= ?ends  input c@ find-command execute repeat ." bye" cr ;
edit
used @ . at-line @ . cr
