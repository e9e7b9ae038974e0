\ Commands, pipes, the environment and arguments.
: main ( -- )
   s" echo from the shell $((1+2)); exit 3" system $? .  s" echo got; exit 4" sh-get type $? .
   s" cat" w/o open-pipe throw >r s" through a pipe" r@ write-line throw r> close-pipe . .
   s" printf 'a\nb\nc'; exit 7" r/o open-pipe throw >r
   begin pad 80 r@ read-line throw while pad swap type ." /" repeat drop r> close-pipe . . cr
   s" kill -9 $$" system $? .
   s" NAME" s" a value" 1 setenv .  s" NAME" getenv type  s" echo $NAME" system  s" NAME" unsetenv . s" NAME" getenv . . cr
   argc @ .  begin next-arg 2dup d0= 0= while type space repeat 2drop  argc @ .  2 arg . . cr
   utime d0> . ntime d0> . cputime d0>= . d0>= . 1 ms  getpid 0> . cr ;
