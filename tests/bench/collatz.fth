\ The longest Collatz chain below a limit: an indefinite loop with a data-dependent branch.
[undefined] size [if] 600000 constant size [then]

: chain ( n -- length )
  1 swap
  begin dup 1 > while
    dup 1 and if 3 * 1+ else 2/ then
    swap 1+ swap
  repeat
  drop ;

: main ( -- )
  0 0 size 1 do                       ( best-start best-length )
    i chain  2dup < if nip nip i swap else drop then
  loop
  swap 1000 * + . cr ;
main
