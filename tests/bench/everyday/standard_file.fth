\ Lines, texts and characters that are written to standard output by its fileid.
: run ( n -- )  0 ?do s" a line of text" stdout write-line throw s" more" stdout write-file throw [char] . stdout emit-file throw loop ;
size run
