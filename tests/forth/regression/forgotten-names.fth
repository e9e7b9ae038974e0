\ Words go from the middle of a list's table of names: those that stay are found, and with the meaning that they had.
\ output:
\ | 0 0 0 
create line 80 allot  variable line#
: +text ( addr u -- ) tuck line line# @ + swap move line# +! ;
: +number ( n -- ) s>d <# #s #> +text ;
: evaluated ( addr u n addr u -- ) {: a u n b v :} 0 line# ! a u +text n +number b v +text line line# @ evaluate ;
\ Words of 40 names, spread over 127, each of which knows its generation.
: name ( generation i -- n ) 37 * swap 11 * + 127 mod ;
: spelled ( name -- n ) dup dup * * 7919 * 31 + ;
variable generation
: make ( generation -- )
  dup generation ! s" marker forget" rot s"  " evaluated
  40 0 do s" : n" generation @ i name spelled s"  generation @ [ generation @ ] literal nip ;" evaluated loop ;
\ What a name must mean: the newest generation that has it, up to one; -1 for none.
: meant ( name generations -- generation | -1 ) {: n top :}
  -1 top 1+ 0 ?do 40 0 do j i name n = if drop j then loop loop ;
variable wrong
: found ( name -- generation | -1 )
  0 line# ! s" n" +text spelled +number line line# @ find-name dup if name>interpret execute else drop -1 then ;
: check ( generations -- ) {: top :} 127 0 do i found i top meant <> if 1 wrong +! then loop ;
: all-made ( -- ) 10 0 do i make i check loop ;
: all-forgotten ( -- ) 0 9 do s" forget" i s"  " evaluated i 1- check -1 +loop ;
all-made wrong @ . all-forgotten wrong @ .
\ And again in their own list, many at once.
wordlist dup set-current >order all-made s" forget3 " evaluate 2 check wrong @ .
