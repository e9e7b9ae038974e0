\ TRY … RESTORE … ENDTRY THROW, twice over: place and backtrace are those of the first fault.
\ exit: 1
\ output:
\ | cleanup cleanup
\ error:
\ | rethrown-by-restore.fth:14:12: error: Invalid memory address
\ | in work at 
\ | rethrown-by-restore.fth:14:12
\ | in main at 
\ | rethrown-by-restore.fth:15:
\ | in twice at 
\ | rethrown-by-restore.fth:16:
\ | rethrown-by-restore.fth:17:1
: work   0 @ ;
: main   try work 0 restore ." cleanup " endtry throw ;
: twice  try main 0 restore ." cleanup" endtry throw ;
twice
