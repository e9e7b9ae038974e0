\ Names of words from their tokens.
: Named ." named " ;
defer d ' named is d
: show ( xt -- ) dup >name id. >name name>string type space ;
: main ['] named show ['] d show action-of d show ['] dup show ['] named dup execute >name .name [: ;] >name . 999999 >name ;
