\ Output of a word into a string, a string variable and a file; pipes.
\ output:
\ | [said 5]
\ | [abc said 6]
\ | [said 7] true
\ | in a file: said 8
\ | 3 0 from a pipe
\ | THROUGH
\ | 0 0
\ | -2 outside
: says ( n -- )  ." said " 0 .r ;
: shows ( addr u -- )  ." [" type ." ]" ;
5 ' says >string-execute 2dup shows cr drop free throw
variable s$  s" abc " s$ $!  6 ' says s$ $exec  s$ $@ shows cr
7 ' says $tmp shows space
outfile-id stdout = [if] .( true) [then] cr
: name  s" output-redirection.tmp" ;
name w/o create-file throw value file
8 ' says file outfile-execute  file close-file throw
.( in a file: ) name slurp-file type name delete-file throw cr
s" echo from a pipe; exit 3" r/o open-pipe throw value pipe
pipe slurp-fid  pipe close-pipe swap . .  1- type cr
s" tr a-z A-Z" w/o open-pipe throw to pipe
s" through" pipe write-line throw  pipe close-pipe . . cr
\ A THROW ends the redirection; what was written is lost.
: fails  ." lost"  -2 throw ;
:noname  ['] fails >string-execute ; catch .  .( outside) cr
