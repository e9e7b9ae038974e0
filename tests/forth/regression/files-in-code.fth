\ Files read and written by words that have become code: as far as buffers reach, at their ends, and beyond; with what is
\ open for something else, closed, or at its end; alternately, with positions, and many at once.
\ output:
\ | ok: 21 checks
include ../tester.fth

create line 300 allot
0 value fd
: name  ( -- c-addr u )  s" files-in-code.txt" ;
: filled  ( n -- c-addr u )  line over [char] a fill line swap ;

\ Lines of all lengths, with LF and CR LF, over several buffers.
: write-lines  ( n -- )
  0 ?do i 200 mod filled i 3 mod if fd write-line throw else fd write-file throw s\" \r\n" fd write-file throw then loop ;
: line-ends  ( n -- f )  true swap 0 ?do line 300 fd read-line throw swap i 200 mod = and and loop ;
T{ name w/o create-file swap to fd -> 0 }T
T{ 3000 write-lines fd file-size fd close-file -> 302500 0 0 0 }T
T{ name r/o open-file swap to fd -> 0 }T
T{ 3000 line-ends line 300 fd read-line -> true 0 false 0 }T

\ A line as long as the target, one longer, and one with its line end behind it.
: pieces  ( u -- u )  0 begin drop line over fd read-line throw 0= until ;
: count-pieces  ( u -- n )
  0. fd reposition-file throw 0 begin >r line over fd read-line throw while drop r> 1+ repeat 2drop r> ;
T{ 100 count-pieces 1 count-pieces 199 count-pieces 198 count-pieces -> 4500 301500 3015 3030 }T

\ By characters and by pieces.
: characters  ( -- n )  0. fd reposition-file throw 0 begin fd key-file dup -1 <> while 31 and + repeat drop ;
T{ characters -> 298500 3000 10 * + 1000 13 * + }T
: until-end  ( -- n )  0. fd reposition-file throw 0 begin fd file-eof? 0= while fd key-file drop 1+ repeat ;
T{ until-end -> 302500 }T
: in-pieces  ( u -- n )
  0. fd reposition-file throw 0 begin over line swap fd read-file throw dup while + repeat drop nip ;
T{ 7 in-pieces 300 in-pieces 0 in-pieces -> 302500 302500 0 }T

\ What cannot be done.
: iors  ( fileid -- n n n n n )
  >r line 1 r@ write-file line 1 r@ write-line 65 r@ emit-file line 10 r@ read-file nip line 10 r> read-line nip nip ;
: iors-often  ( fileid -- )  400 0 do dup iors 2drop 2drop drop loop drop ;
T{ fd iors-often fd iors -> -75 -76 -75 0 0 }T
T{ fd close-file fd iors-often fd iors -> 0 -75 -76 -75 -70 -71 }T
T{ 0 iors-often 0 iors -> -75 -76 -75 -70 -71 }T
T{ 1 8 lshift fd + iors -> -75 -76 -75 -70 -71 }T
: outside  ( -- )  0 10 fd write-line drop ;
: outside-read  ( -- )  0 10 fd read-line 2drop drop ;
: codes  ( -- n n )  ['] outside catch ['] outside-read catch ;
: codes-often  ( -- )  400 0 do codes 2drop loop ;
T{ name r/w open-file swap to fd -> 0 }T
T{ codes-often codes -> -9 -9 }T

\ Read and written alternately.
: alternate  ( n -- )
  0 ?do line 5 fd read-file throw drop s" XY" fd write-file throw [char] Z fd emit-file throw loop ;
T{ 0. fd reposition-file 1000 alternate fd file-position -> 0 8000. 0 }T
T{ 0. fd reposition-file line 16 fd read-file -> 0 16 0 }T
T{ line 5 + 3 s" XYZ" str= line 13 + 3 s" XYZ" str= -> true true }T
T{ fd close-file -> 0 }T

\ More files than the runtime knows at once, and their numbers.
100 constant #files
create ids #files cells allot
: id  ( n -- addr )  cells ids + ;
: number-name  ( n -- c-addr u )  s>d <# #s s" files-in-code-" holds #> ;
: open-all  ( -- )  #files 0 do i number-name r/w create-file throw i id ! loop ;
: write-all  ( -- )  50 0 do #files 0 do i s>d <# #s #> i id @ write-line throw loop loop ;
: rewind-all  ( -- )  #files 0 do 0. i id @ reposition-file throw loop ;
: right  ( n -- f )  >r line 300 r@ id @ read-line throw swap line swap s>number? 2drop r> = and ;
: read-all  ( -- f )  true 50 0 do #files 0 do i right and loop loop ;
: close-all  ( -- )  #files 0 do i id @ close-file throw i number-name delete-file throw loop ;
T{ open-all write-all rewind-all read-all close-all -> true }T

\ Why a file was refused is said only of the last operation.
: refused  ( -- ior )  s" files-in-code.none" r/o open-file nip ;
: succeeds  ( -- )  s" x" fd write-line throw ;
T{ name w/o create-file swap to fd 1000 0 [do] succeeds [loop] refused succeeds fd close-file -> 0 -38 0 }T
T{ name delete-file -> 0 }T
done
