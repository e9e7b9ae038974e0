\ The comment of { goes to the end of its line at most, whatever closes it; that of {: up to :}.
\ output:
\ | 7 10 6 15 
: f { a b -- c )
  a b + ;
: g { a -- x-found}
  a 2* ;
: h {: a b -- c
  d :} a b - ;
: k { a b -- a*b | 0 ( note )
  a b * ;
3 4 f . 5 g . 9 3 h . 3 5 k .
