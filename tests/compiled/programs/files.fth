\ Files, folders, blocks and redirected output, all in the current folder.
: lines ( fileid -- )  begin pad 80 2 pick read-line throw while pad swap type ." |" repeat 2drop ;
: write-it ( -- )
   s" out.txt" w/o create-file throw >r
   s" hello" r@ write-line throw  s" world" r@ write-file throw
   r@ file-position throw d. r@ file-size throw d.  'x' r@ emit-file throw  r> close-file throw ;
: read-it ( -- )
   s" out.txt" slurp-file type cr
   s" out.txt" r/w open-file throw >r
   r@ lines  0. r@ reposition-file throw  pad 5 r@ read-file throw pad swap type
   r@ key-file .  r@ file-eof? .  s" !" r@ write-file throw  r@ flush-file throw
   20. r@ resize-file throw  r@ file-size throw d.  r> close-file throw
   s" out.txt" slurp-file nip .  s" out.txt" file-status throw .  s" out.txt" s" moved.txt" rename-file throw
   s" out.txt" file-status . .  s" moved.txt" delete-file throw  cr ;
: refused ( -- )
   s" nofile" r/o open-file . .  s" ." r/o open-file . .  99 close-file .  s" x/y/z" w/o create-file . .
   s" nofile" delete-file .  17 file-size . d.  stdin file-position . d.  pad 1 stdin write-file .  cr ;
: folders ( -- )
   s" tree/sub/leaf" 511 mkdir-parents .  s" tree" 511 =mkdir .
   s" tree" open-dir throw  begin pad 80 2 pick read-dir throw while pad swap type space repeat drop close-dir .
   s" tree/sub/leaf" delete-dir . s" tree/sub" delete-dir . s" tree" delete-dir . s" tree" delete-dir .
   s" nowhere" set-dir . cr ;
: screens ( -- )
   s" few.fb" open-blocks  2 block 1024 bl fill  s" a block" 2 block swap move  update 2 list  flush
   2 block 7 type  2 updated? .  5 buffer drop  s" few.fb" delete-file . cr ;
: redirected ( -- )
   [: 1 . 2 . ;] >string-execute type  [: ." temporary" ;] $tmp type  outfile-id .
   s" caught.txt" w/o create-file throw  [: ." into the file" ;] over outfile-execute  close-file throw
   s" caught.txt" slurp-file type  s" caught.txt" delete-file throw
   [: ." lost" 5 throw ;] ['] >string-execute catch . drop ." back" cr ;
: main ( -- )  write-it read-it refused folders screens redirected  s" nofile" slurp-file ;
