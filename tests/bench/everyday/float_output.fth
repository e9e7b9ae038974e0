\ Floats to the output, in the formats there are.
: run ( n -- )  0 ?do i s>f 8e f/ fdup f. fdup fs. fdup fe. 10 3 1 f.rdp cr loop ;
size run
