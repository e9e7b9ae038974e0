\ Words that native code does without the host write and leave the same bytes as before they are hot, whatever they are given.
\ output:
\ | floats B3B0F1AD24BCC705
\ | texts 17CD3D7714B2EACC
\ | memory 92EA98FE0599A178
\ | blocks 3FABB0092080C0DA
\ | output 3F1A98A7F1C6DB9
\ | ..........!
\ | ?!
\ | ?!
\ | ?!
\ | ?!
\ | ?!
\ | ?!
\ | ?!
\ | ?!
\ | ?!
\ | ?
\ | apart 114CA85EF8F7D1D8
variable seed  1 seed !
: random  ( n -- 0…n-1 )  seed @ 6364136223846793005 * 1442695040888963407 + dup seed ! 33 rshift swap mod ;
: word  ( -- u )  1 31 lshift random 1 31 lshift random 31 lshift or ;
variable sum
: mix  ( x -- )  sum @ 31 * + sum ! ;
: mix-text  ( c-addr u -- )  dup mix bounds ?do i c@ mix loop ;
\ What a word writes and leaves; the stack is empty before.
: mixed  ( … xt -- )  >string-execute 2dup mix-text drop free throw  begin depth while mix repeat ;
: times  ( n xt -- )  swap 0 ?do dup >r mixed r> loop drop ;
: report  ( c-addr u -- )  type space sum @ hex u. decimal cr  0 sum ! ;

: float  ( -- F: r )  2000001 random 1000000 - s>f  10e 30 random 15 - s>f f** f* ;
: quarter  ( -- F: r )  1000 random 500 - s>f 4e f/ ;
: format  ( -- n n n )  25 random 12 random 5 random ;
: floats  ( -- )
  19 random 1+ set-precision  3 random 0= if quarter else float then
  fdup f. fdup fs. fdup fe. fdup format f.rdp  fdup format f>str-rdp type  fdup 4 2 0 f.rdp  3 0 0 f.rdp ;
: digits  ( -- c-addr u )
  <# 1000 random 500 - s>d tuck dabs #s rot sign [char] e hold  word 5 random 12 * rshift s>d #s
  2 random if [char] . hold 100000 random s>d #s then #> ;
: number  ( -- x flag )  digits >float if pad f! pad @ true else false false then ;
: odd-texts  ( -- flags )  s" hello" >float s" -" >float s"  " >float dup if fdrop then ;
300 ' floats times  300 ' number times  50 ' odd-texts times  s" floats" report

create buffer 300 allot  create target 700 allot
: fill-buffer  ( -- )
  300 0 do 3 random if 26 random [char] A + 2 random 32 * + else 256 random then buffer i + c! loop ;
: text  ( -- c-addr u )  buffer 200 random + 60 random ;
: place-in  ( addr -- n )  buffer - ;
: texts  ( -- … )
  fill-buffer  text text capscompare  buffer 20 buffer 20 capscompare  buffer 40 random + 3 buffer 3 capscompare
  text target unescape nip  target over type
  text text s+ 2dup type drop free throw  text save-mem text append 2dup type drop free throw
  text s>number?  text x-size  text +x/string nip
  buffer 200 random + ['] xc@+ catch if drop 77 else swap place-in then
  buffer 200 random + xchar+ place-in  text x-width ;
: characters  ( -- … )
  $120000 random ['] xc-size catch  if drop 77 then
  $120000 random target ['] xc!+ catch if 2drop 77 else target - target 4 type then
  $120000 random ['] xemit catch if drop then ;
: numbers  ( -- … )  s" $1F" s>number? s" -12" s>number? s" $" s>number? s" 12." s>number? s" x12" s>number? dpl @ ;
200 ' texts times  400 ' characters times  50 ' numbers times  s" texts" report

: filled  ( -- )  buffer 150 random + 150 random 256 random fill  buffer 300 type
  buffer 100 random + dup 100 random bl fill  150 -trailing nip ;
: moved  ( -- )  fill-buffer  buffer 90 random + buffer 90 random + 90 random cmove  buffer 200 type
  buffer 90 random + buffer 90 random + 90 random cmove>  buffer 200 type
  buffer 90 random + buffer 90 random + 90 random move  buffer 200 type ;
: differ  ( -- … )
  fill-buffer buffer target 300 move  300 random target + 256 random swap c!
  buffer 300 random target 300 random 2over 2over compare >r 2over 2over str< >r 2over 2over string-prefix? >r str= r> r> r> ;
: grown  ( -- … )  here 20 random allot here swap -  word c, align here 7 and  word , word word 2, word w, word l, here 23 - 23 type
  -1000000 ['] allot catch nip  1 40 lshift ['] allot catch nip ;
200 ' filled times  100 ' moved times  400 ' differ times  200 ' grown times  s" memory" report

create block 1200 allot
: fill-block  ( -- )  1200 0 do 256 random block i + c! loop ;
: shifted  ( -- … )
  400 random block + 400 random block + 800 random move  400 random block + 800 random 256 random fill  block 1200 mix-text
  block 3 random + 9 random block 3 random + 9 random compare  block 12 random block 12 random compare ;
: pointed  ( -- … )
  <# 1000000 random 0 #s 3 random 0= if [char] . hold then 1000 random 0 #s 5 random 0= if [char] . hold then
  4 random 0= if [char] - hold then #> s>number? dpl @ ;
: outside  ( -- … )
  block 1 63 lshift block 1+ 4 ['] compare catch nip nip nip nip  -1 8 block 8 ['] compare catch nip nip nip nip ;
fill-block  100 ' shifted times  400 ' pointed times  200 ' outside times  s" blocks" report

: written  ( -- )
  word hex. word negate dec. word word 100 random d.r word word negate 60 random ud.r word 30 random .r word 30 random u.r
  word word d. word 0 ud. 100 random spaces ;
: with-base  ( -- )  base @ 35 random 2 + base ! written base ! ;
: dot  ( n -- )  30 mod 0= if s" ." stdout write-file throw then ." taken" ;
: apart  ( n -- )  ['] dot >string-execute 2dup mix-text drop free throw ;
: aloud  ( n -- )  30 mod 0= if s" !" stdout write-line throw [char] ? stdout emit-file throw then ;
300 ' written times  300 ' with-base times  s" output" report
: dots  ( -- )  300 0 do i apart loop 300 0 do i aloud loop ;
dots cr s" apart" report
