\ Words that nothing names.
: used ( -- ) ;
: unused ( -- ) used ;
variable counter
variable idle
5 constant five
: _meant ( -- ) ;
defer action
: act ( -- ) five counter ! ;
' act is action
: ticked ( -- ) ;
' ticked drop
: evaluated ( -- ) ;
s" evaluated" evaluate
: main ( -- ) action ;
main
\ reports
\ 3:3 note shadowed-name: unused takes the name of a word of the system
\ 3:3 note unused-word: nothing uses unused
\ 5:10 note unused-word: nothing uses idle
\ 15:3 note varying-effect: main: what action does is known only when it runs
\     15:15 here
