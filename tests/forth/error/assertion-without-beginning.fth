\ A ) that ends no assertion.
\ output:
\ | fine
\ exit: 1
\ error:
\ | :8:7: error: Aborted: ) without assert(
assert( 1 2 < ) .( fine) cr
1 2 3 ) .
