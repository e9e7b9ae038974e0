\ Deferred words without an action.
defer nothing  defer late
: act ( n -- n ) late ;
: main [: nothing ;] catch . 5 [: act ;] catch . drop ['] negate is late 5 act . nothing ;
