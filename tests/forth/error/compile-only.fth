\ Words that only make sense in a definition throw -14 when interpreted.
\ output:
\ | -14 -14 -14 -14 -14 -14 -14 -14 -14
: code  ( addr u -- )  ['] evaluate catch >r r@ if 2drop then  r> .  postpone [ ;
s" if" code s" then" code s" begin" code s" loop" code s" exit" code
s" do" code s" i" code s" 5 literal" code s" recurse" code
cr
