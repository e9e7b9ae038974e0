\ gforth's objects.fs: selectors, fields, scopes, binding, interfaces.
\ output:
\ | circle at 1 2 r=50 100 5
\ | sub of r=7 14 5 named 7 small
\ | r=7 14 5 r=7 14 5
\ | w1 9 w2 other w1sub of r=9 18 5
\ | new w1 w2 w1 9
\ | 33 <2> 1 2
\ | 16 8
\ | 5 0
\ | hidden hidden 44
require objects.fs
object class
  selector draw ( x y graphical -- )
end-class graphical
graphical class
  cell% inst-var radius
  inst-value n
  protected
  : secret radius @ 2* ;
  public
:noname drop ." circle at " swap . . ; overrides draw
m: ( n circle -- ) radius ! 5 [to-inst] n ;m overrides construct
m: ( circle -- ) ." r=" radius @ . secret . n . ;m method show
end-class circle
50 circle heap-new constant c
1 2 c draw c show cr
circle class
  m: ." sub of " this [parent] show ;m overrides show
  :m named ( sub -- ) ." named " radius @ . ;m
  m: ( sub -- ) radius @ 100 > if ." big" exitm then ." small" ;m method size?
end-class sub
7 sub dict-new constant d
d show d named d size? cr d bind circle show
: t d [bind] circle show ;
t cr
interface selector w1 ( o -- ) selector w2 ( o -- ) end-interface writing
sub class
  writing implementation
  m: ." w1 " radius @ . ;m overrides w1
  m: ." w2 " ;m overrides w2
end-class e
object class
  writing implementation
  :noname drop ." other w1" ; overrides w1
end-class f
9 e heap-new constant ee  f heap-new constant ff
ee w1 ee w2 ff w1 ee show cr
\ A child overrides methods of the interface for itself alone.
e class m: ." new w1 " ;m overrides w1 end-class g
3 g heap-new dup w1 w2 ee w1 cr
\ Methods apart from their class.
graphical class inst-value q end-class late
late methods
  m: [to-inst] q ;m overrides construct
  m: q . ;m overrides draw
end-methods
1 2 33 late heap-new draw .s 2drop cr
late class-inst-size 2@ . . cr
\ A THROW in a method leaves THIS as it was.
graphical class m: 5 throw ;m overrides draw end-class bad
bad heap-new 0 0 rot ' draw catch . drop 2drop this . cr
\ Fields and protected words are known inside alone; a selector without a method says so.
[undefined] radius [if] .( hidden ) [then] [undefined] secret [if] .( hidden ) [then]
: missing  1 2 graphical heap-new draw ;
' missing catch 0<> [if] .( 44) [then] cr
