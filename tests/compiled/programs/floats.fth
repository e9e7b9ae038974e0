\ Floats as text, and text as floats.
: show ( F: r -- )
   fdup f. fdup fe. fdup fs. fdup 12 4 1 f.rdp fdup 7 2 0 f.rdp  pad 12 represent . . . pad 12 type cr ;
: main ( -- )
   3.14159e show -0.001e show 1e100 show 123456e show 1e-320 show 0e show -0e show 1e 0e f/ show 0e 0e f/ show 999.5e show
   3 set-precision 2e 3e f/ show 99.96e show 17 set-precision 0.1e show
   1.5e -2e30 1e-9 f.s fdrop fdrop fdrop
   s" 1.5e3" >float . f. s" xx" >float . s" 1d-3" >float . f. s" .5" >float . f. s" " >float . f. s" 1e999" >float . f. cr
   1e30 f>d d. -1e30 f>d d. 1e40 ['] f>d catch . fdrop 12345678901234567890. d>f f. -1. d>f f. cr
   1e 2e 0.5e f~ . 1e 1e 0e f~ . 0e -0e 0e f~ . 1e 1.1e -0.1e f~ . -1e fabs -2e fcopysign f. cr ;
