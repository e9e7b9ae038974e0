\ Comments about a stack that the program has made itself are not about the data stack.
create texts 1000 cells allot  variable top
: pushed ( n -- ) texts top @ cells + ! 1 top +! ;
: popped ( -- n ) -1 top +! texts top @ cells + @ ;
: s+ ( s1 s2 -- s3 ) popped popped + pushed ;
: sdrop ( s -- ) popped drop ;
: semit ( s -- ) popped emit ;
: snumber ( s -- n ) popped ;
: really-wrong ( n -- ) 1 ;
\ reports
\ 5:3 note shadowed-name: s+ takes the name of a word of the system
\ 9:16 error stack-comment: ( n -- ) is not what really-wrong does: it takes nothing and leaves 1 cell: ( -- x )
