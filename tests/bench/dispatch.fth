\ A byte-code interpreter: EXECUTE of execution tokens from a table, and state in variables.
[undefined] size [if] 8000000 constant size [then]

variable ip  variable counter  variable accumulator  variable running

: op-stop ( -- )  0 running ! ;
: op-count ( -- )  -1 counter +! ;
: op-add ( -- )  counter @ accumulator +! ;
: op-mix ( -- )  accumulator @ dup 3 lshift xor $ffffffff and accumulator ! ;
: op-loop ( -- )  counter @ if -4 ip +! then ;

create operations  ' op-stop , ' op-count , ' op-add , ' op-mix , ' op-loop ,
create program  1 c, 2 c, 3 c, 4 c, 0 c,

: step ( -- )  ip @ dup 1+ ip ! c@ cells operations + @ execute ;

: run ( n -- )
  counter !  0 accumulator !  program ip !  1 running !
  begin step running @ 0= until ;

size run accumulator @ . cr
