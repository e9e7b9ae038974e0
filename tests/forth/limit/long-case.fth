\ A CASE of 20,000 arms: its compilation takes time that grows with its length, not with the square of it.
\ output:
\ | 21 59997 7 
: arms ( -- ) 20000 0 do i postpone literal postpone of i 3 * postpone literal postpone endof loop ; immediate
: long-case ( n -- n ) case arms 7 swap endcase ;
: hot ( -- ) 100 0 do i long-case drop loop ;
hot hot 7 long-case . 19999 long-case . 20000 long-case .
