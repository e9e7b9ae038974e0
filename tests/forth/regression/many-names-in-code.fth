\ Words of a list as a map, in hot code: more names than the cache of found names had room for, bodies by their tokens,
\ names that are defined anew and forgotten.
\ output:
\ | 1999000 1999000 -2000 1 2 7 -1 
wordlist constant map
: put ( n addr u -- ) get-current >r map set-current nextname create , r> set-current ;
: key$ ( i -- addr u ) 0 <# #s 'k' hold #> ;
: fill-map 2000 0 do i dup key$ put loop ;
: get ( addr u -- n ) map search-wordlist if >body @ else -1 then ;
: get2 ( addr u -- n ) map find-name-in dup if name>interpret >body @ then ;
: sum ( xt n1 n2 -- n ) 0 -rot do over i key$ rot execute + loop nip ;
: sums 10 0 do ['] get 2000 0 sum drop ['] get2 4000 0 sum drop loop ;
fill-map sums
' get 2000 0 sum . ' get2 4000 0 sum . ' get 4000 2000 sum .
create a 1 , create b 2 ,
: body ( xt -- n ) 0 swap 20000 0 do nip dup >body @ swap loop drop ;
' a body . ' b body .
marker gone create c 6 , ' c body drop gone create d 7 , ' d body .
: c2 ( n -- n ) 20000 0 do s" k1" map search-wordlist drop drop loop ;
c2 -1 s" k1" put s" k1" get .
