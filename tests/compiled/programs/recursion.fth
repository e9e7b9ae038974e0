\ A recursion without end through words that run others.
variable n
defer f defer g defer h
:noname 1 n +! ['] f >string-execute 2drop ; is f
:noname 1 n +! ['] g catch throw ; is g
:noname 1 n +! ['] h catch drop 7 throw ; is h
: main ['] f catch . n @ 1000 > . 0 n ! ['] g catch . n @ 1000 > . 0 n ! ['] h catch . n @ 1000 > . ;
