\ Numbers as text: base, the prefixes $ # % and 'c', double numbers with a point, >number (3.4.1.3).
\ output:
\ | ok: 35 checks
include ../tester.fth

T{ 42 -42 0 -0 -> 42 -42 0 0 }T
T{ $ff $FF $fF -> 255 255 255 }T
T{ $-ff #-10 %-101 -> -255 -10 -5 }T
T{ #10 %101 -> 10 5 }T
T{ hex #10 %101 $10 decimal -> 10 5 16 }T
T{ 'a' 'Z' ''' '0' -> 97 90 39 48 }T
T{ 9223372036854775807 -9223372036854775808 -> -1 1 rshift dup invert }T
T{ 18446744073709551615 -> -1 }T
T{ $ffffffffffffffff -> -1 }T
T{ 1. -1. 0. -> 1 0 -1 -1 0 0 }T
T{ 18446744073709551616. -> 0 1 }T
T{ -18446744073709551616. -> 0 -1 }T
T{ $10000000000000000. -> 0 1 }T
T{ $-1. #-1. -> -1 -1 -1 -1 }T
T{ hex ff FF -ff decimal -> 255 255 -255 }T
T{ hex a.  decimal -> 10 0 }T
T{ 2 base ! 101 1111 decimal -> 5 15 }T
T{ 36 base ! z zz decimal -> 35 1295 }T
: compiled  $10 -5 'x' 7. ;
T{ compiled -> 16 -5 120 7 0 }T
: at-compile-time  [ hex ] 10 [ decimal ] 10 ;
T{ at-compile-time -> 16 10 }T

T{ 0. s" 123" >number nip -> 123 0 0 }T
T{ 0. s" 123abc" >number s" abc" same? -> 123 0 true }T
T{ 0. s" " >number nip -> 0 0 0 }T
T{ 0. s" -5" >number nip -> 0 0 2 }T
T{ 5. s" 12" >number nip -> 512 0 0 }T
T{ hex 0. s" fF" >number nip decimal -> 255 0 0 }T
T{ 2 base ! 0. s" 1012" >number nip decimal -> 5 0 1 }T
T{ 0. s" 18446744073709551616" >number nip -> 0 1 0 }T

\ What is no number is an undefined word.
T{ s" 12x" throws -> -13 }T
T{ s" $" throws -> -13 }T
T{ s" $xyz" throws -> -13 }T
T{ s" 0b12." throws -> -13 }T
T{ s" --5" throws -> -13 }T
T{ s" 2 base ! 12" throws decimal -> -13 }T
T{ s" 'ab'" throws -> -13 }T
done
