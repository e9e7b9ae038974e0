\ file-position reposition-file resize-file file-size flush-file file-status rename-file.
\ output:
\ | ok: 25 checks
include ../tester.fth

0 value fd
create box 100 allot
: name  s" position.dat" ;
: other  s" renamed.dat" ;
T{ name r/w bin create-file swap to fd -> 0 }T
T{ s" 0123456789" fd write-file fd file-position -> 0 10. 0 }T
T{ 3. fd reposition-file box 4 fd read-file -> 0 4 0 }T
T{ box 4 s" 3456" same? fd file-position -> true 7. 0 }T
T{ 5. fd reposition-file s" xy" fd write-file fd file-size -> 0 0 10. 0 }T
T{ 0. fd reposition-file box 100 fd read-file -> 0 10 0 }T
T{ box 10 s" 01234xy789" same? -> true }T
\ Writing beyond the end lengthens the file.
T{ 12. fd reposition-file s" z" fd write-file fd file-size -> 0 0 13. 0 }T
T{ 4. fd resize-file fd file-size -> 0 4. 0 }T
T{ 0. fd reposition-file box 100 fd read-file -> 0 4 0 }T
T{ 20. fd resize-file fd file-size -> 0 20. 0 }T
T{ fd flush-file -> 0 }T
T{ fd close-file -> 0 }T
T{ name file-status nip -> 0 }T
T{ other file-status nip 0<> -> true }T
T{ name other rename-file -> 0 }T
T{ name file-status nip 0<> other file-status nip -> true 0 }T
T{ name other rename-file 0<> -> true }T
T{ other delete-file -> 0 }T
T{ other file-status nip 0<> -> true }T
\ Words on a file that is closed give an error, not a crash.
T{ box 10 fd read-file nip 0<> -> true }T
T{ s" x" fd write-file 0<> -> true }T
T{ fd file-size nip nip 0<> -> true }T
T{ fd close-file 0<> -> true }T
T{ box 10 -1 read-file nip 0<> -> true }T
done
