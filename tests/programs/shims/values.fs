[undefined] total [if] 0 value total [then]
10 total + to total
\ A definition over lines, an exit in the middle of a file, and no line end at the end
: add-more ( -- )
  5
  total + to total
; add-more
total 30 > [if] 1 loads +! [then]
