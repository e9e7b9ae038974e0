\ Looking names up in word lists.
wordlist constant names
get-current names set-current
: alpha ; : beta ; : gamma ; : delta ; : epsilon ; : zeta ; : eta ; : theta ;
set-current
variable sum
: count-name ( c-addr u -- )  names search-wordlist if drop 1 sum +! then ;
: run ( n -- )  0 ?do s" gamma" count-name s" theta" count-name s" nothing" count-name s" dup" find-name if 1 sum +! then loop ;
size run sum @ . cr
