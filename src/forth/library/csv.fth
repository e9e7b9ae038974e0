\ gforth's csv.fs: READ-CSV runs a word with each field of a file of comma-separated values (RFC 4180), .QUOTED-CSV writes one.

',' value csv-separator
'"' value csv-quote

$variable csv-item
variable csv-quoted

: csv-doubled? ( c-addr u -- flag ) dup 1 > if drop 1+ c@ csv-quote = else 2drop false then ;

\ Takes a character into the field, but for a carriage return before a line end.
: csv-take ( c-addr u -- )
  over c@ #cr = csv-quoted @ 0= and if 2drop else drop c@ csv-item c$+! then ;

\ Decodes the first field into CSV-ITEM; gives the rest, and what has ended the field: 0 for the end of the text.
: csv-field ( c-addr u -- c-addr2 u2 char )
  s" " csv-item $!  csv-quoted off
  begin dup while
    over c@ csv-quote = if
      csv-quoted @ if
        2dup csv-doubled? if 1 /string csv-quote csv-item c$+! else csv-quoted off then
      else csv-quoted on then
    else
      csv-quoted @ 0= if
        over c@ dup csv-separator = over #lf = or if >r 1 /string r> exit then drop
      then
      2dup csv-take
    then
    1 /string
  repeat 0 ;

: read-csv ( c-addr u xt -- )
  0 1 {: xt field line :}
  open-fpath-file throw 2drop dup slurp-fid rot close-file throw
  over {: text :}
  begin
    csv-field {: ended :}
    2>r csv-item $@ field line xt execute 2r>
    ended csv-separator = if field 1+ to field else 0 to field line 1+ to line then
    dup 0= ended csv-separator <> and
  until
  2drop text free throw ;

: .quoted-csv ( c-addr u -- )
  csv-quote emit
  bounds ?do i c@ dup csv-quote = if dup emit then emit loop
  csv-quote emit ;
