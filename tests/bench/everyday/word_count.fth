\ Counting lines, words and characters of a file, line by line.
create line 256 allot
variable lines variable words# variable chars
: source ( -- c-addr u )  s" fastforth-bench-text.txt" ;
: make ( -- )  source w/o create-file throw 1000 0 do s" the quick  brown fox jumps over   the lazy dog" 2 pick write-line throw loop close-file throw ;
: count-words ( c-addr u -- n )
  0 >r begin dup while over c@ bl <> if r> 1+ >r begin dup if over c@ bl <> else false then while 1 /string repeat else 1 /string then repeat 2drop r> ;
: count-file ( -- )
  source r/o open-file throw
  begin line 254 2 pick read-line throw while dup 1+ chars +! 1 lines +! line swap count-words words# +! repeat drop
  close-file throw ;
: run ( n -- )  make 0 ?do count-file loop ;
size run lines @ . words# @ . chars @ . cr source delete-file throw
