\ A code of the program's own that nothing catches is what the run ends with.
\ exit: 42
\ output:
\ | before
\ error:
\ | :8:4: error: Error 42 (THROW 42)
.( before) cr
42 throw
