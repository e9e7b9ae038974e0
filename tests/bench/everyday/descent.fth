\ Recursive descent: sums and products of numbers in parentheses, from a text.
variable at variable end
defer expression
: peek ( -- char )  at @ end @ u< if at @ c@ else 0 then ;
: next ( -- )  1 at +! ;
: spaces-over ( -- )  begin peek bl = while next repeat ;
: digit? ( char -- flag )  [char] 0 - 10 u< ;
: literal-number ( -- n )  0 begin peek digit? while 10 * peek [char] 0 - + next repeat ;
: factor ( -- n )  spaces-over peek [char] ( = if next expression next else literal-number then spaces-over ;
: term ( -- n )  factor begin peek [char] * = while next factor * repeat ;
: sums ( -- n )  term begin peek [char] + = if next term + true else peek [char] - = if next term - true else false then then while repeat ;
' sums is expression
: value-of ( c-addr u -- n )  over + end ! at ! expression ;
variable sum
: run ( n -- )  0 ?do s" 2 * (3 + 4 * (5 - 1)) + 17 * (2 + 3 * (4 + 5)) - (6 + 7) * 8" value-of sum +! loop ;
size run sum @ . cr
