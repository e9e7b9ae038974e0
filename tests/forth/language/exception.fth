\ catch throw: codes, stacks, nesting, uncaught within catch, ?dup-style cleaning.
\ output:
\ | ok: 27 checks
include ../tester.fth

: thrower  ( n -- )  throw ;
T{ 0 ' thrower catch -> 0 }T
T{ 7 ' thrower catch nip -> 7 }T
T{ -1000 ' thrower catch nip -> -1000 }T
T{ $123456789abcdef ' thrower catch nip -> $123456789abcdef }T
T{ ' noop catch -> 0 }T
\ The data stack has the depth that it had at catch (9.6.1.0875).
: pushes  ( -- )  1 2 3 4 5 6 99 throw ;
T{ 10 20 ' pushes catch -> 10 20 99 }T
: pops  ( a b c -- )  2drop drop 99 throw ;
T{ 1 2 3 ' pops catch nip nip nip -> 99 }T
: fpushes  ( F: -- )  1e 2e 3e 98 throw ;
T{ ' fpushes catch fdepth -> 98 0 }T
\ Return stack, loops and locals are unwound.
: deep  ( n -- )  dup if >r r@ 1- recurse rdrop else 55 throw then ;
T{ 100 ' deep catch nip -> 55 }T
: from-loop  10 0 do 10 0 do i 5 = if 66 throw then loop loop ;
T{ ' from-loop catch -> 66 }T
: loops-on  ( -- sum )  0 5 0 do i ['] thrower catch if drop then i + loop ;
T{ loops-on -> 10 }T
: keeps-r  ( n -- n )  >r ['] from-loop catch r> + ;
T{ 100 keeps-r -> 166 }T
\ Nested catches.
: inner  ['] pushes catch 1+ throw ;
T{ ' inner catch -> 100 }T
: rethrow  ['] deep catch dup 55 = if drop 56 throw then ;
T{ 3 ' rethrow catch nip -> 56 }T
: catches  ( n -- n )  0 swap 0 ?do ['] pushes catch + loop ;
T{ 10 catches -> 990 }T
\ A throw leaves the words called in between, not the variables they set.
variable done?  0 done? !
: after  1 done? ! 5 throw 2 done? ! ;
T{ ' after catch done? @ -> 5 1 }T
\ Codes of the system (table 9.1).
T{ s" abort" throws -> -1 }T
: aborts  1 abort" text" ;
T{ s" aborts" throws -> -2 }T
T{ s" 1 0 /" throws s" no-such" throws -> -10 -13 }T
T{ s" quit-less 1" throws -> -13 }T
: checked  ( n -- n )  dup 0< abort" negative" 2* ;
T{ 5 checked -5 ' checked catch nip -> 10 -2 }T
\ throw with 0 only drops it; throw's code may be a flag.
T{ 1 2 0 throw -> 1 2 }T
T{ s" true throw" throws -> -1 }T
\ Execution by catch is like execute.
T{ 3 4 ' + catch -> 7 0 }T
T{ 5 :noname dup * ; catch -> 25 0 }T
\ Input after a caught error goes on after it.
T{ s" 1 0 / 2 3" throws 4 -> -10 4 }T
\ Thousands of throws take nothing for good.
: storm  ( -- n )  0 20000 0 do i 3 and ['] thrower catch if drop 1+ then loop ;
T{ storm -> 15000 }T
done
