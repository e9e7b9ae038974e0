\ A code that is caught and thrown again, and cleaning up on the way: the report is that of the first THROW.
\ exit: 99
\ output:
\ | cleaned up
\ error:
\ | rethrown.fth:13:14: error:
\ | 99
\ | in work at 
\ | rethrown.fth:13:14
\ | in safely at 
\ | rethrown.fth:14:
\ | rethrown.fth:15:1
: work    99 throw ;
: safely  ['] work catch ." cleaned up" cr throw ;
safely
