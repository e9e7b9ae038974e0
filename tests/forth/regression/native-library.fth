\ Words that native code does without the host: the same results and THROWs as before they are hot.
\ output:
\ | 1 -1 -7FFFFFFFFFFFFFFF FFFFFFFFFFFFFFFF    5  -5 12345678901234567890123
\ | ok: 33 checks
include ../tester.fth

\ Runs a word often enough that it becomes code, with the same stack each time.
: often  ( xt -- )  400 0 do dup >r execute r> loop drop ;

create a 64 allot  create b 64 allot
: texts  ( -- )  s" hello, world; hello" a swap move  b 64 [char] . fill ;
texts
: moved  ( -- )  texts a b 19 move a 1+ a 5 move a 30 + a 40 + 0 move ;
: move-checks  ( -- n )  moved b 19 s" hello, world; hello" str= a 5 s" ello," str= and ;
T{ ' moved often move-checks -> true }T
: propagated  ( -- )  texts a a 1+ 7 cmove b 8 + b 7 + 8 cmove> ;
T{ ' propagated often propagated a 8 s" hhhhhhhh" str= -> true }T
: filled  ( -- )  a 8 [char] x fill a 4 + 2 erase ;
T{ ' filled often a c@ a 4 + c@ a 6 + c@ -> char x 0 char x }T

: compared  ( -- n n n n n )
  s" abcdefghij" s" abcdefghij" compare s" abcdefghi" s" abcdefghij" compare s" abcdefghiz" s" abcdefghij" compare
  s" " s" x" compare s" " s" " compare ;
: compare-often  ( -- )  400 0 do compared 2drop 2drop drop loop ;
T{ compare-often compared -> 0 -1 1 -1 0 }T
: relations  ( -- f f f f f )
  s" abc" s" abd" str< s" abc" s" ab" string-prefix? s" abc" s" bc" string-suffix? s" bc" s" abc" string-suffix? s" a" s" b" str= ;
: relate-often  ( -- )  400 0 do relations 2drop 2drop drop loop ;
T{ relate-often relations -> true true true false false }T
: found  ( c-addr u c-addr u -- u f )  search rot drop ;
: find-often  ( -- )  400 0 do s" the quick brown fox jumps" s" fox" found 2drop s" aaaaaaab" s" c" found 2drop loop ;
T{ find-often s" the quick brown fox jumps" s" fox" found -> 9 true }T
T{ s" aaab" s" ab" found s" aaab" s" " found s" " s" x" found s" xx" s" xxx" found -> 2 true 4 true 0 false 2 false }T
: trimmed  ( -- u u u )  s" abc   " -trailing nip s"    " -trailing nip s" " -trailing nip ;
: trim-often  ( -- )  400 0 do trimmed 2drop drop loop ;
T{ trim-often trimmed -> 3 0 0 }T

\ What is not in the data space.
: beyond  ( -- )  0 pad 8 move ;
: below  ( -- )  pad -1 4 fill ;
: longer  ( -- n )  pad 1 63 lshift pad 2 compare ;
: nothing  ( -- )  0 -1 0 move 0 0 0 fill ;
: codes  ( -- n n n n )  ['] beyond catch ['] below catch ['] longer catch ['] nothing catch ;
: codes-often  ( -- )  400 0 do codes 2drop 2drop loop ;
T{ codes-often codes -> -9 -9 -9 0 }T

\ Memory: every size, twice freed, foreign, written over, grown.
: round  ( u -- f )  dup allocate throw 2dup swap [char] m fill nip dup free throw free 0<> ;
: rounds  ( -- f )  true 300 0 do i 7 * round and loop ;
T{ rounds rounds -> true true }T
: foreign  ( -- n n n )  pad free 0= 0 free 0= here 15 + -16 and free 0= ;
: foreign-often  ( -- )  400 0 do foreign 2drop drop loop ;
T{ foreign-often foreign -> false false false }T
: inside  ( -- f )  64 allocate throw dup 16 + free 0= swap free throw ;
: inside-often  ( -- )  400 0 do inside drop loop ;
T{ inside-often inside -> false }T
: grown  ( -- f )
  16 allocate throw dup 16 [char] q fill
  20 0 do 1 i 10 min lshift 16 * resize throw loop
  true 16 0 do over i + c@ [char] q = and loop swap free throw ;
: grow-often  ( -- )  50 0 do grown drop loop ;
T{ grow-often grown -> true }T
: shrunk  ( -- f )  4000 allocate throw 7 over ! 16 resize throw dup @ 7 = swap free throw ;
: shrink-often  ( -- )  400 0 do shrunk drop loop ;
T{ shrink-often shrunk -> true }T
: too-much  ( -- n n )  -1 allocate nip 1 62 lshift allocate nip ;
: much-often  ( -- )  400 0 do too-much 2drop loop ;
T{ much-often too-much -> -59 -59 }T
: no-block  ( -- n )  pad 100 resize nip ;
: no-block-often  ( -- )  400 0 do no-block drop loop ;
T{ no-block-often no-block -> -61 }T
variable written
: overwritten  ( -- )  \ a header that a program has written over loses its block and nothing else
  32 allocate throw dup 16 - 16 erase free drop 32 allocate throw dup 32 1 fill free written ! ;
T{ ' overwritten often written @ -> 0 }T
: distinct  ( -- f )  \ blocks do not overlap
  {: | first :} 24 allocate throw to first 24 allocate throw dup first - abs 24 >= swap free throw first free throw ;
: distinct-often  ( -- f )  true 400 0 do distinct and loop ;
T{ distinct-often -> true }T
T{ 40 allocate throw dup free swap 40 allocate throw tuck = swap free -> 0 false 0 }T

\ Numbers.
: money  ( n -- c-addr u )  dup abs 0 <# # # [char] . hold #s rot sign s" $" holds #> ;
: money-often  ( -- )  400 0 do i money 2drop loop ;
T{ money-often -12345 money s" $-123.45" str= 7 money s" $0.07" str= -> true true }T
: in-base  ( u base -- c-addr u )  base @ >r base ! 0 <# #s #> r> base ! ;
: base-often  ( -- )  400 0 do i 2 in-base 2drop loop ;
T{ base-often -1 2 in-base nip -1 36 in-base s" 3W5E11264SGSF" str= 0 16 in-base s" 0" str= -> 64 true true }T
: wide  ( -- c-addr u )  -1 -1 <# #s #> ;
: wide-often  ( -- )  400 0 do wide 2drop loop ;
T{ wide-often wide s" 340282366920938463463374607431768211455" str= -> true }T
: overfull  ( -- )  <# begin [char] x hold again ;
: overfull-often  ( -- )  10 0 do ['] overfull catch drop loop ;
T{ overfull-often ' overfull catch -> -17 }T
: bad-base  ( -- n )  1 base ! 5 ['] . catch nip decimal ;
: bad-often  ( -- )  400 0 do bad-base drop loop ;
T{ bad-often bad-base -> -24 }T
: nested  ( -- c-addr u )  <# <<# 12 0 #s 2drop #>> <# 7 0 #s #> ;
: nested-often  ( -- )  400 0 do nested 2drop loop ;
T{ nested-often nested s" 7" str= -> true }T
: converted  ( -- d u d u )  0. s" 12x" >number nip -1. 2drop 0. s" 340282366920938463463374607431768211456" >number nip ;
: convert-often  ( -- )  400 0 do converted 2drop 2drop 2drop loop ;
T{ convert-often converted -> 12. 1 0. 0 }T
: in-hex  ( -- d u )  hex 0. s" FfG" >number nip decimal ;
: hex-often  ( -- )  400 0 do in-hex 2drop drop loop ;
T{ hex-often in-hex -> 255. 1 }T

: double?  ( c-addr u -- d n f )  s>number? dpl @ swap ;
: doubles-often  ( -- )  400 0 do s" -4711" double? 2drop 2drop s" 12x" double? 2drop 2drop loop ;
T{ doubles-often s" -4711" double? s" 0" double? s" -0" double? -> -4711. -1 true 0. -1 true 0. -1 true }T
T{ s" 1.5" s>number? s" -" s>number? nip nip s" $-1F" s>number? s" x" s>number? nip nip -> 15. true false -31. true false }T
T{ s" 18446744073709551615" s>number? s" 99999999999999999999" s>number? -> 18446744073709551615. true 99999999999999999999. true }T
: hex-double  ( -- d f )  hex s" -Ff" s>number? decimal ;
: hex-doubles  ( -- )  400 0 do hex-double drop 2drop loop ;
T{ hex-doubles hex-double -> -255. true }T

\ Output: the same, whoever writes.
: silently  ( xt -- )  s" /dev/null" w/o create-file throw dup >r outfile-execute r> close-file throw ;
: numbers-out  ( -- )
  1 . -1 . hex 1 63 lshift 1+ . -1 u. decimal 5 4 .r -5 4 .r space 12345678901234567890123. <# #s #> type cr ;
: loud  ( -- )  400 0 do numbers-out loop ;
T{ ' loud silently -> }T
numbers-out
: many-lines  ( -- )  20000 0 do i . -5 3 .r 3 spaces i u. 7. d. cr loop ;
T{ ' many-lines silently -> }T
done
