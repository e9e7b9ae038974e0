\ MOVE and STR= of texts of all short lengths in code: every difference is seen, and texts that overlap move whole.
\ output:
\ | ok: 8 checks
include ../tester.fth

create one 64 allot  create two 64 allot
: letters  ( c-addr -- )  40 0 do [char] a i 26 mod + over i + c! loop drop ;
: same  ( c-addr1 c-addr2 u -- f )  0 ?do over i + c@ over i + c@ <> if 2drop false unloop exit then loop 2drop true ;
: copy-checked  ( from to u -- f )  >r over here r@ cmove  2dup r@ move  nip here r> same ;
: copies  ( -- f )
  true 20 0 do 20 0 do one letters  one one i + j copy-checked and  one letters  one i + one j copy-checked and loop loop ;
T{ copies copies -> true true }T
: untouched  ( u -- f )  two 64 [char] . fill one two 8 + rot dup >r move two 7 + c@ [char] . = two 8 + r> + c@ [char] . = and ;
: all-untouched  ( -- f )  true 20 0 do i untouched and loop ;
T{ all-untouched all-untouched -> true true }T

: differences  ( u -- n )  0 swap dup 0 ?do one letters two letters 1 two i + +! one over two over str= 0= if swap 1+ swap then loop drop ;
: each-seen  ( -- f )  true 20 0 do i differences i = and loop ;
T{ each-seen each-seen -> true true }T
: equal  ( u -- f )  one letters two letters >r one r@ two r> str= ;
: all-equal  ( -- f )  true 20 0 do i equal and loop ;
T{ all-equal all-equal -> true true }T
: lengths  ( -- n )  one letters 0 20 0 do 20 0 do one i one j str= if 1+ then loop loop ;
T{ lengths lengths -> 20 20 }T

\ What is not in the data space, and nothing at all.
: outside  ( -- )  0 one 8 move ;
: outside-to  ( -- )  one 8 8 move ;
: outside-equal  ( -- )  one 3 0 2 str= drop ;
: codes  ( -- n n n )  ['] outside catch ['] outside-to catch ['] outside-equal catch ;
: codes-often  ( -- )  400 0 do codes 2drop drop loop ;
T{ codes-often codes -> -9 -9 -9 }T
: nothing  ( -- f )  0 0 0 move 0 0 -1 0 str= ;
: nothing-often  ( -- )  400 0 do nothing drop loop ;
T{ nothing-often nothing -> true }T
\ An address counts by its low half.
: high  ( -- f )  one 1 32 lshift + 5 one 5 str= ;
: high-often  ( -- )  400 0 do high drop loop ;
T{ high-often high -> true }T
done
