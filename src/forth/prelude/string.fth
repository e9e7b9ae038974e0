\ Characters and strings of gforth.

: toupper ( char -- char ) dup 97 123 within 32 and - ; inline
: tolower ( char -- char ) dup 65 91 within 32 and + ; inline
: cstring>sstring ( c-addr -- c-addr u ) dup begin dup c@ while 1+ repeat over - ;
