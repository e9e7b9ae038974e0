\ What a stage is tried with before it is used: paragraphs that are run one by one, in one session. The answers are what the
\ built-in stages answer.

: squares ( n -- sum ) 0 swap 1+ 1 ?do i dup * + loop ;
100 squares . 0 squares . 1 squares .

: fib ( n -- n ) dup 2 < if exit then dup 1- recurse swap 2 - recurse + ;
20 fib .

: gcd ( a b -- c ) begin dup while tuck mod repeat drop ;
1071 462 gcd . 17 5 gcd . 0 9 gcd .

: shuffles ( a b c -- ) 2dup rot over -rot nip tuck third 2swap 2over 4 pick . . . . . . . . . . . ;
1 2 3 shuffles .s clearstack

: divisions ( a b -- ) 2dup /mod . . 2dup >r s>d r@ sm/rem . . r> drop 2dup >r s>d r> fm/mod . . 2drop ;
7 3 divisions -7 3 divisions 7 -3 divisions -7 -3 divisions -9223372036854775807 10 divisions

: by-zero ( n -- ) 0 / . ;
1 ' by-zero catch . drop
1 0 mod .

: wide ( a b -- ) 2dup um* ud. m* d. ;
-1 -1 wide 12345678901 98765432109 wide 123 456 789 */ . -7 5 3 */mod . .

: logic ( a b -- ) 2dup and . 2dup or . 2dup xor . over invert . lshift . ;
$f0f0 7 logic -1 63 logic 1 0 logic

: shifts ( n -- ) dup 1 rshift . dup 3 arshift . dup 2* . 2/ . ;
-1 shifts 255 shifts -9223372036854775808 shifts

: order ( a b -- ) 2dup < . 2dup <= . 2dup > . 2dup >= . 2dup = . 2dup <> . 2dup u< . 2dup u> . 2dup min . max . ;
1 2 order 2 1 order -1 1 order 5 5 order -9223372036854775808 9223372036854775807 order

: in-range ( n -- ) dup 3 10 within . 0< . ;
2 in-range 3 in-range 9 in-range 10 in-range -4 in-range

variable counter
: count-up ( n -- ) 0 counter ! 0 do i 1 and if 3 else 1 then counter +! loop counter @ . ;
10 count-up 1000 count-up

create table 100 cells allot
: fill-table ( -- ) 100 0 do i dup * 7 mod table i cells + ! loop ;
: sort-table ( -- ) 99 0 do 99 i - 0 do table i cells + dup @ over cell+ @ 2dup > if rot 2dup ! cell+ nip ! else 2drop drop then loop loop ;
: show-table ( -- ) 100 0 do table i cells + @ . 9 +loop ;
fill-table show-table sort-table show-table

create bytes 64 allot
: hash ( c-addr u -- u ) 5381 -rot over + swap ?do 33 * i c@ xor loop ;
s" the quick brown fox" hash u. bytes 64 $a5 fill bytes 64 hash u. $1234567890 bytes ! bytes c@ . bytes 3 + c@ . bytes 64 bytes 1+ 40 move

: outside ( -- ) 0 @ ;
' outside catch . -1 ' @ catch . drop ' ! catch . clearstack

: counted ( -- ) 10 0 do i 3 = if unloop exit then i . loop ;
: nested ( -- ) 3 0 do 3 0 do i j * . j 2 = if leave then loop loop ;
: downward ( -- ) 0 10 do i . -3 +loop ;
: turns ( -- ) 5 begin dup . 1- dup 0= until drop 0 begin 1+ dup 7 < while dup . repeat . ;
counted nested downward turns

: chosen ( n -- ) case 1 of ." one " endof 2 of ." two " endof dup . endcase ;
1 chosen 2 chosen 3 chosen

: locals ( a b c -- n ) {: a b c | d :} a b + to d d c * a - ;
1 2 3 locals . -5 6 7 locals .

: return-stack ( a b -- ) >r >r r@ r> + r> * . 2>r 2r@ + . 2r> - . ;
9 8 3 4 return-stack

: constant-maker create , does> @ ; 42 constant-maker answer answer . ' answer execute .
: array-maker create cells allot does> swap cells + ; 10 array-maker numbers
: use-array ( -- ) 10 0 do i 5 - i numbers ! loop 0 10 0 do i numbers @ 3 * + loop . ;
use-array

defer hook : first-hook ." first " ; : second-hook ." second " ;
: call-hook hook ; ' first-hook is hook call-hook ' second-hook is hook call-hook

: thrower ( n -- ) dup 3 > if throw else drop then ;
: catcher ( n -- ) ['] thrower catch . ;
1 catcher 9 catcher drop clearstack
: deep ( n -- ) dup 0= if -77 throw then 1- recurse ;
: rescue ( -- ) 50 ['] deep catch . drop ; rescue

: endless recurse ; ' endless catch .
: too-many begin 1 again ; ' too-many catch . clearstack
: too-few drop drop ; ' too-few catch . clearstack

: floats ( -- ) 1e 3e f/ fdup f* 2e fsqrt f+ f. -1.5e fabs floor f. 1e 0e f/ f. 2e 10e f** f. ;
floats
fvariable sum
: series ( n -- ) 0e sum f! 1+ 1 do 1e i s>f f/ sum f@ f+ sum f! loop sum f@ f. ;
1000 series
: compare-floats ( F: a b -- ) fover fover f< . fover fover f= . f> . ; 1e 2e compare-floats 2e 2e compare-floats 3e 2e compare-floats
: convert ( F: r -- ) fdup f>s . f>d d. ; 3.7e convert -3.7e convert 1e15 convert
: float-locals ( F: a b -- c ) {: F: a F: b :} a b f* a f- f. ; 3e 4e float-locals

: text ( -- ) ." output " 65 emit space 3 spaces s" typed" type cr ;
text hex ff . decimal 123 s>d <# # # [char] - hold #s #> type
: compare-text s" abc" s" abd" compare . s" abc" s" abc" compare . ; compare-text

: many ( a b c d e f g h -- ) + - * + - * + . ;
1 2 3 4 5 6 7 8 many
: pressure ( a b c d e f -- ) {: a b c d e f :} a b * c d * e f * a c * b d * a e * + + + + + a b c d e f + + + + + * . ;
1 2 3 4 5 6 pressure -7 11 -13 17 -19 23 pressure

: tokens 'a' . $ff . %1010 . #99 . -$80 . 1234567890123456789012345. d. 0x1f . ; tokens
: conditional ( n -- ) dup 0> if dup 10 > if ." big " else ." small " then else ." none " then drop ;
50 conditional 5 conditional -5 conditional
: select ( n -- ) ?dup if . else ." zero " then ; 0 select 4 select
: execute-it ( xt n -- ) swap execute . ; ' 1+ 41 execute-it :noname dup * ; 12 execute-it
