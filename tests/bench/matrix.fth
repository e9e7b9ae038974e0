\ Product of two square matrices of cells: nested counted loops and strided loads.
[undefined] size [if] 400 constant size [then]

variable seed  1 seed !
: random ( -- u )  seed @ 1103515245 * 12345 + $7fffffff and dup seed ! ;

size cells constant row
create left     size row * allot
create right    size row * allot
create product  size row * allot

: fill-matrix ( a -- )  size size * cells over + swap do random 1023 and i ! 1 cells +loop ;

: inner ( row-address column-address -- n )
  0 size 0 do  >r over @ over @ * r> +  rot cell+ rot row + rot  loop
  nip nip ;

: multiply ( -- )
  size 0 do
    size 0 do
      left j row * +  right i cells +  inner
      product j row * + i cells + !
    loop
  loop ;

: checksum ( -- n )  0 size size * 0 do product i cells + @ + 31 * loop ;

left fill-matrix right fill-matrix multiply checksum . cr
