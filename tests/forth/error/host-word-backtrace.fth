\ A word of the host that fails has a place and a backtrace, as every other.
\ exit: 1
\ error:
\ | host-word-backtrace.fth:11:23: error: Non-existent file
\ | in open at 
\ | host-word-backtrace.fth:11:23
\ | in start at 
\ | host-word-backtrace.fth:12:
\ | host-word-backtrace.fth:13:1

: open   s" /no/such" slurp-file ;
: start  open type ;
start
