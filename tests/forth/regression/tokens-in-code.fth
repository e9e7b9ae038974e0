\ FIND, NAME>INTERPRET and NAME>COMPILE in code answer what they answer elsewhere, also when names have changed meanwhile.
\ output:
\ | ok: 20 checks
include ../tester.fth

: often  ( xt -- )  400 0 do dup >r execute r> loop drop ;

\ FIND
create wanted 32 allot
: want  ( c-addr u -- )  dup wanted c! wanted 1+ swap move ;
: seek  ( -- x n )  wanted find ;
: seek-often  ( -- )  400 0 do seek 2drop loop ;
: plain 1 ;
s" plain" want
T{ seek-often seek -> ' plain -1 }T
: plain 2 ; immediate
T{ seek -> ' plain 1 }T
s" no-such-word" want
T{ seek-often seek -> wanted 0 }T
: no-such-word 3 ;
T{ seek -> ' no-such-word -1 }T
s" NO-SUCH-word" want
T{ seek seek 2swap 2drop -> ' no-such-word -1 }T
s" " want
T{ seek -> wanted 0 }T
T{ 0 ' find catch nip -> -9 }T

\ Name tokens
s" no-such-word" find-name value nt
: tokens  ( -- xt xt1 f )  nt name>interpret nt name>compile ['] compile, = ;
: tokens-often  ( -- )  400 0 do tokens 2drop drop loop ;
T{ tokens-often tokens -> ' no-such-word ' no-such-word true }T
T{ nt name>int -> ' no-such-word }T
s" plain" find-name to nt
: compiler  ( -- xt1 f )  nt name>compile ['] execute = ;
: compiler-often  ( -- )  400 0 do compiler 2drop loop ;
T{ compiler-often compiler -> ' plain true }T
: late 5 ;
s" late" find-name to nt
T{ compiler -> ' late false }T
immediate
T{ compiler -> ' late true }T
: late-one 6 ; s" late-one" find-name to nt
T{ compiler -> ' late-one false }T
immediate
T{ compiler -> ' late-one true }T

\ A word that does one thing while interpreting and another while compiling
s" to" find-name to nt
: dual  ( -- f f )  nt name>interpret nt name>interpret = nt name>compile drop nt name>interpret = ;
: dual-often  ( -- )  400 0 do dual 2drop loop ;
T{ dual-often dual -> true false }T

\ What is forgotten is no name token, whoever has looked before.
: asked  ( -- xt )  nt name>interpret ;
: asked-often  ( -- f )  400 0 do asked drop loop asked nt = ;
marker gone  : forgotten 7 ;
s" forgotten" find-name to nt
T{ asked-often -> true }T
T{ gone ' asked catch -> -9 }T
:noname 8 ; value unnamed
: ask-unnamed  ( -- xt )  unnamed name>interpret ;
: ask-often  ( -- f )  400 0 do ask-unnamed drop loop ask-unnamed unnamed = ;
T{ ask-often -> true }T
T{ -1 ' name>interpret catch nip -> -9 }T
T{ forth-wordlist get-current = -> true }T
done
