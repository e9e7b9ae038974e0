\ ~~ shows where it stands, and the stack.
: inner ~~ ;
: main 1 -2 ~~ hex 255 ~~ drop inner 2drop ~~ 12 0 do i loop ~~ ;
