\ f! f@ sf! sf@ df! df@ fvariable fconstant f, and the alignment words, float structures.
\ output:
\ | ok: 20 checks
include ../tester.fth

fvariable v
T{ 1.5e v f! v f@ -> 1.5e }T
2.25e fconstant c
T{ c c -> 2.25e 2.25e }T
T{ 1 floats 3 floats 0 float+ -> 8 24 8 }T
T{ 1 sfloats 0 sfloat+ 1 dfloats 0 dfloat+ -> 4 4 8 8 }T
T{ 1 faligned 8 faligned 1 sfaligned 4 sfaligned 1 dfaligned -> 8 8 4 4 8 }T
create area 64 allot
T{ 3.5e area f! area f@ -> 3.5e }T
T{ 3.5e area sf! area sf@ -> 3.5e }T
T{ 0.1e area sf! area sf@ 0.1e f= -> false }T
T{ 0.1e area sf! area sf@ 0.1e f- fabs 1e-8 f< -> true }T
T{ 0.1e area df! area df@ -> 0.1e }T
T{ 1e area f! area @ -> $3ff0000000000000 }T
T{ -2e area sf! area ul@ -> $c0000000 }T
T{ 1e300 area sf! area sf@ 1e0 0e f/ f= -> true }T
T{ align here falign here sfalign here dfalign here - nip nip -> 0 }T
T{ here 1.5e f, dup here swap - swap f@ -> 8 1.5e }T
: fill-floats  8 0 do i s>f area i floats + f! loop ;
: sum-floats  ( F: -- r )  0e 8 0 do area i floats + f@ f+ loop ;
T{ fill-floats sum-floats -> 28e }T
: dot  ( addr1 addr2 n -- ) ( F: -- r )  0e 0 ?do over i floats + f@ dup i floats + f@ f* f+ loop 2drop ;
T{ area area 8 dot -> 140e }T

0 ffield: >x ffield: >y sffield: >s dffield: >d constant /point
T{ 0 >x 0 >y 0 >s /point -> 0 8 16 32 }T
create p /point allot
T{ 1e p >x f! 2e p >y f! 0.5e p >s sf! 4e p >d df! -> }T
T{ p >x f@ p >y f@ p >s sf@ p >d df@ -> 1e 2e 0.5e 4e }T
done
