\ Addresses outside the data space: every access throws -9 and changes nothing; address 0 is never valid.
\ output:
\ | ok: 20 checks
include ../tester.fth

T{ s" 0 @" throws -> -9 }T
T{ s" 1 0 !" throws -> -9 }T
T{ s" 0 c@" throws -> -9 }T
T{ s" 1 0 c!" throws -> -9 }T
T{ s" -1 @" throws -> -9 }T
T{ s" 1 -1 !" throws -> -9 }T
T{ s" -1 c@" throws -> -9 }T
T{ s" 1 0 +!" throws -> -9 }T
T{ s" 0 2@" throws -> -9 }T
T{ s" 1 2 0 2!" throws -> -9 }T
T{ s" 0 f@" throws fdepth -> -9 0 }T
T{ s" 0 count" throws -> -9 }T
T{ s" pad 0 100 move" throws -> -9 }T
T{ s" 0 pad 100 move" throws -> -9 }T
T{ s" 0 100 bl fill" throws -> -9 }T
T{ s" 0 100 type" throws -> -9 }T

: fetch  ( addr -- x )  @ ;
: store  ( x addr -- )  ! ;
: fetch-char  ( addr -- c )  c@ ;
T{ s" 0 fetch" throws s" 5 0 store" throws s" 0 fetch-char" throws -> -9 -9 -9 }T
\ A value that is read and dropped is still read.
: touch  ( addr -- )  @ drop ;
T{ s" 0 touch" throws -> -9 }T

variable before  1 before !
: half-way  2 before ! 0 @ 3 before ! ;
T{ s" half-way" throws before @ -> -9 2 }T
: many  ( -- n )  0 100 0 do 0 ['] @ catch nip -9 = if 1+ then loop ;
T{ many -> 100 }T
done
