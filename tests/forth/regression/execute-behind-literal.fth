\ EXECUTE takes what is on the stack, whatever literal stands before it.
\ output:
\ | ok: 4 checks
include ../tester.fth

T{ : t1 { a } 3 a execute ;  ' negate t1 -> -3 }T
T{ : t2 4 3 2 0 do i drop loop drop ;  t2 -> 4 }T
T{ : t3 ['] negate 1+ ['] negate do 3 i execute loop ;  t3 -> -3 }T
T{ : t4 { f: r xt } 3 r f>s xt execute ;  2e ' + t4 -> 5 }T
done
