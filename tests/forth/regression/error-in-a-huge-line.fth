\ An error in a line of hundreds of megabytes is reported, not a failure of the report.
\ exit: 1
\ error:
\ | Undefined word: nosuch
: text ( -- addr ) s" nosuch" drop ;
200000000 allocate throw constant far
: blanks ( addr u -- ) bounds ?do $2020202020202020 i ! 8 +loop ;
far 200000000 blanks
text far 199999000 + 6 move
far 200000000 evaluate
