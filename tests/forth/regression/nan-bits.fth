\ A NaN keeps all its bits on its way through memory, stack and locals, in code that is cold or hot.
\ output:
\ | ok: 26 checks
include ../tester.fth
variable source
variable target
: same? ( -- f ) target @ source @ = ;
: through-stack ( -- ) source f@ target f! ;
: through-copies ( -- ) source f@ fdup fswap fover fdrop fdrop target f! ;
: through-rot ( -- ) 1e 2e source f@ frot fdrop fswap fdrop target f! ;
: through-pick ( -- ) source f@ 1e 1 fpick fswap fdrop fswap fdrop target f! ;
: through-local ( -- ) source f@ { f: x } x target f! ;
: stepped ( -- ) source f@ { f: x } 1 >r x target f! r> drop ;
fvariable kept
: through-variable ( -- ) source f@ kept f! kept f@ target f! ;
: all ( -- f )
  true
  through-stack same? and  through-copies same? and  through-rot same? and  through-pick same? and
  through-local same? and  stepped same? and  through-variable same? and ;
: each ( x -- f ) source ! 0 target ! all ;
: often ( x -- f ) true 3000 0 do over each and loop nip ;
T{ $3ff0000000000000 each -> true }T
T{ $7ff0000000000000 each -> true }T
T{ $7ff8000000000000 each -> true }T
T{ $fff8000000000000 each -> true }T
T{ $7ff8000000000123 each -> true }T
T{ $fff80000deadbeef each -> true }T
T{ $7ff4000000000001 each -> true }T
T{ $fff0000000000001 each -> true }T
T{ $7ff0000000000001 each -> true }T
T{ $7fffffffffffffff each -> true }T
T{ $ffffffffffffffff each -> true }T
T{ $8000000000000000 each -> true }T
T{ $7ff4000000000001 often -> true }T
T{ $3ff0000000000000 each -> true }T
T{ $7ff0000000000000 each -> true }T
T{ $7ff8000000000000 each -> true }T
T{ $fff8000000000000 each -> true }T
T{ $7ff8000000000123 each -> true }T
T{ $fff80000deadbeef each -> true }T
T{ $7ff4000000000001 each -> true }T
T{ $fff0000000000001 each -> true }T
T{ $7ff0000000000001 each -> true }T
T{ $7fffffffffffffff each -> true }T
T{ $ffffffffffffffff each -> true }T
T{ $8000000000000000 each -> true }T
T{ $fff0000000000001 source ! source f@ target f! target @ -> $fff0000000000001 }T
done
