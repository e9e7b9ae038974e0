\ A program that has asked for its arguments may end elsewhere in another run: what follows is read.
: main ( -- ) next-arg nip 0= if bye then ;
main
unknown
\ reports
\ 4:1 error unknown-name: there is no word unknown
