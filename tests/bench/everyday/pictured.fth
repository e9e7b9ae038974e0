\ Pictured numbers.
variable sum
: money ( n -- c-addr u )  dup abs 0 <# # # [char] . hold #s rot sign [char] $ hold #> ;
: run ( n -- )  0 ?do i 37 * 5000 - money nip sum +! i s>d <# #s #> nip sum +! loop ;
size run sum @ . cr
