\ gforth's objects.fs, as its manual describes it: classes with selectors, fields, scopes and interfaces.
\
\ A class or an interface is a record; a class has a list of words of its own. Its map is what its objects begin with the
\ address of: execution tokens of methods from there on, and below it the maps of the interfaces that it implements.

0
cell +field class-map-block   \ the allocated map with what lies below
cell +field class-below       \ bytes below
cell +field class-above       \ bytes above: the methods
2 cells +field class-inst-size
cell +field class-parent      \ 0 for an interface
cell +field class-wordlist
cell +field class-number      \ of an interface: its map lies so many bytes below
constant class-record-size

0 value this
: to-this ( object -- ) to this ;
variable current-interface
variable interfaces-made

: class->map ( class -- map ) dup class-map-block @ swap class-below @ + ;

\ Makes room in the map of the class that is being defined.
: class-extend ( bytes-below bytes-above -- )
  current-interface @ {: below above class :}
  class class-map-block @ class class-below @ class class-above @ {: old old-below old-above :}
  old-below below + old-above above + + allocate throw
  dup old-below below + old-above above + + erase
  dup class class-map-block !
  below + old swap old-below old-above + move
  below class class-below +!  above class class-above +!
  old if old free throw then ;

: class-new ( parent -- class )
  align here class-record-size allot dup class-record-size erase
  tuck class-parent !
  dup current-interface ! ;

: class-no-method ( -- ) true abort" this object has no method for the selector" ;

\ ---- selectors ----------------------------------------------------------------------------------------------------

: class-selector ( offset "name" -- ) create 0 , , does> ( … object body -- … ) cell+ @ over @ + @ execute ;
: interface-selector ( offset "name" -- )
  create current-interface @ class-number @ negate , ,
  does> ( … object body -- … ) 2dup @ swap @ + @ swap cell+ @ + @ execute ;

\ Where the map has the method of a selector.
: class-slot ( selector-xt map -- addr )
  swap >body tuck @ ?dup if over + @ nip then swap cell+ @ + ;
: class-override! ( xt selector-xt map -- ) class-slot ! ;
: <bind> ( class selector-xt -- xt ) swap class->map class-slot @ ;
: overrides ( xt "selector" -- ) ' current-interface @ class->map class-override! ;

: selector ( "name" -- )
  current-interface @ class-above @
  0 cell class-extend
  current-interface @ class-number @ if dup interface-selector else dup class-selector then
  ['] class-no-method swap current-interface @ class->map + ! ;
: method ( xt "name" -- ) selector current-interface @ dup class->map swap class-above @ + 1 cells - ! ;

\ ---- scopes -------------------------------------------------------------------------------------------------------

: class>order ( class -- )
  dup class-parent @ ?dup if recurse then
  class-wordlist @ >r get-order r> swap 1+ set-order ;
: class-previous ( class -- ) begin ?dup while previous class-parent @ repeat ;

variable public-wordlist
: public ( -- ) public-wordlist @ ?dup if set-current 0 public-wordlist ! then ;
: protected ( -- )
  get-current current-interface @ class-wordlist @ 2dup <> if
    public-wordlist @ if nip else swap public-wordlist ! then set-current
  else 2drop then ;
: class-hidden ( xt -- ) get-current >r current-interface @ class-wordlist @ set-current execute r> set-current ;

\ ---- classes ------------------------------------------------------------------------------------------------------

\ A child has its own copies of what its parent implements, because it may override methods there.
: class-copy-map ( map bytes -- map' ) dup allocate throw dup >r swap move r> ;
: class-inherit ( parent class -- )
  {: parent class :}
  parent class-below @ parent class-above @ class-extend
  parent class-map-block @ class class-map-block @ parent class-below @ parent class-above @ + move
  class class-below @ 0 ?do
    class class-map-block @ i + dup @ if
      dup @ dup cell - @ cell+ swap cell - swap class-copy-map cell+ swap !
    else drop then
  cell +loop ;

: class ( parent -- align offset )
  dup class-new 2dup class-inherit
  wordlist over class-wordlist !
  class>order
  class-inst-size 2@ ;
: end-class-noname ( align offset -- class )
  public current-interface @ dup >r class-inst-size 2! r@ class-previous r> ;
: end-class ( align offset "name" -- ) end-class-noname constant ;
: methods ( class -- ) dup current-interface ! class>order ;
: end-methods ( -- ) current-interface @ class-previous ;

: interface ( -- )
  0 class-new
  cell interfaces-made +! interfaces-made @ swap class-number !
  \ The cell before an interface's map says how long it is.
  cell 0 class-extend ;
: end-interface-noname ( -- interface )
  current-interface @ dup class-above @ over class-map-block @ ! ;
: end-interface ( "name" -- ) end-interface-noname constant ;
: implementation ( interface -- )
  dup class-number @ current-interface @ class-below @ - 0 max 0 class-extend
  dup class->map cell - over class-above @ cell+ class-copy-map cell+
  swap class-number @ negate current-interface @ class->map + ! ;

: bind' ( "class" "selector" -- xt ) ' execute ' <bind> ;
: bind ( … "class" "selector" -- … ) bind' execute ;
: [bind] ( compilation: "class" "selector" -- ; … object -- … ) bind' compile, ; immediate
: current' ( "selector" -- xt ) current-interface @ ' <bind> ;
: [current] ( compilation: "selector" -- ; … object -- … ) current' compile, ; immediate
: [parent] ( compilation: "selector" -- ; … object -- … )
  current-interface @ class-parent @ ' <bind> compile, ; immediate

\ ---- methods and fields -------------------------------------------------------------------------------------------

: m: ( -- xt colon-sys ; object -- ) :noname ]] this >r to-this [[ ;
: :m ( "name" -- colon-sys ; object -- ) : ]] this >r to-this [[ ;
: exitm ( compilation: -- ; -- ) ]] r> to-this exit [[ ; immediate
: ;m ( compilation: colon-sys -- ; -- ) ]] r> to-this ; [[ ; immediate
: catch ( … xt -- … code ) this >r catch r> to-this ;

: inst-place ( align1 offset1 align size -- align2 offset2 place )
  2swap 2 pick naligned dup >r rot + >r max r> r> ;
: inst-var-named ( place "name" -- ) create , does> ( -- addr ) @ this + ;
: inst-value-named ( place "name" -- ) create , does> ( -- x ) @ this + @ ;
: inst-var ( align1 offset1 align size "name" -- align2 offset2 )
  inst-place ['] inst-var-named class-hidden ;
: inst-value ( align1 offset1 "name" -- align2 offset2 )
  cell dup inst-place ['] inst-value-named class-hidden ;
: <to-inst> ( x xt -- ) >body @ this + ! ;
: [to-inst] ( compilation: "name" -- ; x -- ) ' >body @ ]] literal this + ! [[ ; immediate

\ ---- objects ------------------------------------------------------------------------------------------------------

0 class-new constant object
wordlist object class-wordlist !
cell dup object class-inst-size 2!
selector construct ( … object -- )
' drop overrides construct
:noname ( object -- ) ." object:" dup dec. ." class:" @ dec. ; method print ( object -- )

: init-object ( … class object -- ) swap class->map over ! construct ;
: xt-new ( … class xt -- object )
  over class-inst-size 2@ rot execute dup >r init-object r> ;
: dict-new ( … class -- object ) ['] %allot xt-new ;
: heap-new ( … class -- object ) ['] %alloc xt-new ;
