\ Strings that grow: $! and $+!, and texts put together on PAD.
variable text
: build ( -- )  s" begin" text $! 40 0 do s" , item" text $+! i 65 + text c$+! loop ;
: onto-pad ( -- u )  s" one " pad swap move s" two " pad 4 + swap move pad 8 + 20 bl fill pad 28 -trailing nip ;
variable sum
: run ( n -- )  0 ?do build text $@len sum +! onto-pad sum +! loop ;
size run sum @ . cr
