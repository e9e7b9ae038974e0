\ Characters and strings of gforth.

: toupper ( char -- char ) dup 97 123 within 32 and - ; inline
: tolower ( char -- char ) dup 65 91 within 32 and + ; inline
: cstring>sstring ( c-addr -- c-addr u ) dup begin dup c@ while 1+ repeat over - ;

\ Texts by their names, the newest first: a link, text, name, and the bytes of both. Names that differ in case are different,
\ as in gforth; a name that is not there serves in another case, as tests of the standard have it.
: (substitution) ( c-addr u -- addr | 0 )
  {: name u :}
  (substitutions) @ begin dup while dup 24 + 2@ name u str= if exit then @ repeat drop
  (substitutions) @ begin dup while dup 24 + 2@ name u capscompare 0= if exit then @ repeat ;

: (unsubstitute) ( c-addr u -- )
  {: name u :}
  (substitutions) begin dup @ while
    dup @ 24 + 2@ name u str= if dup @ dup @ rot ! free throw exit then @
  repeat drop ;

: replaces ( c-addr1 u1 c-addr2 u2 -- )
  {: text n name u | new :}
  name u 37 scan nip 0<> -79 and throw
  u n + 40 + allocate throw to new
  name new 40 + u move  new 40 + u new 24 + 2!
  text new 40 + u + n move  new 40 + u + n new 8 + 2!
  name u (unsubstitute)  (substitutions) @ new !  new (substitutions) ! ;

\ Adds a text to so many bytes, as far as there is room; counts what there is not.
: (put) ( c-addr u1 target room u2 -- u3 )
  {: from u target room out :} out room u< if from target out + room out - u umin move then out u + ;

: substitute ( c-addr1 u1 c-addr2 u2 -- c-addr2 u3 n )
  {: from u target room | n out copy open rest close left :}
  target from u + u< from target room + u< and if from u save-mem drop dup to copy to from then
  begin
    from u 37 scan to rest to open
    rest if open 1+ rest 1- 37 scan else 0 0 then to left to close
  left while
    from open from - target room out (put) to out
    open 1+ close over - dup 0= if 2drop open 1 else
      (substitution) dup if 8 + 2@ n 1+ to n else drop open close open - 1+ then
    then target room out (put) to out
    close 1+ to from  left 1- to u
  repeat
  from u target room out (put) to out
  copy if copy free throw then
  target out room umin  out room u> if -78 else n then ;
