\ Addresses of the stacks: they tell depths, and lead nowhere.
\ output:
\ | 3
\ | 2 1
\ | 7 0
\ | 1
\ | -9
\ | -21
\ | -22 0
: items ( i*x -- i*x n )  sp@ sp0 @ swap - cell / ;
1 2 3 items . 2drop drop cr
1e 2e  fp0 @ fp@ - float / .  fp@ float + fp!  fdepth . fdrop cr
: drop-items ( i*x n -- )  1+ cells sp@ + sp! ;
7 1 2 3 3 drop-items .  depth . cr
\ SP@ remembers, SP! restores.
: restores ( x -- x )  sp@ >r  1 2 3  r> sp! ;
5 restores drop depth 1 = 1 and 1 xor . cr
: fetches  sp@ @ ;
' fetches catch . cr
: leaves  rp@ rp! ;
' leaves catch . cr
!csp 5 ' ?csp catch . drop depth . cr
