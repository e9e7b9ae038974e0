\ A local is visible where every path has declared it; its memory is that of the activation, however often it is declared.
\ output:
\ | ok: 23 checks
include ../tester.fth

: a 100 ;  : b 200 ;
T{ : t1 if 5 { a } then a ;  1 t1 0 t1 -> 100 100 }T
T{ : t2 if 5 { a } a else 6 { a } a then a ;  1 t2 0 t2 -> 5 100 6 100 }T
T{ : t3 { a } if 5 { a } a else a then a ;  1 7 t3 0 7 t3 -> 5 7 7 7 }T
T{ : t4 { a } if a exit then 3 { b } a b ;  1 7 t4 0 7 t4 -> 7 7 3 }T
T{ : t5 if 5 { a } else exit then a ;  1 t5 0 t5 -> 5 }T
T{ : t6 begin 1 { a } a 1 = until a ;  t6 -> 1 }T
T{ : t7 0 begin 1+ dup 3 < while dup { a } repeat drop a ;  t7 -> 100 }T
T{ : t8 3 0 do i { a } loop a ;  t8 -> 2 }T
T{ : t9 0 ?do i { a } loop a ;  3 t9 0 t9 -> 100 100 }T
T{ : t10 3 0 do i 1 = if leave then i { a } loop a ;  t10 -> 100 }T
T{ : t11 case 1 of 10 { a } a endof 2 of a endof 7 { a } a swap endcase a ;
   1 t11 2 t11 3 t11 -> 10 100 100 100 7 100 }T
T{ : t12 5 { a } scope 6 { a } a endscope a ;  t12 -> 6 5 }T
T{ : t13 5 { a } [: a ;] execute a ;  t13 -> 100 5 }T
T{ : t14 5 { a } ahead begin a exit [ 1 cs-roll ] then 6 { b } b again ;  t14 -> 6 5 }T
\ Memory: the same in every turn, given back at every end, another for every activation.
T{ : t15 100000 0 do i { w^ a } a @ drop loop ;  t15 -> }T
T{ : t16 100000 0 do i 1 and if i { w^ a } else i 0 { d^ a } then loop ;  t16 -> }T
T{ : t17 { w^ a } a @ 0= if exit then a @ 1- recurse a @ ;  3 t17 -> 1 2 3 }T
T{ : t18 10000 0 do i t17 loop ;  : t19 100000 0 do 0 t17 loop ; t19 -> }T
T{ : t20 100000 0 do i { a } try a drop 0 iferror then endtry drop loop ;  t20 -> }T
T{ : t21 {: n | buf[ 4 cells ] :} n buf[ 3 cells + ! buf[ 3 cells + @ ;  9 t21 -> 9 }T
T{ : t22 {: buf[ 5 ] :} 'x' buf[ c! buf[ 5 s" xello" same? ;  create source-text ," hello" source-text 1+ t22 -> true }T
T{ : t23 { c: a } a 300 to a a 256 +to a a ;  $1ff t23 -> 255 44 44 }T
T{ : t24 { xt: a } 3 a ['] negate is a 3 a ;  ' 1+ t24 -> 4 -3 }T
done
