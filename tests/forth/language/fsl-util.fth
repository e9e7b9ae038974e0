\ gforth's fsl-util.fs: arrays and matrices; what it prints is what gforth's prints.
\ output:
\ | 0. 1. 2. 3. 4. 
\ | 0 2 4 6 8 
\ | 1. 2. 3. 
\ | 0. 1. 2. 
\ | 1. 2. 3. 
\ | 4. 5. 6. 
\ | 6. 
\ | 2. 
\ | 1.5 2.5 
\ | 6 0. 1. 
\ | 2. 3. 
\ | 4. 
\ | 1 1 
S" fsl-util.fs" REQUIRED
5 float array a{  5 integer array n{  2 3 float matrix m{{  3 float array b{
: fill-a  5 0 do i s>f a{ i } f! i 2* n{ i } ! loop ; fill-a
5 a{ }fprint cr 5 n{ }iprint cr
1e 2e 3e 3 b{ }fput 3 b{ }fprint cr
a{ b{ 3 }fcopy 3 b{ }fprint cr
1e 2e 3e 4e 5e 6e 2 3 m{{ }}fput 2 3 m{{ }}fprint
m{{ 1 2 }} f@ f. cr
2 3 float matrix c{{  m{{ c{{ 2 3 }}fcopy c{{ 0 1 }} f@ f. cr
% 1.5e f. : t % 2.5e f. ; t cr
: p print-width @ . ; p 2 print-width ! 5 a{ }fprint cr
v: vv  : one 1 . ; & one is vv vv use( one execute cr
