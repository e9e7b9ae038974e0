\ In a test file the words of tests are known.
: sq ( n -- n ) dup * ;
T{ 3 sq -> 9 }T
TEST: "named" T{ 2 sq -> 4 }T ;TEST
T{ 3 sqq -> 9 }T
\ reports
\ 5:6 error unknown-name: there is no word sqq
\     hint: did you mean 'sq'?
