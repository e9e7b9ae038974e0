\ Bernd Paysan's mini-oof interface: object class … var … method … end-class, defines, new, ::
\ A class is: size of an object, size of the method table, methods. An object begins with the address of its class.

: method ( m v "name" -- m' v ) create over , swap cell+ swap does> ( … o -- … ) @ over @ + @ execute ;
: var ( m v size "name" -- m v' ) create over , + does> ( o -- addr ) @ + ;
: class ( class -- class m v ) dup 2@ ;

: end-class ( class m v "name" -- )
  create here >r , dup , 2 cells ?do ['] noop , 1 cells +loop
  \ What the parent class has comes first; the cells with its sizes are not copied.
  cell+ dup cell+ r> rot @ 2 cells /string move ;

: >vt ( class "name" -- addr ) ' >body @ + ;
: bind ( class "name" -- xt ) >vt @ ;
: defines ( xt class "name" -- ) >vt ! ;
: new ( class -- o ) here over @ allot swap over ! ;
: :: ( class "name" -- ) bind compile, ;

create object  1 cells , 2 cells ,
