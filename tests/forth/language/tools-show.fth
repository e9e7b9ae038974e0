\ .s ? and f.s print as in gforth; words see dump run without disturbing the stacks.
\ output:
\ | <3> 1 -2 3
\ | <0>
\ | 42
\ | ok: 0 checks
include ../tester.fth

1 -2 3 .s cr 2drop drop .s cr
variable box 42 box ! box ? cr
done
