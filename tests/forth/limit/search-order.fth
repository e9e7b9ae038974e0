\ A search order that grows without end is THROW -49 or fits; an empty one cannot shrink (-50).
\ output:
\ | ok: 4 checks
include ../tester.fth

: depth-of-order  ( -- n )  get-order dup >r 0 ?do drop loop r> ;
depth-of-order constant usual
: deeper  ( -- )  8 usual - 0 ?do also loop ;
: back  ( -- )  begin depth-of-order usual > while previous repeat ;
T{ deeper depth-of-order back -> 8 }T
: forever  begin also again ;
: forever-code  ( -- n )  get-order ['] forever catch >r set-order r> ;
T{ forever-code -> -49 }T
: empty  begin previous again ;
: empty-code  ( -- n )  get-order ['] empty catch >r set-order r> ;
T{ empty-code -> -50 }T
T{ depth-of-order -> usual }T
done
