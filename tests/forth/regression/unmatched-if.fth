\ A taken [IF] may lack its [THEN]: libraries that lack one are about.
\ output:
\ | taken
1 [if] .( taken) cr
1 [if]
[else]
[then
[then]
