\ Writing a file and reading it line by line.
create line 256 allot
variable sum
: name ( -- c-addr u )  s" fastforth-bench-lines.txt" ;
: write-all ( n -- )  name w/o create-file throw swap 0 ?do s" a line of some words and numbers 12345" 2 pick write-line throw loop close-file throw ;
: read-all ( -- )  name r/o open-file throw begin line 254 2 pick read-line throw while line swap bl scan nip sum +! repeat drop close-file throw name delete-file throw ;
size write-all read-all sum @ . cr
