\ Objects of our own: classes with single inheritance, fields, late-bound methods, SUPER, and a few classes.
\ output:
\ | circle@1,2 r=10 box@3,4 5x6 square@7,8 9x9
\ | 314 30 81
\ | 1256 30 729 circle@1,2 r=20 box@3,4 5x6 square@7,8 27x27
\ | 2015
\ | -1 -1 0
\ | -2 -2
\ | 0 0
\ | 77 0

\ A class: size of its objects, number of methods, parent, then its table of methods.
64 constant #methods
variable next-selector
0 value this      \ the object whose method runs
0 value building  \ the class that is open

: class>size  ; : class>parent cell+ ; : class>table 2 cells + ;
: no-method  true abort" this object does not understand that" ;
: new-class  ( parent "name" -- )
  create here to building
  dup if dup class>size @ else cell then , dup ,
  #methods 0 do dup if dup class>table i cells + @ else ['] no-method then , loop drop ;
: class  ( "name" -- ) 0 new-class ;
: subclass  ( parent "name" -- ) new-class ;

: selector  ( "name" -- )
  create next-selector @ , 1 next-selector +!
  does>  ( ... object sel -- ... )
    @ cells over @ class>table + @
    this >r swap to this
    catch r> to this throw ;
: field  ( size "name" -- )
  create building class>size @ , building class>size +!
  does> @ this + ;
: var  cell field ;

\ : m: selector ... ;m  defines a method in the class that is open
: m:  ( "selector" -- xt-place colon-sys ) ' >body @ cells building class>table + :noname ;
: ;m  postpone ; swap ! ; immediate
: super  ( "selector" -- )
  ' >body @ cells building class>parent @ class>table + @ compile, ; immediate
: new  ( class -- object ) dup class>size @ dup allocate throw tuck swap erase tuck ! ;
: is-a?  ( object class -- flag ) swap @ begin dup while 2dup = if 2drop true exit then class>parent @ repeat nip ;

selector init  selector show  selector area  selector scale  selector name

class shape
  var x var y
  m: init  y ! x ! ;m
  m: name  s" shape" ;m
  m: show  this name type ." @" x @ 0 .r ." ," y @ . ;m
shape subclass circle
  var radius
  m: init  radius ! super init ;m
  m: name  s" circle" ;m
  m: area  radius @ dup * 355 113 */ ;m
  m: scale  radius @ * radius ! ;m
  m: show  super show ." r=" radius @ . ;m
shape subclass box
  var w var h
  m: init  h ! w ! super init ;m
  m: name  s" box" ;m
  m: area  w @ h @ * ;m
  m: scale  dup w @ * w ! h @ * h ! ;m
  m: show  super show w @ 0 .r ." x" h @ . ;m
box subclass square
  m: init  dup super init ;m
  m: name  s" square" ;m

: circle:  ( x y r "name" -- ) circle new dup >r init r> constant ;
: box:  ( x y w h "name" -- ) box new dup >r init r> constant ;
: square:  ( x y w "name" -- ) square new dup >r init r> constant ;
1 2 10 circle: c  3 4 5 6 box: b  7 8 9 square: s

create zoo c , b , s , 0 ,
: each  ( xt list -- ) swap >r begin dup @ while dup @ r@ execute cell+ repeat drop rdrop ;
' show zoo each cr
: .area area . ;
' .area zoo each cr
2 c scale 3 s scale
' .area zoo each  ' show zoo each cr
: total  ( list -- n ) 0 swap begin dup @ while dup @ area rot + swap cell+ repeat drop ;
zoo total . cr
s box is-a? . s shape is-a? . c box is-a? . cr
class point  point new constant p
p ' show catch . . cr
this . depth . cr

\ A method that throws leaves THIS as it was.
selector fail
box subclass bad-box  m: fail  w @ throw ;m
bad-box new constant bb  0 0 77 1 bb init
: try-fail  bb fail ;
' try-fail catch . this . cr
