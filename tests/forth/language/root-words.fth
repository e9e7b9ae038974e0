\ WORDS and TRAVERSE-WORDLIST see the words of Root.
\ output:
\ | -1 -1 0
: names?  ( c-addr u wid -- flag )
  >r false -rot r>
  [: ( flag c-addr u nt -- flag c-addr u true )
     >r 2dup r> name>string str= if rot drop true -rot then true ;]
  swap traverse-wordlist 2drop ;
only get-order forth drop drop constant root-wid
s" forth" root-wid names? .  s" words" root-wid names? .  s" dup" root-wid names? . cr
