\ A THROW while the file is loaded.
: fails ( -- ) -5 throw ;
1 0 /
: next ( n -- n n ) 1+ ;
fails
[char] a emit
abort" stop"
: after ( -- ) 2 ! ;
\ reports
\ 3:5 error load-error: /: Division by zero
\ 4:3 note shadowed-name: next takes the name of a word of the system
\ 4:8 error stack-comment: ( n -- n n ) is not what next does: it takes 1 cell and leaves 1 cell: ( x -- x )
\ 5:1 note not-run: fails: Return stack overflow
\ 6:1 error compile-only: [char] has a meaning only inside a definition (between : and ;)
\ 6:8 error unknown-name: there is no word a
\     hint: did you mean 'a>', '<a'?
\ 7:1 note not-run: abort": Aborted: stop
\ 8:9 error stack-comment: ( -- ) is not what after does: it takes 1 cell and leaves nothing: ( x -- )
\ 8:18 error low-address: stores to address 2: no data has an address below 4096
\     hint: the address is on top: `value address !`
