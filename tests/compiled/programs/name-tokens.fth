\ Name tokens that were found while the program was loaded.
: found 42 . ;
s" found" find-name constant name
s" dup" find-name constant system-name
: main name name>interpret execute 5 system-name name>int execute . . name name?int execute 0 [: name>interpret ;] catch . ;
