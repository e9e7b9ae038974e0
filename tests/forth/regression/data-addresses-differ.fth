\ No two words have their data at one address, also without data: programs take these addresses for what tells words apart.
\ output:
\ | 0 0 0 0 0 0
\ | 0 -1
create a
create b
: between ;
create c
variable v
create d
: make  ( "name" -- )  create ;
make e
make f
a b = . b c = . c v = . v d = . d e = . e f = . cr
create g
create h 1 ,  g h = . h 8 + here = . cr
