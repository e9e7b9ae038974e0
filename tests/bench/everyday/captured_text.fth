\ Texts made of what words print: $TMP and $EXEC.
variable sum  variable text
: temporary ( n -- ) [: dup . ." items" ;] $tmp nip sum +! drop ;
: gathered ( n -- ) s" number " text $! [: 0 .r ;] text $exec 'x' text c$+! text $@len sum +! ;
: run ( n -- ) 0 ?do i temporary i gathered loop ;
size run sum @ . cr
