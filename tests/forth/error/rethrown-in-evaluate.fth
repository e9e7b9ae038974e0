\ An unknown word in EVALUATE, thrown on: its name and its place there.
\ exit: 1
\ error:
\ | <evaluate>:1:1: error: Undefined word: nosuch
\ | nosuch
\ | in t at 
\ | rethrown-in-evaluate.fth:12:
\ | in u at 
\ | rethrown-in-evaluate.fth:13:
\ | rethrown-in-evaluate.fth:14:1

: t  s" nosuch" evaluate ;
: u  [: t ;] catch throw ;
u
