\ What the runtime library reads in definitions that have locals, macros and quotations, and does between definitions.
\ Locals, and where they are seen.
: braced { a b -- sum } a b + ;
: standard {: a b | c d -- e :} a to c c b +to c b to d c d ;
: kinds { F: x D: d W: n } x d n 1e ;
: floats-and-doubles { F: x D: d } x d d+ f>s ;
: over-lines { a
  b -- c }
  a b ;
: hidden { dup } dup dup ;
: behind-exit { a } a if a exit then a ;
: in-loops {: n :} n 0 ?do i n + drop loop begin n while 0 to n repeat n ;
: left-by-leave { n } 10 0 do n if leave then loop n ;
: dead { n } exit 5 ;
: two-times { a } a 1+ { a } a ;
: within { a } a if a { b } b else 0 then ;
\ Macros, quotations, DOES>.
: square postpone dup postpone * ; immediate
: unless postpone 0= postpone if ; immediate
: both postpone square postpone unless ; immediate
: uses-macros square unless 1 else 2 then both 3 then ;
: loops-macro postpone begin postpone 1- postpone dup ; immediate
: uses-loops loops-macro until ;
: says-something ." now" ; immediate
: runs-while-compiled says-something ;
: array create cells allot does> swap cells + ;
5 array five-cells  7 1 five-cells !  1 five-cells @ .
: counter create , does> dup @ swap 1 swap +! ;
3 counter ticket ticket . ticket .
: const2 2constant ; 1 2 const2 pair pair . .
: nested [: 1 [: 2 ;] ;] execute execute ;
:noname 1 2 ; execute . .
: recursive-one dup if 1- recurse then ;
: texts-of s\" a\tb\"\\c\m" type c" counted" count type ;
: aborts abort" not now" ;
10 constant ten : codes ten throw 0 throw ;
\ Structures, conditionals, word lists.
begin-structure point field: p.x field: p.y 3 +field p.name cfield: p.c 2field: p.d end-structure point .
create origin point allot 5 origin p.y ! origin p.y @ .
1 [if] 2 . [else] 3 . [then] 0 [if] 4 . [if] 5 . [else] 6 . [then] [else] 7 . [then]
[defined] origin [if] : known 1 ; [then] [undefined] origin [if] : unknown 1 ; [else] : unknown 2 ; [then]
[ifdef] origin 8 . [else] 9 . [then] 0 [if]
  never [if] [else] [then]
[then]
wordlist constant mine get-current mine set-current : inside 1 ; variable within-mine set-current
s" inside" mine search-wordlist . execute .
also mine >order definitions : inside 2 ; inside . previous definitions previous
1.5e fconstant half-more half-more f. fvariable fv 2e fv f! fv f@ f. 3e fvalue fval fval f. 4e to fval fval f.
1e f, 2e f, align 1 2 2, ," counted text" here . 30 buffer: a-buffer
defer acts ' dup is acts 3 acts . . :noname 9 ; is acts acts .
5 value five five . 6 to five five . 1 +to five five .
char a . ' origin execute drop hex ff . decimal
>in @ . source nip . 1 >in +! x2 .
: moves 2 >in +! ; moves xx 3 .
: parses parse-name type ; parses this-name char z .
s" an interpreted string" type
( a comment over
  several lines ) 1 . immediate
: stops 1 0 / ; ' stops catch .
: skip-one 1 >in +! ;
1 >in +! x2 . 1 >in +! x3 . 1 >in +! x4 . skip-one x5 . skip-one x6 . skip-one x7 .
: skip-rest source nip >in ! ;
8 . skip-rest 9 .
8 . skip-rest 9 .
8 . skip-rest 9 .
s" 1 skip-rest 2" evaluate . s" 1 skip-rest 2" evaluate . s" skip-one x5 skip-one x6" evaluate . .
