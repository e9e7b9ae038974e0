\ A program ends where a word that has asked nobody ends it: what follows is not read.
: main ( -- ) 3 drop bye ;
main
Notes of its author.
\ reports
