\ Bits: and or xor invert lshift rshift 2* 2/.
\ output:
\ | ok: 22 checks
include ../tester.fth

T{ %1100 %1010 and %1100 %1010 or %1100 %1010 xor -> %1000 %1110 %0110 }T
T{ 0 invert -1 invert 5 invert -> -1 0 -6 }T
T{ $ff00ff00ff00ff00 $0ff00ff00ff00ff0 and -> $0f000f000f000f00 }T
T{ $ff00ff00ff00ff00 $0ff00ff00ff00ff0 xor -> $f0f0f0f0f0f0f0f0 }T
T{ -1 0 and -1 0 or -1 -1 xor -> 0 -1 0 }T
T{ 1 0 lshift 1 1 lshift 1 31 lshift 1 32 lshift 1 63 lshift -> 1 2 $80000000 $100000000 $8000000000000000 }T
T{ -1 4 lshift -> -16 }T
T{ $123456789abcdef0 8 lshift -> $3456789abcdef000 }T
T{ $123456789abcdef0 40 lshift -> $bcdef00000000000 }T
T{ 1 0 rshift -1 63 rshift -1 32 rshift -1 1 rshift -> 1 1 $ffffffff $7fffffffffffffff }T
T{ $8000000000000000 31 rshift -> $100000000 }T
T{ $123456789abcdef0 36 rshift -> $1234567 }T
T{ 5 2* -5 2* $4000000000000000 2* -> 10 -10 $8000000000000000 }T
T{ $80000000 2* -> $100000000 }T
T{ 5 2/ -5 2/ -1 2/ 1 2/ 0 2/ -> 2 -3 -1 0 0 }T
T{ $8000000000000000 2/ -> $c000000000000000 }T
T{ $100000000 2/ -> $80000000 }T

: shift-each  ( u -- sum )  0 64 0 do over i lshift over xor nip loop nip ;
T{ 1 shift-each -> -1 }T
: ones  ( u -- n )  0 swap begin dup while dup 1 and rot + swap 1 rshift repeat drop ;
T{ 0 ones 255 ones -1 ones $8000000000000001 ones -> 0 8 64 2 }T
: reverse-bits  ( u -- u )  0 64 0 do 2* over 1 and or swap 1 rshift swap loop nip ;
T{ 1 reverse-bits $f0 reverse-bits -> $8000000000000000 $0f00000000000000 }T
\ xorshift64, a generator of bits that shows every lost one.
: xorshift  ( u -- u )  dup 13 lshift xor dup 7 rshift xor dup 17 lshift xor ;
: xorshifts  ( u n -- u )  0 do xorshift loop ;
T{ 1 1 xorshifts -> 1082269761 }T
T{ 88172645463325252 1 xorshifts -> 8748534153485358512 }T
done
