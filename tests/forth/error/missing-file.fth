\ include of a file that does not exist names the file.
\ exit: 1
\ output:
\ | ok
\ error:
\ | missing-file.fth:10:
\ | no-such-file.fth
\ | (THROW -38)
.( ok) cr
include no-such-file.fth
