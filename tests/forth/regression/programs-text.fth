\ Small programs over text: word frequencies, Caesar, roman numerals, Hanoi, a calculator, palindromes.
\ output:
\ | the 3 cat 2 sat 1 on 1 mat 1 saw 1
\ | Uryyb, Jbeyq!
\ | MCMXCIV MMXXVI IX XL
\ | 31 a>c
\ | 14 -3 7
\ | racecar yes forth no

: letter?  ( c -- flag )  dup [char] a [char] z 1+ within swap [char] A [char] Z 1+ within or ;

100 constant max-words
create counts max-words cells allot
create names max-words 2* cells allot
variable #words  0 #words !
: name  ( i -- addr u )  2* cells names + 2@ ;
: find-word  ( addr u -- i )
  #words @ 0 ?do 2dup i name compare 0= if 2drop i unloop exit then loop
  names #words @ 2* cells + 2!  #words @  1 #words +!  0 over cells counts + ! ;
: count-word  ( addr u -- )  find-word cells counts + 1 swap +! ;
: count-words  ( addr u -- )
  begin bl skip dup while 2dup bl scan 2swap 2 pick - count-word repeat 2drop ;
: text  s" the cat sat on the mat the cat saw" ;
: show-counts  #words @ 0 ?do i name type space counts i cells + ? loop ;
text count-words show-counts cr

: rot13  ( c -- c )
  dup letter? if  dup 32 and [char] A + >r  r@ - 13 + 26 mod r> +  then ;
: type13  ( addr u -- )  bounds ?do i c@ rot13 emit loop ;
s" Hello, World!" type13 cr

: numeral  ( n value addr u -- n )
  2>r begin 2dup >= while tuck - swap 2r@ type repeat drop 2r> 2drop ;
: roman  ( n -- )
  1000 s" M" numeral 900 s" CM" numeral 500 s" D" numeral 400 s" CD" numeral
  100 s" C" numeral 90 s" XC" numeral 50 s" L" numeral 40 s" XL" numeral
  10 s" X" numeral 9 s" IX" numeral 5 s" V" numeral 4 s" IV" numeral 1 s" I" numeral drop space ;
1994 roman 2026 roman 9 roman 40 roman cr

variable moves
create last 2 allot
: hanoi  ( n from to via -- )
  3 pick 0= if 2drop 2drop exit then
  3 pick 1- 3 pick 2 pick 4 pick recurse
  1 moves +!  2 pick last c!  over last 1+ c!
  3 pick 1- over 3 pick 5 pick recurse
  2drop 2drop ;
0 moves !  5 char a char c char b hanoi
moves @ . last c@ emit char > emit last 1+ c@ emit cr

\ A calculator by recursive descent: + - * ( ) over single-digit numbers.
variable at
: peek  ( -- c )  at @ c@ ;
: take  ( -- c )  peek 1 at +! ;
defer expression
: factor  ( -- n )  take dup [char] ( = if drop expression take drop else [char] 0 - then ;
: term  ( -- n )  factor begin peek [char] * = while take drop factor * repeat ;
: sum  ( -- n )
  term begin
    peek [char] + = if take drop term + else
    peek [char] - = if take drop term - else exit then then
  again ;
' sum is expression
: calculate  ( addr u -- )  drop at ! expression . ;
s" 2+3*4;" calculate s" 5-2*4;" calculate s" (1+2)*3-(4-2);" calculate cr

: palindrome?  ( addr u -- flag )
  over + 1- begin 2dup < while
    over c@ over c@ <> if 2drop false exit then
    1- swap 1+ swap
  repeat 2drop true ;
: judge  ( addr u -- )  2dup type space palindrome? if ." yes " else ." no " then ;
s" racecar" judge s" forth" judge cr
