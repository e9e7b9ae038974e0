\ An infix notation that is compiled: a grammar as mutually recursive words, with names of locals and functions.
\ output:
\ | 7 9 12 2 7 22
\ | 1 0 111
\ | 1024
\ | expected a number, found +
\ | -100 expected ), found 2
\ | -100 expected the end, found 2
\ | -100 expected a known name, found +
\ | -100
\ | <0>

variable token   2variable spelling
: skip-blanks  begin source nip >in @ > while source drop >in @ + c@ bl <= while 1 >in +! repeat then ;
: at-end?  ( -- flag ) source nip >in @ = ;
: here-char  ( -- char ) source drop >in @ + c@ ;
: digit?  ( char -- flag ) '0' - 10 u< ;
: letter?  ( char -- flag ) 32 or 'a' - 26 u< ;
: word-char?  dup digit? swap letter? or ;

\ Kinds of tokens: 0 end, 'n' number, 'i' name, else the character.
: scan-token
  skip-blanks at-end? if 0 token ! exit then
  source drop >in @ + >r
  here-char dup digit? if
    drop 'n' token ! begin at-end? 0= while here-char digit? while 1 >in +! repeat then
  else dup letter? if
    drop 'i' token ! begin at-end? 0= while here-char word-char? while 1 >in +! repeat then
  else token ! 1 >in +! then then
  r> source drop >in @ + over - spelling 2! ;

: expected  ( c-addr u -- ) ." expected " type ." , found " spelling 2@ type cr -100 throw ;
: accept-token  ( char -- flag ) token @ = dup if scan-token then ;
: must  ( char -- ) dup accept-token if drop else pad c! pad 1 expected then ;

defer expression
: power  ( n u -- n^u ) 1 swap 0 ?do over * loop nip ;

: call-name  ( c-addr u -- )
  find-name dup 0= if drop s" a known name" expected then
  name>compile execute ;
: factor
  token @ case
    'n' of spelling 2@ s>number drop postpone literal scan-token endof
    'i' of
      spelling 2@ 2>r scan-token
      '(' accept-token if
        ')' accept-token 0= if
          begin expression ',' accept-token 0= until ')' must
        then
      then
      2r> call-name
    endof
    '(' of scan-token expression ')' must endof
    '-' of scan-token recurse postpone negate endof
    s" a number" expected
  endcase ;
: powers  factor '^' accept-token if recurse postpone power then ;
: term
  powers begin
    '*' accept-token if powers postpone * true else
    '/' accept-token if powers postpone / true else
    '%' accept-token if powers postpone mod true else false then then then
  while repeat ;
: sum
  term begin
    '+' accept-token if term postpone + true else
    '-' accept-token if term postpone - true else false then then
  while repeat ;
:noname
  sum
  '<' accept-token if sum postpone < exit then
  '>' accept-token if sum postpone > exit then
  '=' accept-token if sum postpone = then ; is expression

\ Inside of a definition, up to the semicolon of the notation.
: let  ( "expression;" -- )
  scan-token expression token @ ';' <> if s" ;" expected then ; immediate

\ calc expression
: calc  ( "expression" -- )
  :noname scan-token expression token @ if s" the end" expected then postpone ; execute . ;

calc 1 + 2 * 3
calc (1 + 2) * 3
calc 2 ^ 3 ^ 2 - 500
calc -(7 - 10) * 4 % 5
calc 100/7/2
calc max(3, 4) * min(5, 6) + abs(-2)
cr
: discriminant {: a b c :} let b*b - 4*a*c ; ;
1 5 6 discriminant . 2 4 2 discriminant .
: collatz {: n -- steps :}
  0 begin n 1 > while
    let n % 2 = 0; if let n / 2; else let 3*n + 1; then to n 1+
  repeat ;
27 collatz . cr
: tangent-ish let max(1, 2) ^ 10 ; ;
tangent-ish . cr

: try-calc  ( "expression" -- ) ['] calc catch ?dup if . postpone [ then source >in ! drop ;
try-calc 1 +
try-calc (1 + 2
try-calc 1 2
try-calc nowhere + 1
cr .s
