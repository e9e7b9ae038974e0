\ A code that is caught and thrown again, and cleaning up on the way.
\ exit: 1
\ output:
\ | cleaned up
\ error:
\ | 99
: work  99 throw ;
: safely  ['] work catch ." cleaned up" cr throw ;
safely
