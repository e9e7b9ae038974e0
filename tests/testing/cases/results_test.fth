\ Assertions of ttester and Hayes' tester that hold, and each way in which one does not.
TESTING results
T{ 1 2 + -> 3 }T
T{ 1 2 + -> 4 }T
T{ 1 2 -> 1 }T
T{ $12345678 -> $12345679 }T
T{ 1e 3e f/ -> 0.33333e }T
T{ 1e 2e 3 -> 1e 3 2e RXR}T
T{ 1e 2 -> 1e 3 RX}T
SET-NEAR 1e-3 REL-NEAR F! T{ 1e -> 1.0001e }T SET-EXACT
{ 1 2 swap -> 2 1 }
{ 1 2 swap -> 2 2 }
: difference { a b -- c } a b - ;
T{ 5 3 difference -> 2 }T
: inner T{ 1 -> 2 }T ;
: outer inner ;
outer
#ERRORS @ 7 expect=
s" found by the program: " ERROR
T{ 1 2
