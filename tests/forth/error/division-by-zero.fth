\ Division by zero in a word: the report points at the division and shows the stack.
\ exit: 1
\ output:
\ | 20
\ error:
\ | division-by-zero.fth:10:
\ | (THROW -10)
\ | in per-unit at 
\ | in report at 
: per-unit  ( total n -- n )  / ;
: report  ( n -- )  100 swap per-unit . ;
7 5 report 0 report
