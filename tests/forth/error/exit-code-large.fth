\ Exit codes are taken modulo 256 by the operating system.
\ exit: 255
-1 (bye)
