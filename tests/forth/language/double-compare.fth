\ Double-cell comparisons: d= d< du< d0= d0< and gforth's d> d<> d<= d>=.
\ output:
\ | ok: 11 checks
include ../tester.fth

0 -1 1 rshift invert 2constant min-d
-1 -1 1 rshift 2constant max-d

T{ 1. 1. d= 1. 2. d= 1 0 1 1 d= 0 1 1 1 d= -> true false false false }T
T{ 1. 2. d< 2. 1. d< 1. 1. d< -1. 1. d< 1. -1. d< -> true false false true false }T
T{ min-d max-d d< max-d min-d d< -> true false }T
T{ -1 0 0 1 d< 0 1 -1 0 d< 0 -1 -1 -1 d< -> true false true }T
T{ 1. 2. du< 2. 1. du< -1. 1. du< 1. -1. du< 0 1 -1 0 du< -> true false false true false }T
T{ -1 0 0 1 du< min-d max-d du< -> true false }T
T{ 0. d0= 1. d0= 0 1 d0= -1. d0= -> true false false false }T
T{ 0. d0< 1. d0< -1. d0< -1 0 d0< min-d d0< -> false false true false true }T
T{ 1. 2. d> 2. 1. d> -1 0 0 -1 d> -> false true true }T
T{ 1. 1. d<> 1. 2. d<> 1 0 1 1 d<> -> false true true }T
T{ 1. 1. d<= 2. 1. d<= 1. 1. d>= 1. 2. d>= -> true false true false }T
done
