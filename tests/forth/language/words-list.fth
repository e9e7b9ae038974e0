\ words lists the first word list of the search order, newest first (15.6.1.2465).
\ output:
\ |
\ | sheep goat cow
vocabulary farm
also farm definitions
: cow ;  : goat ;  : sheep ;
previous definitions
: listed  also farm words previous cr ;
listed
