\ begin-structure field: cfield: 2field: +field end-structure (10.6.2.0935 and those beside it).
\ output:
\ | ok: 9 checks
include ../tester.fth

begin-structure point
  field: p.x
  field: p.y
end-structure
T{ point 0 p.x 0 p.y -> 16 0 8 }T
create origin point allot
T{ 3 origin p.x ! 4 origin p.y ! origin p.x @ origin p.y @ -> 3 4 }T

begin-structure mixed
  cfield: m.flag
  field: m.count
  cfield: m.a
  cfield: m.b
  5 +field m.name
  2 cells +field m.pair
end-structure
T{ 0 m.flag 0 m.count 0 m.a 0 m.b 0 m.name 0 m.pair mixed -> 0 8 16 17 18 23 39 }T

\ A structure within a structure.
begin-structure segment
  point +field s.from
  point +field s.to
end-structure
create seg segment allot
: set-point  ( x y addr -- )  tuck p.y ! p.x ! ;
T{ 1 2 seg s.from set-point 5 6 seg s.to set-point -> }T
T{ seg s.to p.x @ seg s.from p.y @ segment -> 5 2 32 }T

\ One that extends another.
point
  field: p3.z
constant point3
T{ point3 0 p3.z -> 24 16 }T
\ Arrays of structures.
create points 10 point * allot
: nth  ( n -- addr )  point * points + ;
: fill-points  10 0 do i dup dup * i nth set-point loop ;
: sum-y  ( -- n )  0 10 0 do i nth p.y @ + loop ;
T{ fill-points sum-y 9 nth p.x @ -> 285 9 }T
T{ begin-structure none end-structure none -> 0 }T
0 8 +field at-start drop
T{ 100 at-start -> 100 }T
done
