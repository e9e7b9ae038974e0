\ evaluate, nested evaluation, source-id, the input specification after errors.
\ output:
\ | ok: 21 checks
include ../tester.fth

T{ s" 1 2 +" evaluate -> 3 }T
T{ s" " evaluate -> }T
: eval-in  ( -- n )  s" 3 4 *" evaluate ;
T{ eval-in -> 12 }T
T{ 5 s" dup *" evaluate -> 25 }T
T{ s" source-id" evaluate -> -1 }T
T{ source-id 0> -> true }T
T{ s" source" evaluate nip -> 6 }T
: nested  s" s' 1 2 + ' evaluate 10 *" evaluate ;
: s'  [char] ' parse ;
T{ nested -> 30 }T
T{ s" s' 1' evaluate s' 2' evaluate s' 3' evaluate" evaluate -> 1 2 3 }T
: self  ( n -- )  dup if 1- s" self" evaluate else drop 99 then ;
T{ 10 self -> 99 }T
\ evaluate while compiling compiles.
: with-two  s" 1" evaluate ;
T{ with-two -> 1 }T
: compile-plus  s" +" evaluate ; immediate
: sum  compile-plus ;
T{ 3 4 sum -> 7 }T
\ The text after the evaluation goes on where it was.
T{ s" 1" evaluate 2 s" 3" evaluate -> 1 2 3 }T
\ After an error in an evaluation, so too.
T{ s" nosuchword" throws 5 -> -13 5 }T
T{ s" s' nosuchword' evaluate" throws 6 -> -13 6 }T
\ The evaluated text may lie in a buffer of the program.
create text 32 allot
: put  ( addr u -- addr u )  dup >r text swap move text r> ;
T{ s" 7 8" put evaluate -> 7 8 }T
T{ s" : made 5 ;" put evaluate made -> 5 }T
\ Comments in evaluated text end with it.
T{ s" 1 ( open" evaluate 2 -> 1 2 }T
T{ s" 1 \ rest" evaluate 2 -> 1 2 }T
\ refill cannot refill a string (6.2.2125).
T{ s" refill" evaluate -> false }T
\ Many evaluations one after the other take no space for good.
: often  0 10000 0 do s" 1 +" evaluate loop ;
T{ often -> 10000 }T
done
