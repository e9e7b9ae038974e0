\ FREE-CLOSURE looked through all closures that there ever were: 30,000 of them took minutes.
\ output:
\ | 450015000 ok
: adder ( n -- xt ) [n:h + ;] ;
30000 constant many
create all many cells allot
: make many 0 do i adder all i cells + ! loop ;
: sum 0 many 0 do 1 all i cells + @ execute + loop ;
: free-all many 0 do all i cells + @ free-closure loop ;
make sum . free-all
:noname all @ free-closure ; catch -60 = [if] .( ok) [then]
