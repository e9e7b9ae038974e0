\ A processor of sixteen instructions: a table of tokens for its opcodes, and a small loader for its programs.
\ output:
\ | 55!20 36
\ | 1 0 1 1 1 1 1 3 32 11 0 10 3 2 32 3 33 2 1 13 29 3 2 2
\ | Hibad opcode at 10
\ | 5

256 constant #memory
create memory #memory allot
create registers 8 cells allot
variable pc  variable flags  variable running  variable steps

: m@  ( addr -- byte ) #memory 1- and memory + c@ ;
: m!  ( byte addr -- ) #memory 1- and memory + c! ;
: fetch  ( -- byte ) pc @ m@ 1 pc +! ;
: reg  ( n -- addr ) 7 and cells registers + ;
: pair  ( byte -- r1 r2 ) dup 4 rshift reg swap reg ;
: wrap  ( n -- byte ) dup 0= 1 and over 255 > 2 and or over 0< 2 and or flags ! 255 and ;

create opcodes 16 cells allot
: unknown  pc @ 1- ." bad opcode at " . running off ;
:noname 16 0 do ['] unknown opcodes i cells + ! loop ; execute
variable slot
: opcode  ( n "name" -- )   \ a word that is also an entry of the table
  cells opcodes + slot ! : ;
: end  postpone ; latestxt slot @ ! ; immediate

hex
0 opcode halt   running off end
1 opcode ldi    fetch reg fetch swap ! end
2 opcode mov    fetch pair @ swap ! end
3 opcode add    fetch pair @ over @ + wrap swap ! end
4 opcode sub    fetch pair @ over @ swap - wrap swap ! end
5 opcode jmp    fetch pc ! end
6 opcode jz     fetch flags @ 1 and if pc ! else drop then end
7 opcode jnz    fetch flags @ 1 and if drop else pc ! then end
8 opcode st     fetch pair @ swap @ m! end
9 opcode ld     fetch pair @ m@ swap ! end
0a opcode out    fetch reg @ emit end
0b opcode outn   fetch reg @ 0 base @ >r decimal u.r r> base ! end
0c opcode dec    fetch reg dup @ 1- wrap swap ! end
0d opcode jc     fetch flags @ 2 and if pc ! else drop then end
decimal

: step  fetch 15 and cells opcodes + perform  1 steps +! ;
: reset  registers 8 cells erase  pc off flags off steps off running on ;
: run  reset begin running @ steps @ 10000 < and while step repeat ;

\ The loader: bytes, names of opcodes, labels `name:` and references `@name`.
variable at
wordlist constant labels
: byte, ( n -- ) at @ m! 1 at +! ;
: label?  ( c-addr u -- flag ) 2dup + 1- c@ ':' = nip nip ;
: define-label  ( c-addr u -- ) get-current >r labels set-current nextname at @ constant r> set-current ;
: opcode-number  ( xt -- n ) 16 0 do dup opcodes i cells + @ = if drop i unloop exit then loop -1 throw ;
variable pass
: item  ( c-addr u -- )
  2dup label? if 1- pass @ if 2drop else define-label then exit then
  over c@ '@' = if
    1 /string pass @ if labels search-wordlist 0= throw execute else 2drop 0 then byte, exit
  then
  2dup find-name ?dup if nip nip name>int opcode-number byte, else s>number drop byte, then ;

: next-word  ( c-addr1 u1 -- c-addr2 u2 c-addr3 u3 )
  begin dup while over c@ bl <= while 1 /string repeat then
  2dup bl scan 2swap 2 pick - ;

: assemble  ( c-addr u -- )
  2 0 do
    i pass !  0 at !  2dup begin next-word dup while item repeat 2drop 2drop
  loop 2drop ;

s" ldi 0 10 ldi 1 0 loop: add 16 dec 0 jnz @loop outn 1 ldi 2 33 out 2 halt" assemble run
pc @ . steps @ . cr
s" ldi 0 1 ldi 1 1 ldi 3 32 next: outn 0 out 3 mov 32 add 33 mov 1 jc @end add 2 mov 18 mov 1 jmp @next end: halt" 2dup assemble
: .memory  bounds ?do i c@ . loop cr ;  memory 24 .memory
2drop
memory 256 erase
s" ldi 0 72 out 0 ldi 0 105 out 0 15" assemble run cr
steps @ . cr
