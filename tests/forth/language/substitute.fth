\ replaces substitute unescape (17.6.2.2141, 17.6.2.2255, 17.6.2.2375). Missing in Debian's gforth: derived from the standard.
\ output:
\ | ok: 20 checks
include ../tester.fth

create out 100 allot
: sub  ( addr u -- addr2 u2 n )  out 100 substitute ;
: subst  ( addr u expected u -- flag n )  2>r sub 2r> rot >r same? r> ;
s" Ada" s" name" replaces
s" 36" s" age" replaces
T{ s" plain" s" plain" subst -> true 0 }T
T{ s" Hi %name%!" s" Hi Ada!" subst -> true 1 }T
T{ s" %name% is %age%, %name%" s" Ada is 36, Ada" subst -> true 3 }T
T{ s" %name%%age%" s" Ada36" subst -> true 2 }T
\ Two delimiters give one and do not count as a substitution.
T{ s" 100%% sure" s" 100% sure" subst -> true 0 }T
T{ s" %%%name%%%" s" %Ada%" subst -> true 1 }T
\ An unknown name stays, delimiters and all.
T{ s" %nobody% and %age%" s" %nobody% and 36" subst -> true 1 }T
T{ s" 50% off" s" 50% off" subst -> true 0 }T
T{ s" tail %" s" tail %" subst -> true 0 }T
T{ s" " sub rot drop -> 0 0 }T
\ A new text takes the place of the old.
s" Grace" s" name" replaces
T{ s" %name%" s" Grace" subst -> true 1 }T
s" " s" nothing" replaces
T{ s" [%nothing%]" s" []" subst -> true 1 }T
\ What was put in is not searched again.
s" %age%" s" tricky" replaces
T{ s" %tricky%" s" %age%" subst -> true 1 }T
\ The text is a copy: its buffer may change.
create text 10 allot
s" first" text swap move  text 5 s" copy" replaces  s" xxxxx" text swap move
T{ s" %copy%" s" first" subst -> true 1 }T
\ Too small a buffer gives a negative n.
T{ s" %name% is long" out 5 substitute nip nip 0< -> true }T
T{ s" exactly" out 7 substitute -rot s" exactly" same? -> 0 true }T
T{ s" a-text-without" out 3 substitute nip nip 0< -> true }T

T{ s" 100% of %x%" out unescape s" 100%% of %%x%%" same? -> true }T
T{ s" none" out unescape s" none" same? s" " out unescape nip -> true 0 }T
\ unescape and substitute together give the text back.
create again 100 allot
T{ s" a%b%%c" again unescape s" a%b%%c" subst -> true 0 }T
done
