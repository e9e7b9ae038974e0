\ Comparing and searching texts, empty ones and such as lie nowhere.
: two s" abcdef" s" abd" ;
: main two compare . two str= . two str< . two string-prefix? . two string-suffix? . two search . type
  s" ab  " -trailing type s" " s" " compare . 0 0 0 0 search . 2drop 0 0 s" " search . 2drop
  [: 5 1 5 1 compare ;] catch . [: pad -1 pad 1 search ;] catch . [: 1 2 -trailing ;] catch .
  [: -1 10 pad 1 str= ;] catch . s" abc" s" " search . type pad 1 1 -1 compare ;
