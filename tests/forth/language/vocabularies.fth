\ Vocabularies and Root: the search order of gforth. A vocabulary takes the place of the first word list.
\ output:
\ | Forth Forth Root     Forth
\ | Root Root     Forth
\ | animals Forth Root     animals
\ | meow 7
\ | Forth Forth Root     animals
\ | 2 -1 -1
\ | case 0 -1
order cr
only order forth cr
only forth also
vocabulary animals
animals definitions
: sound  ." meow " ;
order cr
get-current
: lives  7 ;
sound lives . cr
previous also
order cr
set-current definitions
only get-order forth . 2drop
\ CONTEXT and CURRENT may be stored to.
only forth also definitions
wordlist constant mine
context @ mine context ! current @ mine current ! : x 5 ;
current ! forth context !
forth-wordlist context @ = .
s" x" mine search-wordlist nip . cr
\ A TABLE tells names apart by case.
table constant t  get-current t set-current : Abc ;  set-current
.( case ) s" abc" t search-wordlist .  s" Abc" t search-wordlist nip . cr
