\ An exit code has eight bits: a larger code of the program's own ends the run with 1.
\ exit: 1
\ error:
\ | :5:5: error: Error 256 (THROW 256)
256 throw
