\ Numerical work: tokens as functions, matrices of floats, complex numbers on the float stack, and tables.
\ output:
\ |     9.0000    2.0000    1.7183
\ |     1.5214    1.4142    1.0000
\ |     2.0000    3.0000   -1.0000
\ |     5.0000    5.0000i   -1.0000    0.0000i    5.0000
\ |          .................,::!.......
\ |       .................,,,!@@@:,........
\ |     ...............,,;@*@@@@@@@@@!!!....
\ |    ........,:,,,,,,,;@@@@@@@@@@@@@@:,...
\ |   ........,,:&@@@@#*@@@@@@@@@@@@@@@@,...
\ |   @@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@:,....
\ |   ........,,:&@@@@#*@@@@@@@@@@@@@@@@,...
\ |    ........,:,,,,,,,;@@@@@@@@@@@@@@:,...
\ |     ...............,,;@*@@@@@@@@@!!!....
\ |       .................,,,!@@@:,........
\ |          .................,::!.......
\ |     4.0000    2.00000
\ | 1000000. 123460. 0.000015 0.1 -7.
\ | 1.0000E6 1.2346E5 1.5000E-5 0.0000E0
\ | 1.0000E6 123.46E3 15.000E-6 100.00E-9
\ | $20.00 $-5.00 $0.00 $1234567.89
\ | -1 0 5 12345678 -1 -1 -2 10000000 -1 0 1 00000000 -1 0 1 99999999
\ | -1 1.25 -1 1. 0 -1 0.
\ | 2. 4. -2. 2. -3. -2.

: .f  ( F: r -- ) 10 4 1 f.rdp ;

\ ---- functions as arguments

: integrate  ( xt n F: a b -- F: r )   \ Simpson's rule
  { f n } fover f- n s>f f/ { F: a F: h }
  0e n 1+ 0 do
    i s>f h f* a f+ f execute
    i 0= i n = or if 1e else i 1 and if 4e else 2e then then f* f+
  loop h 3e f/ f* ;
: bisect  ( xt F: lo hi -- F: r )
  { f } 60 0 do
    fover fover f+ f2/ fdup f execute
    f0< if frot fdrop fswap else fnip then
  loop f+ f2/ ;
: newton  ( xt xt' F: r -- F: r' ) { f d } 20 0 do fdup fdup f execute fswap d execute f/ f- loop ;
: derivative  ( xt F: r -- F: r' ) { f } 1e-6 { F: h } fdup h f+ f execute fswap h f- f execute f- h f2* f/ ;

: square  fdup f* ;
: cubic   fdup fdup square f* fswap f- 2e f- ;
' square 10 0e 3e integrate .f  ' fsin 100 0e pi integrate .f  ' fexp 50 0e 1e integrate .f cr
' cubic 1e 2e bisect .f  :noname square 2e f- ; :noname f2* ; 1e newton .f  ' fsin 0e derivative .f cr

\ ---- matrices

3 constant n
create a  n n * floats allot
create x  n floats allot
: a@  ( row col -- addr ) swap n * + floats a + ;
: x@  ( row -- addr ) floats x + ;
: fill-a  ( F: a11 ... -- ) 0 n 1- do 0 n 1- do j i a@ f! -1 +loop -1 +loop ;
: fill-x  0 n 1- do i x@ f! -1 +loop ;
: eliminate  ( -- )
  n 0 do
    n i 1+ ?do
      i j { r p }
      r p a@ f@ p p a@ f@ f/ { F: factor }
      n p ?do r i a@ f@ p i a@ f@ factor f* f- r i a@ f! loop
      r x@ f@ p x@ f@ factor f* f- r x@ f!
    loop
  loop ;
: substitute
  0 n 1- do
    i x@ f@
    n i 1+ ?do j i a@ f@ i x@ f@ f* f- loop
    i i a@ f@ f/ i x@ f!
  -1 +loop ;
2e 1e -1e  -3e -1e 2e  -2e 1e 2e fill-a   8e -11e -3e fill-x
eliminate substitute
: .x  n 0 do i x@ f@ .f loop cr ;  .x

\ ---- complex numbers: two floats

: z+  { F: a F: b F: c F: d } a c f+ b d f+ ;
: z*  { F: a F: b F: c F: d } a c f* b d f* f- a d f* b c f* f+ ;
: |z|  fdup f* fswap fdup f* f+ fsqrt ;
: .z  fswap .f .f ." i" ;
1e 2e 3e -1e z* .z  0e 1e 0e 1e z* .z  3e 4e |z| .f cr
: iterations  ( F: re im -- n )
  { F: re F: im } 0e 0e 0
  begin dup 30 < while
    fover fover |z| 2e f< while
    fover fover z* re im z+ 1+
  repeat then fdrop fdrop ;
: mandel
  11 0 do
    40 0 do
      i s>f 14e f/ 2.1e f- j s>f 5e f/ 1e f- iterations
      s"  .,:;!*%#&@" drop swap 3 / + c@ emit
    loop cr
  loop ;
mandel

\ ---- statistics from literals on the float stack

: mean    ( n F: r1 ... -- F: r ) dup 1- 0 ?do f+ loop s>f f/ ;
fvariable sum  fvariable squares
: deviation  ( n F: r1 ... -- F: r )
  0e sum f! 0e squares f!
  dup 0 ?do fdup sum f+! square squares f+! loop
  s>f { F: n } squares f@ n f/ sum f@ n f/ square f- fsqrt ;
1e 2e 3e 4e 10e 5 mean .f  2e 4e 4e 4e 5e 5e 7e 9e 8 deviation .f fdepth . cr

\ ---- formats

5 set-precision
1e6 f. 123456.789e f. 1.5e-5 f. 0.1e f. -7e f. cr
1e6 fs. 123456.789e fs. 1.5e-5 fs. 0e fs. cr
1e6 fe. 123456.789e fe. 1.5e-5 fe. 1e-7 fe. cr
: money  ( F: r -- ) 100e f* fround f>d tuck dabs <# # # '.' hold #s rot sign '$' hold #> type space ;
19.999e money -5e money 0.005e money 1234567.891e money cr
: fdump  ( F: r -- ) pad 8 represent . . . pad 8 type space ;
12345.678e fdump -0.001e fdump 0e fdump 9.9999999e fdump cr
s" 12.5e-1" >float . f. s" 1e" >float . f. s" x" >float . s"  " >float . f. cr
2.5e fround f. 3.5e fround f. -2.5e fround f. 2.7e floor f. -2.7e floor f. -2.7e ftrunc f. cr
