\ Texts that are joined, copied and lengthened on the heap.
variable sum
: one ( -- )
  s" some text" s" , and more" s+ over >r nip sum +! r> free throw
  s" a copy" save-mem s"  of it" append s" , longer" append over >r nip sum +! r> free throw ;
: run ( n -- )  0 ?do one loop ;
size run sum @ . cr
