\ An error in an included file names that file's line and then the line that included it.
\ exit: 1
\ error:
\ | broken.fth:2:3: error: 
\ | no-such-word-at-all
\ | included-error.fth:14:
: write-broken
  s" broken.fth" w/o create-file throw >r
  s" 1 2 +" r@ write-line throw
  s"   no-such-word-at-all" r@ write-line throw
  r> close-file throw ;
write-broken
: load-it  s" broken.fth" included ;
load-it
