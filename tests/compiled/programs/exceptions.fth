\ THROW codes of the program, made while it is loaded and while it runs.
s" my trouble" exception constant trouble
: at-run-time s" at run time" exception ;
: thrower throw 1 drop ;
: main trouble . trouble ['] thrower catch . at-run-time dup . dup ['] thrower catch . at-run-time . thrower ;
