\ Reading words of a text with PARSE-NAME in a source, and a state machine by CASE.
variable sum
: kind ( c -- n )  case [char] a of 1 endof [char] e of 2 endof [char] o of 3 endof bl of 0 endof 5 swap endcase ;
: run ( n -- )  0 ?do s" the quick brown fox jumps over the lazy dog" bounds do i c@ kind sum +! loop loop ;
size run sum @ . cr
