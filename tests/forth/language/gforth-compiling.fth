\ interpret/compile:, defers, :is, what's, const-does>, ]] [[, execute-parsing, noop in a definition, needs.
\ output:
\ | interpreting compiling
\ | first second true
\ | new
\ | 3 2.5 6
\ | 0 10 0 10 5
\ | hello world
\ | 1
\ | c.d /a/b/
\ | included once
: in  ." interpreting " ;  : comp  ." compiling " ;
' in ' comp interpret/compile: both
both  : x both ;  cr
defer act  :noname ." first " ; is act
: after  defers act ." second " ;
' after is act  act  what's act ' after = [if] .( true) [then] cr
:is act ." new" ;  act cr
: pair  ( n r "name" -- )  1 1 const-does> ( -- n r )  dup . f. 2* . ;
3 2.5e pair p  p cr
: template  ]] 5 10. 2dup [[ ; immediate
: instance  template ;  instance . . . . . cr
: both-words  parse-name type space parse-name type ;
s" hello world" ' both-words execute-parsing cr
: empty  noop 1 noop ;  empty . cr
s" /a/b/c.d" 2dup basename type space dirname type cr
[defined] noop defined noop and [if] .( included once) [then] cr
\\\
nothing here is interpreted
