\ replaces substitute unescape (17.6.2.2141, 17.6.2.2255, 17.6.2.2375). Missing in Debian's gforth: derived from the standard.
\ output:
\ | ok: 20 checks
include ../tester.fth

create out 100 allot
: sub  ( addr u -- addr2 u2 n )  out 100 substitute ;
s" Ada" s" name" replaces
s" 36" s" age" replaces
T{ s" plain" sub >r s" plain" same? r> -> true 0 }T
T{ s" Hi %name%!" sub >r s" Hi Ada!" same? r> -> true 1 }T
T{ s" %name% is %age%, %name%" sub >r s" Ada is 36, Ada" same? r> -> true 3 }T
T{ s" %name%%age%" sub >r s" Ada36" same? r> -> true 2 }T
\ Two delimiters give one and do not count as a substitution.
T{ s" 100%% sure" sub >r s" 100% sure" same? r> -> true 0 }T
T{ s" %%%name%%%" sub >r s" %Ada%" same? r> -> true 1 }T
\ An unknown name stays, delimiters and all.
T{ s" %nobody% and %age%" sub >r s" %nobody% and 36" same? r> -> true 1 }T
T{ s" 50% off" sub >r s" 50% off" same? r> -> true 0 }T
T{ s" tail %" sub >r s" tail %" same? r> -> true 0 }T
T{ s" " sub >r nip r> -> 0 0 }T
\ A new text takes the place of the old.
s" Grace" s" name" replaces
T{ s" %name%" sub >r s" Grace" same? r> -> true 1 }T
s" " s" nothing" replaces
T{ s" [%nothing%]" sub >r s" []" same? r> -> true 1 }T
\ What was put in is not searched again.
s" %age%" s" tricky" replaces
T{ s" %tricky%" sub >r s" %age%" same? r> -> true 1 }T
\ The text is a copy: its buffer may change.
create text 10 allot
s" first" text swap move  text 5 s" copy" replaces  s" xxxxx" text swap move
T{ s" %copy%" sub >r s" first" same? r> -> true 1 }T
\ Too small a buffer gives a negative n.
T{ s" %name% is long" out 5 substitute nip nip 0< -> true }T
T{ s" exactly" out 7 substitute >r s" exactly" same? r> -> true 0 }T
T{ s" a-text-without" out 3 substitute nip nip 0< -> true }T

T{ s" 100% of %x%" out unescape s" 100%% of %%x%%" same? -> true }T
T{ s" none" out unescape s" none" same? s" " out unescape nip -> true 0 }T
\ unescape and substitute together give the text back.
create again 100 allot
T{ s" a%b%%c" again unescape sub >r s" a%b%%c" same? r> -> true 0 }T
done
