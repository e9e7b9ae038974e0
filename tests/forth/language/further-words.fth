\ Words that no other case names: what each is for, in one line or two.
\ stdin:
\ | key-file reads this
\ | and EXPECT this
\ output:
\ | tab	newline"quote
\ | 5 none 7 zero
\ | early late
\ | live 1 caught -2
\ | 3 3 20 20
\ | taken else-branch here
\ | word 4 true
\ | true true
\ | key
\ | and EXPECT this and EXPECT this 15
\ | true true
\ | 0 true 0 0 0
\ | shelltext
\ | true true true
\ | true : twice 2* ;
\ | Root Forth true
\ | 99 -21
\ | [2J[1;1H[5;4Hthere

.\" tab\tnewline\"quote" cr

: ?. ( flag -- ) if ." true " else ." false " then ;
: some ( n -- ) ?dup-if . else ." none " then ;
: no   ( n -- ) ?dup-0=-if ." zero" else . then ;
5 some 0 some 7 no 0 no cr

: way-out ( flag -- ) ?exit ." late" ;
: say ." early " ; say true way-out false way-out cr

: live ( -- ) ahead assume-live then ." live " exit unreachable ;
live  2 assert-level !
: holds assert2( 1 1 = ) 1 . ; holds
: fails assert2( false ) ; ." caught " ' fails catch . cr

: twice 2* ; defer act
: compiles-twice [comp'] 1+ execute ; immediate
: three 2 compiles-twice ;
: set-act ['] twice [is] act ;
three . ' three execute . set-act 10 act . 10 ' act execute . cr

[ifundef] no-such-word-at-all ." taken " [endif]
[ifundef] dup ." wrong" [else] ." else-branch " [endif] ." here" cr

\g a comment for documentation: nothing of it runs
#! neither does this
parse-word word type space s" four" nip . sourcefilename nip 0> ?. cr
tib source drop = ?. #tib @ source nip = ?. cr

stdin key-file emit stdin key-file emit stdin key-file emit cr
: rest begin stdin key-file dup 10 = swap -1 = or until ; rest
create line 80 allot
line 80 expect line span @ type space span @ . cr

getpid 0> ?. seed-init rnd rnd <> ?. cr

s" made" $1FF =mkdir .  s" made/deep/er" $1FF mkdir-parents 0= ?.
s" made/deep/er" delete-dir .  s" made/deep" delete-dir . s" made" delete-dir . cr

s" printf shell" sh-get type
sh printf text > sh-output
s" sh-output" slurp-file type s" sh-output" delete-file throw cr

s" here-and-back" $1FF =mkdir drop s" here-and-back" set-dir 0= ?.
s" .." set-dir 0= ?. s" here-and-back" delete-dir 0= ?. cr

form 0> swap 0> and ?.
depth ' twice xt-see vocs ~~ depth 1- = ?. cr
s" [begin] 99 throw [again]" ' evaluate catch . 2drop
s" : no-assembler ;code" ' evaluate catch [ . 2drop cr
page 3 4 at-xy ." there" cr
\\ what follows is never read: wrong wrong wrong
wrong
