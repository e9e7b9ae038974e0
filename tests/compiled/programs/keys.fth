\ Keys, lines and the end of standard input.
: main ( -- )
   key . key . ekey . ekey . key? .  pad 10 accept . pad 3 type  key . xkey .
   pad 80 stdin read-line throw . pad swap type  key? . begin ekey dup -1 <> while . repeat . cr
   page 3 4 at-xy form . .  ['] key catch . cr
   pad 10 accept . pad 10 ['] accept catch . 2drop cr  key ;
