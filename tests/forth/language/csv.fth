\ csv.fs: fields with quotes, separators and line ends in them; the same as in gforth 0.7.9.
\ output:
\ | 1.0<name> 1.1<note> 
\ | 2.0<Ann> 2.1<says "hi", twice> 
\ | 3.0<Bob> 3.1<two
\ | lines> 
\ | 4.0<> 4.1<> 4.2<x> 
\ | "a ""b"", c"
\ | 1.0<k> 1.1<it's> 
require csv.fs
: made  ( c-addr u -- )
  s" /tmp/fastforth-csv-case" w/o create-file throw >r  r@ write-file throw  r> close-file throw ;
: shown  ( c-addr u field line -- )
  over 0= over 1 > and if cr then  0 .r '.' emit 0 .r '<' emit type '>' emit space ;
: read  s" /tmp/fastforth-csv-case" ['] shown read-csv cr ;
s\" name,note\nAnn,\"says \"\"hi\"\", twice\"\r\nBob,\"two\nlines\"\n,,x\n" made read
s\" a \"b\", c" .quoted-csv cr
';' to csv-separator  ''' to csv-quote
s\" k;'it''s'\n" made read
s" /tmp/fastforth-csv-case" delete-file throw
