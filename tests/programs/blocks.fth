\ Blocks: a small editor, screens that load each other, and a table of records kept in blocks.
\ output:
\ | screen 1
\ | four five 1
\ | 42 2 0
\ | 2 0 -1
\ | ( a screen that loads others )
\ | : whole  doubled trebled ;
\ | Screen 4 not modified
\ |  0 ." four " -->
\ |  1 ." not here"
\ |  2
\ |  3
\ |  4
\ |  5
\ |  6
\ |  7
\ |  8
\ |  9
\ | 10
\ | 11
\ | 12
\ | 13
\ | 14
\ | 15
\ | 4
\ | anna      30
\ | bert      25
\ | carlotta  41
\ | dora      33
\ | bert      25
\ | anna      30
\ | dora      33
\ | carlotta  41
\ | bert      25
\ | anna      30
\ | dora      33
\ | carlotta  41
\ | 40
\ | 3
\ | 1 2

use screens.blk

: blank-block  ( u -- ) buffer 1024 bl fill update ;
: line  ( line block -- addr ) block swap 64 * + ;
: put-line  ( c-addr u line block -- ) 2dup line 64 blank line swap 64 min move update ;
: lines:  ( block -- )   \ the lines that follow, up to a line with END
  dup blank-block
  0 begin refill 0= abort" END is missing" source s" END" compare while
    2dup source 2swap swap put-line 1+
  repeat 2drop postpone \ ;

1 lines:
( a screen that loads others )
2 3 thru
: whole  doubled trebled ;
." screen " blk @ . cr
4 load
END
2 lines:
: doubled  2* ; \ the rest of this line is a comment
: unused ; \ as is this
END
3 lines:
: trebled  3 * ;  variable loaded  1 loaded +!
END
4 lines:
." four " -->
." not here"
END
5 lines:
." five " loaded ?
: spread  ( n -- )  ( a comment
  over lines )
  1+ ;
END
1 load cr
7 whole . 1 spread . blk @ . cr
flush

\ Lines in a screen.
: find-line  ( c-addr u block -- line | -1 )
  { screen }
  16 0 do i screen line 64 2over search nip nip if 2drop i unloop exit then loop
  2drop -1 ;
s" trebled" 1 find-line . s" comment" 2 find-line . s" none" 2 find-line . cr
: type-line  ( line block -- ) line 64 -trailing type cr ;
0 1 type-line 2 1 type-line
4 list
scr @ . cr

\ Records of sixteen bytes, from block 10 on.
16 constant /record
1024 /record / constant records/block
10 constant first-block
variable #records
: record  ( n -- addr ) records/block /mod first-block + block swap /record * + ;
: add  ( n "name" -- )
  #records @ record dup /record blank
  parse-name 8 min 2 pick swap move 8 + ! update 1 #records +! ;
: .record  ( n -- ) record dup 8 type 8 + @ 4 .r cr ;
first-block blank-block
30 add anna 25 add bert 41 add carlotta-the-great 33 add dora
: .all  #records @ 0 do i .record loop ;
.all
: age  ( n -- age ) record 8 + @ ;
create spare /record allot
: exchange  ( n1 n2 -- )
  over record spare /record move
  dup record pad /record move  pad rot record /record move update
  spare swap record /record move update ;
: sort  #records @ 1 ?do i begin dup 0> while dup age over 1- age < while dup dup 1- exchange 1- repeat then drop loop ;
sort .all
save-buffers empty-buffers
.all
: many  40 0 do i 100 + dup blank-block block i swap c! update loop flush ;
many : check  0 40 0 do i 100 + block c@ i = - loop ; check . cr
' refill catch . blk @ . cr
s" 1 2 + ." 20 blank-block 0 20 put-line 20 load cr
20 block 8 s" 1 2 + ." compare . depth . cr
