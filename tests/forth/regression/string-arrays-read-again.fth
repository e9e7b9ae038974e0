\ $[]SLURP fills an array anew: what an earlier file has left there is gone, and a line ends at CR LF, too.
\ output:
\ | 3 <one><two><three>
\ | 2 <a><b>
\ | 0
$variable lines
: file  ( c-addr u -- )  s" lines.txt" w/o create-file throw >r r@ write-file throw r> close-file throw ;
: shown  ( c-addr u -- )  ." <" type ." >" ;
: show  ( -- )  s" lines.txt" lines $[]slurp-file  lines $[]# .  lines ['] shown $[]map cr ;
s\" one\r\ntwo\nthree" file show
s\" a\nb\n" file show
s" " file show
