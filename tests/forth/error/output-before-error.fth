\ What was written without a line end is out before the error.
\ exit: 1
\ output:
\ | no line end here
\ error:
\ | (THROW -13)
.( no line end here)
frob
