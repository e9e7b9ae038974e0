\ A small Lisp: cells in a heap, symbols in a word list, closures, a reader over the lines of the source itself.
\ output:
\ | 42
\ | 15
\ | fact
\ | 3628800
\ | map
\ | (1 4 9 16)
\ | adder
\ | 42
\ | compose
\ | 41
\ | (a (b . c) (quote d) ())
\ | x is unbound
\ | error -1
\ | (1 2 3)
\ | error -2
\ | nowhere is unbound
\ | error -1
\ | (1 . 2)
\ | (#primitive #closure)
\ | fib
\ | 144
\ | 0

0 constant nil~
\ A value is a cell's address; its first item says what it is.
: kind:  ( n "name" -- ) constant ;
1 kind: number~  2 kind: symbol~  3 kind: pair~  4 kind: primitive~  5 kind: closure~
: new  ( x1 x2 kind -- value ) here >r , swap , , r> ;
: kind  ( value -- n ) dup if @ then ;
: first  ( value -- x ) cell+ @ ;
: second  ( value -- x ) 2 cells + @ ;
: cons  ( car cdr -- pair ) pair~ new ;
: number  ( n -- value ) 0 number~ new ;
: pair?  ( value -- flag ) kind pair~ = ;
: car  dup pair? 0= abort" car of an atom" first ;
: cdr  dup pair? 0= abort" cdr of an atom" second ;

\ ---- symbols, with their names in a list
variable names
: intern  ( c-addr u -- value )
  names begin @ dup while
    >r 2dup r@ cell+ cell+ count compare 0= if 2drop r> cell+ @ exit then r>
  repeat drop
  here names @ , names ! here 0 , -rot string, align
  here 0 , 0 , 0 , symbol~ over ! tuck swap ! ;
: .name  ( symbol -- )
  names begin @ dup while
    2dup cell+ @ = if cell+ cell+ count type drop exit then
  repeat 2drop ;

\ ---- the reader

: next-token  ( -- c-addr u )
  begin
    source >in @ /string  bl skip
    dup 0= while
    2drop refill 0= if 0 0 exit then
  repeat
  over c@ dup '(' = over ')' = or swap ''' = or if
    drop 1
  else
    2dup bounds ?do
      i c@ dup bl <= over '(' = or swap ')' = or if drop i over - leave then
    loop
  then
  2dup + source drop - >in ! ;

defer read
: peek-close?  ( -- flag ) next-token over c@ ')' = nip if 1 else 0 then ;
: read-list  ( -- list )
  next-token dup 0= abort" the list has no end"
  2dup s" )" compare 0= if 2drop nil~ exit then
  negate >in +! drop
  read recurse cons ;
: integer?  ( c-addr u -- n true | false ) s>number? if drop true else 2drop false then ;
:noname  ( -- value )
  next-token
  dup 0= if 2drop s" eof" intern exit then
  2dup s" (" compare 0= if 2drop read-list exit then
  2dup s" '" compare 0= if 2drop s" quote" intern read nil~ cons cons exit then
  2dup integer? if nip nip number exit then
  intern ; is read

\ ---- the printer

defer .value
: .tail  ( value -- )
  begin dup pair? while space dup first .value second repeat
  ?dup if ."  . " .value then ;
:noname  ( value -- )
  dup 0= if drop ." ()" exit then
  dup kind case
    number~ of first 0 .r endof
    symbol~ of .name endof
    primitive~ of drop ." #primitive" endof
    closure~ of drop ." #closure" endof
    pair~ of '(' emit dup first .value second .tail ')' emit endof
    nip ." ?" dup .
  endcase ; is .value

\ ---- environments are lists of pairs

: lookup  ( symbol env -- pair )
  begin dup while
    2dup first first = if nip first exit then second
  repeat
  drop .name ."  is unbound" cr -1 throw ;
: bind  ( names values env -- env )
  >r begin over pair? while
    over first over car cons r> cons >r
    cdr swap second swap
  repeat
  over if cons r> cons else 2drop r> then ;

variable globals
nil~ globals !
: define  ( symbol value -- ) cons globals @ cons globals ! ;
s" t" intern dup define

defer eval
: eval-list  ( list env -- values )
  over 0= if drop exit then
  over first over eval -rot swap second swap recurse cons ;
: truth  ( flag -- value ) if s" t" intern else nil~ then ;
: apply  ( function arguments -- value )
  over kind primitive~ = if swap first execute exit then
  over kind closure~ <> abort" not a function"
  over first first swap                     ( f names args )
  2 pick second dup 0= if drop globals @ then bind  ( f env )
  >r first second r> eval ;

: progn  ( list env -- value )
  nil~ -rot begin over while over first over eval 3 roll drop -rot swap second swap repeat 2drop ;

\ Special forms find their evaluator by the symbol: ( arguments env -- value )
create forms 16 2* cells allot  variable #forms
: form:  ( "name" -- ) parse-name intern forms #forms @ 2* cells + ! :noname ;
: ;form  postpone ; forms #forms @ 2* 1+ cells + ! 1 #forms +! ; immediate
: form?  ( symbol -- xt true | false )
  #forms @ 0 ?do forms i 2* cells + 2@ rot tuck = if drop unloop true exit then nip loop drop false ;

form: quote  drop car ;form
form: if  over car over eval if swap cdr car else swap cdr cdr dup if car then then swap eval ;form
form: lambda  >r dup car swap cdr car cons r@ globals @ = if r> drop nil~ else r> then closure~ new ;form
form: define  over cdr car swap eval swap car tuck swap define ;form
form: begin  progn ;form

:noname  ( value env -- value )
  over kind case
    0 of drop endof
    number~ of drop endof
    symbol~ of dup globals @ = if drop globals @ then lookup cdr endof
    pair~ of
      over first dup kind symbol~ = if
        form? if >r swap second swap r> execute exit then
        over first
      then
      over eval -rot swap second swap eval-list apply
    endof
    true abort" what is this?"
  endcase ; is eval

: first-two  ( list -- n1 n2 ) dup car first swap cdr car first ;
: primitive:  ( xt "name" -- ) parse-name intern swap 0 primitive~ new define ;
:noname  0 swap begin dup while dup car first rot + swap cdr repeat drop number ; primitive: +
:noname  first-two - number ; primitive: -
:noname  1 swap begin dup while dup car first rot * swap cdr repeat drop number ; primitive: *
:noname  first-two < truth ; primitive: <
:noname  first-two = truth ; primitive: =
:noname  dup car swap cdr car cons ; primitive: cons
:noname  car car ; primitive: car
:noname  car cdr ; primitive: cdr
:noname  car 0= truth ; primitive: null
:noname  ; primitive: list

variable toplevel
: lisp  ( "forms eof" -- )
  begin
    read dup s" eof" intern <> while
    dup pair? if globals @ ['] eval catch ?dup if nip nip ." error " . else .value then
    else globals @ ['] eval catch ?dup if nip nip ." error " . else .value then then cr
  repeat drop ;

lisp
42 (+ 1 2 (* 3 4))
(define fact (lambda (n) (if (< n 2) 1 (* n (fact (- n 1)))))) (fact 10)
(define map (lambda (f l)
  (if (null l) '() (cons (f (car l)) (map f (cdr l))))))
(map (lambda (x) (* x x)) '(1 2 3 4))
(define adder (lambda (n) (lambda (x) (+ x n))))
((adder 5) 37)
(define compose (lambda (f g) (lambda (x) (f (g x)))))
((compose (adder 1) (lambda (x) (* x 10))) 4)
'(a (b . c) 'd ())
(begin (define x 3) (define y 4) (+ (* x x) (* y y)))
((lambda args args) 1 2 3)
(car 5)
nowhere
(cons 1 2) (list car fact)
(define fib (lambda (n) (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2)))))) (fib 12)
eof
depth . cr
