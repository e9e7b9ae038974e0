\ create does>: data and code together, several does> parts, does> after other words.
\ output:
\ | ok: 17 checks
include ../tester.fth

: const  create , does> @ ;
5 const five  -7 const minus7
T{ five minus7 -> 5 -7 }T
: array  create cells allot does> swap cells + ;
10 array squares
: fill-squares  10 0 do i i * i squares ! loop ;
fill-squares
T{ 3 squares @ 9 squares @ -> 9 81 }T
: matrix  ( rows cols -- )  create dup , * cells allot does> ( r c addr -- addr )  >r swap r@ @ * + 1+ cells r> + ;
3 4 matrix m
: fill-m  3 0 do 4 0 do j 10 * i + j i m ! loop loop ;
fill-m
T{ 0 0 m @ 2 3 m @ 1 2 m @ -> 0 23 12 }T
: counter  create 0 , does> 1 over +! @ ;
counter c1 counter c2
T{ c1 c1 c2 c1 -> 1 2 1 3 }T
T{ ' c1 >body @ -> 3 }T
T{ ' c2 execute -> 2 }T
: use-counter  c1 c1 + ;
T{ use-counter -> 9 }T

\ A second does> replaces the action of the latest word.
: two-phase  create 1 , does> @ 10 + ;
two-phase tp
T{ tp -> 11 }T
: rebind  does> @ 20 + ;
two-phase tq rebind
T{ tq tp -> 21 11 }T
\ does> inside what does> gave: the first run changes the word for later runs.
: weird  create 3 , does> 1 + does> 2 + ;
T{ weird w1 ' w1 >body here - -> -8 }T
T{ ' w1 >body w1 = 0= -> true }T
\ does> with control flow and a return stack on either side.
: clipped  ( n -- )  create , does> ( n addr -- n )  @ 2dup > if nip else drop then ;
100 clipped clip
T{ 5 clip 500 clip -> 5 100 }T
: maker  ( n -- )  create 0 ?do i , loop does> ( i addr -- n )  swap cells + @ ;
5 maker nums
T{ 0 nums 4 nums -> 0 4 }T
\ An action with a string and floats.
: labelled  ( addr u -- )  create dup c, here over allot swap move does> count ;
s" hello" labelled greeting
T{ greeting s" hello" same? -> true }T
: fconst  ( F: r -- )  create falign here f! 1 floats allot does> faligned f@ ;
2.5e fconst half5
T{ half5 half5 f+ -> 5e }T
\ Immediate words that create.
: color:  create , immediate does> @ postpone literal ;
3 color: red
: use-red  red 1+ ;
T{ use-red -> 4 }T
\ create after which the word is used before does> ran.
: named  ( n -- )  create , ;
4 named plain
T{ plain @ -> 4 }T
done
