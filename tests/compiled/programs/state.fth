\ What is told while the program is loaded: actions, substitutions, the file of blocks.
defer hook : greet ." hi" ; : bye2 ." bye" ; ' greet is hook
create arr 1 , 2 , 42 constant answer variable v 7 v ! 1.5e fconstant half
s" world" s" who" replaces s" WORLD" s" WHO" replaces
s" my.fb" open-blocks 1 block 1024 bl fill s" loaded" 1 block swap move update save-buffers
: main hook ['] hook defer@ execute ['] bye2 ['] hook defer! hook ['] arr >body cell+ @ . ['] answer >body @ . ['] v >body @ . ['] half >body f@ f. ['] greet >body . ['] answer >body ['] answer >body = .
 s" hello %who% %WHO% %Who%" pad 100 substitute . type s" new" s" who" replaces s" hello %who% %WHO% %Who%" pad 100 substitute . type 1 block 6 type  ['] greet ['] defer@ catch . drop ['] answer 3 ['] defer! catch . 2drop ;
