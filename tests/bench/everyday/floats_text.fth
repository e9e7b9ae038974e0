\ Floats to texts and back.
create bytes 32 allot
variable sum
: run ( n -- )  0 ?do i s>f 3e f/ bytes 15 represent drop drop sum +! s" 3.25e2" >float if f>s sum +! then loop ;
size run sum @ . cr
