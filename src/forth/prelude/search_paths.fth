\ gforth's search paths: string variables whose parts have zero bytes between them.

: clear-path ( path -- ) $free ;

: also-path ( c-addr u path -- ) dup $@len if 0 over c$+! then $+! ;

: path+ ( path "name" -- ) parse-name dup 0= -16 and throw rot also-path ;

: path= ( path "name" -- )
  parse-name dup 0= -16 and throw  rot dup clear-path >r
  begin dup while '|' $split 2swap r@ also-path repeat  2drop rdrop ;

: .path ( path -- )
  $@ begin dup while 0 $split 2swap type space repeat 2drop ;

: fpath+ ( "name" -- ) fpath path+ ;
: fpath= ( "name" -- ) fpath path= ;
: .fpath ( -- ) fpath .path ;
: open-fpath-file ( c-addr1 u1 -- fileid c-addr2 u2 0 | n ) fpath open-path-file ;
