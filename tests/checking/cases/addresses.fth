\ Stores below address 4096.
variable total
: swapped ( -- ) total 5 ! ;
: right ( -- ) 5 total ! ;
5 constant five
: constant-address ( c -- ) five c! ;
: added ( -- ) 1 100 +! ;
: computed ( -- ) 1 cell 4 * ! ;
: floating ( -- ) 1e 8 f! ;
: high ( -- ) 0 4096 c! ;
: depends ( flag -- ) if total else 0 then 1 swap ! ;
total 5 !
5 total !
\ reports
\ 3:26 error low-address: stores to address 5: no data has an address below 4096
\     hint: the address is on top: `value address !`
\ 6:34 error low-address: stores to address 5: no data has an address below 4096
\     hint: the address is on top: `value address !`
\ 7:22 error low-address: stores to address 100: no data has an address below 4096
\     hint: the address is on top: `value address !`
\ 8:30 error low-address: stores to address 32: no data has an address below 4096
\     hint: the address is on top: `value address !`
\ 9:24 error low-address: stores to address 8: no data has an address below 4096
\     hint: the address is on top: `value address !`
\ 12:9 error low-address: ! stores to an address below 4096, where no data is
