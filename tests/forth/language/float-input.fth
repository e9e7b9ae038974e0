\ >float (12.6.1.0558): what is a number and what is not.
\ output:
\ | ok: 16 checks
include ../tester.fth

T{ s" 1" >float -> true 1e }T
T{ s" 1.5" >float s" -1.5" >float s" +1.5" >float -> true true true 1.5e -1.5e 1.5e }T
T{ s" .5" >float s" 5." >float s" -.5" >float -> true true true 0.5e 5e -0.5e }T
T{ s" 1e5" >float s" 1E5" >float s" 1d5" >float s" 1D5" >float -> true true true true 1e5 1e5 1e5 1e5 }T
T{ s" 1e+5" >float s" 1e-5" >float s" 1e" >float -> true true true 1e5 1e-5 1e }T
T{ s" 1+5" >float s" 1-5" >float -> true true 1e5 1e-5 }T
T{ s" 0" >float s" -0" >float s" 0e0" >float -> true true true 0e -0e 0e }T
\ All blanks, and no character at all, are zero.
T{ s"    " >float s" " >float -> true true 0e 0e }T
T{ s" 123456789012345678901234567890" >float -> true 123456789012345678901234567890e }T
T{ s" 1e400" >float fdrop s" 1e-400" >float -> true true 0e }T
T{ s" abc" >float s" 1x" >float s" e5" >float s" ." >float -> false false false false }T
T{ s" 1e5x" >float s" 1.2.3" >float s" +-1" >float s" 1ee5" >float -> false false false false }T
T{ s" -" >float s" +" >float s" 1e5.5" >float s" 1 2" >float -> false false false false }T
T{ s" .e5" >float s" 1e5e5" >float -> false false }T
\ 4e-1 needs base ten: in another base the text interpreter reads something else.
T{ hex s" 1.5" >float decimal -> true 1.5e }T
T{ hex 1e decimal -> 30 }T
done
