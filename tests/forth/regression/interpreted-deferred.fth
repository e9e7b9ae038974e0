\ A deferred word of the system that is interpreted does what it is set to, and does not call itself.
\ output:
\ | 0 5. 3 
s" zork" rec-forth translate-none = 1+ . 
defer d :noname 3 ; is d
2.5e fconstant c  2.5e fvalue v
: t c v f+ f. d . ;
t
cr
