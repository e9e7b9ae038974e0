\ Copying a file line by line, numbered.
create line 256 allot
0 value in  0 value out
: source ( -- c-addr u )  s" fastforth-bench-source.txt" ;
: target ( -- c-addr u )  s" fastforth-bench-target.txt" ;
: make ( -- )  source w/o create-file throw 1000 0 do s" some words of a line, and some more of them" 2 pick write-line throw loop close-file throw ;
: number ( n -- )  0 <# [char] : hold #s #> out write-file throw ;
: copy ( -- )
  source r/o open-file throw to in  target w/o create-file throw to out
  0 begin line 254 in read-line throw while over number line swap out write-line throw 1+ repeat 2drop
  in close-file throw out close-file throw ;
variable sum
: run ( n -- )  make 0 ?do copy target r/o open-file throw dup file-size throw drop sum +! close-file throw loop ;
size run sum @ . cr source delete-file throw target delete-file throw
