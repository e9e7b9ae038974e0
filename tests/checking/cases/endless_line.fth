\ A line that is interpreted again and again is left; one that ends by itself is not.
variable turns
: again? ( -- ) 1 turns +! turns @ 50 < if >in off then ;
again?
turns @ 50 = [if] : as-often ( -- ) ; [then]
as-often
1 drop >in off
: behind ( n -- n n ) 1+ ;
\ reports
\ 7:1 note not-run: this line sets >IN back again and again: it is left
\ 8:10 error stack-comment: ( n -- n n ) is not what behind does: it takes 1 cell and leaves 1 cell: ( x -- x )
