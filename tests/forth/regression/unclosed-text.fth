\ A text without its closing quote goes on to the end of its line, and a comment to the end of its file (3.4.1). It is said.
\ output:
\ | abc def ghi  1 5
\ | ok: 3 checks
\ error:
\ | unclosed-text.fth:14:1: warning: the string has no closing " on its line
\ | unclosed-text.fth:17:5: warning: the string has no closing " on its line
\ | <evaluate>:1:1: warning: the string has no closing " on its line
\ | unclosed-text.tmp:1:3: warning: the comment has no )
include ../tester.fth

: name  s" unclosed-text.tmp" ;
name w/o create-file throw value file
." abc 
.( def )
: t
    s" ghi
  type ;  t
: u s" s~ x" over 1+ '"' swap c! evaluate nip ;  space space u .
s" 5 ( no end" file write-line throw  s" nosuch" file write-line throw  file close-file throw
name included . cr  name delete-file throw
T{ 0 warnings @ warnings off  s" s~ abc" over 1+ '"' swap c! evaluate nip  swap warnings ! nip -> 3 }T
: v  0 abort" not aborted
  7 ;
T{ v -> 7 }T
create counted ," text
T{ counted count s" text" same? -> true }T
done
