\ A NaN that SF@ and SF! convert becomes quiet and keeps its sign and what there is room for of its other bits, in code that is
\ cold or hot; DF@ and DF! change nothing.
\ output:
\ | ok: 44 checks
include ../tester.fth
variable source
variable target
: put ( x -- )  source !  0 target ! ;
: narrow ( -- x )  source f@ target sf! target ul@ ;
: stepped-narrow ( -- x )  source f@ 1 >r target sf! r> drop target ul@ ;
: wide ( -- x )  source sf@ target f! target @ ;
: stepped-wide ( -- x )  source sf@ 1 >r target f! r> drop target @ ;
: both ( -- x )  source sf@ fdup fswap fdrop target sf! target ul@ ;
: local ( -- x )  source sf@ {: f: r :} r target sf! target ul@ ;
: negative ( -- x )  source sf@ fnegate target sf! target ul@ $80000000 xor ;
: long ( -- x )  source df@ target df! target @ ;
: narrows ( x1 -- x2 flag )  put narrow dup stepped-narrow = ;
: widens ( x1 -- x2 flag )  put wide dup stepped-wide = ;
: stays ( x1 -- x2 flag )  put both local over = negative 2 pick = and ;
: longs ( x1 -- x2 flag )  put long dup source @ = ;
: often ( x1 xt -- x2 flag )  3000 0 do 2dup execute 2drop loop execute ;
: checks ( -- )
  T{ $7ff8000000000000 narrows -> $7fc00000 true }T
  T{ $fff8000000000000 narrows -> $ffc00000 true }T
  T{ $7ff8000000000001 narrows -> $7fc00000 true }T
  T{ $7ff8000020000000 narrows -> $7fc00001 true }T
  T{ $fffc0000a0000000 narrows -> $ffe00005 true }T
  T{ $7ff4000000000000 narrows -> $7fe00000 true }T
  T{ $fff0000000000001 narrows -> $ffc00000 true }T
  T{ $ffffffffffffffff narrows -> $ffffffff true }T
  T{ $7ff0000000000000 narrows -> $7f800000 true }T
  T{ $3ff8000000000000 narrows -> $3fc00000 true }T
  T{ $7fc00000 widens -> $7ff8000000000000 true }T
  T{ $ffc00000 widens -> $fff8000000000000 true }T
  T{ $7fc00001 widens -> $7ff8000020000000 true }T
  T{ $7f800001 widens -> $7ff8000020000000 true }T
  T{ $ffa00000 widens -> $fffc000000000000 true }T
  T{ $ffffffff widens -> $ffffffffe0000000 true }T
  T{ $ff800000 widens -> $fff0000000000000 true }T
  T{ $80000000 widens -> $8000000000000000 true }T
  T{ $7f812345 stays -> $7fc12345 true }T
  T{ $ffe00001 stays -> $ffe00001 true }T
  T{ $7ff4000000000001 longs -> $7ff4000000000001 true }T
  T{ $fff0000000000001 longs -> $fff0000000000001 true }T ;
checks
$7ff0000020000000 ' narrows often 2drop
$7f800001 ' widens often 2drop
$7f800001 ' stays often 2drop
$fff0000000000001 ' longs often 2drop
checks
done
