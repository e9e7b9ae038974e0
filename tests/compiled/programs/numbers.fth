\ Numbers right-aligned, in every base, and scaled.
: widths -5 8 .r 5 -3 .r 7 300 .r cr -1 20 u.r 12. 5 d.r -12. 400 d.r 12. 5 ud.r cr ;
: bases 2 36 do i base ! -255 . 255 u. -1 u. loop decimal -1. d. -1. ud. cr ;
: own 255 hex. -1 hex. -255 dec. -1 base ! 9 dec. decimal cr ;
: scaled 1000000000000. 1000000000000 -7 m*/ d. -10. 7 3 m*/ d. 10. 7 -3 m*/ d. -1 $7fffffffffffffff -1 1 m*/ d. ;
: main widths bases own scaled ;
