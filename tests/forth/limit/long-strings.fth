\ Strings of a megabyte in memory and in files; lines of 100,000 characters; s" of 10,000.
\ output:
\ | ok: 9 checks
include ../tester.fth

1000000 constant mega
mega allocate throw constant area
area mega char x fill
T{ area mega + 1- c@ area mega s" y" search nip nip -> char x false }T
T{ char y area mega + 1- c! area mega s" xy" search rot drop -> 2 true }T
0 value fd
T{ s" big.txt" r/w create-file swap to fd -> 0 }T
T{ area mega fd write-line fd file-size -> 0 1000001. 0 }T
T{ 0. fd reposition-file area mega fd read-line -> 0 mega true 0 }T
T{ fd close-file s" big.txt" delete-file -> 0 0 }T

create line 20100 allot
: build  ( n -- addr u )
  s\" s\" " line swap move  line 3 + over [char] z fill  [char] " line 3 + 2 pick + c!  line swap 4 + ;
T{ 100 build evaluate nip -> 100 }T
T{ 10000 build evaluate nip -> 10000 }T
\ A source line of 20,000 characters.
: numbers  ( n -- addr u )  2* line over blank  line over bounds ?do [char] 1 i c! 2 +loop line swap ;
: drops  ( ... n -- sum )  0 swap 0 ?do + loop ;
T{ 1000 numbers evaluate 1000 drops -> 1000 }T
area free throw
done
