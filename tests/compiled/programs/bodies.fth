\ Bodies of words, and actions of deferred ones.
create c 1 , 2 , 5 value v
defer d : a1 ." a1 " ; : a2 ." a2 " ; ' a1 is d
: act ( xt -- ) defer@ execute ;
: main ['] c >body @ . ['] v >body @ . d ['] d act ['] a2 ['] d defer! d c body> ['] c = . ['] a1 is d d
  action-of d execute ['] a1 >body @ . [: 4096 body> ;] catch . [: 999999 >body ;] catch . 1 41 lshift defer@ ;
