\ The object system of gforth's oof.fs, as its manual describes it: classes with late and early methods, instance variables,
\ objects, pointers and arrays as members, interfaces.
\
\ A class and an interface are a few cells in the dictionary. What an object begins with is the address of its class's
\ record. So a class stands for an object where its name is used as one: its first cell has that address, too.

get-order get-current
wordlist constant oof-wordlist
get-order oof-wordlist swap 1+ set-order  definitions

0
cell +field class>record      \ 0 while the class is declared
cell +field class>names
cell +field class>parent
cell +field class>interfaces  \ a list: next, interface, methods
constant /class
0
cell +field record>class
cell +field record>size       \ bytes of an object
cell +field record>length     \ bytes of the record, with methods and static variables
cell +field record>embedded   \ a list of objects that are members: next, offset, class
constant /record
0
cell +field interface>names
cell +field interface>length  \ bytes of methods
cell +field interface>methods \ what a class has that defines none of its own
constant /interface

variable op \ the current object
create objects-around 0 , 64 cells allot \ while interpreting

: push-object ( object -- ) op @  1 objects-around +!  objects-around dup @ cells + !  op ! ;
: pop-object ( -- ) objects-around dup @ cells + @ op !  -1 objects-around +! ;
: enter, ( compilation: -- ; object -- ) ]] op @ >r op ! [[ ;
: leave, ( compilation: -- ) ]] r> op ! [[ ;
: class-of ( object -- class ) @ record>class @ ;
: this-class ( -- class ) op @ class-of ;

\ ---- the class that is declared -----------------------------------------------------------------------------------

variable current-class
variable declaring
variable object-size
variable record-length
variable embedded
variable old-current
variable old-order
variable method-name

0 constant #var  1 constant #method  2 constant #early  3 constant #static  4 constant #defer  5 constant #interface
: member-kind ( xt -- n ) >body cell+ @ ;
: unbound-method ( -- ) true abort" unbound method" ;
: take-bytes ( bytes -- offset ) object-size @ swap object-size +! ;
: take-cell ( -- offset ) object-size @ aligned object-size !  cell take-bytes ;
: take-slot ( -- offset ) record-length @  cell record-length +! ;
: member ( x kind "name" -- ) create swap , , ;

: add-order ( wid -- ) >r get-order r> swap 1+ set-order ;
: add-class ( class -- ) \ its names and those of its parents and interfaces
  dup class>parent @ ?dup if recurse then
  dup class>interfaces begin @ dup while dup cell+ @ interface>names @ add-order repeat drop
  class>names @ add-order ;
: keep-order ( -- ) get-order here old-order ! dup , 0 ?do , loop  get-current old-current ! ;
: restore-order ( -- )
  old-order @ dup @ {: kept n :}  n 0 ?do kept n i - cells + @ loop  n set-order  old-current @ set-current ;

\ ---- members ------------------------------------------------------------------------------------------------------

: interface-member? ( c-addr u class -- xt 1 | xt -1 | 0 )
  class>interfaces begin @ dup while
    >r 2dup r@ cell+ @ interface>names @ search-wordlist ?dup if 2nip rdrop exit then r>
  repeat drop 2drop 0 ;
: member? ( c-addr u class -- xt 1 | xt -1 | 0 )
  begin dup while
    >r 2dup r@ class>names @ search-wordlist ?dup if 2nip rdrop exit then
    2dup r@ interface-member? ?dup if 2nip rdrop exit then
    r> class>parent @
  repeat drop 2drop 0 ;
: member-of ( class "name" -- xt flag ) >r parse-name r> member? dup 0= abort" method not found" ;
: early-xt ( class xt -- xt ) \ what the class does for a member
  dup member-kind #method = if >body @ swap @ + @ exit then
  dup member-kind #early = if >body @ then nip ;
\ Runs a member, or compiles it: early for an object whose class is known.
: do-member ( i*x class early? "name" -- j*x )
  over member-of {: class early? xt flag :}
  state @ if
    flag 0< if early? if class xt early-xt else xt then compile, exit then
    class push-object xt execute pop-object exit
  then xt execute ;
\ The same with an object that is on the stack when it runs; WITH leaves it the current one.
variable object-set
: object-member, ( class early? "name" -- )
  enter,  object-set @ >r  object-set on  do-member  object-set @ if leave, then  r> object-set ! ;
: within-object ( i*x class object early? "name" -- j*x ) swap push-object do-member pop-object ;

\ ---- objects ------------------------------------------------------------------------------------------------------

: fill-object ( record object -- )
  2dup !  swap record>embedded
  begin @ dup while 2dup cell+ 2@ rot + swap @ swap recurse repeat 2drop ;
defer run-init ( i*x -- j*x )
: init-object ( i*x object -- j*x )
  push-object run-init
  op @ @ record>embedded begin @ dup while >r r@ cell+ @ op @ + recurse r> repeat drop
  pop-object ;
: make-object ( i*x record addr -- j*x )
  dup 2 pick record>size @ erase  tuck fill-object init-object ;
variable is-dynamic  true is-dynamic !
: object-room ( bytes -- addr ) is-dynamic @ if allocate throw else align here swap allot then ;
: new-object ( i*x class -- j*x object ) @ dup record>size @ object-room dup >r make-object r> ;
: element-size ( class -- u ) @ record>size @ aligned ;
: element ( i first -- object ) \ of an array; its class may be another than the array was declared with
  tuck @ record>size @ aligned * + ;
: new-objects ( i*x n class -- j*x addr ) \ the last one takes its items first
  dup element-size 2 pick over * object-room {: n class step first :}
  n 0 ?do class @ first n 1- i - step * + make-object loop first ;

: instance, ( i*x class "name" -- j*x )
  create immediate @ here over record>size @ allot make-object
  does> dup class-of swap ( class object )
  state @ if ]] literal [[ true object-member, else true within-object then ;
: pointer, ( class "name" -- )
  create immediate 0 , , does> dup cell+ @ swap ( class addr )
  state @ if ]] literal @ [[ false object-member, else @ false within-object then ;
: array, ( i*x n class "name" -- j*x )
  create immediate here >r 0 , dup ,  is-dynamic @ >r is-dynamic off  new-objects  r> is-dynamic !  r> !
  does> 2@ ( i class first | class first )
  state @ if ]] literal element [[ true object-member, else rot swap element true within-object then ;

\ Members of other objects; the body has the offset and the class.
: embedded, ( class "name" -- )
  create immediate object-size @ aligned dup object-size !  2dup , ,
  align here embedded @ , embedded !  , dup ,  @ record>size @ take-bytes drop
  does> 2@ ( class offset )
  state @ if ]] literal op @ + [[ true object-member, else op @ + true within-object then ;
: member-pointer, ( class "name" -- )
  create immediate take-cell , , does> 2@ ( class offset )
  state @ if ]] literal op @ + @ [[ false object-member, else op @ + @ false within-object then ;
: member-array, ( class "name" -- )
  create immediate take-cell , , does> 2@ ( i class offset | class offset )
  state @ if ]] literal op @ + @ element [[ false object-member,
  else rot swap op @ + @ element false within-object then ;

\ ---- interfaces ---------------------------------------------------------------------------------------------------

variable current-interface
: implementation ( interface object -- addr ) \ the methods of the nearest class that has them
  class-of begin dup while
    2dup class>interfaces begin @ dup while 2dup cell+ @ = if nip nip nip 2 cells + exit then repeat 2drop
    class>parent @
  repeat true abort" interface not implemented" ;
: implement ( interface -- )
  align here current-class @ class>interfaces dup @ , !  dup ,
  dup interface>methods @ over interface>length @ here over allot swap move
  interface>names @ add-order ;
: interface-method ( xt -- offset interface ) >body dup @ swap 2 cells + @ ;

\ ---- building a class ---------------------------------------------------------------------------------------------

: begin-class ( parent "name" -- )
  wordlist create immediate align here current-class !  0 , , dup , 0 ,
  declaring on  embedded off
  ?dup if @ dup record>size @ object-size ! record>length @ record-length !
  else cell object-size ! /record record-length ! then
  does> dup false within-object ;
: build-class ( -- )
  declaring @ 0= abort" not twice!"  declaring off
  align here  current-class @ ,  object-size @ aligned ,  record-length @ ,  embedded @ ,
  record-length @ /record ?do ['] unbound-method , cell +loop
  current-class @ class>parent @ ?dup if
    @ {: record parent :}
    parent record>embedded @  record record>embedded begin dup @ while @ repeat !
    parent /record + record /record + parent record>length @ /record - move
    record
  then
  current-class @ !  current-class @ op ! ;
: method-slot ( xt -- addr ) \ where the current class keeps what a member does
  dup member-kind case
    #method of >body @ current-class @ @ + endof
    #early of >body endof
    #interface of interface-method current-class @ implementation + endof
    true abort" not a method"
  endcase ;
: inherit-method ( class "name" -- ) dup member-of drop tuck early-xt swap method-slot ! ;

wordlist constant class-words
wordlist constant interface-words
: open-class ( parent "name" -- )
  begin-class keep-order  current-class @ add-class  class-words add-order  current-class @ class>names @ set-current ;

class-words set-current
: static ( "name" -- ) take-slot #static member does> @ op @ @ + ;
: method ( "name" -- ) take-slot #method member does> @ op @ @ + @ execute ;
: early ( "name" -- ) ['] unbound-method #early member does> @ execute ;
: var ( bytes "name" -- ) take-bytes #var member does> @ op @ + ;
: defer ( "name" -- ) take-cell #defer member does> @ op @ + @ execute ;
: ptr ( "name" -- ) current-class @ member-pointer, ;
: how: ( -- ) build-class ;
: class; ( -- ) declaring @ if build-class then restore-order ;
: : ( "name" -- ) declaring @ abort" HOW: missing!"  current-class @ member-of drop method-name ! :noname ;
: ; ( xt colon-sys -- ) postpone ;  method-name @ method-slot ! ; immediate

interface-words set-current
: method ( "name" -- )
  current-interface @ interface>length dup @ cell rot +!  #interface member  current-interface @ ,
  does> dup @ swap 2 cells + @ op @ implementation + @ execute ;
: how: ( -- )
  declaring off  align here current-interface @ interface>methods !
  current-interface @ interface>length @ 0 ?do ['] unbound-method , cell +loop ;
: interface; ( -- ) restore-order ;
: : ( "name" -- )
  declaring @ abort" HOW: missing!"
  parse-name current-interface @ interface>names @ search-wordlist 0= abort" not found"  method-name ! :noname ;
: ; ( xt colon-sys -- )
  postpone ;  method-name @ >body @ current-interface @ interface>methods @ + ! ; immediate
oof-wordlist set-current

: does-interface ( interface "name" -- )
  parse-name rot interface>names @ search-wordlist dup 0= abort" not an interface method!"
  0< state @ and if compile, else execute then ;

forth-wordlist set-current
: ^ ( -- object ) op @ ;
: o@ ( -- addr ) op @ @ ;
: >o ( object -- ) state @ if enter, else push-object then ; immediate
: o> ( -- ) state @ if leave, else pop-object then ; immediate
: dynamic ( -- ) is-dynamic on ;
: static ( -- ) is-dynamic off ;
: bind ( object "name" -- ) ' >body state @ if ]] literal ! [[ else ! then ; immediate
: interface ( "name" -- )
  wordlist create here current-interface !  , 0 , 0 ,
  keep-order  current-interface @ interface>names @ dup add-order  interface-words add-order  set-current
  declaring on
  does> declaring @ if implement else does-interface then ;

\ ---- the class of all ---------------------------------------------------------------------------------------------

0 open-class object
method init ( i*x -- j*x )
method dispose ( -- )
early class ( "name" -- )
early new ( i*x -- j*x object ) immediate
early new[] ( i*x n -- j*x addr ) immediate
early : ( i*x "name" -- j*x )
early ptr ( "name" -- )
early [] ( i*x n "name" -- j*x )
early :: ( "name" -- ) immediate
early super ( "name" -- ) immediate
early self ( -- object )
early class? ( object -- flag )
early bind ( object "name" -- ) immediate
early is ( xt "name" -- ) immediate
early send ( i*x xt -- j*x )
early ' ( "name" -- xt ) immediate
early with ( object -- ) immediate
early endwith ( -- ) immediate
how:
: init ;
: dispose op @ free throw ;
: class this-class open-class ;
: new this-class state @ if ]] literal new-object [[ else new-object then ;
: new[] this-class state @ if ]] literal new-objects [[ else new-objects then ;
: : this-class declaring @ if embedded, else instance, then ;
: ptr this-class declaring @ if member-pointer, else pointer, then ;
: [] this-class declaring @ if member-array, else array, then ;
: :: this-class state @ if true do-member else inherit-method then ;
: super current-class @ class>parent @ true do-member ;
: self op @ ;
: class? class-of this-class begin 2dup <> over and while class>parent @ repeat = ;
: bind this-class member-of drop >body @ state @ if ]] literal op @ + ! [[ else op @ + ! then ;
: is this-class member-of drop >body @ state @ if ]] literal op @ + ! [[ else op @ + ! then ;
: send execute ;
: ' this-class member-of drop state @ if ]] literal [[ then ;
: with state @ if object-set @ if object-set off else enter, then then  keep-order this-class add-class ;
: endwith state @ if leave, then  restore-order ;
class;
oof-wordlist set-current
:noname ( i*x -- j*x ) [ s" init" object self member? drop ] literal execute ; is run-init

set-current set-order
