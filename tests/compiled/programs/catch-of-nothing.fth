\ CATCH with nothing to catch.
: caught catch . ;
: main ['] caught catch . depth . 5 ['] drop ['] caught catch . . caught ;
