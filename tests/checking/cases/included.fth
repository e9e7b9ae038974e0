\ Files that are included are checked with the program.
include parts/part.fth
: uses ( -- n n ) part ;
require parts/part.fth
random.fs-is-no-file
require random.fs
include parts/long.fth
: uses-behind ( -- n ) behind ;
: runs-it ( -- ) s" parts/long.fth" included ;
runs-it
: dice ( -- n ) 6 random ;
\ reports
\ 3:8 error stack-comment: ( -- n n ) is not what uses does: it takes nothing and leaves 1 cell: ( -- x )
\ 5:1 error unknown-name: there is no word random.fs-is-no-file
\ 9:3 note varying-effect: runs-it: what included does is known only when it runs
\     9:37 here
\ parts/part.fth:2:14 error stack-comment: ( -- n ) is not what wrong-part does: it takes nothing and leaves nothing: ( -- )
\ parts/long.fth:3:1 note not-run: spin runs for long: it was not run to its end
