\ The dictionary: what a program allots, gives back, and fills up.
create before 5 ,
: grown ( -- n ) unused 100 allot 7 , 8 c, align unused - ;
: main grown . unused before here - abs + . 9 , here 8 - @ . -100 allot unused . here 9 8000000 fill 3000000 allot here 1- c@ .
  [: -1000000 allot 700000000 allot ;] catch . [: here negate allot ;] catch . unused 1+ allot ;
