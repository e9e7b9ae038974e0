\ An assembler for a processor of eight bits in a vocabulary of its own, with labels and control structures.
\ output:
\ | -2 0 28 44 44
\ | 0000:A9 00 A6 0A E0 00 D0 03
\ | 0008:4C 19 00 18 65 0B CA E0
\ | 0010:00 F0 03 4C 19 00 4C 0B
\ | 0018:00 85 0C 60 A2 05 A9 AA
\ | 0020:9D 03 00 CA E0 00 F0 D8
\ | 0028:8D 02 00 60
\ | 0 Forth Forth Root     Forth

vocabulary assembler
create image 256 allot   image 256 erase
variable there   \ where the next byte goes
: tc,  ( byte -- ) image there @ + c!  1 there +! ;
: tw,  ( word -- ) dup 255 and tc, 8 rshift tc, ;
: tc!  ( byte addr -- ) image + c! ;
: tc@  ( addr -- byte ) image + c@ ;

also assembler definitions

variable mode
: mode:  ( n "name" -- ) create , does> @ mode ! ;
0 mode: #   1 mode: zp   2 mode: abs   3 mode: ,x   4 mode: )
: default-mode  2 mode ! ;
default-mode

\ One opcode, no operand.
: op0  ( opcode "name" -- ) create c, does> c@ tc, default-mode ;
\ A row of opcodes, one for each mode; 0 where there is none.
: op1  ( c0 c1 c2 c3 c4 "name" -- )
  create c, c, c, c, c,
  does>  4 mode @ - + c@ dup 0= abort" no such mode"
    tc,  mode @ case
      0 of tc, endof  1 of tc, endof  4 of tc, endof
      tw, 0
    endcase
    default-mode ;

hex
EA op0 nop,   60 op0 rts,   E8 op0 inx,   CA op0 dex,   18 op0 clc,   38 op0 sec,
A9 A5 AD BD B1 op1 lda,
00 85 8D 9D 91 op1 sta,
A2 A6 AE 00 00 op1 ldx,
69 65 6D 7D 71 op1 adc,
C9 C5 CD DD D1 op1 cmp,
E0 E4 EC 00 00 op1 cpx,
4C constant jmp-code
: jmp,  jmp-code tc, tw, ;
: jsr,  20 tc, tw, ;

\ Conditions are the opcodes of the branches that skip.
D0 constant eq   F0 constant ne   90 constant cs   B0 constant cc
: not  20 xor ;
: rel!  ( from -- ) there @ over 1+ - swap tc! ;
: if,  tc, there @ 0 tc, ;
: then,  rel! ;
: else,  clc, 90 if, swap then, ;
: begin,  there @ ;
: until,  tc, there @ 1+ - 0FF and tc, ;
decimal

\ Labels: a label knows its address, or the places that wait for it.
: label  ( "name" -- ) create -1 , 0 , does> ;
: here:  ( label -- )
  there @ over !  cell+ @
  begin ?dup while
    there @ 255 and over cell+ @ tc!
    there @ 8 rshift over cell+ @ 1+ tc!
    @
  repeat ;
: ref  ( label -- addr )
  dup @ -1 <> if @ exit then
  cell+ here over @ , there @ 1+ , swap ! 0 ;

previous definitions

: code  ( "name" -- ) create there @ , also assembler does> @ ;
: end-code  previous ;

: .image  ( from to -- )
  base @ >r hex
  over - 0 ?do
    i 8 mod 0= if i if cr then dup i + 0 <# # # # # #> type ." :" then
    dup i + tc@ 0 <# # # #> type space
  loop drop cr
  r> base ! ;

code multiply
  label done   label again
  0 # lda,
  10 zp ldx,
  0 # cpx,
  eq if,  done ref jmp,  then,
  again here:
  clc,
  11 zp adc,
  dex,
  0 # cpx,
  eq not if,  done ref jmp,  then,
  again ref jmp,
  done here:
  12 zp sta,
  rts,
end-code

code paint
  5 # ldx,
  begin,
    170 # lda,
    512 ,x sta,
    dex,  0 # cpx,
  ne until,
  1024 sta,
  rts,
end-code

code bad  1 # : impossible sta, ; ' impossible catch . drop default-mode end-code

multiply . paint . bad . there @ . cr
0 there @ .image
[defined] lda, . order
