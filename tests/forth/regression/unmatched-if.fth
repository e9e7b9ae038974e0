\ An [IF] may lack its [THEN], taken or not: programs and libraries that lack one are about, and some leave out the rest
\ of a file so. WARNINGS decides whether it is said.
\ output:
\ | taken
\ | on
\ | again6 7
\ | behind
\ error:
\ | unmatched-if.tmp:1:3: warning: [IF] or [ELSE] has no [THEN]
\ | unmatched-if.tmp:1:3: warning: [IF] or [ELSE] has no [THEN]
\ | unmatched-if.fth:26:3: warning:
: name  s" unmatched-if.tmp" ;
name w/o create-file throw value file
s" 1 [if] .( taken) cr 1 [if] [else] [then [then]" file write-line throw  file close-file throw
name included
.( on) cr
name delete-file throw
warnings off
s" 1 [if]" evaluate
warnings on
.( again) s" 0 [if] 5 ." evaluate 6 .
: t  s" 0 [if] 5 . [else] 7 ." evaluate ; t cr
name w/o create-file throw to file  s" 0 [if]  .( never) nosuch" file write-line throw  file close-file throw
name included  .( behind) cr
name delete-file throw
1 [if]
