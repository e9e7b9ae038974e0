\ snumber? and its kin, digit?, base-execute, dec.r, h., characters with names.
\ output:
\ | -1 12
\ | 1 12
\ | 3 125
\ | 0
\ | -1 255
\ | 2 -15
\ | 125 2 0 -1
\ | -1 125 -1 125
\ | 7 -1 0 A -1 0
\ | 101 -5 $FF 9
\ |  1.50
: kind  ( "text" -- )
  parse-name snumber? dup .  dup 0= if drop exit then  0> if d. else . then ;
kind 12 cr
kind 12. cr
kind 1.25 cr
kind abc cr
kind $ff cr
kind -1.5 cr
s" 1.25" s>number d. dpl @ .  s" zz" s>number? . 2drop  s" zz" s>number? 0= . 2drop cr
s" 125" s>number? . d.  bl word 125 number? . . cr
char 7 digit? swap . .  char z digit? .  hex  char a digit? swap . .  char G digit? .  decimal cr
5 ' . 2 base-execute  -5 2 dec.r space  255 h. #tab . cr
1.5e 5 2 3 f>str-rdp -trailing -trailing type cr
