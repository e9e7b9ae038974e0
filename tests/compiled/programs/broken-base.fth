\ Words that need BASE, with one that is none.
: try ( xt -- ) 1 base ! catch dup . drop base @ . ;
: main 5 ['] . try 5. ['] d. try 5 3 ['] .r try 5. <# ['] # try 5. ['] #s try 1. s" 12" ['] >number try 2 base ! 100 base ! 6 u. ;
