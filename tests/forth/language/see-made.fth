\ SEE of words that are no colon definitions, and of one with DOES>.
\ output:
\ | : counter create , does> 1 over +! @ ;
\ | synonym add +
\ | marker forget-all
\ | field: p.x
\ | field: p.y  \ 8 +
\ | 16 constant point
\ | : plain dup * ;
: counter create , does> 1 over +! @ ;
synonym add +
marker forget-all
begin-structure point field: p.x field: p.y end-structure
: plain dup * ;
see counter see add see forget-all
see p.x see p.y see point see plain
