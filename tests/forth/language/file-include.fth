\ included include require required: relative names, nesting, files that this program writes.
\ output:
\ | ok: 18 checks
include ../tester.fth

0 value fd
variable loads  0 loads !
: begin-file  ( addr u -- )  w/o create-file throw to fd ;
: line  ( addr u -- )  fd write-line throw ;
: end-file  fd close-file throw ;
\ Files are looked for beside the file that includes and then in the current folder.
: path  ( -- addr u )  s" made.fth" ;

path begin-file
s" 1 loads +!" line
s" : from-file 77 ;" line
s\" : text s\" quoted\" ;" line
s" source-id 0> source nip" line
end-file
T{ path included -> true 23 }T
T{ from-file text s" quoted" same? loads @ -> 77 true 1 }T
T{ s" made.fth" included loads @ -> true 23 2 }T
T{ include made.fth loads @ -> true 23 3 }T
\ required loads a file that was included before no more (11.6.2.2144).
T{ s" made.fth" required loads @ -> 3 }T
T{ require made.fth loads @ -> 3 }T

s" once.fth" begin-file s" 1 loads +!" line end-file
T{ 0 loads ! require once.fth require once.fth s" once.fth" required loads @ -> 1 }T

\ A name of no file may lack its suffix .4th.
s" suffixed.4th" begin-file s" 1 loads +!" line end-file
T{ 0 loads ! include suffixed require suffixed require suffixed.4th loads @ -> 1 }T
s" suffixed" begin-file s" 10 loads +!" line end-file
T{ include suffixed loads @ -> 11 }T

\ The rest of the line after the nested file, and its base.
s" deep.fth" begin-file s" hex 10 include deeper.fth 10 decimal" line end-file
s" deeper.fth" begin-file s" 1" line s" include deepest.fth 2" line end-file
s" deepest.fth" begin-file s" 3 \ no line end" fd write-file throw end-file
T{ s" deep.fth" included 5 -> 16 1 3 2 16 5 }T
\ \ ends the line of a file, ( goes over lines.
s" comments.fth" begin-file s" 1 ( a" line s"  b ) 2 \ 3" line s" 4" line end-file
T{ s" comments.fth" included -> 1 2 4 }T
s" empty.fth" begin-file end-file
T{ s" empty.fth" included -> }T
\ Line ends of DOS.
s" dos.fth" begin-file s\" 1 2\r\n3\r\n: dos 4 ;\r\ndos\r\n" fd write-file throw end-file
T{ s" dos.fth" included -> 1 2 3 4 }T
\ include-file reads from an open file.
T{ s" comments.fth" r/o open-file throw include-file -> 1 2 4 }T

\ An error in a file comes out of included, and the reader is back here.
s" bad.fth" begin-file s" 1 2" line s" no-such-word-here" line end-file
T{ s" bad.fth" ' included catch nip nip -> -13 }T
T{ s" missing.fth" ' included catch nip nip -> -38 }T
T{ s" missing.fth" ' required catch nip nip -> -38 }T
: cleanup  s" made.fth" delete-file s" once.fth" delete-file or s" bad.fth" delete-file or ;
T{ cleanup -> 0 }T
done
