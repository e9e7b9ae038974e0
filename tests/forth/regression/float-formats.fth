\ What F.RDP, FE. and FS. show, and the remainders, are gforth's.
\ output:
\ | infinity infinity-infinityNaN|
\ | 9.96E-2|  0.100|2E5|1.0000|-1E2|*|
\ | 0.099999999999999645 -infinity -0.099999999999999978
\ | ok: 3 checks
include ../tester.fth

1e 0e f/ f. 1e 0e f/ fe. -1e 0e f/ fs. 0e 0e f/ fe. ." |" cr
0.0996e 7 3 3 f.rdp ." |"  0.0996e 7 3 2 f.rdp ." |"  235852e 3 2 0 f.rdp ." |"
0.99999e 6 4 4 f.rdp ." |"  -99.995e 4 4 2 f.rdp ." |"  1e9 1 0 3 f.rdp ." |" cr
17 set-precision
5.3e 0.1e fmod f.  1e308 0.5e frem f.  -0.5e 0.2e frem f. cr
T{ -7e 3e fmod  -7e 3e frem  7e -3e fmod -> 2e -1e -2e }T
T{ -1e 0.1e fmod -> 0e }T
T{ 5e 0e fmod f0= -> false }T
done
