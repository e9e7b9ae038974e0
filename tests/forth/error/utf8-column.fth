\ Columns count characters, not bytes.
\ exit: 1
\ error:
\ | utf8-column.fth:8:11: error: 
\ | 8 | : ünï "é" frob ;
\ | |           ^~~~
: "é" ;
: ünï "é" frob ;
