\ Texts to numbers by >NUMBER and S>NUMBER?.
variable sum
: run ( n -- )  0 ?do 0. s" 123456789" >number 2drop drop sum +! s" -4711" s>number? 2drop sum +! loop ;
size run sum @ . cr
