\ Names that are looked up in the program's own word lists while it runs.
wordlist constant commands  table constant exact  wordlist constant none
get-current commands >order definitions
: go ." went " ; : Stop ." stopped " ; : now 7 . ; immediate : go ." goes " ; 5 constant five synonym also-go go
exact set-current
: Go ." exactly " ;
set-current previous
: command ( c-addr u wid -- ) search-wordlist dup 0= if ." unknown " drop else . execute then ;
: visit ( n nt -- n flag ) swap 1+ swap name>string type space true ;
: first ( nt -- flag ) id. false ;
: main
  s" go" commands command s" STOP" commands command s" now" commands command s" five" commands command .
  s" also-go" commands command s" dup" commands command s" " commands command
  s" Go" exact command s" go" exact command s" go" none command cr
  s" stop" commands find-name-in name>string type space s" nothing" commands find-name-in . cr
  0 ['] visit commands traverse-wordlist . ['] first commands traverse-wordlist 0 ['] visit none traverse-wordlist . cr
  [: s" go" 999 search-wordlist ;] catch . ;
