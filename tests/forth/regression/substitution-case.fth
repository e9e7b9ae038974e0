\ SUBSTITUTE tells names apart by case, and takes a name in another case when that is all there is.
\ output:
\ | big small | big

create out 80 allot
: shown ( c-addr u -- ) out 80 substitute drop type ;
s" big" s" NAME" replaces
: one s" %name%" ;  one out 80 substitute 2drop out 3 pad swap move
s" small" s" name" replaces
s" %NAME% %name% | " shown pad 3 type cr
