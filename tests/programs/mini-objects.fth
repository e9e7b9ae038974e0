\ Bernd Paysan's small object package, as programs use it that load it by name.
\ output:
\ | 5 6 -7
\ | 8 6 -6
\ | 3 2 1
\ | 9 4 1 6
\ | woof woof yip ...yip .........
\ | 0

require mini-oof.fs

object class  cell var value~  method get  method put  end-class cell-class
:noname value~ @ ; cell-class defines get
:noname value~ ! ; cell-class defines put

cell-class class  method bump  end-class counter-class
:noname dup get 1+ swap put ; counter-class defines bump

counter-class class  end-class negative-class
:noname [ counter-class :: get ] negate ; negative-class defines get

cell-class new constant a   counter-class new constant b   negative-class new constant c
5 a put 6 b put 7 c put
a get . b get . c get . cr
b bump b bump b get . c bump c get . c value~ @ . cr

object class
  cell var link  cell var item
  method init  method walk
end-class node
0 value list
:noname >r r@ item ! list r@ link ! r> to list ; node defines init
: cons  ( n -- ) node new init ;
:noname  ( xt node -- )
  begin dup while 2dup item @ swap execute link @ repeat 2drop ; node defines walk
1 cons 2 cons 3 cons
' . list walk cr
:noname dup * . ; list walk
: sum 0 list begin dup while tuck item @ + swap link @ repeat drop ; sum . cr
object class
  method speak
  method twice
end-class animal
:noname ." ..." drop ; animal defines speak
:noname dup speak speak ; animal defines twice
animal class end-class dog  :noname ." woof " drop ; dog defines speak
animal class end-class puppy
:noname ." yip " [ animal :: speak ] ; puppy defines speak
dog new twice puppy new twice animal new twice cr
depth . cr
