\ The same when the words have become code: hot before the fault is met.
\ exit: 1
\ error:
\ | rethrown-hot.fth:12:25: error: Invalid memory address
\ | in work at 
\ | rethrown-hot.fth:12:25
\ | in clean at 
\ | rethrown-hot.fth:13:
\ | rethrown-hot.fth:15:14

variable v
: work   ( addr -- x )  @ ;
: clean  ( addr -- x )  ['] work catch dup if nip then throw ;
: warm   5000 0 do v clean drop loop ;
warm warm 0  clean
