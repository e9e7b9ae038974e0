\ More files at once than code has records of, read and written by turns.
create ids 80 cells allot  create line 100 allot
: id ( n -- addr ) cells ids + ;
: name ( n -- c-addr u ) 0 <# #s s" many-" holds #> ;
: open-all ( fam -- ) 70 0 do i name 2 pick open-file throw i id ! loop drop ;
: make-all 70 0 do i name r/w create-file throw i id ! loop ;
: close-all 70 0 do i id @ close-file throw loop ;
: delete-all 70 0 do i name delete-file throw loop ;
: write-all 3 0 do 70 0 do s" line of" i id @ write-line throw [char] * i id @ emit-file throw j 0 <# #s #> i id @ write-file throw loop loop ;
variable sum
: read-all begin 0 70 0 do line 90 i id @ read-line throw if 1+ line rot + 31 and swap sum +! 1 else drop then + loop 0= until ;
: alternate ( -- )
  s" many-x" r/w create-file throw >r
  s" abcdefgh" r@ write-file throw  3 0 r@ reposition-file throw  line 2 r@ read-file throw line swap type space
  s" ZZ" r@ write-file throw r@ file-position throw d. r@ file-size throw d.
  0 0 r@ reposition-file throw line 90 r@ read-line throw . line swap type space
  r@ key-file . r@ file-eof? . 2 0 r@ resize-file throw r@ file-size throw d. 0 0 r@ reposition-file throw line 9 r@ read-file throw line swap type
  r> close-file throw s" many-x" delete-file throw cr ;
: refused ( -- )
  s" no-such-file" r/o open-file nip . s" many-y" w/o create-file throw >r s" x" r@ write-line throw line 5 r@ read-line . . .  s" ok" r@ write-file .
  r@ key-file drop ;
: main make-all write-all close-all r/o open-all 0 70 0 do line 90 i id @ read-line throw drop + loop . 0 70 0 do i id @ file-position throw d>s + loop . close-all
  delete-all alternate ['] refused catch . s" many-y" delete-file . refused ;
