\ Libraries of gforth that load though no file is there: mini-oof, ansi, those whose words are built in.
\ output:
\ | undefined
\ | 3 4 sum 7
\ | point 3 4 sum 7
\ | 14
require random.fs
include string.fs
needs struct.fs
[undefined] end-class [if] .( undefined) cr [then]
require mini-oof.fs
require mini-oof.fs
object class
  cell var x
  cell var y
  method init ( x y o -- )
  method show ( o -- )
end-class point
:noname >r r@ y ! r> x ! ; point defines init
:noname dup x @ . dup y @ . ." sum " dup x @ swap y @ + . ; point defines show
point class end-class named
:noname ." point " [ point :: show ] ; named defines show
point new constant p  3 4 p init  p show cr
named new constant q  3 4 q init  q show cr
require ansi.fs
<a red >fg bold a> fg> . cr
