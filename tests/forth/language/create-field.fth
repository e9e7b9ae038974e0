\ CREATE-FIELD makes a word for the program's own DOES>; FIELD and END-STRUCT align.
\ output:
\ | 24 8
\ | 100 108 116
\ | 11 22
: getter  create-field does> @ + @ ;
struct  char% field >a  cell% field >b  char% field >c  end-struct s%
s% . . cr
100 >a .  100 >b .  100 >c . cr
struct  cell% getter first  cell% getter second  end-struct pair%
create p 11 , 22 ,
p first . p second . cr
