\ gforth's oof.fs: what it prints is what gforth's prints.
\ output:
\ | 1 25 cube 3 24 
\ | 2 49 49 
\ | 1 25 2 49 cube 3 24 50 
\ | 2 49 98 
\ | 2 49 49 25 
\ | 25 1 25 49 2 49 
\ | 1 4 10 1 11 4 12 9 
\ | 4 36 2 
\ | hey wuff hey hey miaow miaow miaow miaow 
\ | -2 
require oof.fs

: put ! ; : get @ ; : print . ;
object class shape
  cell var name
  method area  method show  early double
  static made
how:
  : init ( n -- ) name put  1 made +! ;
  : area 0 ;
  : show name get print area print ;
  : double area 2* ;
class;
shape class square
  cell var side
how:
  : init ( n side -- ) side put super init ;
  : area side get dup * ;
class;
square class cube
  shape ptr partner
how:
  : area super area 6 * ;
  : show ." cube " super show ;
class;
\ Objects in the dictionary and on the heap, pointers to them; early methods of a known class, late ones of a pointer's.
1 5 square : s1
2 7 square new constant d1
3 2 cube : c1
s1 show c1 show cr
d1 c1 bind partner  c1 partner show c1 partner area . cr
: t  s1 show c1 partner show c1 show s1 double . ; t cr
square ptr p  d1 bind p  p show p double . cr
: u  p show d1 bind p p area . s1 self bind p p area . ; u cr
: w  s1 with area . show endwith  d1 >o shape area . shape show o> ; w cr
\ Arrays, whose last object takes its items first; objects that are members of others.
10 1 11 2 12 3 3 square [] row
0 row area . 1 row area . : v  3 0 do i row show loop ; v cr
object class house
  square : ground  cell var floors
  method show
how:
  : init ( n side floors -- ) floors put ;
  : show ground show floors get . ;
class;
4 6 2 house : h  h show cr
\ Interfaces, with methods of their own for classes that have none.
interface loud
  method shout  method twice
how:
  : shout ." hey " ;
  : twice shout shout ;
interface;
object class dog  loud  method bark
how:
  : init ; : bark shout ." wuff " ;
class;
object class cat  loud
how:
  : init ; : shout ." miaow " ;
class;
dog : rex  cat : tom
rex bark rex twice tom twice tom self >o loud twice o> cr
\ What is not there.
: missing  [: s" s1 nothing" evaluate ;] catch . ; missing
