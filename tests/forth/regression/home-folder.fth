\ `~` at the beginning of a name of a file is the home folder, whatever takes the name, and nowhere else.
\ output:
\ | 0 0 0
\ | hello
\ | 0 0
\ | 0 0 -38
\ | included 
\ | 0 -38 -38
s" HOME" s" ." 1 setenv drop
s" ~/home.fs" w/o create-file . s" .( included )" third write-file . close-file . cr
s" home.fs" r/o open-file throw close-file throw
s" ~/home.txt" w/o create-file throw s" hello" third write-file throw close-file throw
s" ~/home.txt" slurp-file type cr
s" ~/home.txt" s" ~/other.txt" rename-file . s" other.txt" file-status nip . cr
s" ~" open-dir . close-dir . s" ~/home.txt" r/o open-file . drop cr
s" ~/home.fs" included cr
s" ~/other.txt" delete-file . s" other.txt" file-status nip . s" x~/home.fs" file-status nip . cr
