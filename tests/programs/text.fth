\ Words and lines: a file by line, counts in a word list, sorting, wrapping, ciphers.
\ output:
\ |  19 the quick brown fox
\ |  23 jumps over the lazy dog
\ |  23 the dog sleeps; the fox
\ |  22 runs and the fox hides
\ | 4 91
\ |  5 the	 3 fox	 2 dog	 1 and
\ |  1 brown	 1 hides	 1 jumps	 1 lazy
\ |  1 over	 1 quick	 1 runs	 1 sleeps
\ |
\ | the quick brown fox
\ | jumps over the lazy
\ | dog the dog sleeps;
\ | the fox runs and the
\ | fox hides
\ | Uryyb, Jbeyq HELLO, WORLD
\ | -1 0 -1
\ | desserts
\ | a->1 b->22 c->333
\ | 00 FF 41 0A
\ | 0 -1 0

0 value file
create line-buffer 128 allot
: path  s" poem.txt" ;
: poem
  s" the quick brown fox" s" jumps over the lazy dog" s" the dog sleeps; the fox" s" runs and the fox hides" 4 ;
: write-lines  ( c-addr1 u1 ... n -- )  recursive
  dup 0= if drop exit then 1- -rot 2>r write-lines 2r> file write-line throw ;
: write-poem  path w/o create-file throw to file  poem write-lines  file close-file throw ;
write-poem

defer with-line  ( c-addr u -- )
: each-line  ( xt -- )
  ['] with-line >body @ >r  is with-line
  path r/o open-file throw to file
  begin line-buffer 126 file read-line throw while line-buffer swap with-line repeat drop
  file close-file throw
  r> is with-line ;

:noname  dup 3 .r ."  " type cr ; each-line
variable lines  variable chars
: wc-line  nip 1+ chars +! 1 lines +! ;
' wc-line each-line  lines ? chars ? cr

\ Counts are variables in a word list.
wordlist constant counts
: count-word  ( c-addr u -- )
  2dup counts search-wordlist 0= if
    get-current counts set-current -rot
    2dup nextname variable 0 latestxt execute !
    rot set-current latestxt
  then nip nip 1 swap execute +! ;
: letter?  ( char -- flag ) 32 or 'a' 'z' 1+ within ;
: count-words  ( c-addr u -- )
  begin
    begin dup while over c@ letter? 0= while 1 /string repeat then
    dup while
    2dup begin dup while over c@ letter? while 1 /string repeat then
    2swap 2 pick - count-word
  repeat 2drop ;
' count-words each-line

\ Sorted by count, then by name: insertion into a table of name tokens.
create table 64 cells allot  variable used
: times  ( nt -- n ) name>interpret execute @ ;
: before?  ( nt1 nt2 -- flag )
  2dup times swap times 2dup <> if > nip nip 0= exit then 2drop
  name>string rot name>string 2swap compare 0< ;
: insert  ( nt -- )
  used @ begin dup 0> while 2dup 1- cells table + @ before? while dup 1- cells table + @ over cells table + ! 1- repeat then
  cells table + ! 1 used +! ;
: gather  used off [: insert true ;] counts traverse-wordlist ;
gather
: .counts  used @ 0 do i cells table + @ dup times 2 .r space name>string type i 1+ 4 mod if 9 emit else cr then loop cr ;
.counts

\ Wrapping.
20 value width  variable column
: ?wrap  ( u -- ) column @ + width > column @ 0> and if cr column off then ;
: .word  ( c-addr u -- )
  dup ?wrap column @ if space 1 column +! then dup column +! type ;
: .wrapped  ( c-addr u -- )
  begin bl skip dup while 2dup bl scan 2swap 2 pick - .word repeat 2drop ;
column off ' .wrapped each-line cr

: rot13  ( char -- char' )
  dup letter? 0= if exit then
  dup 32 and >r 95 and 'A' - 13 + 26 mod 'A' + r> or ;
: map!  ( c-addr u xt -- ) { xt } bounds ?do i c@ xt execute i c! loop ;
: shout  toupper ;
s" Hello, World" 2dup pad swap move pad over ' rot13 map! pad over type space
pad over ' rot13 map! pad over ' toupper map! pad swap type drop cr

: palindrome?  ( c-addr u -- flag )
  begin dup 1 > while
    2dup 1- + c@ 2 pick c@ <> if 2drop false exit then
    2 - swap char+ swap
  repeat 2drop true ;
s" racecar" palindrome? . s" race" palindrome? . s" " palindrome? . cr

: reverse-type  ( c-addr u -- ) over + begin 2dup < while 1- dup c@ emit repeat 2drop ;
s" stressed" reverse-type cr
: .pairs  ( c-addr u -- )
  begin ';' $split 2swap '=' $split 2swap type ." ->" type space dup 0= until 2drop ;
s" a=1;b=22;c=333" .pairs cr

: hex-dump  ( c-addr u -- ) base @ >r hex bounds ?do i c@ 0 <# # # #> type space loop r> base ! ;
s\" \x00\xffA\n" hex-dump cr
path delete-file . path file-status nip 0<> . depth . cr
