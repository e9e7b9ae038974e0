\ What is no exit code is 1, never a success by its low bits.
\ exit: 1
-1 (bye)
