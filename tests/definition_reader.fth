\ Everything that the runtime library reads, and what it leaves to the text interpreter.
( a comment ) variable v  2variable vv  create table 1 , 2 , 255 c, 3 allot
12 constant dozen  -1 value minus  $ffffffffffffffff constant ones  'a' constant letter
wordlist constant words-of-mine
12. 2constant long   1 2 3 drop drop drop
: plain ( n -- n ) dup + ;
: numbers 1 -1 $ff %101 'x' 12. -12. 1e fdrop 0x10 ;
: If-Else IF 1 ELSE 2 THEN ;
: loops 10 0 do i . j drop leave loop 0 0 ?do i +loop 5 0 +do k -loop ;
: others 1 begin dup 10 < while 1+ repeat drop begin 1 until begin again ;
: cases case 1 of 2 endof 3 of case 4 of 5 endof 6 endcase endof dup endcase ;
: exits if exit then recurse unloop ; : texts s" a text" type ." printed" [char] A emit ;
: empty ; : redefined 1 ; : redefined redefined 1+ ; immediate
: uses-immediate redefined ;
: doing create , does> @ ;
5 doing five
: unclosed-comment ( over
  lines ) 1 ;
: empty-text s" " ." " ;
: local {: a b :} a b + ;
: quoted [: 1 ;] execute ;
: literals [ 5 ] literal ['] dup postpone dup ; immediate
: in-lines
  1 \ a comment
  2 ( another )
  + ;
: escapes s\" a\n" type ;
: throws 5 throw ;
synonym also-plain plain  : uses-synonym also-plain ;
: over-lines s" no end
;
: leaves if drop exit then ;
defer later  ' plain is later
: deferred later ;
hex ff constant in-hex : hexadecimal ff -10 dead ; decimal
create odd 1 c, variable aligned
: case-less DUP Dup dup plain PLAIN ;
-1 allot
vocabulary other also other definitions
: in-other 1 ;
previous definitions
: after-other dozen ;
\ Return stacks, assertions, LOCALS|.
: returns ( a b -- b a ) >r 1+ r> swap ; : doubles 2>r 2r@ 2r> 2drop 2drop ;
: asserts ( n -- n ) assert( dup 0> ) dup assert1( dup if 1 else 1 then nip ) drop ;
: barred locals| b a | a b - ; : barred-lines locals| c | c
  c * ;
: assert-lines assert(
  1 ) ;
1 asserts 1 returns barred drop
: leaves-caller ( n -- n ) dup 0= if r> drop exit then 1- ;
: calls-it ( n -- n ) leaves-caller 1+ 10 * ;
: calls-both ( n -- n ) calls-it calls-it 1+ ; : calls-none 1 2 + ;
0 calls-both . 5 calls-both . 0 calls-it .
: by-token ( n xt -- n ) execute 7 + ;
0 ' leaves-caller by-token . 1 ' leaves-caller by-token .
: rdrops rdrop 5 ; : calls-rdrops 1 rdrops 2 ; calls-rdrops . .
: drops-return postpone r> postpone drop ; immediate
: uses-drops drops-return 9 ; : calls-uses uses-drops 3 ; calls-uses .
defer ends  ' rdrops is ends  : by-defer ends 8 ; by-defer .
: if 5 ; : uses-own if ;
: drops r> drop ;
: behind drops 1 ;
marker forget-me : forgotten 1 ; forget-me
: last 3 plain . ; last
