\ find ' ['] search through the dictionary, and immediacy.
\ output:
\ | ok: 13 checks
include ../tester.fth

: counted  ( addr u -- c-addr )  dup pad c! pad 1+ swap move pad ;
: lookup  ( addr u -- xt n )  counted find ;
: imm ; immediate
: plain 5 ;
T{ s" plain" lookup swap execute -> -1 5 }T
T{ s" PLAIN" lookup nip -> -1 }T
T{ s" imm" lookup swap drop -> 1 }T
T{ s" no-such-word" lookup nip -> 0 }T
T{ s" no-such-word" counted dup find drop = -> true }T
T{ s" dup" lookup drop ' dup = -> true }T
T{ s" plain" lookup drop ' plain = -> true }T
: tick-plain  ['] plain ;
T{ tick-plain ' plain = -> true }T
T{ s" ' no-such-word" throws -> -13 }T
T{ s" '" throws -> -16 }T
T{ s" : t ['] no-such-word ;" throws -> -13 }T
T{ s" postpone no-such-word" throws -> -13 }T
T{ s" find-name" lookup nip -> -1 }T
done
