\ Control structures that are not closed, or closed twice.
: no-then ( flag -- ) if 1 . ;
: no-if ( -- ) 1 . then ;
: crossed ( n -- ) 0 do i if i . loop ;
: loop-alone ( -- ) loop ;
: no-repeat ( -- ) begin key while ;
: no-endcase ( n -- ) case 1 of 2 . endof ;
: two-open ( -- ) begin if case ;
: nested ( -- ) 10 0 do begin i while if repeat loop ;
: fine ( n -- ) 0 ?do i 2 mod if i . else leave then loop ;
: quotation ( -- xt ) [: if ;] ;
: leave-outside leave ;
if
: good ( -- ) ;
\ reports
\ 2:23 error unbalanced-structure: IF is not closed
\     2:30 ; comes before its end
\ 3:20 error unbalanced-structure: THEN without IF
\ 4:27 error unbalanced-structure: IF is not closed
\     4:34 LOOP comes before its end
\ 5:21 error unbalanced-structure: LOOP without DO
\ 6:20 error unbalanced-structure: BEGIN is not closed
\     6:36 ; comes before its end
\ 6:30 error unbalanced-structure: WHILE is not closed
\     6:36 ; comes before its end
\ 7:23 error unbalanced-structure: CASE is not closed
\     7:43 ; comes before its end
\ 8:19 error unbalanced-structure: BEGIN is not closed
\     8:33 ; comes before its end
\ 8:25 error unbalanced-structure: IF is not closed
\     8:33 ; comes before its end
\ 8:28 error unbalanced-structure: CASE is not closed
\     8:33 ; comes before its end
\ 9:39 error unbalanced-structure: IF is not closed
\     9:42 REPEAT comes before its end
\ 11:26 error unbalanced-structure: IF is not closed
\     11:29 ;] comes before its end
\ 12:17 warning unbalanced-structure: LEAVE outside a loop
\ 13:1 error compile-only: if has a meaning only inside a definition (between : and ;)
