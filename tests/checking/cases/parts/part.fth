: part ( -- n ) 1 ;
: wrong-part ( -- n ) ;
