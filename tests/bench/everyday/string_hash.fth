\ Hashing texts by characters, with COUNT and BOUNDS.
: hash ( c-addr u -- u )  2166136261 -rot bounds ?do i c@ xor 16777619 * $ffffffff and loop ;
: hash-counted ( c-addr -- u )  count 5381 -rot 0 ?do count rot 33 * + swap loop drop ;
create word$ ," recursion"
variable sum
: run ( n -- )  0 ?do s" the quick brown fox jumps over the lazy dog" hash word$ hash-counted + sum +! loop ;
size run sum @ u. cr
