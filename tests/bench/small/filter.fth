\ A filter: numbers the lines of a file that contain a word, and counts them.
create line 4096 chars allot
variable found

: report ( line-number length -- )  1 found +!  swap 6 .r ." : " line swap type cr ;

: scan-file ( c-addr u word-addr word-length -- )
   2>r  r/o open-file throw  0
   begin ( file number )
      1+  over line 4096 rot read-line throw
   while ( file number length )
      line over 2r@ search nip nip if  2dup report  then  drop
   repeat
   2drop  close-file throw  2rdrop ;

: main ( -- )
   next-arg next-arg 2swap scan-file  found @ . ." lines" cr ;
