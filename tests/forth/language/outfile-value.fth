\ outfile-id is a value: output goes where TO sends it, at once.
\ output:
\ | before
\ | after: to the file
: name  s" outfile-value.tmp" ;
name w/o create-file throw value file
.( before) cr
: divert ( fileid -- )  to outfile-id ;
file divert  .( to the file)  file close-file throw
stdout to outfile-id
.( after: ) name slurp-file type cr
name delete-file throw
