\ traverse-wordlist name>string name>interpret name>compile find-name (15.6.2.2297, 15.6.2.1909 …).
\ Debian's gforth has no traverse-wordlist, name>interpret and name>compile: derived from the standard.
\ output:
\ | ok: 18 checks
include ../tester.fth

wordlist constant wl
get-current wl set-current
: alpha 1 ;
: beta 2 ;
: gamma 3 ; immediate
set-current

: count-one  ( n nt -- n flag )  drop 1+ true ;
T{ 0 ' count-one wl traverse-wordlist -> 3 }T
: length-one  ( n nt -- n flag )  name>string nip + true ;
T{ 0 ' length-one wl traverse-wordlist -> 14 }T
\ false ends it.
: stop-at-once  ( n nt -- n flag )  drop 1+ false ;
T{ 0 ' stop-at-once wl traverse-wordlist -> 1 }T
\ The word may use the stack below.
: sum-one  ( sum nt -- sum flag )  name>interpret execute + true ;
T{ 100 ' sum-one wl traverse-wordlist -> 106 }T
: find-beta  ( nt0 nt -- nt flag )  dup name>string s" beta" same? if nip false else drop true then ;
T{ 0 ' find-beta wl traverse-wordlist name>string s" beta" same? -> true }T
T{ 0 ' find-beta wl traverse-wordlist name>interpret execute -> 2 }T
wordlist constant empty-list
T{ 0 ' count-one empty-list traverse-wordlist -> 0 }T

\ name>compile gives what to do with the token to compile the word.
: gives  ( nt -- )  name>compile execute ; immediate
T{ s" dup" find-name name>string nip -> 3 }T
T{ s" DUP" find-name s" dup" find-name = -> true }T
T{ s" no-such-word" find-name -> 0 }T
T{ s" dup" find-name name>interpret ' dup = -> true }T
: five 5 ;
: uses-five  [ s" five" find-name name>compile execute ] 1+ ;
T{ uses-five -> 6 }T
: six 6 ; immediate
T{ s" six" find-name name>compile drop execute -> 6 }T
: calls-six  [ s" six" find-name name>compile execute ] literal ;
T{ calls-six -> 6 }T
: ifs  ( flag -- n )  [ s" if" find-name name>compile execute ] 1 else 2 then ;
T{ true ifs false ifs -> 1 2 }T
\ A traversal that is left by throw.
: bail  ( nt -- )  drop 77 throw ;
T{ ' bail wl ' traverse-wordlist catch nip nip -> 77 }T
\ Redefined words appear too, the newest first.
get-current wl set-current : beta 22 ; set-current
T{ 0 ' count-one wl traverse-wordlist -> 4 }T
T{ 0 ' find-beta wl traverse-wordlist name>interpret execute -> 22 }T
done
