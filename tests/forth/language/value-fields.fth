\ gforth's value fields of structures, and TO, +TO, IS, ACTION-OF and ADDR of every kind of value.
\ output:
\ | ok: 26 checks
include ../tester.fth

begin-structure foo
  value: a  cvalue: b  2value: c  fvalue: d  $value: e  defer: f  value[]: g  swvalue: h  wvalue: k  sfvalue: l
end-structure
create o foo allot  o foo erase
T{ 5 o to a  3 o +to a  o a -> 8 }T
T{ 300 o to b  o b  1 o +to b  o b -> 44 45 }T
T{ 1. o to c  2. o +to c  o c -> 3. }T
T{ 1.5e o to d  1e o +to d  o d -> 2.5e }T
T{ s" ab" o to e  s" cd" o +to e  o e s" abcd" same? -> true }T
T{ ' negate o is f  7 o f  o action-of f -> -7 ' negate }T
T{ 7 2 o to g  1 2 o +to g  2 o g -> 8 }T
T{ -2 o to h  o h  o k  -2 o to k  o k -> -2 0 65534 }T
T{ 1.5e o to l  1e o +to l  o l -> 2.5e }T
T{ o addr a o - -> 0 }T
T{ : compiled ( n o -- n ) tuck to a  9 over +to a  a ;  5 o compiled -> 14 }T
T{ 10. 2value two  5. +to two  two  1. to two  two -> 15. 1. }T
T{ 1 value one  1 +to one  one  addr one @ -> 2 2 }T
T{ 1e fvalue float  1e +to float  float -> 2e }T
defer action
T{ ' negate is action  4 action  action-of action -> -4 ' negate }T
T{ : in-locals { xt: a } 3 a  ['] negate to a  3 a  action-of a ;  ' 1+ in-locals -> 4 -3 ' negate }T
T{ s" 5 to" throws  s" 5 to dup" throws  s" action-of dup" throws -> -16 -32 -32 }T
\ Markers forget value fields: the same word number is another word.
marker forget-these
begin-structure bar  value: x  end-structure
forget-these
: y 1 ;
T{ s" 5 0 to y" throws -> -32 }T
\ Recognizers of values.
T{ 5 ->one  1 +>one  one  '>one @ -> 6 6 }T
T{ `1+ =>action  1 action  @>action -> 2 ' 1+ }T
T{ : t 9 ->one one ;  t -> 9 }T
T{ <one> @ -> 9 }T
\ The return stack while interpreting, over lines.
T{ 1 >r 2 >r
   r@ r> r> -> 2 2 1 }T
T{ 1 2 2>r 2r@ 2r> -> 1 2 1 2 }T
T{ : uses-it 2rdrop ;  3 >r 4 >r 5 >r rdrop 2rdrop 7 -> 7 }T
T{ 1.5e f>r fr@ fr> -> 1.5e 1.5e }T
done
