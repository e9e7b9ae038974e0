\ Behind each line with code: how often it is reached, and how often its decisions go either way.

: sign ( n -- -1 | 0 | 1 )              \ # 4
  dup 0< if                             \ # 4 1/3
    drop -1                             \ # 1
  else
    0> if 1 else 0 then                 \ # 3 2/1
  then ;
-5 sign drop 5 sign drop 7 sign drop 0 sign drop  \ # 1

: never                                 \ # 0
  1 2 + ;                               \ # 0

: some ( n -- ) drop ;                  \ # 6

( What THROWs reaches the lines up to there. )
: fails ( n -- )                        \ # 6
  dup if                                \ # 6 4/2
    dup some                            \ # 4
    7 throw some                        \ # 4
    some                                \ # 0
  then
  some ;                                \ # 2

( A decision is counted when it is come to. )
: guarded ( n -- )                      \ # 2
  dup fails if 1 else 2 then drop ;     \ # 2 0/1
: caught ( n xt -- ) catch drop drop ;  \ # 4
1 ' fails caught 2 ' fails caught       \ # 1
3 ' guarded caught 0 0 ' guarded caught \ # 1
clearstack                              \ # 1

: hot ( n -- )                          \ # 1
  0 ?do                                 \ # 1 1/0
    i 3 and 0= if i drop then           \ # 4502 1126/3376
    i 4500 >                            \ # 4502
    if                                  \ # 4502 1/4501
      leave                             \ # 1
    then
  loop ;
5000 hot                                \ # 1

: inner dup 1 and if 1+ then ;          \ # 900 675/225
: outer inner                           \ # 450
  1- inner ;                            \ # 450
: calls 450 0 do i outer drop loop ;    \ # 450
calls                                   \ # 1

: fib ( n -- n )                        \ # 1973
  dup 2 < if exit then                  \ # 1973 987/986
  1- dup recurse                        \ # 986
  swap 1- recurse + ;                   \ # 986
15 fib drop                             \ # 1

: while? ( n -- )                       \ # 2
  begin ?dup while                      \ # 5 3/2
    1-                                  \ # 3
  repeat ;
3 while? 0 while?                       \ # 1
: until?                                \ # 1
  begin 1- ?dup 0= until ;              \ # 4 1/3
4 until?                                \ # 1
: both ( n n -- f )                     \ # 3
  ?dup                                  \ # 3
  if                                    \ # 3 2/1
    2drop 1                             \ # 2
    exit                                \ # 2
  then
  ;
1 1 both drop 1 2 both drop 1 0 both drop  \ # 1

: name ( n -- )                         \ # 4
  case
    1 of 10 endof                       \ # 4 1/3
    2 of                                \ # 3 0/3
      20 endof                          \ # 0
    dup 5 > ?of 30 endof                \ # 3 2/1
    40 swap                             \ # 1
  endcase drop ;                        \ # 4
1 name 6 name 7 name 3 name             \ # 1

: table create , does> @ 1+ ;           \ # 3
3 table four four four + drop           \ # 1
4 table five five drop                  \ # 1
: quoted [: dup                         \ # 6
    * ;]                                \ # 6
  dup >r execute r> execute ;           \ # 3
2 quoted quoted quoted drop             \ # 1
:noname 1 drop ; dup execute execute    \ # 2
defer late                              \ # 1
: later 5 drop ;                        \ # 3
' later is late late late late          \ # 1
5 value v  variable w                   \ # 1
: stores { a f: b -- }                  \ # 2
  a to v 1 w +! b f>s                   \ # 2
  w @ 1 = if drop 0 then drop ;         \ # 2 1/1
1 2e stores 3 4e stores                 \ # 1
: guard ( n -- n )                      \ # 2
  try
    fails 1                             \ # 2
    0                                   \ # 1
  iferror                               \ # 2 1/1
    nip                                 \ # 1
  then endtry ;
0 1 guard drop guard drop               \ # 1
: odd postpone 1 postpone and postpone if ; immediate  \ # 2
: macros                                \ # 2
  odd 1 else 2 then drop ;              \ # 2 1/1
: same odd 3 drop then ;                \ # 1 0/1
1 macros 2 macros 4 same                \ # 1
: twice 1 ;                             \ # 1
: twice twice 2 ;                       \ # 1
twice 2drop                             \ # 1
marker -here                            \ # 1
: gone 1 drop ;                         \ # 1
gone -here                              \ # 1
: again 1 drop ;                        \ # 2
again again                             \ # 1
: text s" dup drop" evaluate ;          \ # 1
s" : made 1 if 2 drop then ; made" evaluate  \ # 1
1 text drop                             \ # 1
0 [if] 1 drop : not-there ;             \ # 1
  : nor this ;
[then]
: bracketed [ 1 2 + ] literal drop ;    \ # 1
bracketed                               \ # 1
: counting 10 0 do i 3 +loop 2drop 2drop ;  \ # 4
counting                                \ # 1
: empty ;                               \ # 3
: nothing if then ;                     \ # 2 1/1
0 nothing 1 nothing empty empty empty   \ # 1
: deep ( n -- ) ?dup if 1- recurse then ;  \ # 2001 2000/1
2000 deep                               \ # 1
: comma, 1 drop ;                       \ # 1
comma,                                  \ # 1
clearstack                              \ # 1
: framed { n }                          \ # 2
  try n dup if 7 throw then             \ # 2 1/1
  0 iferror                             \ # 2 1/1
    drop                                \ # 1
  then endtry n drop drop ;             \ # 2
0 framed 1 framed                       \ # 1
