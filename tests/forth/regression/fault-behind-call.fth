\ A fault directly behind a call has its own place, not that of the call.
\ exit: 1
\ output:
\ | -9
\ error:
\ | fault-behind-call.fth:13:27: error: Invalid memory address (THROW -9)
\ | in reads at
\ | fault-behind-call.fth:13:27
\ | in outer at
\ | fault-behind-call.fth:14:23

defer called  ' noop is called
: reads ( -- x ) called 1 @ ;
: outer ( -- ) 1 drop reads 2 drop drop ;
: caught ( -- ) ['] outer catch . ;
caught
outer
