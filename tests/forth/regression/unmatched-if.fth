\ A taken [IF] may lack its [THEN]: programs and libraries that lack one are about. WARNINGS decides whether it is said.
\ output:
\ | taken
\ | on
\ | again
\ error:
\ | unmatched-if.tmp:1:3: warning: [IF] or [ELSE] has no [THEN]
\ | unmatched-if.fth:19:3: warning:
: name  s" unmatched-if.tmp" ;
name w/o create-file throw value file
s" 1 [if] .( taken) cr 1 [if] [else] [then [then]" file write-line throw  file close-file throw
name included
.( on) cr
name delete-file throw
warnings off
s" 1 [if]" evaluate
warnings on
.( again) cr
1 [if]
