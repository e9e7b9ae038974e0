\ Reads JSON from the lines of standard input into nodes, and writes it again, indented and as short as can be.
\ stdin:
\ | {"name": "Forth", "year": 1970, "tags": ["stack", "threaded"],
\ |  "nested": {"a": [], "b": {}, "c": [1, -2, [3]]},
\ |  "text": "a \"quoted\"\tword \u0041", "flags": [true, false, null]}
\ | [1, 2, {"x": [[]]}]
\ | "alone"
\ | [1, 2
\ | , }
\ output:
\ | {"name":"Forth","year":1970,"tags":["stack","threaded"],"nested":{"a":[],"b":{},"c":[1,-2,[3]]},"text":"a \"quoted\"\tword A","flags":[true,false,null]}
\ | {
\ |   "name": "Forth",
\ |   "year": 1970,
\ |   "tags": [
\ |     "stack",
\ |     "threaded"
\ |   ],
\ |   "nested": {
\ |     "a": [],
\ |     "b": {},
\ |     "c": [
\ |       1,
\ |       -2,
\ |       [
\ |         3
\ |       ]
\ |     ]
\ |   },
\ |   "text": "a \"quoted\"\tword A",
\ |   "flags": [
\ |     true,
\ |     false,
\ |     null
\ |   ]
\ | }
\ | 4
\ | [1,2,{"x":[[]]}]
\ | [
\ |   1,
\ |   2,
\ |   {
\ |     "x": [
\ |       []
\ |     ]
\ |   }
\ | ]
\ | 4
\ | "alone"
\ | "alone"
\ | 0
\ | line 7: a value expected
\ | -200
\ | -1

\ ---- a string that grows

variable out
: out-reset  s" " out $! ;
: +out  ( c-addr u -- ) out $+! ;
: +char  ( char -- ) out c$+! ;

\ ---- input: all of standard input, as one string

variable text   variable at
create line 82 allot
: read-all
  s" " text $!
  begin line 80 stdin read-line throw while line swap text $+! #lf text c$+! repeat drop ;
: char@  ( -- char | -1 ) text $@ at @ /string if c@ else drop -1 then ;
: next-char  1 at +! ;
: line#  ( -- n ) 1 text $@ at @ umin bounds ?do i c@ #lf = - loop ;
-200 constant syntax
: bad  ( c-addr u -- ) ." line " line# 0 .r ." : " type cr syntax throw ;
: blanks  begin char@ dup bl = swap 9 14 within or while next-char repeat ;
: must  ( char -- )
  blanks char@ over = if drop next-char exit then
  out-reset +char s"  expected" +out out $@ bad ;

\ ---- nodes

begin-structure node%
  field: kind
  field: next
  field: value
  field: length
end-structure
: node  ( kind -- node ) node% allocate throw dup node% erase tuck kind ! ;

0 constant word-kind   1 constant number-kind  2 constant string-kind
3 constant list-kind   4 constant map-kind

defer parse-value
: append  ( node list -- )   \ keeps the list in order by walking to its end
  dup value @ 0= if value ! exit then
  value @ begin dup next @ while next @ repeat next ! ;

: +xchar  ( xchar -- ) pad xc!+ pad tuck - +out ;
: escape  ( char -- )
  case
    'n' of #lf +char endof  't' of #tab +char endof
    'u' of
      text $@ at @ /string drop 4 0. 2swap ['] >number 16 base-execute 2drop d>s +xchar
      4 at +!
    endof
    dup +char
  endcase ;

: parse-string  ( -- c-addr u )   \ kept
  '"' must out-reset
  begin
    char@ dup -1 = if s" the string has no end" bad then
    next-char dup '"' <> while
    dup '\' = if drop char@ next-char escape else +char then
  repeat drop
  out $@ save-mem ;
: text-node  ( c-addr u kind -- node ) node >r r@ length ! r@ value ! r> ;

: sequence  ( list close xt -- )   \ xt ( list -- list ) takes one item
  { close item }
  blanks char@ close = if next-char exit then
  begin item execute blanks char@ ',' = while next-char repeat
  close must ;
: parse-item  ( list -- list ) parse-value over append ;
: parse-pair  ( list -- list )
  blanks parse-string string-kind text-node over append ':' must parse-value over append ;
: word-char?  ( char -- flag ) dup 'a' 'z' 1+ within swap dup '0' '9' 1+ within swap '-' = or or ;
: parse-word  ( -- c-addr u )
  text $@ drop at @ + begin char@ word-char? while next-char repeat
  text $@ drop at @ + over - dup 0= if s" a value expected" bad then ;
:noname  ( -- node )
  blanks char@ case
    '{' of next-char map-kind node '}' ['] parse-pair sequence endof
    '[' of next-char list-kind node ']' ['] parse-item sequence endof
    '"' of parse-string string-kind text-node endof
    parse-word 2dup s>number? if d>s -rot 2drop number-kind node tuck value !
    else 2drop word-kind text-node then
    swap
  endcase ; is parse-value

\ ---- writing

variable indent   variable pretty
: newline  pretty @ if cr indent @ spaces then ;
defer .node
: .string  ( c-addr u -- )
  '"' emit
  bounds ?do
    i c@ case
      '"' of .\" \\\"" endof  '\' of .\" \\\\" endof
      #lf of ." \n" endof  #tab of ." \t" endof
      dup emit
    endcase
  loop '"' emit ;
: .items  ( node -- )
  2 indent +!
  begin ?dup while newline dup .node next @ dup if ',' emit then repeat
  -2 indent +! newline ;
: .pairs  ( node -- )
  2 indent +!
  begin ?dup while
    newline dup .node ':' emit pretty @ if space then
    next @ dup .node next @ dup if ',' emit then
  repeat
  -2 indent +! newline ;
:noname '{' emit value @ ?dup if .pairs then '}' emit ;
:noname '[' emit value @ ?dup if .items then ']' emit ;
:noname dup value @ swap length @ .string ;
:noname value @ 0 .r ;
:noname dup value @ swap length @ type ;
create printers , , , , ,
:noname dup kind @ cells printers + perform ; is .node

: dispose  recursive ( node -- )
  begin ?dup while
    dup kind @ list-kind >= if dup value @ dispose then
    dup next @ swap free throw
  repeat ;
: depth-of  recursive ( node -- n )
  dup kind @ list-kind < if drop 0 exit then
  0 swap value @ begin ?dup while dup depth-of rot max swap next @ repeat 1+ ;

read-all
: .value  ( node -- ) pretty off dup .node cr pretty on dup .node cr dup depth-of . cr dispose ;
: all  begin blanks char@ -1 <> while parse-value .value repeat ;
' all catch . cr
depth 0= . cr
