\ ORDER names a word list by the constant that it was made for, as gforth's does.
\ output:
\ | w t Forth Forth Root     w
\ | w2 Forth Forth Root     Forth
\ | Forth Forth Root     Forth
wordlist constant w   table constant t
: wordlist:  ( "name" -- ) wordlist constant ;
t >order w >order definitions order cr
previous previous definitions
wordlist: w2  w2 >order order previous cr
order cr
