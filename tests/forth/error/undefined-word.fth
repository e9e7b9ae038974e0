\ A word that is not defined, interpreted: place, line with a caret, stack, and a suggestion.
\ exit: 1
\ output:
\ | before
\ error:
\ | undefined-word.fth:14:7: error: 
\ | Undefined word
\ | (THROW -13)
\ | 14 | 11 22 ovre 33
\ | |       ^~~~
\ | <2> 11 22
\ | did you mean 'over
.( before) cr
11 22 ovre 33
.( not reached) cr
