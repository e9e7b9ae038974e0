\ In an included file a taken [IF] may lack its [THEN]: libraries that lack one are about.
\ output:
\ | taken
\ | on
\ error:
\ | unmatched-if.tmp:1:3: warning: [IF] or [ELSE] has no [THEN]
: name  s" unmatched-if.tmp" ;
name w/o create-file throw value file
s" 1 [if] .( taken) cr 1 [if] [else] [then [then]" file write-line throw  file close-file throw
name included
.( on) cr
name delete-file throw
