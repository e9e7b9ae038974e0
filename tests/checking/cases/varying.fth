\ Words whose effect is not static, and why.
: one-way if 1 then ;
: from-loop begin 1 key 32 = until ;
: taking begin drop key 32 = until ;
: executes execute ;
: calls-it executes ;
defer later
: calls-deferred later ;
defer told ( n -- )
: calls-told 1 told ;
: float-ways if 1e then ;
: said ( flag -- n | ) if 1 then ;
: said-open ( i*x -- j*x ) execute ;
: question ?dup ;
: question-used ?dup if drop then ;
: found find if execute else count type then ;
\ reports
\ 2:3 note varying-effect: one-way: what it leaves depends on the way: ( x -- | x ); here paths meet of which one has 1 cell more on the stack than the other
\     2:16 here
\ 3:3 note varying-effect: from-loop: each turn of the loop leaves 1 cell more
\     3:30 here
\ 4:3 note varying-effect: taking: each turn of the loop takes 1 cell more
\     4:30 here
\ 5:3 note varying-effect: executes: what EXECUTE does is known only when it runs
\     5:12 here
\ 8:3 note varying-effect: calls-deferred: what later does is known only when it runs
\     8:18 here
\ 11:3 note varying-effect: float-ways: what it leaves depends on the way: ( x -- ) ( F: -- | r ); here paths meet of which one has 1 float more on the stack than the other
\     11:20 here
\ 13:3 note varying-effect: said-open: what EXECUTE does is known only when it runs
\     13:28 here
\ 14:3 note varying-effect: question: what it leaves depends on the way: ( x -- x | x x ); here paths meet of which one has 1 cell more on the stack than the other
\     14:17 here
\ 16:3 note varying-effect: found: what EXECUTE does is known only when it runs
\     16:17 here
