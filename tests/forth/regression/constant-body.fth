\ A constant has a body, whose contents count for what is compiled later.
\ output:
\ | ok: 5 checks
include ../tester.fth

5 constant five  1.5e fconstant r  5. 2constant d
T{ ' five >body @  ' r >body f@  ' d >body 2@ -> 5 5. 1.5e }T
: twice  five 2* ;
6 ' five >body !
T{ five  ' five execute  ' five >body @ -> 6 6 6 }T
: thrice  five 3 * ;
T{ thrice -> 18 }T
2.5e ' r >body f!  : rr  r f2* ;
T{ r rr -> 2.5e 5e }T
synonym six five
T{ ' six >body @ six -> 6 6 }T
done
