\ gforth's complex numbers: literals, and words. Expected values are gforth's where they are not exact.
\ output:
\ | 1. +2. i 1. +-2. i 2. i 1.  0 0.5 +1. i
\ | 3. +4. i 1. +2. i
\ | ok: 36 checks
include ../tester.fth
T{ 1e+2ei -1e+-2ei 1.5E+2.5Ei 1e2+3e-4i -> 1e 2e -1e -2e 1.5e 2.5e 100e 0.0003e }T
: literals  1e+2ei ;
T{ literals -> 1e 2e }T
T{ s" 1e-2ei" throws s" 2ei" throws s" 1+2i" throws s" 1e+2e" throws -> -13 -13 -13 -13 }T
1e 2e z. 1e -2e z. 0e 2e z. 1e 0e z. 0e 0e z. 0.5e 1e z. cr
1e 2e 3e 4e z.s cr zdrop zdrop
T{ 1e 2e 3e 4e z+ 1e 2e 3e 4e z- 1e 2e 3e 4e zr- -> 4e 6e -2e -2e 2e 2e }T
T{ 2e 3e 4e x+ 2e 3e 4e x- 2e 3e 4e zscale -> 6e 3e -2e 3e 8e 12e }T
T{ 1e 2e 3e 4e z* 3e 4e z*i 3e 4e z/i -> -5e 10e -4e 3e 4e -3e }T
T{ 3e 4e znegate 3e 4e zconj 3e 4e z2* 3e 4e z2/ -> -3e -4e 3e -4e 6e 8e 1.5e 2e }T
T{ 3e 4e zsqabs 3e 4e |z| 3e 4e zabs -> 25e 5e 5e 0e }T
T{ 3e 4e real 3e 4e imag 3e 4e re 3e 4e im -> 3e 4e 3e 0e 4e 0e }T
T{ 1e 2e zdup 1e 2e 3e 4e zover -> 1e 2e 1e 2e 1e 2e 3e 4e 1e 2e }T
T{ 1e 2e 3e 4e zswap -> 3e 4e 1e 2e }T
T{ 1e 2e 3e 4e 5e 6e zrot -> 3e 4e 5e 6e 1e 2e }T
T{ 1e 2e 3e 4e 5e 6e z-rot -> 5e 6e 1e 2e 3e 4e }T
T{ 1e 2e 3e 4e 1 zpick -> 1e 2e 3e 4e 1e 2e }T
T{ fdepth zdepth -> 0 0 }T
: kept  z>r 1e zr> ;
T{ 2e 3e kept -> 1e 2e 3e }T
zvariable v
T{ 1e 2e v z! v z@ 1e 1e v z+! v z@ -> 1e 2e 2e 3e }T
T{ 3 complex' 0 complex+ -> 48 16 }T
T{ 0e 0e z0= 1e 0e z0= 0e 1e z0= -> true false false }T
T{ 3e 4e zsqrt 3e -4e zsqrt -3e 4e zsqrt -3e -4e zsqrt 0e 0e zsqrt -> 2e 1e 2e -1e 1e 2e 1e -2e 0e 0e }T
T{ 0e 0e 0e 0e z** 0e 0e 1e 0e z** 0e 0e -1e 0e z** -> 1e 0e 0e 0e infinity 0e }T
1e-12 nearly
T{ 1e 2e 3e 4e z/ 3e 4e 1/z -> 0.44e 0.08e 0.12e -0.16e }T
T{ 3e 4e >polar -> 5e 0.92729521800161e }T
T{ 2e pi 4e f/ polar> -> 1.4142135623731e 1.4142135623731e }T
T{ 3e 4e zexp 3e 4e zln -> -13.128783081462e -15.200784463068e 1.6094379124341e 0.92729521800161e }T
T{ 1e 2e 3e 4e z** -> 0.12900959407447e 0.03392409290517e }T
T{ 3e 4e zsinh 3e 4e zcosh -> -6.548120040911e -7.6192317203214e -6.5806630405512e -7.5815527427465e }T
T{ 3e 4e ztanh -> 1.0007095360672e 0.004908258067496e }T
T{ 3e 4e zsin 3e 4e zcos -> 3.8537380379194e -27.016813258004e -27.034945603074e -3.8511533348118e }T
T{ 3e 4e ztan -> -0.00018734620462948e 0.99935598738147e }T
T{ 3e 4e zasinh 3e 4e zacosh -> 2.2999140408793e 0.91761685335148e 2.3055090312435e 0.93681246115572e }T
T{ 3e 4e zatanh 3e 4e zacoth -> 0.11750090731143e 1.4099210495966e 0.11750090731143e -0.16087527719832e }T
T{ 3e 4e zasin 3e 4e zacos -> 0.63398386563918e 2.3055090312435e 0.93681246115572e -2.3055090312435e }T
T{ 3e 4e zatan 3e 4e zacot -> 1.4483069952315e 0.15899719168e -0.12248933156343e 0.15899719168e }T
T{ 2e 0e zasin 0.5e 0e zacosh -> 1.5707963267949e -1.31695789692482e 0e 1.0471975511966e }T
T{ 5e 1e zfib -> 4.39797241352173e 2.29479734023122e }T
done
