\ The backtrace goes through words of many kinds: does>, deferred words, :noname and execute.
\ exit: 77
\ error:
\ | (THROW 77)
\ | in bottom at 
\ | in via-execute at 
\ | in via-deferred at 
\ | in top at 
: bottom  77 throw 1 drop ;
: via-execute  ['] bottom execute 1 drop ;
defer later
: via-deferred  later 1 drop ;
' via-execute is later
: top  via-deferred 1 drop ;
top
