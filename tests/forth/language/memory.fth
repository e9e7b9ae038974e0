\ allocate resize free: contents survive, errors come as ior, many blocks at once.
\ output:
\ | ok: 18 checks
include ../tester.fth

0 value a
0 value b
T{ 100 allocate swap to a -> 0 }T
T{ a 0<> a dup aligned = -> true true }T
T{ a 100 char q fill a 99 + c@ -> char q }T
T{ a 200 resize swap to a -> 0 }T
T{ a c@ a 99 + c@ -> char q char q }T
T{ a 10 resize swap to a a 9 + c@ -> 0 char q }T
T{ a free -> 0 }T

create blocks 100 cells allot
: nth  ( i -- addr )  cells blocks + ;
: take  100 0 do i 1+ 8 * allocate throw i nth ! loop ;
: stamp  100 0 do i nth @ i 1+ 8 * i fill loop ;
: intact?  ( -- flag )  true 100 0 do i nth @ i 1+ 8 * bounds do i c@ j <> if drop false then loop loop ;
: give  100 0 do i nth @ free throw loop ;
T{ take stamp intact? give -> true }T
\ Every second one, then again.
: holes  100 0 do i nth @ free throw 2 +loop 100 0 do i 1+ 8 * allocate throw i nth ! 2 +loop ;
T{ take stamp holes stamp intact? give -> true }T
: grow  ( -- n )  8 allocate throw  1000 0 do i over ! i 1+ 8 * 8 + resize throw loop dup @ swap free throw ;
T{ grow -> 999 }T
: churn  ( n -- )  0 ?do 100000 allocate throw free throw loop ;
T{ 20000 churn -> }T
T{ 0 allocate nip -> 0 }T
T{ -1 allocate nip 0<> -> true }T
T{ 1 62 lshift allocate nip 0<> -> true }T
T{ 64 allocate throw to a a -1 resize nip 0<> -> true }T
\ resize that fails leaves the block as it was (14.6.1.2145).
T{ 5 a ! a -1 resize drop a = a @ a free -> true 5 0 }T
T{ 16 allocate throw to a 16 allocate throw to b  1 a ! 2 b ! a @ b @ -> 1 2 }T
T{ a free b free -> 0 0 }T
done
