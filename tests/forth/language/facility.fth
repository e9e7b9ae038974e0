\ time&date ms utime ntime cputime, the names of keys, ekey>char, key?.
\ output:
\ | ok: 12 checks
include ../tester.fth

: between?  ( n lo hi -- flag )  1+ within ;
: plausible?  ( sec min hour day month year -- flag )
  2020 9999 between? >r 1 12 between? >r 1 31 between? >r 0 23 between? >r 0 59 between? >r 0 60 between?
  r> r> r> r> r> and and and and and ;
T{ time&date plausible? -> true }T
T{ 0 ms -> }T
T{ utime 20 ms utime 2swap d- 20000. d< -> false }T
T{ utime 1577836800000000. d> -> true }T
T{ ntime utime 1000 1 m*/ d- dabs 10000000000. d< -> true }T
: burn  ( -- n )  0 1000000 0 do i xor loop ;
T{ cputime d+ burn drop cputime d+ 2swap d- d0< -> false }T


\ No two keys share a code, and the masks change every one of them.
create keys
  k-left , k-right , k-up , k-down , k-home , k-end , k-prior , k-next , k-insert , k-delete ,
  k-f1 , k-f2 , k-f3 , k-f4 , k-f5 , k-f6 , k-f7 , k-f8 , k-f9 , k-f10 , k-f11 , k-f12 ,
22 constant #keys
: key#  ( i -- x )  cells keys + @ ;
: clashes  ( -- n )  0 #keys 0 do #keys 0 do i j <> i key# j key# = and if 1+ then loop loop ;
T{ clashes -> 0 }T
T{ k-shift-mask k-ctrl-mask and k-shift-mask k-alt-mask and k-ctrl-mask k-alt-mask and -> 0 0 0 }T
: masked  ( mask -- n )  0 #keys 0 do over i key# or i key# <> if 1+ then loop nip ;
T{ k-shift-mask masked k-ctrl-mask masked k-alt-mask masked -> 22 22 22 }T
T{ char a ekey>char -> char a true }T
T{ k-f1 ekey>char nip -> false }T
T{ k-f1 ekey>fkey nip char a ekey>fkey nip -> true false }T
done
