\ create-file write-file write-line read-file read-line close-file open-file delete-file, access methods.
\ output:
\ | ok: 40 checks
include ../tester.fth

0 value fd
create line 100 allot
: name  s" basic.txt" ;

T{ name w/o create-file swap to fd -> 0 }T
T{ s" first line" fd write-line -> 0 }T
T{ s" second" fd write-file s"  part" fd write-line -> 0 0 }T
T{ s" " fd write-line -> 0 }T
T{ s" no end" fd write-file -> 0 }T
T{ fd close-file -> 0 }T

T{ name r/o open-file swap to fd -> 0 }T
T{ fd file-size -> 30. 0 }T
T{ line 100 fd read-line -> 10 true 0 }T
T{ line 10 s" first line" same? -> true }T
\ A line longer than the buffer comes in pieces (11.6.1.2090).
T{ line 6 fd read-line -> 6 true 0 }T
T{ line 6 s" second" same? -> true }T
T{ line 100 fd read-line -> 5 true 0 }T
T{ line 5 s"  part" same? -> true }T
T{ line 100 fd read-line -> 0 true 0 }T
T{ line 100 fd read-line -> 6 true 0 }T
T{ line 100 fd read-line -> 0 false 0 }T
T{ line 100 fd read-file -> 0 0 }T
T{ fd close-file -> 0 }T

T{ name r/o bin open-file swap to fd -> 0 }T
T{ line 5 fd read-file -> 5 0 }T
T{ line 5 s" first" same? -> true }T
T{ fd file-position -> 5. 0 }T
T{ line 0 fd read-file -> 0 0 }T
T{ line 100 fd read-file -> 25 0 }T
T{ line 100 fd read-file -> 0 0 }T
T{ fd close-file -> 0 }T

\ create-file empties a file that exists.
T{ name r/w create-file swap to fd -> 0 }T
T{ fd file-size -> 0. 0 }T
T{ s" abc" fd write-file 0. fd reposition-file line 3 fd read-file -> 0 0 3 0 }T
T{ line 3 s" abc" same? -> true }T
T{ fd close-file -> 0 }T
T{ name delete-file -> 0 }T
T{ name r/o open-file nip 0<> -> true }T
T{ name delete-file 0<> -> true }T
T{ s" no/such/folder/x" w/o create-file nip 0<> -> true }T

: write-numbers  ( n -- )  name w/o create-file throw to fd
  0 ?do i 0 <# #s #> fd write-line throw loop fd close-file throw ;
: sum-numbers  ( -- n )  name r/o open-file throw to fd
  0 begin line 100 fd read-line throw while 0. rot line swap >number 2drop drop + repeat drop fd close-file throw ;
T{ 1000 write-numbers sum-numbers -> 499500 }T
T{ name delete-file -> 0 }T

\ file-eof? of what cannot be read
T{ s" stderr file-eof?" throws -> -70 }T
T{ s" 999 file-eof?" throws -> -70 }T
done
